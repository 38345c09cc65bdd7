"""Many openers, many threads, and locks that others hold."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from mulligan_store.errors import JournalBusy, JournalError, JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, SnapshotGroup
from tests.support.journals import new_entry, run_child, start_child

OPEN_AND_WRITE = """
import sys
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
with Journal.open(sys.argv[1]) as journal:
    session = journal.begin_session("app")
    for number in range(5):
        entry_id = journal.begin_entry(new_entry(sys.argv[2].encode() + b"%d" % number, session_id=session))
        journal.set_status(entry_id, "kept")
        print(entry_id, flush=True)
    journal.end_session(session)
    assert not journal.notes, journal.notes
"""


def test_eight_first_openers_make_one_journal(path: Path) -> None:
    """No error, no lost entry, one chain, whoever comes first."""
    children = [start_child(OPEN_AND_WRITE, path, number) for number in range(8)]
    acknowledged = []
    for child in children:
        output, complaint = child.communicate(timeout=120)
        assert child.returncode == 0, complaint
        acknowledged += [int(line) for line in output.split()]
    assert sorted(acknowledged) == list(range(1, 41))
    with Journal.open(path) as journal:
        assert [entry.status for entry in journal.entries()] == ["kept"] * 40
        assert len(journal.sessions()) == 8
        assert journal.verify().problems == ()


def test_threads_share_a_journal(journal: Journal) -> None:
    """Entries written from several threads at once are all there, each whole."""
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(5):
                entry_id = journal.begin_entry(new_entry(b"%d" % number))
                journal.has_requests()
                journal.set_status(entry_id, "kept")
                assert journal.read_groups(entry_id)[0].payload == b"%d" % number
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(journal.entries()) == 20
    assert journal.verify().sound


def test_a_lock_held_too_long_is_busy_and_then_works_again(path: Path) -> None:
    """The wait is bounded, nothing is half written, and the next attempt is as good as the first."""
    with Journal.open(path, busy_timeout_s=0.01) as journal:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusy, match="another process holds the journal"):
            journal.begin_entry(new_entry())
        assert journal.entries() == []
        holder.close()
        assert journal.begin_entry(new_entry()) == 1


def test_a_reader_that_stays_stops_nobody(path: Path) -> None:
    """A long look at the journal delays neither entries nor outcomes."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        journal.set_status(journal.begin_entry(new_entry(b"more")), "kept")
        assert journal.notes == ()
        reader.close()


def test_a_value_beyond_sqlites_limit_stays_in_memory_by_name(journal: Journal) -> None:
    """What SQLite cannot hold is not recorded, its keys say so, and the rest of the entry is there."""
    journal._connection.raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
    groups = (
        SnapshotGroup(("tickets",), b"before"),
        SnapshotGroup(("selected",), os.urandom(200_000)),
        SnapshotGroup(("after", "zoom"), bytes(200_000)),  # it compresses well
    )
    keys = tuple(
        KeySummary(key, "bytes", 1, None, "b''", "snapshot", None, number)
        for number, group in enumerate(groups)
        for key in group.keys
    )
    entry_id = journal.begin_entry(new_entry(groups=groups, keys=keys))
    assert journal.read_groups(entry_id) == [groups[0], groups[2]]
    kept = {each.key: (each.stored, each.group) for each in journal.key_summaries(entry_id)}
    assert kept["selected"] == ("memory only", None)
    assert (kept["tickets"], kept["after"], kept["zoom"]) == (
        ("snapshot", 0),
        ("snapshot", 1),
        ("snapshot", 1),
    )
    (reason,) = (each.reason for each in journal.key_summaries(entry_id) if each.key == "selected")
    assert reason is not None
    assert reason.startswith("app.selected: its snapshot is 200,")
    assert journal.verify().problems == ()


def test_a_full_file_refuses_and_then_works_again(journal: Journal) -> None:
    """Every call that writes says that the disk is full and changes nothing; with room again all work."""
    entry_id = journal.begin_entry(new_entry())
    raw = journal._connection.raw
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalWriteFailed, match="full"):
        journal.begin_entry(new_entry(os.urandom(100_000)))
    with pytest.raises(JournalWriteFailed, match="full"):
        journal.add_plan(entry_id, {}, {"app.gui": os.urandom(50_000).hex()})
    assert (journal.entry(entry_id).plan, len(journal.entries())) == (None, 1)
    raw.execute("PRAGMA max_page_count = 1000000")
    journal.add_plan(entry_id, {"n": 1}, {"app.gui": "x = 2\n"})
    assert journal.begin_entry(new_entry(os.urandom(100_000))) == 2
    assert journal.verify().problems == ()


@pytest.mark.parametrize("instructions", [1, 5, 20, 50, 100, 200, 400, 800, 1200])
def test_a_write_that_is_broken_off_anywhere_leaves_nothing(journal: Journal, instructions: int) -> None:
    """Whichever instruction of SQLite's is the last, the entry is absent whole and the next is written."""
    raw = journal._connection.raw
    session = journal.begin_session("demo")
    countdown = iter(range(instructions))
    raw.set_progress_handler(lambda: next(countdown, None) is None, 1)
    with pytest.raises(JournalError):
        for _ in range(100):
            journal.begin_entry(new_entry(os.urandom(1000), session_id=session))
    raw.set_progress_handler(None, 0)
    before = len(journal.entries())
    assert journal.begin_entry(new_entry(session_id=session)) == before + 1
    assert journal.verify().problems == ()


def test_a_failed_entry_is_forgotten_whole(journal: Journal, path: Path) -> None:
    """After an error inside the transaction there is no entry, no blob, and no number used up."""
    with pytest.raises(TypeError):
        journal.begin_entry(new_entry(b"lost", plan={"not JSON": object()}))
    with pytest.raises(JournalError):
        journal.begin_entry(new_entry(b"lost", session_id=12345))
    assert journal.begin_entry(new_entry(b"lost")) == 1
    assert journal.read_groups(1)[0].payload == b"lost"
    assert journal.verify().sound


def test_a_call_from_within_a_call_is_refused(journal: Journal) -> None:
    """A progress callback that writes would write into the transaction that verifies."""
    journal.begin_entry(new_entry())

    def meddle(_: int, __: int) -> None:
        journal.set_status(1, "kept")

    report = journal.verify(meddle)
    assert not report.sound
    assert "within its own transaction" in report.problems[0]
    assert journal.entry(1).status == "open"
    assert journal.verify().sound


def test_an_error_of_the_caller_stays_the_callers(journal: Journal) -> None:
    """A pipe that breaks while progress is printed is no problem of the journal's."""
    journal.begin_entry(new_entry())

    def print_into_a_broken_pipe(_: int, __: int) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        journal.verify(print_into_a_broken_pipe)
    assert journal.verify().sound


def test_progress_is_told(journal: Journal) -> None:
    """Verifying says how far it is."""
    for _ in range(3):
        journal.begin_entry(new_entry())
    told: list[tuple[int, int]] = []
    journal.verify(lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_closed_journal_says_that_it_is_closed(path: Path) -> None:
    """Using a journal after its end is an error of ours, not of SQLite's; closing twice is none."""
    journal = Journal.open(path)
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.entries()
    with pytest.raises(JournalError, match="closed"):
        journal.begin_entry(new_entry())


def test_importing_the_store_is_cheap() -> None:
    """Neither the errors and records nor the journal itself load what only some calls need."""
    heavy = "{'sqlite_utils', 'filelock', 'zstandard', 'platformdirs', 'click', 'asyncio'}"
    code = "import sys, mulligan_store, mulligan_store.errors, mulligan_store.records{more}\n"
    code += f"print(sorted({heavy} & set(sys.modules)), 'sqlite3' in sys.modules)"
    assert run_child(code.replace("{more}", "")) == "[] False\n"
    assert run_child(code.replace("{more}", ", mulligan_store.journal")) == "[] True\n"


def test_opening_a_journal_that_is_up_to_date_loads_no_migrations(path: Path) -> None:
    """The library that migrates costs 180 ms, and is loaded only when there is something to migrate."""
    Journal.open(path).close()
    code = "import sys\nfrom mulligan_store.journal import Journal\nJournal.open(sys.argv[1]).close()\n"
    assert run_child(code + "print('sqlite_utils' in sys.modules)", path) == "False\n"
