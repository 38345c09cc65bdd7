"""Verifying a journal of 10,000 entries, against plainly reading the same rows.

A journal of 10,000 entries, of which each holds one changed group of state and one of fifty that did not
change. `verify` reads every row and every blob, makes both codes of each entry, decompresses and digests.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, ModuleSource, NewEntry, SnapshotGroup
from tests.benchmarks.long_journals import KEY, append
from tests.support.measuring import Records

ENTRIES = int(os.environ.get("MULLIGAN_BENCHMARK_ENTRIES", "10000"))
CHANGED_BYTES = 2_000
TABLES = ("entries", "key_summaries", "entry_groups", "entry_sources", "entry_sources_after", "blobs")


def _new(number: int, chance: random.Random) -> NewEntry:
    groups = (
        SnapshotGroup(("changes",), chance.randbytes(CHANGED_BYTES)),
        SnapshotGroup(("stays",), b"the same" * 500),
    )
    keys = tuple(
        KeySummary(group.keys[0], "list", len(group.payload), 3, "[...]", "snapshot", None, ordinal)
        for ordinal, group in enumerate(groups)
    )
    source = ModuleSource("app.gui", "/app/gui.py", f"x = {number}\n", f"x = {number + 1}\n")
    return NewEntry(kind="reload", trigger="call", groups=groups, keys=keys, sources=(source,))


def run() -> Records:
    """Return seconds for reading and verifying, their ratio, and microseconds for each entry."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        chance = random.Random(1)
        append(path, (_new(number, chance) for number in range(ENTRIES)))
        size = path.stat().st_size
        with Journal.open(path, key=KEY, read_only=True) as journal:
            began = time.perf_counter()
            with journal._connection.reading("read it all") as raw:
                for table in TABLES:
                    for _ in raw.execute(f"SELECT * FROM {table}"):
                        continue
            reading = time.perf_counter() - began
            told: list[int] = []
            began = time.perf_counter()
            report = journal.verify(lambda done, _: told.append(done))
            verifying = time.perf_counter() - began
    assert report.problems == () and told[-1] == ENTRIES
    return {
        f"{ENTRIES:,} entries": {
            "megabytes": size / 1e6,
            "reading_s": reading,
            "verifying_s": verifying,
            "ratio": verifying / reading,
            "entry_us": 1e6 * verifying / ENTRIES,
        }
    }
