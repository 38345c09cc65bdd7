"""Classes: the attributes of the new one into the one that lives.

Invariant: a class keeps its identity, and with it every instance, subclass and `isinstance`. What
was changed at run time stays where the text did not change; only names that the text removed are
removed. Where Python refuses, the class is replaced or the edit refused, never half changed.
"""

from __future__ import annotations

import enum
import functools
from types import FunctionType
from typing import TYPE_CHECKING, Any

from mulligan.graft.abstract_classes import refresh_abstract_methods
from mulligan.graft.class_contents import belongs_to_class_alone, is_given_up
from mulligan.graft.class_replacement import replace_class
from mulligan.graft.dataclass_fields import fill_instances
from mulligan.graft.enums import ENUM_TABLES, merge_members, pour_table
from mulligan.graft.live_functions import wrapped_things
from mulligan.graft.references import retire
from mulligan.graft.undo_log import ABSENT, cell_content

if TYPE_CHECKING:
    from mulligan.graft.merging import Graft
    from mulligan.graft.rerun import ClassText, Rerun

_INTERCHANGEABLE = (int, str, bytes, float, bool, type(None))
_TOLD_ITS_NAME_BY_VALUE = (functools.cached_property, property, enum.property)
_IMMUTABLE_TYPE = 1 << 8  # as in object.h
_HEAP_TYPE = 1 << 9


def merge_class(graft: Graft, old: type, new: type, rerun: Rerun) -> type:
    """Make the class `old` be what `new` is; return the one that the name is to be bound to.

    Raises:
        CannotChangeInPlace: instances live that Python cannot change accordingly.
    """
    obstacle = _change_kind(graft, old, new)
    if obstacle is not None:
        return replace_class(graft, old, new, obstacle, rerun)
    graft.lasting_classes[id(new)] = (new, old)
    text = rerun.class_text(new)
    members: dict[int, Any] = {}
    if isinstance(old, enum.EnumMeta) and isinstance(new, enum.EnumMeta):
        members = merge_members(graft.log, old, new)
    _merge_attributes(graft, old, new, rerun, text, members)
    _remove_attributes(graft, old, new, text)
    _merge_annotations(graft, old, new)
    refresh_abstract_methods(graft.log, old, new)
    fill_instances(graft.log, old, new)
    if text.registers or "." in new.__qualname__ or new.__bases__ != (object,):
        retire(graft, new, old)
    return old


def _change_kind(graft: Graft, old: type, new: type) -> str | None:
    """Give `old` the metaclass and the bases of `new`; return what Python refuses, in words."""
    if type(old) is not type(new):
        if not (_is_mutable(type(old)) and _is_mutable(type(new))):
            return "its metaclass changed (Python does so only for metaclasses written in Python)"
        try:
            graft.log.set_attribute(old, "__class__", type(new))
        except TypeError as error:
            return f"its metaclass changed ({error})"
    if _layout(old) != _layout(new):
        return f"its layout changed from {_layout(old)} to {_layout(new)}"
    bases = tuple(graft.lasting(base) for base in new.__bases__)
    if old.__bases__ != bases:
        try:
            graft.log.set_attribute(old, "__bases__", bases)
        except TypeError as error:
            return f"its bases changed ({error})"
    return None


def _is_mutable(cls: type) -> bool:
    """Whether `__class__` may be set to this class, and set back to it by an undo."""
    return bool(cls.__flags__ & _HEAP_TYPE) and not cls.__flags__ & _IMMUTABLE_TYPE


def _layout(cls: type) -> object:
    slots = cls.__dict__.get("__slots__")
    if isinstance(slots, str):
        slots = (slots,)
    fields = getattr(cls, "_fields", None) if issubclass(cls, tuple) else None
    if fields is not None:
        return f"the fields {tuple(fields)}"
    return f"the slots {tuple(slots)}" if slots is not None else "no slots"


def _merge_attributes(
    graft: Graft, old: type, new: type, rerun: Rerun, text: ClassText, members: dict[int, Any]
) -> None:
    for name, made in list(new.__dict__.items()):
        before = old.__dict__.get(name, ABSENT)
        if belongs_to_class_alone(name, made, before):
            continue
        if name in text.kept and before is not ABSENT and not isinstance(old, enum.EnumMeta):
            continue
        if isinstance(old, enum.EnumMeta) and name in ENUM_TABLES and before is not ABSENT:
            pour_table(graft.log, old, before, made, members)
            continue
        value = old if made is new else members.get(id(made), made)
        result = graft.merge(before, value, rerun)
        if result is not before:
            _point_at_lasting_class(result, new, old)
        if type(result) is type(before) and type(result) in _INTERCHANGEABLE and result == before:
            result = before
        graft.log.set_class_attribute(old, name, result)
        if result is value and value is not before:
            _tell_its_name(value, old, name)


def _tell_its_name(value: object, owner: type, name: str) -> None:
    """A descriptor that moved into the lasting class is told so, as `type` does for a new class."""
    if isinstance(value, _TOLD_ITS_NAME_BY_VALUE):
        return
    tell = getattr(type(value), "__set_name__", None)
    if tell is not None:
        tell(value, owner, name)


def _point_at_lasting_class(thing: Any, new: type, old: type, depth: int = 0) -> None:
    """Let `super()` and `__class__` in functions that move into the lasting class mean that class."""
    if depth > 4:
        return
    if type(thing) is not FunctionType:
        for part in wrapped_things(thing):
            _point_at_lasting_class(part, new, old, depth + 1)
        return
    for cell in thing.__closure__ or ():
        held = cell_content(cell)
        if held is new:
            cell.cell_contents = old
        elif type(held) is FunctionType:
            _point_at_lasting_class(held, new, old, depth + 1)


def _remove_attributes(graft: Graft, old: type, new: type, text: ClassText) -> None:
    for name in list(old.__dict__):
        if name not in new.__dict__ and is_given_up(name, old, text):
            graft.log.set_class_attribute(old, name, ABSENT)


def _merge_annotations(graft: Graft, old: type, new: type) -> None:
    """From Python 3.14 on a class holds what makes its annotations, and a cache of what it made."""
    if "__annotate_func__" not in new.__dict__ and "__annotate_func__" not in old.__dict__:
        return
    graft.log.add("annotations", setattr, old, "__annotate__", getattr(old, "__annotate__", None))
    old.__annotate__ = getattr(new, "__annotate__", None)  # type: ignore[attr-defined]
