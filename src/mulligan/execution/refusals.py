"""What can be known to be impossible before any code runs.

Invariant: nothing here runs user code or changes anything; whatever is not certain from the text is
left to the graft, which refuses while it can still be undone.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mulligan.errors import CannotChangeInPlace
from mulligan.execution.class_attributes import assigned
from mulligan.graft import instances_of, subclasses_of
from mulligan.source import Change

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange


def refuse_impossible(change: ModuleChange) -> None:
    """Refuse edits of classes whose live instances cannot follow.

    Raises:
        CannotChangeInPlace: naming every obstacle, with the class, its line and the number of instances.
    """
    reasons: list[str] = []
    for statement in change.marked(Change.EXECUTE):
        live = vars(change.live.module).get(statement.name or "")
        if not isinstance(live, type) or live.__module__ != change.live.module.__name__:
            continue
        node = statement.node
        if isinstance(node, ast.ClassDef):
            old = change.earlier_class(statement)
            if old is not None:
                reasons += _obstacles(change, node, old, live)
    if reasons:
        raise CannotChangeInPlace(*reasons)


def _obstacles(change: ModuleChange, new: ast.ClassDef, old: ast.ClassDef, live: type) -> Iterator[str]:
    where = f"{change.live.path} line {new.lineno}: class {live.__qualname__}"
    for found in (_slots, _named_tuple_fields, _dataclass_fields):
        problem, classes = found(new, old, live)
        count = len(instances_of(*classes)) if problem else 0
        if count:
            yield (
                f"{where}: {problem}, and {count} live instance(s) cannot follow; "
                "let go of them first, or restart"
            )
    problem = _member_values(new, old, live)
    if problem:
        yield f"{where}: {problem}; live code may hold the old ones. Add members of other names, or restart"
    nested = {each.name: each for each in old.body if isinstance(each, ast.ClassDef)}
    for each in new.body:
        inner = vars(live).get(each.name) if isinstance(each, ast.ClassDef) else None
        if isinstance(each, ast.ClassDef) and each.name in nested and isinstance(inner, type):
            yield from _obstacles(change, each, nested[each.name], inner)


def _slots(new: ast.ClassDef, old: ast.ClassDef, live: type) -> tuple[str, list[type]]:
    before, after = assigned(old).get("__slots__"), assigned(new).get("__slots__")
    if _text(before) != _text(after) and _names_in(before) != _names_in(after):
        return "its __slots__ changed", [live]
    makes_slots = "__dataclass_fields__" in vars(live) and "__slots__" in vars(live) and before is None
    if makes_slots and _decorators(new) == _decorators(old) and set(_annotated(old)) != set(_annotated(new)):
        return "its fields changed, and it has slots", [live]
    return "", []


def _names_in(slots: ast.expr | None) -> object:
    """The slots that a literal names; a text, a tuple and a list of the same names are the same."""
    if slots is None:
        return None
    try:
        value = ast.literal_eval(slots)
    except ValueError:
        return ast.dump(slots)
    return (value,) if isinstance(value, str) else tuple(value)


def _named_tuple_fields(new: ast.ClassDef, old: ast.ClassDef, live: type) -> tuple[str, list[type]]:
    is_named_tuple = issubclass(live, tuple) and hasattr(live, "_fields") and "_fields" in vars(live)
    if is_named_tuple and list(_annotated(new)) != list(_annotated(old)):
        return "the fields of the named tuple changed", [live]
    return "", []


def _dataclass_fields(new: ast.ClassDef, old: ast.ClassDef, live: type) -> tuple[str, list[type]]:
    """A field without a default that instances made earlier would lack."""
    fields = vars(live).get("__dataclass_fields__")
    if fields is None or not _decorators(new):
        return "", []
    added = [
        name
        for name, annotation in _annotated(new).items()
        if name not in fields and annotation.value is None and _is_field(annotation)
    ]
    if added:
        return f"the field(s) {', '.join(added)} without a default were added", subclasses_of(live)
    return "", []


def _is_field(annotation: ast.AnnAssign) -> bool:
    text = ast.unparse(annotation.annotation)
    return not any(word in text for word in ("ClassVar", "InitVar", "KW_ONLY"))


def _member_values(new: ast.ClassDef, old: ast.ClassDef, live: type) -> str:
    """Members that are numbers or texts themselves and whose literal changed."""
    if not isinstance(live, enum.EnumMeta) or not set(live.__mro__) & {int, str, float, bytes}:
        return ""
    before, after = assigned(old), assigned(new)
    changed = [
        name
        for name in live._member_map_
        if isinstance(before.get(name), ast.Constant)
        and isinstance(after.get(name), ast.Constant)
        and _text(before[name]) != _text(after[name])
    ]
    return (
        f"the value of member(s) {', '.join(changed)} changed, which are values themselves" if changed else ""
    )


def _annotated(node: ast.ClassDef) -> dict[str, ast.AnnAssign]:
    return {
        each.target.id: each
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }


def _decorators(node: ast.ClassDef) -> list[str]:
    return [ast.dump(each) for each in node.decorator_list]


def _text(node: ast.expr | None) -> str | None:
    return ast.dump(node) if node is not None else None
