"""Which of two objects are the same entity, by the fields that people give entities for that.

Invariant: only plain values identify, and no user code runs to read them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from itertools import repeat
from operator import eq, is_
from typing import Any, Literal

from mulligan.heap.plans import ATOMS, Plans
from mulligan.heap.walk import MISSING_MEMBER, read_member

_STRONG_FIELDS = ("id", "uid", "key")
_FIELDS = (*_STRONG_FIELDS, "name")
_MISSING = object()
NOBODY = object()
_IDENTIFYING = ATOMS - {type(None)}
_getattribute = object.__getattribute__

Likeness = Literal["same", "renamed", "other"]


class Identities:
    """Reads identifying fields: `id`, `uid`, `key`, and the weaker `name`."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def likeness(self, loaded: Any, live: Any) -> Likeness:
        """Say whether two objects at the same place are the same entity."""
        if not self._has_fields(type(loaded)):
            return "same"
        for field in _FIELDS:
            one, other = self._field(loaded, field), self._field(live, field)
            if one is _MISSING or other is _MISSING or one == other:
                continue
            return "other" if field in _STRONG_FIELDS else "renamed"
        return "same"

    def doubtful(self, loaded: list[Any], live: list[Any]) -> list[int]:
        """Name the positions at which `likeness` has to be asked; elsewhere it would say "same".

        Arguments:
            loaded: objects of one type.
            live: as many objects of that type.
        """
        if not self._has_fields(type(loaded[0])):
            return []
        found: set[int] = set()
        for field in _FIELDS:
            ours = self._read(loaded, field)
            if all(map(is_, ours, repeat(_MISSING))):
                continue
            theirs = self._read(live, field)
            if _are_atoms(ours) and _are_atoms(theirs) and all(map(eq, ours, theirs)):
                continue
            found.update(
                position
                for position, (one, other) in enumerate(zip(ours, theirs, strict=True))
                if type(one) in ATOMS and type(other) in ATOMS and not eq(one, other)
            )
        return sorted(found)

    def counterparts(self, loaded: Sequence[Any], live: Sequence[Any]) -> Sequence[Any] | None:
        """Find for each element the one with its identifier, by the first field that identifies all.

        Returns:
            as many objects as `loaded` has, `NOBODY` for an element that has no counterpart; None if no
            field identifies every element of both sequences, or if no element has a counterpart.
        """
        if not loaded or not live or not self._has_fields(type(loaded[0])):
            return None
        for field in _FIELDS:
            if self._field(loaded[0], field) is _MISSING or self._field(live[0], field) is _MISSING:
                continue
            ours, theirs = self._read(loaded, field), self._read(live, field)
            if _are_identifying(ours) and _are_identifying(theirs):
                if ours == theirs:
                    return live
                named = dict(zip(theirs, live, strict=True))
                return [named.get(value, NOBODY) for value in ours] if named.keys() & ours else None
        return None

    def _read(self, items: Sequence[Any], field: str) -> list[Any]:
        """Read one field of many objects, without a step of Python for each if they are of one type."""
        kinds = {*map(type, items)}
        kind = kinds.pop()
        plan = self._plans[kind]
        if not kinds and (kind is dict or plan.is_plain):
            tables = items if kind is dict else map(_getattribute, items, repeat("__dict__"))
            return list(map(dict.get, tables, repeat(field), repeat(_MISSING)))
        if not kinds and not plan.has_dict:
            named = [member for member in plan.members if member.__name__ == field]
            if not named:
                return [_MISSING] * len(items)
            with contextlib.suppress(AttributeError):  # some of them have nothing there
                return list(map(named[0].__get__, items))
        return [self._field(item, field) for item in items]

    def _has_fields(self, kind: type) -> bool:
        if kind is dict:
            return True
        if kind in ATOMS:
            return False
        plan = self._plans[kind]
        return plan.has_dict or bool(plan.members)

    def _field(self, target: Any, name: str) -> Any:
        kind = type(target)
        if kind is dict:
            value = target.get(name, _MISSING)
        elif kind in ATOMS:
            return _MISSING
        else:
            value = self._attribute(target, kind, name)
        return value if type(value) in ATOMS and value is not None else _MISSING

    def _attribute(self, target: Any, kind: type, name: str) -> Any:
        plan = self._plans[kind]
        if plan.has_dict:
            table = object.__getattribute__(target, "__dict__")
            if name in table:
                return table[name]
        for member in plan.members:
            if member.__name__ == name:
                value = read_member(member, target)
                return _MISSING if value is MISSING_MEMBER else value
        return _MISSING


def _are_atoms(values: list[Any]) -> bool:
    return ATOMS.issuperset(map(type, values))


def _are_identifying(values: list[Any]) -> bool:
    return _IDENTIFYING.issuperset(map(type, values)) and len({*values}) == len(values)
