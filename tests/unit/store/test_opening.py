"""What stands where the journal should be: made, brought up to date, set aside or refused."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from mulligan_migrations.runner import APPLICATION_ID, LATEST_VERSION
from mulligan_store import locking, opening
from mulligan_store.errors import (
    JournalBusy,
    JournalError,
    JournalForeign,
    JournalTooNew,
    JournalUnreadable,
    KeyUnusable,
)
from mulligan_store.journal import Journal
from mulligan_store.locking import opening_lock
from tests.support.journals import contents, forging, new_entry


def test_a_new_journal_is_durable_private_and_ours(path: Path) -> None:
    """WAL, synchronous FULL, 16 KB pages, our application id and version, files for this user alone."""
    with Journal.open(path) as journal:
        raw = journal._connection.raw
        settings = ("journal_mode", "synchronous", "page_size", "application_id", "user_version")
        found = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in settings]
        assert found == ["wal", 2, 16_384, APPLICATION_ID, LATEST_VERSION]
        guards = ("trusted_schema", "cell_size_check", "foreign_keys")
        assert [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in guards] == [0, 1, 1]
        assert journal.notes == ()
        if os.name == "posix":
            for file in (path, path.with_name("app.db-wal"), path.with_name("app.db-shm")):
                assert file.stat().st_mode & 0o777 == 0o600, file
            assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_journal_is_found_again(path: Path) -> None:
    """Opening it again makes nothing new and forgets nothing."""
    with Journal.open(path) as journal:
        first_id = journal.journal_id
        journal.begin_entry(new_entry())
    with Journal.open(path) as journal:
        assert (journal.journal_id, len(journal.entries()), journal.notes) == (first_id, 1, ())


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    """A file of no bytes is no damage: some programs make it before they write."""
    path.parent.mkdir()
    path.touch()
    with Journal.open(path) as journal:
        assert journal.notes == ()
        assert journal.begin_entry(new_entry()) == 1


def test_a_path_may_be_relative_odd_or_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks, question marks, hashes, percent signs and bytes that are no text are just names."""
    monkeypatch.chdir(tmp_path)
    names = ["a b?mode=memory#%41.db", "zażółć.db"] + (["\udcff.db"] if os.name == "posix" else [])
    for name in names:
        with Journal.open(name) as journal:
            assert journal.begin_entry(new_entry()) == 1
        assert (tmp_path / name).stat().st_size > 0
    (tmp_path / "link.db").symlink_to("a b?mode=memory#%41.db")
    with Journal.open("link.db") as journal:
        assert len(journal.entries()) == 1


def damage_nothing_left(path: Path) -> None:
    path.write_bytes(b"this is not a database" * 1000)


def damage_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def damage_truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 5 * opening.PAGE_BYTES + 100])


def damage_first_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4000] = os.urandom(3900)
    path.write_bytes(content)


def damage_later_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // opening.PAGE_BYTES):
        content[page * opening.PAGE_BYTES : page * opening.PAGE_BYTES + 200] = b"\xff" * 200
    path.write_bytes(content)


def damage_zeroes(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


DAMAGES = [
    damage_nothing_left,
    damage_short,
    damage_truncated,
    damage_first_page,
    damage_later_pages,
    damage_zeroes,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_journal_is_moved_aside(path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """The app gets a new journal and is told where the old one is; not a byte of it is lost."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(os.urandom(50_000)))
    damage(path)
    damaged = path.read_bytes()
    with Journal.open(path) as journal:
        (note,) = journal.notes
        assert journal.begin_entry(new_entry()) == 1
        assert journal.verify().sound
    (aside,) = path.parent.glob("app.db.damaged-*Z")
    assert str(aside) in note
    assert aside.read_bytes() == damaged


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_journal_is_not_moved_by_looking(path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """Opened for reading, it is left where it is; the damage is an error or a problem, never a crash."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(os.urandom(50_000)))
    damage(path)
    before = contents(path.parent)
    try:
        with Journal.open(path, read_only=True) as journal:
            assert not journal.verify().sound
    except JournalUnreadable as error:
        assert str(path) in str(error)
    assert contents(path.parent) == before


def test_damaged_journals_never_replace_each_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that are set aside in the same second get different names."""
    path.parent.mkdir()
    for number in range(3):
        path.write_bytes(b"damage %d" % number)
        Journal.open(path).close()
    kept = {file.read_bytes() for file in path.parent.glob("app.db.damaged-*")}
    assert kept == {b"damage 0", b"damage 1", b"damage 2"}


def test_a_log_goes_aside_with_its_journal(path: Path) -> None:
    """What was not yet in the file stays beside it, under a name that SQLite finds."""
    path.parent.mkdir()
    path.write_bytes(b"no database")
    path.with_name("app.db-wal").write_bytes(b"a log")
    path.with_name("app.db-shm").write_bytes(b"shared")
    Journal.open(path).close()
    (log,) = path.parent.glob("app.db.damaged-*-wal")
    (shared,) = path.parent.glob("app.db.damaged-*-shm")
    assert (log.read_bytes(), shared.read_bytes()) == (b"a log", b"shared")


def test_a_log_whose_journal_is_gone_is_kept(path: Path) -> None:
    """SQLite would delete it; it may hold entries."""
    path.parent.mkdir()
    path.with_name("app.db-wal").write_bytes(b"a log")
    with Journal.open(path) as journal:
        assert "moved aside" in journal.notes[0]
    (log,) = path.parent.glob("app.db.damaged-*-wal")
    assert log.read_bytes() == b"a log"


def test_a_foreign_database_is_refused_and_untouched(path: Path) -> None:
    """Someone else's data is never written, moved, or given company."""
    path.parent.mkdir()
    with forging(path) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, status TEXT)")
    before = contents(path.parent)
    for read_only in (False, True):
        with pytest.raises(JournalForeign, match="another program's"):
            Journal.open(path, read_only=read_only)
    assert contents(path.parent) == before


@pytest.mark.parametrize("version", [LATEST_VERSION + 1, 2**31 - 1, -1])
def test_a_newer_journal_is_refused_and_untouched(path: Path, version: int) -> None:
    """A journal of a newer version is not written by guesswork."""
    Journal.open(path).close()
    with forging(path) as raw:
        raw.execute(f"PRAGMA user_version = {version}")
    before = contents(path.parent)
    for read_only in (False, True):
        with pytest.raises(JournalTooNew, match="upgrade Mulligan"):
            Journal.open(path, read_only=read_only)
    assert contents(path.parent) == before


def test_a_newer_version_in_the_log_is_noticed_too(path: Path) -> None:
    """The header in the file may be older than the one in the log."""
    Journal.open(path).close()
    with forging(path) as raw:
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.execute(f"PRAGMA user_version = {LATEST_VERSION + 1}")
        with pytest.raises(JournalTooNew):
            Journal.open(path)
        with pytest.raises(JournalTooNew):
            Journal.open(path, read_only=True)


HOSTILE_SCHEMAS = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM blobs; END",
    "update trigger": "CREATE TRIGGER t AFTER UPDATE ON entries BEGIN UPDATE entries SET label = 'x'; END",
    "view": "CREATE VIEW v AS SELECT * FROM entries",
    "view for a table": "DROP TABLE requests; CREATE VIEW requests AS SELECT 1 AS id",
    "extra table": "CREATE TABLE extra (x)",
    "virtual table": "CREATE VIRTUAL TABLE f USING fts5(x)",
    "extra column": "ALTER TABLE sessions ADD COLUMN extra TEXT",
    "generated column": "ALTER TABLE sessions ADD COLUMN g TEXT AS (upper(app_name))",
    "missing table": "DROP TABLE requests",
    "missing index": "DROP INDEX blobs_by_digest",
    "index that computes": "CREATE INDEX i ON entries (abs(id))",
    "trigger on bookkeeping": (
        "CREATE TRIGGER _sqlite_migrations_x AFTER INSERT ON _sqlite_migrations "
        "BEGIN DELETE FROM entries; END"
    ),
    "bookkeeping that computes": (
        "CREATE INDEX _sqlite_migrations_i ON _sqlite_migrations (name) WHERE name = 'x'"
    ),
}


@pytest.mark.parametrize("statements", HOSTILE_SCHEMAS.values(), ids=HOSTILE_SCHEMAS)
def test_a_schema_that_is_not_exactly_ours_is_refused_before_any_write(path: Path, statements: str) -> None:
    """A trigger runs on our writes even in a schema that is not trusted; so it is never written."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
    with forging(path) as raw:
        raw.executescript(statements)
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(JournalForeign, match="its schema is not that"):
            Journal.open(path, read_only=read_only)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.damaged-*"))


@pytest.mark.parametrize("identity", ["../../../etc/passwd", "", "A" * 32, "0" * 33])
def test_an_identity_of_another_form_is_refused(path: Path, identity: str) -> None:
    """The identity names a file in the key folder, so it is nothing but hexadecimal digits."""
    Journal.open(path).close()
    with forging(path) as raw:
        raw.execute("UPDATE meta SET value = ?", (identity,))
    with pytest.raises(JournalForeign, match="identity"):
        Journal.open(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe or an impossible name is an error that names it, and nothing waits for ever."""
    with pytest.raises(JournalUnreadable, match="not a regular file"):
        Journal.open(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.db")
        with pytest.raises(JournalUnreadable, match="not a regular file"):
            Journal.open(tmp_path / "pipe.db")
    with pytest.raises(JournalError, match="cannot name a journal"):
        Journal.open("a\0b.db")
    (tmp_path / "file").touch()
    with pytest.raises(JournalError):
        Journal.open(tmp_path / "file" / "below.db")


def test_a_journal_that_is_not_there_cannot_be_looked_at(path: Path) -> None:
    """Looking makes nothing."""
    with pytest.raises(JournalUnreadable, match="no journal here"):
        Journal.open(path, read_only=True)
    assert not path.parent.exists()


def test_a_key_of_the_wrong_length_is_refused(path: Path) -> None:
    """A journal is not opened with half a key."""
    with pytest.raises(KeyUnusable, match="32 bytes"):
        Journal.open(path, key=b"short")


def test_an_opening_that_takes_another_process_too_long_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait for another opener is bounded."""
    monkeypatch.setattr("mulligan_store.journal.OPENING_TIMEOUT_S", 0.0)
    path.parent.mkdir()
    with opening_lock(path, timeout_s=0), pytest.raises(JournalBusy, match="has been opening it"):
        Journal.open(path)
    Journal.open(path).close()
    assert locking.locks_folder(path).is_dir()


def test_a_journal_that_another_holds_is_not_called_damaged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock held by another process is no reason to move the file."""
    Journal.open(path).close()
    monkeypatch.setattr("mulligan_store.opening.OPENING_TIMEOUT_S", 0.01)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(JournalBusy):
            Journal.open(path)
    finally:
        holder.close()
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_large_journal_is_checked_where_it_is_small(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a limit, opening looks at the small tables alone and does not read the snapshots."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(os.urandom(200_000)))
    monkeypatch.setattr(opening, "QUICK_CHECK_LIMIT_BYTES", 0)
    with Journal.open(path) as journal:
        assert (len(journal.entries()), journal.notes) == (1, ())


def test_damage_met_while_open_makes_the_next_opening_look_everywhere(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large journal that is damaged where opening does not look is set aside all the same."""
    monkeypatch.setattr(opening, "QUICK_CHECK_LIMIT_BYTES", 0)
    journal = Journal.open(path)
    for _ in range(3):
        journal.begin_entry(new_entry(os.urandom(300_000)))
    with path.open("r+b") as file:
        file.seek(-30 * opening.PAGE_BYTES, os.SEEK_END)
        file.write(b"\xff" * 30 * opening.PAGE_BYTES)
    journal._connection.raw.execute("PRAGMA shrink_memory")
    with pytest.raises(JournalUnreadable, match="the next start sets it aside"):
        for _ in range(50):
            journal.begin_entry(new_entry(os.urandom(300_000)))
            for number in (1, 2, 3):
                journal.read_groups(number)
    assert (locking.locks_folder(path) / "check-all").exists()
    with suppress(JournalUnreadable):
        journal.close()
    with Journal.open(path) as journal:
        assert any("moved aside" in note for note in journal.notes)
        assert journal.begin_entry(new_entry()) == 1
    assert not (locking.locks_folder(path) / "check-all").exists()
