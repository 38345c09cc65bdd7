"""A journal's file may be read in the process that has it open, and no lock is lost by it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_store import held_file
from mulligan_store.errors import JournalError
from mulligan_store.file_header import FileKind, inspect
from mulligan_store.held_file import copy, hold
from mulligan_store.journal import Journal
from mulligan_store.salvage import salvage
from tests.support.journals import new_entry, run_child

VISIT = """
import sqlite3, sys
raw = sqlite3.connect(sys.argv[1])
raw.execute("SELECT count(*) FROM entries").fetchone()
raw.close()
"""
"""Another process that, when it leaves, deletes the log of a journal that it finds nobody else in."""


def read_only(path: Path) -> None:
    """A second look through the store."""
    with Journal.open(path, read_only=True) as journal:
        journal.entries()


def import_itself(path: Path) -> None:
    """The journal is given itself to import."""
    with Journal.open(path) as journal:
        journal.import_from(path)


def export_over_it(path: Path) -> None:
    """The journal is exported onto itself, which is refused."""
    with Journal.open(path) as journal, pytest.raises(JournalError):
        journal.export([1], path)


def salvaged(path: Path) -> None:
    """The journal is salvaged while it is in use."""
    salvage(path, path.with_name("salvaged.db"))


LOOKS: dict[str, Callable[[Path], object]] = {
    "inspect": inspect,
    "open to read": read_only,
    "open to write": lambda path: Journal.open(path).close(),
    "import itself": import_itself,
    "export over it": export_over_it,
    "salvage": salvaged,
    "copy": lambda path: copy(path, path.with_name("copy")),
}


def is_held(path: Path) -> bool:
    """Whether this process holds the file; others may be held by what other tests have left behind."""
    status = path.stat()
    return (status.st_dev, status.st_ino) in held_file._files


@pytest.mark.parametrize("look", LOOKS)
def test_a_second_look_in_the_process_loses_no_outcome(path: Path, look: str) -> None:
    """What is acknowledged afterwards is there, although another process came and went in between."""
    with Journal.open(path) as journal:
        entry_id = journal.begin_entry(new_entry())
        journal.set_status(entry_id, "on_trial")
        LOOKS[look](path)
        run_child(VISIT, path)
        assert path.with_name(f"{path.name}-wal").exists()
        journal.set_status(entry_id, "rolled_back")
        seen = "from mulligan_store.journal import Journal; import sys\n"
        seen += "print(Journal.open(sys.argv[1], read_only=True).entry(1).status)"
        assert run_child(seen, path).strip() == "rolled_back"
        assert journal.verify().sound


def test_the_last_to_let_go_closes_the_file(path: Path) -> None:
    """Holding again and again opens one descriptor, and none stays open for good."""
    path.parent.mkdir()
    path.write_bytes(b"0123456789")
    present = len(held_file._files)
    first, second = hold(path), hold(path)
    assert is_held(path)
    assert len(held_file._files) == present + 1
    assert (first.read(4), second.read(100, 8), first.read(4, 2)) == (b"0123", b"89", b"2345")
    first.release()
    first.release()
    assert second.read(2) == b"01"
    with pytest.raises(ValueError, match="let go"):
        first.read(1)
    second.release()
    assert not is_held(path)


def test_nothing_is_held_when_a_journal_is_closed(path: Path) -> None:
    """Also where opening it was refused."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
        read_only(path)
        assert is_held(path)
    assert not is_held(path)
    path.write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(JournalError):
        Journal.open(path)
    with pytest.raises(FileNotFoundError):
        hold(path.with_name("nowhere"))
    assert [each for each in path.parent.iterdir() if is_held(each)] == []


def test_threads_that_look_at_once_read_what_is_there(path: Path) -> None:
    """One descriptor serves them all, each at its own place."""
    path.parent.mkdir()
    content = os.urandom(400_000)
    path.write_bytes(content)
    found: list[bool] = []

    def look(number: int) -> None:
        for _ in range(50):
            with hold(path) as file:
                start = number * 40_000
                found.append(file.read(40_000, start) == content[start : start + 40_000])

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 400
    assert not is_held(path)


def test_inspecting_an_absent_file_says_absent(path: Path) -> None:
    """Nothing is made by asking."""
    assert inspect(path) is FileKind.ABSENT
    assert not path.exists()
