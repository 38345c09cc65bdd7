"""Differences inside a value, as records: where, what, and both sides as text.

Invariant: records hold text and numbers only, and importing them imports nothing that could unpickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Change = Literal["changed", "added", "removed", "moved"]

MOST_CHANGES = 5_000
"""Differences that are listed; the rest is counted."""
MOST_ELEMENTS = 2_000_000
"""Pairs of values that are looked at; then the comparison says that it is not complete."""


@dataclass(frozen=True)
class ElementChange:
    """One difference: where, what, and both sides as text; a side that is not there is empty."""

    path: str
    change: Change
    left: str
    right: str

    def __str__(self) -> str:
        if self.change == "changed":
            return f"{self.path}: {self.left} -> {self.right}"
        if self.change == "moved":
            return f"{self.path}: moved to {self.right}"
        return f"{self.path}: {self.change} {self.left or self.right}"


@dataclass(frozen=True)
class ElementDifference:
    """The differences of two values.

    Fields:
        changes: those that are listed.
        total: how many there are.
        compared: how many pairs of values were looked at.
        complete: whether all were.
        opaque: how many pairs there were into which nobody can look.
    """

    changes: tuple[ElementChange, ...]
    total: int
    compared: int
    complete: bool = True
    opaque: int = 0
