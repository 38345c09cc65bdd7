"""What star imports bind, which only running them tells.

Invariant: the answers are those of the modules that are loaded now; nothing is imported to find out.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from mulligan.source import Statement, absolute_module


def starred_names(module: ModuleType, star: tuple[str | None, int]) -> Mapping[str, Any]:
    """The names and values that a star import in `module` binds; none if what it names is not loaded.

    Arguments:
        module: where the import stands.
        star: its module as written, None for `from . import *`, and its number of dots.
    """
    written, level = star
    node = ast.ImportFrom(module=written, names=[ast.alias(name="*")], level=level)
    source = sys.modules.get(absolute_module(module, node))
    if source is None:
        return {}
    values = vars(source)
    public = values.get("__all__")
    names = public if public is not None else [name for name in values if not name.startswith("_")]
    return {name: values[name] for name in names if name in values}


def names_from_stars(
    module: ModuleType, statements: Iterable[Statement], *, below: int = 0
) -> Mapping[str, Any]:
    """What the star imports among `statements` bind, those within `if` and `try` statements included.

    Arguments:
        module: where they stand.
        statements: its statements, in order.
        below: leave out those that start on this line or above.
    """
    found: dict[str, Any] = {}
    for each in statements:
        if each.start > below and not each.is_definition:
            for star in each.names.stars:
                found.update(starred_names(module, star))
    return found
