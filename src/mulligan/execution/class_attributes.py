"""Data that classes hold, and that other statements may compute from.

Invariant: a changed line of a class body counts for its readers (`DOUBLE = Style.width * 2`) as a
changed line of the module does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mulligan.source import Change, Names

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange

Pair = tuple[str, str]


def changed_class_attributes(change: ModuleChange) -> frozenset[Pair]:
    """(Class, attribute) pairs whose line changed or reads what changed; `Outer.Inner` for nested ones."""
    executed = change.marked(Change.EXECUTE)
    data = {name for each in executed if not each.is_definition for name in each.binds}
    changed_names = frozenset(data) | change.changed_names
    found: set[Pair] = set()
    for statement in executed:
        old = change.earlier_class(statement) if statement.kind is ast.ClassDef else None
        new = statement.node if old is not None else None
        if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
            found.update(_compare(new, old, new.name, changed_names))
    return frozenset(found)


def assigned(node: ast.ClassDef) -> dict[str, ast.expr]:
    """What the lines of a class body assign to single names."""
    found: dict[str, ast.expr] = {}
    for each in node.body:
        if isinstance(each, ast.Assign):
            found |= {target.id: each.value for target in each.targets if isinstance(target, ast.Name)}
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value:
            found[each.target.id] = each.value
    return found


def _compare(
    new: ast.ClassDef, old: ast.ClassDef, qualified_name: str, changed_names: frozenset[str]
) -> Iterator[Pair]:
    before, after = assigned(old), assigned(new)
    for name in before.keys() | after.keys():
        one, other = before.get(name), after.get(name)
        if (
            one is None
            or other is None
            or ast.dump(one) != ast.dump(other)
            or Names.of(other).reads & changed_names
        ):
            yield qualified_name, name
    nested = {each.name: each for each in old.body if isinstance(each, ast.ClassDef)}
    for each in new.body:
        if isinstance(each, ast.ClassDef) and each.name in nested:
            yield from _compare(each, nested[each.name], f"{qualified_name}.{each.name}", changed_names)
