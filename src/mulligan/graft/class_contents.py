"""Which attributes of a class its text decides on, and which are the class's own or were put there.

Invariant: what was put on a class at run time is nobody's to remove; what makes the class an object of
Python's never moves from one class to another.
"""

from __future__ import annotations

import abc
import enum
from types import GetSetDescriptorType, MemberDescriptorType
from typing import TYPE_CHECKING

from mulligan.graft.enums import is_member
from mulligan.graft.undo_log import ABSENT

if TYPE_CHECKING:
    from mulligan.graft.rerun import ClassText

_OWN_MACHINERY = frozenset({"__dict__", "__weakref__", "__slots__"})
_ON_DEMAND_ANNOTATIONS = frozenset({"__annotate_func__", "__annotations_cache__", "__annotate__"})
_OF_ABSTRACT_CLASSES = frozenset({"_abc_impl", "__abstractmethods__"})


def belongs_to_class_alone(name: str, value: object, before: object) -> bool:
    """Descriptors of the object's layout, and tables in C that must not be shared between classes."""
    if name in _OWN_MACHINERY or name in _ON_DEMAND_ANNOTATIONS:
        return True
    if name == "_abc_impl":
        return before is not ABSENT  # it holds the virtual subclasses
    return isinstance(value, (MemberDescriptorType, GetSetDescriptorType))


def is_given_up(name: str, old: type, text: ClassText) -> bool:
    """Whether an attribute of `old` that the class lacks since it ran again is to go."""
    if name in _OWN_MACHINERY or name in _ON_DEMAND_ANNOTATIONS or name in _OF_ABSTRACT_CLASSES:
        return False
    is_gone_member = isinstance(old, enum.EnumMeta) and is_member(old, old.__dict__[name])
    is_written = text.decorated and name.startswith("__")
    is_taken_away = name in text.bound - text.kept
    if name == "__hash__" and old.__dict__[name] is None:
        return True  # Python wrote it because of an `__eq__` that is gone
    return text.remade or name in text.removed or is_gone_member or is_written or is_taken_away


def was_put_at_run_time(name: str, old: type, text: ClassText) -> bool:
    """Whether an attribute of `old` that the class lacks since it ran again came from elsewhere.

    What a metaclass or `NamedTuple` wrote cannot be told from that, so it counts as theirs.
    """
    if type(old) not in (type, abc.ABCMeta) or issubclass(old, tuple):
        return False
    is_special = name.startswith("__") and name.endswith("__")
    own = is_special or belongs_to_class_alone(name, old.__dict__[name], None)
    return not own and not is_given_up(name, old, text)
