"""Restoring the state of entry n of 10,000, against reading the same bytes and unpickling them.

The reference is one plain SELECT of the compressed bytes, zstd and `pickle.loads`: what a journal that
verifies nothing would do. Pouring the state into the living objects of the app is measured apart, because
nothing that only loads a state does it. `cold_ratio` is of one read right after a collection, which leaves
nothing in the processor's caches; the other figures are means of several reads in one go.
"""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

from mulligan import heap, snapshot
from mulligan_store.journal import Journal
from mulligan_store.records import NewEntry
from tests.benchmarks.long_journals import KEY, append, entry_of, small_app, small_entries
from tests.support.measuring import Records, Step, medians_ms
from tests.support.reference_state import build

ENTRIES = 10_000
ROUNDS = 9
SMALL, SMALL_REPEATS = (1, 2_500, 5_000, 9_999), 30
"""Entries with 20 kB of state."""
LARGE, LARGE_REPEATS = (2, 5_001, 10_000), 2
"""Entries with the reference state of 1.6 MB."""

_STORED = """
SELECT stored FROM entry_groups JOIN blobs ON blobs.id = blob_id WHERE entry_id = ? ORDER BY ordinal
"""


def run() -> Records:
    """Measure each entry; `to_first` is the ratio to the first entry of the same size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.db"
        large_app, _ = build(functions=False)
        append(path, _entries(entry_of(large_app)))
        small = _measure(path, "20 kB", {number: small_app(number) for number in SMALL}, SMALL_REPEATS)
        large = _measure(path, "1.6 MB", dict.fromkeys(LARGE, large_app), LARGE_REPEATS)
    return small | large


def _entries(large: NewEntry) -> Iterator[NewEntry]:
    for number, small in enumerate(small_entries(1, ENTRIES), start=1):
        yield large if number in LARGE else small


def _measure(path: Path, size: str, apps: dict[int, Any], repeats: int) -> Records:
    records: Records = {}
    plain = sqlite3.connect(path)
    with Journal.open(path, key=KEY, read_only=True) as journal:
        for number, app in apps.items():
            steps = _steps(journal, plain, number, app)
            cold = medians_ms(steps, rounds=ROUNDS)
            warm = medians_ms(steps, rounds=ROUNDS, repeats=repeats)
            records[f"entry {number:,} of {ENTRIES:,}, {size}"] = {
                **warm,
                "ratio": warm["unpickled_ms"] / warm["plain_ms"],
                "cold_ratio": cold["unpickled_ms"] / cold["plain_ms"],
                "poured_ratio": warm["poured_ms"] / warm["plain_ms"],
            }
    plain.close()
    first = next(iter(records.values()))["unpickled_ms"]
    for each in records.values():
        each["to_first"] = each["unpickled_ms"] / first
    return records


def _steps(journal: Journal, plain: sqlite3.Connection, number: int, app: Any) -> dict[str, Step]:
    def plainly() -> None:
        for (stored,) in plain.execute(_STORED, (number,)):
            pickle.loads(zstandard.ZstdDecompressor().decompress(stored))

    def read_and_unpickle() -> dict[str, object]:
        return snapshot.decode(journal.read_groups(number), app=app)

    return {
        "plain_ms": plainly,
        "read_ms": lambda: journal.read_groups(number),
        "unpickled_ms": read_and_unpickle,
        "poured_ms": lambda: heap.pour_loaded(app, read_and_unpickle()),
    }
