"""kill -9 at random moments: what was acknowledged is there, what was not is whole or absent."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.fault_counts import runs, say
from tests.support.fault_kill import heard_until_killed, record_for_ever
from tests.support.journals import start_child

RUNS = runs(short=40, full=2_000)
RUNS_OF_A_JOURNAL = 20
"""Then another one is begun, or looking at all that was acknowledged would take the most of the time."""


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
    acknowledged = total = at_opening = 0
    chance = random.Random(1)
    everything: list[list[str]] = []
    for run in range(RUNS):
        here = path.parent / str(run // RUNS_OF_A_JOURNAL) / path.name
        everything = [] if run % RUNS_OF_A_JOURNAL == 0 else everything
        heard = heard_until_killed(record_for_ever, here, run, chance=chance)
        at_opening += not heard
        everything += heard
        with Journal.open(here) as journal:
            assert journal.notes == ()
            acknowledged += check_acknowledged(journal, heard)
            entries = journal.entries()
            assert {entry.status for entry in entries} <= {"kept", "abandoned"}
            assert all(session.clean is False for session in journal.sessions())
            if (run + 1) % RUNS_OF_A_JOURNAL == 0 or run + 1 == RUNS:
                total += len(entries)
                assert check_acknowledged(journal, everything) == len(everything)
                assert journal.verify().problems == ()
        if (run + 1) % RUNS_OF_A_JOURNAL == 0:
            shutil.rmtree(here.parent)
    result = (
        f"{RUNS} runs, {at_opening} of them killed before the first acknowledgement, {acknowledged} "
        f"acknowledgements, {total} entries, 0 lost"
    )
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
