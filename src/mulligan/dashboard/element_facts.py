"""What there is to compare in objects of one type, and the fields of an object.

Invariant: types are asked, and objects read, without calling anything that the app defines.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import pathlib
import types
import uuid
from dataclasses import dataclass
from typing import Any

from mulligan.heap.live_types import is_imgui_value, live_description
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, member_descriptors
from mulligan.heap.walk import MISSING_MEMBER, read_member
from mulligan.snapshot.redaction import declared_secrets, record_fields

_LISTS: tuple[Any, ...] = (list, tuple, collections.deque)
_SETS: tuple[Any, ...] = (set, frozenset)
_LEAVES = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType)


_PLAIN: tuple[type, ...] = (
    str, bytes, bytearray, int, float, complex, array.array, datetime.datetime, datetime.date, datetime.time,
    datetime.timedelta, decimal.Decimal, fractions.Fraction, pathlib.PurePath, uuid.UUID,
)  # fmt: skip


@dataclass(frozen=True)
class TypeFacts:
    """What there is to compare in objects of one type; found out once for each type."""

    is_leaf: bool
    plain: type | None
    """The built-in type whose value it has, if it has one."""
    is_numpy: bool
    is_dict: bool
    lists: tuple[Any, ...]
    sets: tuple[Any, ...]
    record: tuple[str, ...]
    has_fields: bool
    members: tuple[types.MemberDescriptorType, ...]
    secret_fields: frozenset[str]

    @property
    def is_opaque(self) -> bool:
        """Whether there is nothing in it that could be compared."""
        parts = self.is_leaf or self.plain or self.is_dict or self.lists or self.sets or self.has_fields
        return not parts


def facts_of(kind: type) -> TypeFacts:
    """Find out what is compared in objects of a type."""
    members = member_descriptors(kind)
    return TypeFacts(
        is_leaf=kind in ATOMS
        or issubclass(kind, _LEAVES)
        or _is_enum(kind)
        or live_description(kind) is not None,
        plain=kind
        if is_imgui_value(kind)
        else next((base for base in _PLAIN if issubclass(kind, base)), None),
        is_numpy=kind.__module__ == "numpy",
        is_dict=issubclass(kind, dict),
        lists=tuple(base for base in _LISTS if issubclass(kind, base)),
        sets=tuple(base for base in _SETS if issubclass(kind, base)),
        record=record_fields(kind),
        has_fields=bool(members) or kind.__dictoffset__ != 0,
        members=members,
        secret_fields=declared_secrets(kind),
    )


def fields_of(value: object, facts: TypeFacts) -> dict[str, Any]:
    """The attributes of an object, those in slots included."""
    fields: dict[str, Any] = dict(instance_dictionary(value) or {})
    for member in facts.members:
        content = read_member(member, value)
        if content is not MISSING_MEMBER:
            fields.setdefault(member.__name__, content)
    return fields


def _is_enum(kind: type) -> bool:
    return any(base.__module__ == "enum" and base.__name__ == "Enum" for base in kind.__mro__)
