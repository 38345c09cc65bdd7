"""Whose entries are abandoned: those of the dead, and of nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.locking import LifeLock, locks_folder
from tests.support.journals import forging, new_entry, run_child, start_child

BEGIN_AND = """
import os, sys
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
journal = Journal.open(sys.argv[1])
session = journal.begin_session("the other app")
for status in ("open", "on_trial", "kept", "rolled_back"):
    entry_id = journal.begin_entry(new_entry(session_id=session))
    if status != "open":
        journal.set_status(entry_id, status)
print("written", flush=True)
"""
DIE = BEGIN_AND + "os._exit(0)"
LIVE = BEGIN_AND + "input()"


def statuses(journal: Journal) -> list[str]:
    """The status of each entry, oldest first."""
    return [entry.status for entry in reversed(journal.entries())]


def test_entries_of_a_dead_process_are_abandoned(path: Path) -> None:
    """What was open or on trial when the process died is abandoned; what was settled stays so."""
    run_child(DIE, path)
    with Journal.open(path) as journal:
        assert statuses(journal) == ["abandoned", "abandoned", "kept", "rolled_back"]
        assert journal.entry(1).finished_at is not None
        (session,) = journal.sessions()
        assert (session.app_name, session.clean) == ("the other app", False)
        assert session.ended_at is not None
        assert journal.read_groups(1)
        assert (journal.notes, journal.verify().sound) == ((), True)


def test_entries_of_a_living_process_are_left_alone(path: Path) -> None:
    """A second app, or a command, that opens the journal does not disturb the first."""
    child = start_child(LIVE, path)
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    with Journal.open(path) as journal:
        assert statuses(journal) == ["open", "on_trial", "kept", "rolled_back"]
        assert journal.sessions()[0].clean is None
    child.kill()
    child.communicate()
    with Journal.open(path) as journal:
        assert statuses(journal) == ["abandoned", "abandoned", "kept", "rolled_back"]


def test_two_journals_of_one_process_do_not_disturb_each_other(path: Path) -> None:
    """Liveness is a lock, not a process number: it holds within a process too."""
    with Journal.open(path) as first:
        session = first.begin_session("demo")
        first.begin_entry(new_entry(session_id=session))
        with Journal.open(path) as second:
            assert statuses(second) == ["open"]
        assert statuses(first) == ["open"]


def test_a_session_that_ends_abandons_what_it_left_open(journal: Journal) -> None:
    """Nothing stays open for ever; the session is recorded as clean."""
    session = journal.begin_session("demo")
    journal.begin_entry(new_entry(session_id=session))
    journal.end_session(session)
    journal.end_session(session)
    assert statuses(journal) == ["abandoned"]
    assert journal.sessions()[0].clean is True
    assert journal.verify().sound


def test_a_session_that_was_not_ended_is_found_dead(path: Path) -> None:
    """Closing the file is not ending the session."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(session_id=journal.begin_session("demo")))
    with Journal.open(path) as journal:
        assert statuses(journal) == ["abandoned"]
        assert journal.sessions()[0].clean is False


def test_an_entry_without_a_session_gets_one(path: Path) -> None:
    """Every entry has someone whose life it depends on."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
        with Journal.open(path) as second:
            assert statuses(second) == ["open"]
    with Journal.open(path) as journal:
        assert statuses(journal) == ["abandoned"]
        assert journal.sessions()[0].clean is True


def test_no_lock_file_stays_behind(path: Path) -> None:
    """Lock files of sessions that are over are removed."""
    run_child(DIE, path)
    with Journal.open(path) as journal:
        journal.end_session(journal.begin_session("demo"))
    assert [file.name for file in locks_folder(path).iterdir()] == ["opening.lock"]


@pytest.mark.parametrize("name", ["../../victim", "opening.lock", "", "session-0.lock", "/etc/passwd"])
def test_a_forged_lock_name_reaches_no_other_file(path: Path, name: str) -> None:
    """The name of a lock file comes from the journal, so it is used only if we could have made it."""
    victim = path.parent.parent / "victim"
    victim.write_text("precious", encoding="utf-8")
    run_child(DIE, path)
    with forging(path) as raw:
        raw.execute("UPDATE sessions SET lock_name = ?", (name,))
    with Journal.open(path) as journal:
        assert "session 1 was left as it is" in journal.notes[0]
    assert victim.read_text(encoding="utf-8") == "precious"
    with pytest.raises(ValueError, match="not the name"):
        LifeLock.of_the_dead(path, name)


def test_a_forged_outcome_is_not_made_genuine_by_recovery(path: Path) -> None:
    """An entry that someone reopened is not signed as abandoned; it is named instead."""
    run_child(DIE, path)
    with forging(path) as raw:
        raw.execute("UPDATE entries SET status = 'open' WHERE id = 4")
    with Journal.open(path) as journal:
        assert any("entry 4 was left open" in note for note in journal.notes)
        assert statuses(journal) == ["abandoned", "abandoned", "kept", "open"]
        assert not journal.verify().sound


def test_a_session_that_cannot_be_written_leaves_no_lock(journal: Journal, path: Path) -> None:
    """A refused session does not look alive."""
    journal._connection.raw.execute("PRAGMA query_only = ON")
    with pytest.raises(JournalError):
        journal.begin_session("demo")
    assert [file.name for file in locks_folder(path).iterdir()] == ["opening.lock"]


FORGED_SESSIONS = (
    "UPDATE sessions SET app_name = 'another app'",
    "UPDATE sessions SET app_name = x'ff', host = 7, started_at = 'noon'",
    "UPDATE sessions SET pid = 1, host = 'elsewhere'",
    "UPDATE sessions SET ended_at = NULL, clean = NULL",
    "UPDATE sessions SET ended_at = NULL, clean = NULL, lock_name = '../../../etc/passwd'",
    "UPDATE sessions SET ended_at = NULL, clean = NULL, lock_name = 'session-0123456789abcdef.lock'",
    "UPDATE sessions SET ended_at = 'never', clean = 7",
    "UPDATE sessions SET clean = 1 - clean",
    "INSERT INTO sessions VALUES (99, 'ghost', 1, '', 'opening.lock', '', NULL, NULL)",
    "PRAGMA foreign_keys = OFF; DELETE FROM sessions",
)


@pytest.mark.parametrize("forgery", FORGED_SESSIONS)
def test_an_altered_session_changes_no_entry_and_nothing_is_unpickled(
    path: Path, tmp_path: Path, forgery: str
) -> None:
    """Sessions are not signed: at worst a session is called by a wrong name, or dead, or not.

    What was settled stays as it was signed, snapshots are those that were written, entries can be
    added, and nothing is made or removed outside the journal's own folder.
    """
    marker = b"cos\nsystem\n(S'false'\ntR."  # would run something, if anybody unpickled it
    with Journal.open(path) as journal:
        session = journal.begin_session("app")
        for status in ("kept", "rolled_back"):
            journal.set_status(journal.begin_entry(new_entry(marker, session_id=session)), status)
    outside = contents_beside(tmp_path, path)
    with forging(path) as raw:
        raw.executescript(forgery)
    with Journal.open(path) as journal:
        journal.sessions()
        assert statuses(journal) == ["kept", "rolled_back"]
        assert [journal.read_groups(number)[0].payload for number in (1, 2)] == [marker, marker]
        assert journal.begin_entry(new_entry()) == 3
        problems = journal.verify().problems
        assert all("sessions" in problem for problem in problems)
    assert contents_beside(tmp_path, path) == outside


def contents_beside(tmp_path: Path, path: Path) -> list[Path]:
    """Everything that the test's folder holds outside the journal's own."""
    return sorted(each for each in tmp_path.rglob("*") if path.parent not in (each, *each.parents))


def test_a_living_app_that_a_forged_row_calls_dead_goes_on(path: Path) -> None:
    """Its open entry is called abandoned at worst; the app settles it as if nothing had been."""
    with Journal.open(path) as journal:
        session = journal.begin_session("app")
        journal.begin_entry(new_entry(session_id=session))
        with forging(path) as raw:
            raw.execute("UPDATE sessions SET lock_name = 'session-0123456789abcdef.lock'")
        with Journal.open(path) as other:
            assert statuses(other) == ["abandoned"]
        journal.set_status(1, "kept")
        assert statuses(journal) == ["kept"]
        journal.set_status(journal.begin_entry(new_entry(session_id=session)), "kept")
        assert journal.read_groups(1) and journal.verify().sound
