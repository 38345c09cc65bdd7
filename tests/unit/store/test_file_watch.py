"""A journal that something else wrote over is noticed before the next entry; another process is not that."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mulligan_store import file_watch
from mulligan_store.errors import JournalTooNew, JournalUnreadable
from mulligan_store.held_file import copy
from mulligan_store.journal import Journal
from mulligan_store.pruning import gc
from tests.support.journals import forging, new_entry, run_child


def overwrite(path: Path, content: bytes) -> None:
    """As `cp` does it: in the same file."""
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(content)


def half(path: Path) -> None:
    """Cut the file short."""
    os.truncate(path, path.stat().st_size // 2 // 16_384 * 16_384)


def another_journal(path: Path) -> None:
    """A sound journal, of the same user, in the same file."""
    other = path.with_name("other.db")
    with Journal.open(other) as journal:
        journal.begin_entry(new_entry())
    overwrite(path, other.read_bytes())


def older_copy(path: Path) -> None:
    """The copy that `filled` made before its last entries."""
    overwrite(path, path.with_name("backup").read_bytes())


def another_database(path: Path) -> None:
    """A database of some other program."""
    other = path.with_name("music.db")
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE songs (title)")
    overwrite(path, other.read_bytes())


def moved_over(path: Path) -> None:
    """As tools do it that write aside and rename."""
    shutil.copyfile(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


HARM: dict[str, Callable[[Path], None]] = {
    "emptied": lambda path: os.truncate(path, 0),
    "cut short": half,
    "another text": lambda path: overwrite(path, b"dear diary\n" * 5_000),
    "zeroes": lambda path: overwrite(path, bytes(path.stat().st_size)),
    "another journal": another_journal,
    "an older copy": older_copy,
    "another database": another_database,
    "replaced": moved_over,
    "deleted": Path.unlink,
}


def filled(path: Path) -> Journal:
    """An open journal of ten kept entries, and a copy of it from the time of the fifth."""
    journal = Journal.open(path)
    for number in range(10):
        journal.set_status(journal.begin_entry(new_entry(os.urandom(30_000))), "kept")
        if number == 5:
            journal._connection.fold_log()
            copy(path, path.with_name("backup"))
    return journal


@pytest.mark.parametrize("harm", HARM)
def test_a_journal_that_was_written_over_takes_no_entry(path: Path, harm: str) -> None:
    """It is said at once, nothing is acknowledged that would be lost, and opening anew goes on."""
    journal = filled(path)
    HARM[harm](path)
    with pytest.raises(JournalUnreadable, match="while it was open"):
        journal.begin_entry(new_entry(b"precious"))
    try:
        journal.close()
    except JournalUnreadable as error:
        assert "close" in str(error) or "session" in str(error)
    if harm != "another database":
        with Journal.open(path) as anew:
            entry_id = anew.begin_entry(new_entry(b"precious"))
            assert anew.read_groups(entry_id)[0].payload == b"precious"


@pytest.mark.parametrize("limit", [0, file_watch.CHECKED_AT_ONCE_BYTES])
def test_other_processes_that_write_the_journal_are_not_taken_for_harm(
    path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Entries, outcomes, pruning that shrinks the file, closing: all of it is legal between two entries."""
    monkeypatch.setattr(file_watch, "CHECKED_AT_ONCE_BYTES", limit)
    other = """
        import os, sys
        from mulligan_store.journal import Journal
        from mulligan_store.pruning import gc
        from tests.support.journals import new_entry
        with Journal.open(sys.argv[1]) as journal:
            for _ in range(3):
                journal.set_status(journal.begin_entry(new_entry(os.urandom(50_000), label=None)), "kept")
            gc(journal, keep_entries=int(sys.argv[2]))
    """.replace("\n        ", "\n")
    with filled(path) as journal:
        for keep in (100, 3, 1):
            for entry in journal.entries():
                journal.set_label(entry.id, None)
            run_child(other, path, keep, environment={"PYTHONPATH": str(Path(__file__).parents[3])})
            entry_id = journal.begin_entry(new_entry())
            journal.set_status(entry_id, "kept")
        assert journal.verify().problems == ()
        assert journal.notes == ()


def test_a_look_at_an_unchanged_file_reads_nothing_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry after entry of one process costs a call for the status and one for the header."""
    with Journal.open(path) as journal:
        for _ in range(3):
            journal.set_status(journal.begin_entry(new_entry(os.urandom(30_000))), "kept")
        gc(journal, keep_entries=1)
        journal.begin_entry(new_entry())
        connections: list[object] = []
        monkeypatch.setattr(file_watch, "connect", lambda *a, **k: connections.append(a))
        for _ in range(3):
            journal.set_status(journal.begin_entry(new_entry()), "kept")
        assert connections == []


def test_a_journal_that_a_newer_mulligan_has_taken_over_is_not_written(path: Path) -> None:
    """Its rows may mean something else by now; the reason is said."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
        with forging(path) as raw:
            raw.execute("PRAGMA user_version = 77")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with pytest.raises(JournalTooNew, match="newer"):
            journal.begin_entry(new_entry())
        with forging(path) as raw:
            assert raw.execute("SELECT count(*) FROM entries").fetchone() == (1,)


@pytest.mark.parametrize("harm", ["deleted", "replaced"])
def test_an_outcome_for_a_file_that_is_gone_is_not_acknowledged(path: Path, harm: str) -> None:
    """Nobody would find it: the caller is told instead."""
    journal = filled(path)
    HARM[harm](path)
    with pytest.raises(JournalUnreadable, match="while it was open"):
        journal.set_status(10, "rolled_back")
    with pytest.raises(JournalUnreadable, match="while it was open"):
        journal.set_label(10, "gone")
    assert journal.entry(10).status == "kept"
    journal.close()
