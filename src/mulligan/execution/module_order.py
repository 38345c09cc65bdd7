"""Which module is changed before which, and what of one's changes another sees.

Invariant: a module is changed after those that it imports, as far as cycles allow; cycles are cut
where they are met again.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mulligan.execution.from_imports import star_changes
from mulligan.execution.live_module import LiveModule
from mulligan.source import Source, absolute_module


def in_import_order(live: Sequence[LiveModule], sources: Mapping[str, Source]) -> list[LiveModule]:
    """Order the modules, imported before importer, by the new sources where there are some."""
    by_name = {each.name: each for each in live}
    ordered: dict[str, LiveModule] = {}
    entered: set[str] = set()

    def visit(each: LiveModule) -> None:
        if each.name in entered:
            return
        entered.add(each.name)
        for name in _imported(each, sources.get(each.name, each.source)):
            if name in by_name:
                visit(by_name[name])
        ordered[each.name] = each

    for each in live:
        visit(each)
    return list(ordered.values())


def _imported(live: LiveModule, source: Source) -> Iterator[str]:
    for statement in source.imports:
        node = statement.imported
        if isinstance(node, ast.ImportFrom):
            origin = absolute_module(live.module, node)
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def imported_changes(
    live: LiveModule,
    source: Source,
    changed: Mapping[str, Mapping[str, Any]],
    class_attributes: Mapping[str, Collection[tuple[str, str]]],
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """What a source sees of other modules' changes.

    Arguments:
        live: the module that the source is of.
        source: its text.
        changed: per module, the names that changed.
        class_attributes: per module, (class, attribute) pairs that changed.

    Returns:
        Names of its own that are bound by from-imports of what changed, and (module's name here,
        attribute) pairs that read what changed.
    """
    names: set[str] = set()
    attributes: set[tuple[str, str]] = set()
    if not changed and not class_attributes:
        return frozenset(), frozenset()
    for statement in source.imports:
        node = statement.imported
        if isinstance(node, ast.ImportFrom):
            origin = absolute_module(live.module, node)
            for alias in node.names:
                here = alias.asname or alias.name
                if alias.name == "*" and origin in changed:
                    names |= star_changes(changed[origin], vars(sys.modules[origin])).keys()
                elif alias.name in changed.get(origin, ()):
                    names.add(here)
                attributes |= {(here, each) for each in changed.get(f"{origin}.{alias.name}", ())}
                attributes |= {
                    (here + name[len(alias.name) :], each)
                    for name, each in class_attributes.get(origin, ())
                    if name.partition(".")[0] == alias.name
                }
        elif isinstance(node, ast.Import):
            for alias in node.names:
                here = alias.asname or alias.name
                attributes |= {(here, each) for each in changed.get(alias.name, ())}
                attributes |= {
                    (f"{here}.{name}", each) for name, each in class_attributes.get(alias.name, ())
                }
    own = {name for each in source.statements if not each.is_import for name in each.binds}
    return frozenset(names - own), frozenset(attributes)
