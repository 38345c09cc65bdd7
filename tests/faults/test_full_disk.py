"""A full disk, as a file-size limit in a child: nothing is acknowledged, and all is well afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.journals import run_child

FILL = """
import resource, signal, sys
from pathlib import Path
from mulligan_store.errors import JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.journals import new_entry
import os, random

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
random.seed(int(sys.argv[2]))
journal = Journal.open(sys.argv[1])
session = journal.begin_session("demo")
room = int(sys.argv[3])
limit(room)
acknowledged, refused = [], 0
for _ in range(12):
    try:
        acknowledged.append(journal.begin_entry(new_entry(random.randbytes(60_000), session_id=session)))
        journal.set_status(acknowledged[-1], "kept")
    except JournalWriteFailed as error:
        assert "nothing was recorded" in str(error), error
        refused += 1
assert refused, "the limit was never reached"
limit(resource.RLIM_INFINITY)
again = journal.begin_entry(new_entry(b"after", session_id=session))
journal.set_status(again, "kept")
assert len(journal.read_groups(again)) == 2
found = sorted(entry.id for entry in journal.entries())
assert set(acknowledged) < set(found), (acknowledged, found)
assert journal.verify().problems == (), journal.verify()
print(len(acknowledged), refused)
os._exit(0)
"""

START_FULL = """
import resource, signal, sys
from mulligan_store.errors import JournalWriteFailed, KeyUnusable
from mulligan_store.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with Journal.open(sys.argv[1]) as journal:
        journal.begin_session("demo")
    print("opened")
except (JournalWriteFailed, KeyUnusable):
    print("refused")
"""


@pytest.mark.parametrize("room_bytes", [200_000, 250_000, 333_333, 400_000, 500_000, 524_288])
def test_a_full_disk_acknowledges_nothing_and_recovers(path: Path, room_bytes: int) -> None:
    """Every refused entry is an error that says so; with room again, the very next one is recorded."""
    if sys.platform == "win32":
        return
    acknowledged, refused = map(int, run_child(FILL, path, room_bytes, room_bytes).split())
    assert acknowledged + refused == 12
    with Journal.open(path) as journal:
        assert journal.notes == ()
        assert journal.verify().problems == ()


@pytest.mark.parametrize("room_bytes", [0, 1, 512, 4096, 16_384, 20_000, 65_536, 150_000, 229_376])
def test_a_disk_that_is_full_from_the_start_can_be_cleared(path: Path, room_bytes: int) -> None:
    """A journal that could not be made leaves nothing that the next start would stumble over."""
    if sys.platform == "win32":
        return
    assert run_child(START_FULL, path, room_bytes) in ("opened\n", "refused\n")
    with Journal.open(path) as journal:
        assert journal.verify().problems == ()
    assert not list(path.parent.glob("*.damaged-*"))
