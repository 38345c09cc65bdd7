"""Classes whose decorator copied something from their bases.

Invariant: when the fields of a dataclass change, the dataclasses derived from it are executed too,
wherever they stand: their `__init__` was written from the fields of both.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from mulligan.graft import subclasses_of
from mulligan.source import Change

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange

_MADE_BY_FIELDS = ("__dataclass_fields__", "__attrs_attrs__")


def derived_from_changed_fields(change: ModuleChange) -> dict[str, set[str]]:
    """The classes that must be executed because a class of this module changes its fields.

    Returns:
        Names of top-level classes per module name, this module's own among them.
    """
    derived: defaultdict[str, set[str]] = defaultdict(set)
    for statement in change.marked(Change.EXECUTE):
        live = vars(change.live.module).get(statement.name or "")
        if statement.kind is not ast.ClassDef or not isinstance(live, type) or not _has_fields(live):
            continue
        before = change.earlier_class(statement)
        if before is not None and _fields(statement.node) == _fields(before):
            continue
        for cls in subclasses_of(live)[1:]:
            if _has_fields(cls):
                derived[cls.__module__].add(cls.__qualname__.partition(".")[0])
    return derived


def _has_fields(cls: type) -> bool:
    return any(marker in vars(cls) for marker in _MADE_BY_FIELDS)


def _fields(node: ast.stmt) -> list[str]:
    """The annotated lines of a class body, and the decorators that read them."""
    assert isinstance(node, ast.ClassDef)
    lines = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    return [ast.dump(each) for each in (*node.decorator_list, *lines)]
