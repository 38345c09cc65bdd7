"""A journal of an earlier version is brought up to date, and is never without a whole copy meanwhile."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from mulligan_migrations.runner import LATEST_VERSION
from mulligan_store import opening, version_copy
from mulligan_store.errors import JournalError, JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.version_copy import copy_path
from tests.support.journals import contents, forging, new_entry, v1_journal


def version_of(path: Path) -> int:
    """The version that the file itself says."""
    return int.from_bytes(path.read_bytes()[60:64], "big")


@pytest.fixture
def older(path: Path) -> Path:
    """A journal of the first version with three entries."""
    v1_journal(path, entries=3)
    assert version_of(path) == 1
    return path


def test_an_older_journal_is_migrated_and_its_copy_removed(older: Path) -> None:
    """Every entry is there and authentic, new ones follow in the same chain, no copy stays."""
    with Journal.open(older) as journal:
        assert journal.notes == ()
        assert [entry.id for entry in journal.entries()] == [3, 2, 1]
        assert all(journal.read_groups(entry_id) for entry_id in (1, 2, 3))
        assert journal.begin_entry(new_entry()) == 4
        assert journal.verify().problems == ()
    assert version_of(older) == LATEST_VERSION
    assert not list(older.parent.glob("*.version-*"))


def test_looking_at_an_older_journal_changes_nothing(older: Path) -> None:
    """It is migrated in a copy elsewhere."""
    before = contents(older.parent)
    with Journal.open(older, read_only=True) as journal:
        assert len(journal.entries()) == 3
        assert journal.verify().problems == ()
    assert contents(older.parent) == before


def test_the_copy_is_whole_before_the_first_step(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks off leaves the journal as it was, and a copy that opens."""

    def fail(_: sqlite3.Connection) -> None:
        (copy,) = older.parent.glob("*.version-1")
        assert version_of(copy) == 1
        if os.name == "posix":
            assert copy.stat().st_mode & 0o777 == 0o600
        raise sqlite3.OperationalError("no")

    monkeypatch.setattr(opening, "migrate", fail)
    with pytest.raises(JournalError):
        Journal.open(older)
    monkeypatch.undo()
    with Journal.open(copy_path(older, 1), read_only=True) as journal:
        assert len(journal.entries()) == 3
    with Journal.open(older) as journal:
        assert (len(journal.entries()), journal.notes) == (3, ())
    assert not copy_path(older, 1).exists()


def test_killed_after_the_migration_the_next_opening_verifies(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy that was left is compared, and removed only then."""

    def die(*_: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "drop_verified", die)
    with pytest.raises(KeyboardInterrupt):
        Journal.open(older)
    monkeypatch.undo()
    assert copy_path(older, 1).exists()
    with Journal.open(older) as journal:
        assert journal.notes == ()
    assert not copy_path(older, 1).exists()


def test_a_migration_that_lost_something_keeps_the_copy(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is not found again is told once, and the journal as it was is kept."""
    real = opening.migrate

    def lossy(raw: sqlite3.Connection) -> None:
        real(raw)
        raw.execute("UPDATE entries SET label = 'lost' WHERE id = 2")

    monkeypatch.setattr(opening, "migrate", lossy)
    with Journal.open(older) as journal:
        (note,) = journal.notes
        assert "rows of entries differ" in note
    monkeypatch.undo()
    (kept,) = older.parent.glob("*.unverified")
    assert str(kept) in note
    assert version_of(kept) == 1
    with Journal.open(older) as journal:
        assert journal.notes == ()


def test_without_room_for_the_copy_nothing_is_migrated(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is as it was, and says why it was not opened."""
    before = older.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(version_copy, "connect", full)
    with pytest.raises(JournalWriteFailed, match="copy it before bringing it up to date"):
        Journal.open(older)
    assert older.read_bytes() == before
    assert not copy_path(older, 1).exists()


def test_a_strange_schema_is_refused_before_it_is_copied(older: Path) -> None:
    """What is not ours is neither migrated nor copied."""
    with forging(older) as raw:
        raw.execute("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM blobs; END")
    before = older.read_bytes()
    with pytest.raises(JournalError):
        Journal.open(older)
    assert older.read_bytes() == before
    assert not list(older.parent.glob("*.version-*"))
