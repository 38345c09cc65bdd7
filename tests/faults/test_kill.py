"""kill -9 at random moments: what was acknowledged is there, what was not is whole or absent."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.fault_counts import runs, say
from tests.support.journals import start_child

RUNS = runs(short=20, full=2_000)

LOOP = """
import os, random, sys
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.journals import new_entry

journal = Journal.open(sys.argv[1])
assert not journal.notes, journal.notes
session = journal.begin_session("loop")
random.seed(int(sys.argv[2]))
print("ready", flush=True)
while True:
    payload = random.randbytes(random.choice((10, 10_000, 300_000)))
    entry_id = journal.begin_entry(new_entry(payload, session_id=session))
    print("began", entry_id, len(payload), flush=True)
    journal.add_plan(entry_id, {"n": entry_id}, {"app.gui": f"x = {entry_id}\\n"})
    journal.set_status(entry_id, "kept")
    print("kept", entry_id, flush=True)
"""


def killed_after(child: subprocess.Popen[str], lines: int) -> list[list[str]]:
    """What the child had acknowledged when it was killed, some lines after it was ready."""
    assert child.stdout is not None
    heard = []
    assert child.stdout.readline() == "ready\n", child.communicate()
    for _ in range(lines):
        heard.append(child.stdout.readline())
    child.kill()
    rest, _ = child.communicate()
    heard += rest.splitlines(keepends=True)
    # A line without its end was being written when the child died.
    return [line.split() for line in heard if line.endswith("\n")]


def check_acknowledged(journal: Journal, heard: list[list[str]]) -> int:
    """Compare the journal with what the child said; return how many acknowledgements there were."""
    entries = {entry.id: entry for entry in journal.entries()}
    for line in heard:
        entry = entries[int(line[1])]
        if line[0] == "began":
            assert len(journal.read_groups(entry.id)[0].payload) == int(line[2])
        else:
            assert entry.status == "kept"
            assert entry.plan == {"n": entry.id}
    return len(heard)


def test_nothing_acknowledged_is_lost(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After every kill the journal opens by itself, and every acknowledged entry and outcome is there."""
    acknowledged = 0
    chance = random.Random(1)
    for run in range(RUNS):
        # Lines are counted, not seconds: what the child is doing when it dies is left to the scheduler.
        heard = killed_after(start_child(LOOP, path, run), chance.randrange(12))
        with Journal.open(path) as journal:
            assert journal.notes == ()
            acknowledged += check_acknowledged(journal, heard)
            assert {entry.status for entry in journal.entries()} <= {"kept", "abandoned"}
            assert all(session.clean is False for session in journal.sessions())
    with Journal.open(path) as journal:
        assert journal.verify().problems == ()
        entries = len(journal.entries())
    result = f"{RUNS} runs, {acknowledged} acknowledgements, {entries} entries, 0 lost"
    say(capsys, 1, "kill -9 at random moments", result)


def test_an_app_killed_while_it_makes_the_journal_harms_nobody(path: Path) -> None:
    """Whatever part of the creation was done, the next opener gets a sound journal."""
    moments = ["connect", "migrate"]
    for number, moment in enumerate(moments):
        code = (
            "import os, sys\nfrom mulligan_store import opening\nfrom mulligan_store.journal import Journal\n"
            f"real = opening.{moment}\n"
            "def die(*a, **k):\n    real(*a, **k)\n    os._exit(9)\n"
            f"opening.{moment} = die\nJournal.open(sys.argv[1])\n"
        )
        here = path.with_name(f"{number}.db")
        child = start_child(code, here)
        child.communicate()
        with Journal.open(here) as journal:
            assert journal.notes == ()
            assert journal.verify().sound
