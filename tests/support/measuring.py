"""Medians of alternating runs, so that a busy machine slows the reference as much as what is measured."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

Step = Callable[[], Any]


def medians_ms(steps: dict[str, Step], *, rounds: int, before: Step | None = None) -> dict[str, float]:
    """Run all steps in turn, `rounds` times, and return the median milliseconds of each.

    Arguments:
        steps: what to measure, by name.
        rounds: how often.
        before: called, unmeasured, before each step.
    """
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            if before is not None:
                before()
            gc.collect()
            started = time.perf_counter()
            step()
            spent[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print aligned columns; numbers with three significant digits."""
    table = [list(columns), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    print(title)
    for row in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def _shown(cell: object) -> str:
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)
