"""The ballast: there when there is room, given up for what must go on, never for new entries."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from mulligan_store import ballast
from mulligan_store.ballast import BALLAST_BYTES, Ballast
from mulligan_store.errors import JournalBusy, JournalWriteFailed
from mulligan_store.journal import Journal
from tests.support.journals import new_entry


def ballast_of(path: Path) -> Ballast:
    """The ballast of a journal whose log cannot be folded in."""

    def refuse() -> None:
        raise JournalBusy("held")

    return Ballast(path, refuse)


def full_while(journal: Journal, is_full: bool) -> None:
    """Stop the file from growing, as a full disk does, or let it grow again."""
    raw = journal._connection.raw
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages if is_full else 1_000_000}")


def refused() -> JournalWriteFailed:
    """What a write raises when the disk is full."""
    error = JournalWriteFailed("full")
    error.__cause__ = OSError(28, "No space left on device")
    return error


def test_an_open_journal_has_ballast(path: Path) -> None:
    """Made at the first opening, private, full of bytes that cannot be squeezed."""
    with Journal.open(path) as journal:
        file = ballast_of(journal.path).path
        assert file.stat().st_size == BALLAST_BYTES
        assert len(set(file.read_bytes())) == 256
        if os.name == "posix":
            assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == ["app.db", "app.db.ballast", "app.db.locks"]


def test_a_journal_that_is_only_read_makes_none(path: Path) -> None:
    """Looking leaves no trace."""
    Journal.open(path).close()
    ballast_of(path).give_up()
    Journal.open(path, read_only=True).close()
    assert not ballast_of(path).is_there


def test_on_a_nearly_full_disk_none_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last room is the journal's."""
    monkeypatch.setattr(ballast, "ROOM_BYTES", 2**62)
    with Journal.open(path) as journal:
        assert journal.begin_entry(new_entry()) == 1
        assert not ballast_of(path).is_there


def test_what_must_go_on_gets_its_room(path: Path) -> None:
    """Refused, also after folding the log: the ballast is given up, and the next refusal is final."""
    Journal.open(path).close()
    calls: list[bool] = []

    def write() -> str:
        calls.append(ballast_of(path).is_there)
        if calls[-1]:
            raise refused()
        return "written"

    assert ballast_of(path).with_its_room(write) == "written"
    assert calls == [True, True, False]

    def never() -> None:
        raise refused()

    with pytest.raises(JournalWriteFailed):
        ballast_of(path).with_its_room(never)


def test_the_room_of_the_log_is_used_first(path: Path) -> None:
    """Folding it in may be enough; then the ballast stays."""
    Journal.open(path).close()
    folded: list[bool] = []

    def write() -> None:
        if not folded:
            raise refused()

    Ballast(path, lambda: folded.append(True)).with_its_room(write)
    assert (folded, ballast_of(path).is_there) == ([True], True)


def test_another_error_does_not_cost_the_ballast(path: Path) -> None:
    """It is given up for want of room and for nothing else."""
    Journal.open(path).close()

    def too_big() -> None:
        error = JournalWriteFailed("too big")
        error.__cause__ = sqlite3.DataError("string or blob too big")
        raise error

    def busy() -> None:
        raise JournalBusy("held")

    for write, kind in ((too_big, JournalWriteFailed), (busy, JournalBusy)):
        with pytest.raises(kind):
            ballast_of(path).with_its_room(write)
        assert ballast_of(path).is_there


def test_a_new_entry_never_uses_it(journal: Journal) -> None:
    """A full disk refuses the entry and keeps the ballast for the outcomes of those there are."""
    full_while(journal, True)
    with pytest.raises(JournalWriteFailed):
        journal.begin_entry(new_entry(os.urandom(100_000)))
    assert ballast_of(journal.path).is_there


def test_it_is_made_again_when_there_is_room(journal: Journal) -> None:
    """The next entry that goes through finds room for it."""
    ballast_of(journal.path).give_up()
    journal.begin_entry(new_entry())
    assert ballast_of(journal.path).is_there
