"""What differs between two moments of the state, from the summaries that were written with them.

Invariant: summaries are compared, values are not: nothing is unpickled, so "same" means that type,
length, size and short value agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mulligan_store.records import KeySummary

Change = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True)
class KeyDifference:
    """One state key at two moments; a side is None where the key is not there."""

    key: str
    change: Change
    left: KeySummary | None
    right: KeySummary | None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What differs, in words: `type list -> tuple`, `length 2 -> 3`."""
        if self.left is None or self.right is None:
            return (self.change,) if self.change != "same" else ()
        return tuple(_reasons(self.left, self.right))


def differences(left: Sequence[KeySummary], right: Sequence[KeySummary]) -> tuple[KeyDifference, ...]:
    """Return every key of two moments in the order of `left`, then those that only `right` has."""
    before = {each.key: each for each in left}
    after = {each.key: each for each in right}
    names = [*before, *(name for name in after if name not in before)]
    return tuple(_difference(name, before.get(name), after.get(name)) for name in names)


def _difference(key: str, left: KeySummary | None, right: KeySummary | None) -> KeyDifference:
    change: Change
    if left is None:
        change = "added"
    elif right is None:
        change = "removed"
    else:
        change = "changed" if any(_reasons(left, right)) else "same"
    return KeyDifference(key, change, left, right)


def _reasons(left: KeySummary, right: KeySummary) -> Iterable[str]:
    if left.type != right.type:
        yield f"type {left.type} -> {right.type}"
    if left.length != right.length:
        yield f"length {_number(left.length)} -> {_number(right.length)}"
    if left.repr != right.repr:
        yield "value"
    # A live value has no pickled size, and one that was not stored has none either.
    elif None not in (left.bytes, right.bytes) and left.bytes != right.bytes:
        yield f"size {_number(left.bytes)} -> {_number(right.bytes)} bytes"


def _number(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"
