"""What the journal costs once it has 10, 100, 1,000 and 10,000 entries of 20 kB."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from pathlib import Path

from mulligan import snapshot
from mulligan_store.journal import Journal
from tests.benchmarks.long_journals import KEY, append, small_entries
from tests.support.measuring import Records, medians_ms

LENGTHS = (10, 100, 1_000, 10_000)
ROUNDS = 15
READS = ("read", "open", "list")


def run() -> Records:
    """Measure one journal as it grows.

    `append_ratio` is to one plain commit beside it: a disk that others sync is ten times as slow a minute
    later. The other ratios are to the same journal when it had the first length.
    """
    records: Records = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.db"
        written = 0
        for length in LENGTHS:
            append(path, small_entries(written + 1, length))
            written = length
            records[f"{length} entries"] = _measure(path, length)
    first = records[f"{LENGTHS[0]} entries"]
    for each in records.values():
        each["append_ratio"] = each["append_ms"] / each["insert_ms"]
        each |= {f"{name}_ratio": each[f"{name}_ms"] / first[f"{name}_ms"] for name in READS}
    return records


def _measure(path: Path, length: int) -> dict[str, float]:
    """Add a few entries, durably, and look at the journal; beside it one durable INSERT of as many bytes."""
    extra = itertools.cycle(list(small_entries(10**6, 10**6 + ROUNDS)))
    with Journal.open(path, key=KEY) as journal:
        session = journal.begin_session("benchmark")
        middle = journal.entries(limit=1)[0].id // 2
        stored = b"".join(group.payload for group in journal.read_groups(middle))[:4_000]
        plain = _plain_database(path.with_name(f"plain_{length}.db"))

        def insert() -> None:
            plain.execute("INSERT INTO snapshots (payload) VALUES (?)", (stored,))
            plain.commit()

        def reopen() -> None:
            with Journal.open(path, key=KEY, read_only=True):
                pass

        steps = {
            "append_ms": lambda: journal.set_status(journal.begin_entry(next(extra)), "kept"),
            "insert_ms": insert,
            "read_ms": lambda: snapshot.decode(journal.read_groups(middle), app=None),
            "open_ms": reopen,
            "list_ms": lambda: journal.entries(limit=50),
        }
        medians = medians_ms(steps, rounds=ROUNDS)
        journal.end_session(session)
        plain.close()
    return medians


def _plain_database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE snapshots (payload BLOB)")
    database.commit()
    return database
