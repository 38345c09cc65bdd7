"""Medians of alternating runs, so that a busy machine slows the reference as much as what is measured."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Step = Callable[[], Any]
Records = dict[str, dict[str, float]]
"""What a benchmark measured: the name of a row -> the name of a column, its unit last -> a number."""


def medians_ms(
    steps: dict[str, Step], *, rounds: int, repeats: int = 1, before: Step | None = None
) -> dict[str, float]:
    """Run all steps in turn, `rounds` times, and return the median milliseconds of each.

    Each starts after a collection, so that none pays for another's garbage. A collection leaves nothing of
    the step in the processor's caches: what takes a fraction of a millisecond is then three times as slow.

    Arguments:
        steps: what to measure, by name.
        rounds: how often.
        repeats: how often in one go; the time is divided by it.
        before: called, unmeasured, before each step.
    """
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            if before is not None:
                before()
            gc.collect()
            started = time.perf_counter()
            for _ in range(repeats):
                step()
            spent[name].append((time.perf_counter() - started) * 1000 / repeats)
    return {name: statistics.median(times) for name, times in spent.items()}


def as_records(measured: Mapping[str, Any]) -> Records:
    """Return what a benchmark measured as rows, also where it gave one number for each row."""
    return {
        name: dict(numbers) if isinstance(numbers, Mapping) else {"value": numbers}
        for name, numbers in measured.items()
    }


def print_records(title: str, records: Records) -> None:
    """Print one line for each row, under every column that any row has."""
    columns = list(dict.fromkeys(column for numbers in records.values() for column in numbers))
    rows = [(name, *(numbers.get(column, "") for column in columns)) for name, numbers in records.items()]
    print_table(title, ("", *columns), rows)


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print aligned columns, the first to the left; numbers with three significant digits."""
    table = [list(columns), *([shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    print(title)
    for first, *others in table:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]))


def shown(cell: object) -> str:
    """Return a number with three significant digits and its thousands apart, anything else as text."""
    if isinstance(cell, float) and abs(cell) < 1000:
        return f"{cell:.3g}"
    return f"{cell:,.0f}" if isinstance(cell, (int, float)) else str(cell)
