"""Which of two objects are the same entity, by the fields that people give entities for that.

Invariant: only plain values identify, and no user code runs to read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from mulligan.heap.plans import ATOMS, Plans
from mulligan.heap.walk import MISSING_MEMBER, read_member

_STRONG_FIELDS = ("id", "uid", "key")
_FIELDS = (*_STRONG_FIELDS, "name")
_MISSING = object()

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

    def pairs(self, loaded: Sequence[Any], live: Sequence[Any]) -> Iterator[tuple[int, Any, Any]]:
        """Pair elements by the first field that identifies every element of both sequences.

        Yields (position, loaded element, live element); nothing if no field does.
        """
        if not loaded or not live or not self._has_fields(type(loaded[0])):
            return
        for field in _FIELDS:
            if self._field(loaded[0], field) is _MISSING or self._field(live[0], field) is _MISSING:
                continue
            ours = {self._field(item, field): item for item in loaded}
            theirs = {self._field(item, field): item for item in live}
            is_unique = len(ours) == len(loaded) and len(theirs) == len(live)
            if is_unique and _MISSING not in ours and _MISSING not in theirs:
                for position, (value, item) in enumerate(ours.items()):
                    if value in theirs:
                        yield position, item, theirs[value]
                return

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
