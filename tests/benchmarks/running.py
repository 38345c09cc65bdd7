"""Runs benchmarks one after the other, each in a process of its own.

Invariant: no benchmark works in the memory that another left behind, and none runs while another does.
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.support.measuring import Records, as_records, print_records

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks of this folder."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py") if "\ndef run(" in path.read_text("utf-8"))


def measured(chosen: Sequence[str]) -> dict[str, Records]:
    """Run some benchmarks, print the table of each, and return all numbers by benchmark."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh, max_tasks_per_child=1) as executor:
        return dict(zip(chosen, executor.map(_measure, chosen), strict=True))


def _measure(name: str) -> Records:
    benchmark = importlib.import_module(f"tests.benchmarks.{name}")
    records = as_records(benchmark.run())
    print_records(f"\n== {name}: {(benchmark.__doc__ or '').splitlines()[0]}", records)
    sys.stdout.flush()
    return records
