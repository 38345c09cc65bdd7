"""The write-ahead log lost, cut or garbled after a crash: acknowledged snapshots are still there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.journals import new_entry, run_child

CRASH = """
import os, random, sys
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
journal = Journal.open(sys.argv[1])
session = journal.begin_session("demo")
random.seed(5)
for number in range(8):
    entry_id = journal.begin_entry(new_entry(random.randbytes(40_000), session_id=session))
    journal.set_status(entry_id, "on_trial")
    journal.set_status(entry_id, "kept")
    journal.set_label(number // 2 + 1, "named later")
os._exit(0)
"""


def cut(log: Path, chance: random.Random) -> None:
    """Keep a beginning of the log."""
    log.write_bytes(log.read_bytes()[: chance.randrange(log.stat().st_size)])


def garble(log: Path, chance: random.Random) -> None:
    """Overwrite a stretch of the log."""
    content = bytearray(log.read_bytes())
    start = chance.randrange(len(content))
    content[start : start + 5000] = chance.randbytes(len(content[start : start + 5000]))
    log.write_bytes(content)


def delete(log: Path, chance: random.Random) -> None:
    """Remove the log, and by chance what belongs to it."""
    log.unlink()
    if chance.random() < 0.5:
        log.with_name(log.name.replace("-wal", "-shm")).unlink()


@pytest.mark.parametrize("harm", [cut, garble, delete], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("seed", range(4))
def test_a_lost_log_loses_no_acknowledged_snapshot(path: Path, harm, seed: int) -> None:  # type: ignore[no-untyped-def]
    """All eight entries are there and whole, and the app goes on recording."""
    run_child(CRASH, path)
    harm(path.with_name("app.db-wal"), random.Random(seed))
    payloads = random.Random(5)
    with Journal.open(path) as journal:
        assert journal.notes == ()
        for number in range(1, 9):
            assert journal.read_groups(number)[0].payload == payloads.randbytes(40_000)
        assert journal.begin_entry(new_entry()) == 9
        assert journal.verify().problems == ()


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_noticed_or_harmless(path: Path, seed: int) -> None:
    """Whatever bit flips, what is read back is what was written, or an error of the journal's."""
    from mulligan_store.errors import JournalError

    chance = random.Random(seed)
    written = {}
    with Journal.open(path) as journal:
        for _ in range(3):
            payload = chance.randbytes(30_000)
            written[journal.begin_entry(new_entry(groups=(SnapshotGroup(("a",), payload),)))] = payload
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    try:
        with Journal.open(path, read_only=True) as journal:
            sound = journal.verify().sound
            for entry_id, payload in written.items():
                try:
                    assert journal.read_groups(entry_id) == [SnapshotGroup(("a",), payload)]
                except JournalError:
                    assert not sound
    except JournalError as error:
        assert str(path) in str(error)
    else:
        assert len(written) == 3
