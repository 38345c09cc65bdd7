"""Whoever can write the file but has no key cannot change what will be unpickled, unnoticed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from mulligan_store.blobs import Blob
from mulligan_store.errors import JournalError, JournalUnreadable, SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.records import ErrorReport
from mulligan_store.signing import digest
from tests.support.journals import forging, new_entry

SIGNED_TABLES = ("entries", "key_summaries", "entry_groups", "entry_sources", "entry_sources_after", "blobs")


def signed_columns() -> list[tuple[str, str]]:
    """Every column of every signed table, read from the schema so that none can be forgotten."""
    from mulligan_migrations.runner import schema_text

    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(schema_text())
        columns = [(table, raw.execute(f"PRAGMA table_info({table})").fetchall()) for table in SIGNED_TABLES]
    return [(table, row[1]) for table, rows in columns for row in rows]


@pytest.fixture
def filled(path: Path) -> Path:
    """A closed journal of three settled entries with every column filled."""
    with Journal.open(path) as journal:
        for number in range(3):
            entry_id = journal.begin_entry(new_entry(b"state %d" % number, parent_id=number or None))
            journal.add_plan(entry_id, {"n": number}, {"app.gui": f"x = {number + 2}\n"})
            error = ErrorReport("ValueError", "no", "Traceback ...")
            journal.set_status(entry_id, "rolled_back", error=error)
    return path


def forged(value: object) -> object:
    """A value of the same type that is another."""
    if isinstance(value, int):
        return value + 100
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\0"
    return f"{value}0" if isinstance(value, str) else "forged"


@pytest.mark.parametrize(("table", "column"), signed_columns())
def test_a_change_in_any_column_is_noticed(filled: Path, table: str, column: str) -> None:
    """One changed value, in whichever column of whichever table, stops the restore and fails verify."""
    with forging(filled) as raw:
        first = f"SELECT min(rowid) FROM {table}" if table == "blobs" else f"SELECT max(rowid) FROM {table}"
        (rowid,) = raw.execute(first).fetchone()
        (value,) = raw.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (rowid,)).fetchone()
        raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (forged(value), rowid))
    with Journal.open(filled, read_only=True) as journal:
        assert not journal.verify().sound
        readable = [entry_id for entry_id in (1, 2, 3) if _can_be_restored(journal, entry_id)]
    assert len(readable) < 3


def _can_be_restored(journal: Journal, entry_id: int) -> bool:
    try:
        journal.read_groups(entry_id)
        journal.read_sources(entry_id)
    except JournalError:
        return False
    return True


@pytest.mark.parametrize("table", [t for t in SIGNED_TABLES if t not in ("entries", "blobs")])
def test_a_row_that_is_added_or_taken_away_is_noticed(filled: Path, table: str) -> None:
    """An entry is signed with all of its rows and with no others."""
    with forging(filled) as raw:
        raw.execute(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    with Journal.open(filled, read_only=True) as journal, pytest.raises(SignatureInvalid):
        journal.read_groups(3)


def test_entries_that_swap_their_snapshots_are_noticed(filled: Path) -> None:
    """A signed snapshot is worth nothing in another entry."""
    with forging(filled) as raw:
        raw.execute(
            "UPDATE entry_groups SET entry_id = 3 - entry_id WHERE entry_id IN (1, 2) AND ordinal = 5"
        )
        blobs = dict(raw.execute("SELECT entry_id, blob_id FROM entry_groups WHERE ordinal = 0"))
        raw.execute("UPDATE entry_groups SET blob_id = ? WHERE entry_id = 1 AND ordinal = 0", (blobs[2],))
        raw.execute("UPDATE entry_groups SET blob_id = ? WHERE entry_id = 2 AND ordinal = 0", (blobs[1],))
    with Journal.open(filled, read_only=True) as journal:
        for entry_id in (1, 2):
            with pytest.raises(SignatureInvalid, match="altered"):
                journal.read_groups(entry_id)
        assert journal.read_groups(3)


def test_an_entry_of_another_journal_is_noticed(filled: Path, tmp_path: Path) -> None:
    """Rows moved from a journal of the same user, all of them together, do not become an entry here."""
    other = tmp_path / "other.db"
    with Journal.open(other) as journal:
        journal.begin_entry(new_entry(b"from elsewhere"))
    with forging(filled) as raw:
        raw.execute("ATTACH ? AS other", (str(other),))
        for table in ("entries", *SIGNED_TABLES[1:5]):
            where = "id = 1" if table == "entries" else "entry_id = 1"
            raw.execute(f"DELETE FROM main.{table} WHERE {where}")
            raw.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE {where}")
        raw.execute("DELETE FROM main.blobs")
        raw.execute("INSERT INTO main.blobs SELECT * FROM other.blobs")
    with Journal.open(filled, read_only=True) as journal:
        with pytest.raises(SignatureInvalid, match="moved here from another journal"):
            journal.read_groups(1)
        assert not journal.verify().sound


def test_an_entry_taken_out_of_the_middle_is_noticed(filled: Path) -> None:
    """The entry after a missing one says that its predecessor is gone."""
    cut(filled, 2)
    with Journal.open(filled, read_only=True) as journal:
        with pytest.raises(SignatureInvalid, match="the entry before it is missing"):
            journal.read_groups(3)
        assert "entry 2 is missing" in journal.verify().problems


def test_a_missing_beginning_is_noticed(filled: Path) -> None:
    """The first entry that is left knows that it was not the first."""
    cut(filled, 1)
    with Journal.open(filled, read_only=True) as journal:
        with pytest.raises(SignatureInvalid, match="missing"):
            journal.read_groups(2)
        assert not journal.verify().sound


def test_a_missing_end_is_said_at_once_and_shows_for_ever(filled: Path) -> None:
    """The head kept outside tells of a cut-off end, and later entries leave its numbers empty."""
    cut(filled, 3)
    with Journal.open(filled) as journal:
        assert any("entry 3" in note and "cut off" in note for note in journal.notes)
        assert not journal.verify().sound
        assert journal.begin_entry(new_entry()) == 4
    with Journal.open(filled, read_only=True) as journal:
        assert journal.notes == ()
        assert journal.verify().problems == ("entry 3 is missing",)
        assert journal.read_groups(4)


def test_an_older_copy_of_the_whole_file_is_noticed(filled: Path) -> None:
    """Putting an older journal in place of the newer one is a cut-off end too."""
    older = filled.read_bytes()
    with Journal.open(filled) as journal:
        journal.begin_entry(new_entry(b"newer"))
    filled.write_bytes(older)
    with Journal.open(filled, read_only=True) as journal:
        assert "cut off" in journal.notes[0]


def test_a_journal_ahead_of_its_kept_head_is_sound(filled: Path, own_folders: Path) -> None:
    """Being killed between an entry and its head accuses nobody."""
    (head,) = (own_folders / "key" / "heads").iterdir()
    before = head.read_bytes()
    with Journal.open(filled) as journal:
        journal.begin_entry(new_entry(b"newer"))
    head.write_bytes(before)
    with Journal.open(filled, read_only=True) as journal:
        assert (journal.notes, journal.verify().problems) == ((), ())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"entry_id": "x", "code": 1}', b"\xff"])
def test_a_head_that_cannot_be_read_accuses_nobody(filled: Path, own_folders: Path, content: bytes) -> None:
    """A power loss may leave an empty head; it is as good as none."""
    (head,) = (own_folders / "key" / "heads").iterdir()
    head.write_bytes(content)
    with Journal.open(filled, read_only=True) as journal:
        assert journal.verify().sound


def test_a_forged_outcome_is_not_signed_over(filled: Path) -> None:
    """Relabelling an entry whose outcome someone forged would make the forgery genuine; it is refused."""
    with forging(filled) as raw:
        raw.execute("UPDATE entries SET status = 'kept' WHERE id = 2")
    with Journal.open(filled) as journal:
        with pytest.raises(SignatureInvalid, match="outcome was altered"):
            journal.set_label(2, "fine")
        with pytest.raises(SignatureInvalid, match="outcome was altered"):
            journal.add_plan(2, {}, {})
        assert journal.entry(2).label == "before the edit"


def test_a_planted_blob_is_not_signed(journal: Journal, path: Path) -> None:
    """Content that will be stored cannot be replaced beforehand by something with its digest."""
    evil = zstandard.ZstdCompressor().compress(b"evil!")
    with forging(path) as raw:
        planted = (digest(b"state"), digest(evil), 5, evil)
        raw.execute(
            "INSERT INTO blobs (digest, stored_digest, content_bytes, stored) VALUES (?,?,?,?)", planted
        )
    entry_id = journal.begin_entry(new_entry(b"state"))
    assert journal.read_groups(entry_id)[0].payload == b"state"


def test_stored_bytes_are_compared_before_they_are_decompressed(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decompressor never sees bytes that were not signed."""

    def decompress(*_: object) -> bytes:
        raise AssertionError("the decompressor was given forged bytes")

    monkeypatch.setattr("mulligan_store.blobs._decompressed", decompress)
    with forging(filled) as raw:
        raw.execute("UPDATE blobs SET stored = x'28b52ffd' || stored")
    with Journal.open(filled, read_only=True) as journal:
        with pytest.raises(SignatureInvalid, match="stored bytes"):
            journal.read_groups(1)
        with pytest.raises(SignatureInvalid, match="stored bytes"):
            journal.read_sources(1)
        assert all(source.before is None and source.problem for source in journal.sources(1))
        assert all(group.payload is None and group.problem for group in journal.inspect_groups(1))


def test_a_bomb_is_not_unpacked() -> None:
    """Neither a frame that announces too much nor one that hides it makes more than was announced."""
    bomb = zstandard.ZstdCompressor().compress(bytes(10_000_000))
    announced = Blob(digest(b""), digest(bomb), 10_000_000, bomb)
    with pytest.raises(JournalUnreadable, match="more than the 1000 allowed"):
        announced.content(limit_bytes=1000)
    hidden = Blob(digest(b""), digest(bomb), 10, bomb)
    with pytest.raises(JournalUnreadable, match="another length"):
        hidden.content()
    two_frames = zstandard.ZstdCompressor().compress(b"a") + bomb
    with pytest.raises(JournalUnreadable, match="cannot be decompressed"):
        Blob(digest(b"a"), digest(two_frames), 1, two_frames).content()


@pytest.mark.parametrize("lie", ["5", None, -1, b"5", 5.0])
def test_a_length_that_is_none_is_refused(lie: object) -> None:
    """The columns of a blob may hold anything; what is no length is not used as one."""
    stored = zstandard.ZstdCompressor().compress(b"state")
    with pytest.raises(JournalUnreadable, match="length"):
        Blob(digest(b"state"), digest(stored), lie, stored).content()


def test_another_users_entry_is_named_as_such(filled: Path) -> None:
    """With another key the journal can be looked at, and says why it is not restored."""
    with Journal.open(filled, read_only=True, key=b"k" * 32) as journal:
        assert len(journal.entries()) == 3
        assert journal.sources(1)
        with pytest.raises(SignatureInvalid, match="another key"):
            journal.read_groups(1)
        assert not journal.verify().sound


def test_without_a_key_a_journal_can_only_be_looked_at(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine without the key nothing is restored, and no key is made by looking."""
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(tmp_path / "elsewhere"))
    with Journal.open(filled, read_only=True) as journal:
        assert len(journal.entries()) == 3
        with pytest.raises(SignatureInvalid, match="no signing key"):
            journal.read_groups(1)
        assert not journal.verify().sound
    assert not (tmp_path / "elsewhere").exists()


def cut(path: Path, entry_id: int) -> None:
    """Remove an entry with everything that belongs to it."""
    with forging(path) as raw:
        for table in SIGNED_TABLES[1:5]:
            raw.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))
        raw.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
