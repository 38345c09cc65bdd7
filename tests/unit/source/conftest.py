"""Compares two texts as the engine does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from mulligan.source import Difference, Source, Statement, difference


@dataclass(frozen=True)
class Comparison:
    """A marked source and what left it."""

    source: Source
    difference: Difference

    def statement(self, label: str) -> Statement:
        """The last statement of that name or binding that name."""
        return [each for each in self.source.statements if each.label == label][-1]

    @property
    def marks(self) -> dict[str, str]:
        """What is to be done, per label; unchanged statements are left out."""
        return {each.label: each.change.name for each in self.source.statements if each.change}

    @property
    def marks_by_line(self) -> dict[int, str]:
        """What is to be done, per first line; unchanged statements are left out."""
        return {each.start: each.change.name for each in self.source.statements if each.change}


@pytest.fixture
def compare() -> Callable[..., Comparison]:
    """Compare two texts; further arguments are those of `difference`."""

    def compare_texts(before: str, after: str, **options: Any) -> Comparison:
        old = Source.parse(before, "gui.py")
        new = old.edited(after)
        return Comparison(new, difference(old, new, **options))

    return compare_texts
