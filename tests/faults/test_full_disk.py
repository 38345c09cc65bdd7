"""A full disk: nothing is acknowledged that is not there, outcomes and pruning go on, and all recovers.

A real one, a small file system in memory, where the tests may mount it; a limit on the size of files in a
child everywhere else.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.fault_counts import runs, say
from tests.support.journals import run_child, start_child

FILL = """
import resource, signal, sys
from mulligan_store.errors import JournalWriteFailed
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
import os, random

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
random.seed(int(sys.argv[2]))
journal = Journal.open(sys.argv[1])
session = journal.begin_session("demo")
limit(int(sys.argv[2]))
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

REAL = """
import ctypes, os, random, sys
from pathlib import Path
from mulligan_store import ballast
from mulligan_store.errors import JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.pruning import gc
from tests.support.journals import new_entry

folder = Path(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 1 << 18
if not hasattr(libc, "unshare") or libc.unshare(CLONE_NEWNS) != 0:
    print("not allowed"); sys.exit()
libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
# The ballast is made only where sixteen times its size is free: as much as these disks have, mostly.
ballast.ROOM_BYTES = 2 * ballast.BALLAST_BYTES

totals = {"disks": 0, "refused": 0, "pruned": 0}
for word in sys.argv[2:]:
    size = int(word)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=%d" % size) != 0:
        print("not allowed"); sys.exit()
    random.seed(size)
    journal = Journal.open(folder / "app.db")
    session = journal.begin_session("demo")
    assert journal._ballast.is_there
    acknowledged, refused = [], 0
    while refused < 3:
        try:
            size_bytes = random.choice((500, 20_000, 150_000))
            new = new_entry(random.randbytes(size_bytes), session_id=session, label=None)
            acknowledged.append(journal.begin_entry(new))
        except JournalWriteFailed as error:
            assert "nothing was recorded" in str(error), error
            refused += 1
    assert journal._ballast.is_there, "a new entry used up the ballast"
    (folder / "other").write_bytes(b"")
    with open(folder / "other", "wb", buffering=0) as other:  # other programs take the rest
        try:
            while True:
                other.write(bytes(4096))
        except OSError:
            pass
    for entry_id in acknowledged[-4:]:
        journal.set_status(entry_id, "kept")  # outcomes go on
    for entry_id in acknowledged[:-4]:
        journal.set_status(entry_id, "rolled_back")
    report = gc(journal, keep_entries=2)
    assert len(report.removed) == len(acknowledged) - 2, report
    assert report.bytes_after < report.bytes_before / 2 or report.bytes_before < 1_000_000, report
    again = journal.begin_entry(new_entry(b"after", session_id=session))  # and there is room again
    journal.set_status(again, "kept")
    journal.end_session(session)
    journal.close()
    with Journal.open(folder / "app.db") as journal:
        assert journal.notes == (), journal.notes
        assert [entry.id for entry in journal.entries()] == [again, *acknowledged[:-3:-1]]
        assert journal.verify().problems == (), journal.verify()
    totals = {
        "disks": totals["disks"] + 1,
        "refused": totals["refused"] + refused,
        "pruned": totals["pruned"] + len(report.removed),
    }
    assert libc.umount2(os.fsencode(folder), 2) == 0
print(totals["disks"], totals["refused"], totals["pruned"])
"""


def test_a_full_disk_acknowledges_nothing_and_recovers(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every refused entry is an error that says so; with room again, the very next one is recorded."""
    if sys.platform == "win32":
        return
    sizes = [200_000, 250_000, 333_333, 400_000, 500_000, 524_288]
    sizes += random.Random(8).sample(range(180_000, 560_000), runs(short=0, full=100))
    acknowledged = refused = 0
    for number, room_bytes in enumerate(sizes):
        here = path.parent / str(number) / path.name
        counts = list(map(int, run_child(FILL, here, room_bytes).split()))
        assert counts[0] <= 12 <= sum(counts)  # an outcome may be refused as well
        acknowledged, refused = acknowledged + counts[0], refused + counts[1]
        with Journal.open(here) as journal:
            assert journal.notes == ()
            assert journal.verify().problems == ()
    result = f"{len(sizes)} sizes, {acknowledged} acknowledged, {refused} refused, 0 lost"
    say(capsys, 8, "a limit on the size of files", result)


def test_outcomes_and_pruning_go_on_when_the_disk_is_full(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No room at all: what was recorded is brought to an end, pruned, and makes room for new entries."""
    if sys.platform != "linux":
        return
    path.parent.mkdir()
    chance = random.Random(8)
    sizes = [chance.randrange(3_500_000, 9_000_000) // 4096 * 4096 for _ in range(runs(short=4, full=100))]
    child: subprocess.Popen[str] = start_child(REAL, path.parent, *sizes)
    output, complaint = child.communicate()
    assert child.returncode == 0, complaint
    if output == "not allowed\n":
        say(capsys, 8, "a small file system, full", "not run: mounting is not allowed here")
        return
    disks, refused, pruned = map(int, output.split())
    assert disks == len(sizes)
    say(capsys, 8, "a small file system, full", f"{disks} sizes, {refused} refused, {pruned} pruned, 0 lost")


@pytest.mark.parametrize("room_bytes", [0, 1, 512, 4096, 16_384, 20_000, 65_536, 150_000, 229_376])
def test_a_disk_that_is_full_from_the_start_can_be_cleared(path: Path, room_bytes: int) -> None:
    """A journal that could not be made leaves nothing that the next start would stumble over."""
    if sys.platform == "win32":
        return
    assert run_child(START_FULL, path, room_bytes) in ("opened\n", "refused\n")
    with Journal.open(path) as journal:
        assert journal.verify().problems == ()
    assert not list(path.parent.glob("*.damaged-*"))
