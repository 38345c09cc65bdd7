"""How many cases a fault test runs, and how it says what came of them.

In the suite each test runs its short count. `MULLIGAN_FAULT_RUNS=N` runs N cases, at most the full count of
the table in docs/RELIABILITY.md; `python -m tests.faults` runs all tests in full and writes that table.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import TypeVar

import pytest

Case = TypeVar("Case")

MARK = "fault "


def runs(short: int, full: int) -> int:
    """How many cases to run."""
    asked = os.environ.get("MULLIGAN_FAULT_RUNS")
    return min(full, int(asked)) if asked else short


def chosen(cases: Sequence[Case], short: int) -> list[Case]:
    """All cases if there is time for them; else so many, spread by a fixed chance."""
    count = runs(short, len(cases))
    if count >= len(cases):
        return list(cases)
    return random.Random(1).sample(list(cases), count)


def say(capsys: pytest.CaptureFixture[str], number: int, what: str, result: str) -> None:
    """Print the line that the table is made of: which test of the fault table, what was tried, what came."""
    with capsys.disabled():
        print(f"\n{MARK}{number}: {what}: {result}", flush=True)  # noqa: T201 - it is the result of the test
