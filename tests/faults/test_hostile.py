"""Journals made to do harm: nothing of them runs on any path that reads, and a canary says so."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError, JournalForeign
from mulligan_store.journal import Journal
from tests.support.fault_counts import runs, say
from tests.support.fault_reading import read_everything
from tests.support.journals import forging, new_entry

OTHER_KEY = b"o" * 32
PARTS = ("key_summaries", "entry_groups", "entry_sources", "entry_sources_after")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


SCHEMAS = [
    *(f"CREATE TRIGGER t AFTER {event} ON {table} BEGIN DELETE FROM blobs; END"
      for event in ("INSERT", "UPDATE", "DELETE")
      for table in ("entries", "blobs", "sessions", "requests", "missing_entries")),
    *(f"ALTER TABLE {table} RENAME TO hidden; CREATE VIEW {table} AS SELECT * FROM hidden"
      for table in ("entries", "blobs", "entry_groups", "key_summaries", "meta")),
    *(f"ALTER TABLE {table} ADD COLUMN g AS (upper('x'))"
      for table in ("entries", "sessions", "meta", "blobs")),
    "CREATE VIRTUAL TABLE f USING fts5(x)",
    "CREATE TABLE extra (x)",
    "CREATE INDEX i ON entries (length(label))",
    "CREATE INDEX i ON entries (id) WHERE status = 'kept'",
    "DROP INDEX blobs_by_digest; CREATE INDEX blobs_by_digest ON blobs (length(digest))",
    "DROP TABLE requests; CREATE VIEW requests AS SELECT load_extension('x') AS id",
    "CREATE TABLE sqlitex (a DEFAULT (hex(zeroblob(1000000000))))",
]  # fmt: skip


def test_a_hostile_schema_is_refused_before_any_write(
    path: Path, scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Triggers, views, computed columns: not a byte is written, whoever opens it and what for."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
    sound = path.read_bytes()
    for statements in SCHEMAS:
        path.write_bytes(sound)
        with forging(path) as raw:
            raw.executescript(statements)
        before = path.read_bytes()
        for read_only in (False, True):
            with pytest.raises(JournalForeign):
                Journal.open(path, read_only=read_only)
        read_everything(path, scratch, [1])
        assert path.read_bytes() == before
    say(capsys, 15, "hostile schemas", f"{len(SCHEMAS)} schemas, all refused, 0 bytes written")


def test_transplants_and_cuts_are_noticed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows and blobs moved within and between journals of one user, and chains cut: none is restored from."""
    other = path.with_name("other.db")
    for each in (path, other):
        with Journal.open(each) as journal:
            for number in range(1, 7):
                journal.begin_entry(new_entry(f"{each.name} {number}".encode()))
                journal.add_plan(number, {"n": number}, {"app.gui": f"x = {number}\n"})
                journal.set_status(number, "kept")
    sound = path.read_bytes()
    chance = random.Random(16)
    count = runs(short=60, full=500)
    kinds: dict[str, int] = {}
    for _ in range(count):
        path.write_bytes(sound)
        with forging(path) as raw:
            raw.execute("ATTACH ? AS other", (str(other),))
            kind = transplant(raw, chance)
        kinds[kind] = kinds.get(kind, 0) + 1
        with Journal.open(path, read_only=True) as journal:
            assert not journal.verify().sound, kind
            for entry_id in range(1, 7):
                check_own_or_refused(journal, entry_id, f"app.db {entry_id}".encode())
    assert len(kinds) == 6
    result = (
        f"{count} ({', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}), all noticed"
    )
    say(capsys, 16, "transplants and cuts", result)


def transplant(raw: sqlite3.Connection, chance: random.Random) -> str:
    """Do one thing that someone with the file and without the key could do."""
    here, there = chance.sample(range(1, 7), 2)
    kind = chance.choice(("entry", "part", "blob", "swap", "cut", "end"))
    if kind == "entry":  # with everything that belongs to it
        raw.execute(
            "INSERT INTO main.blobs SELECT id + 1000, digest, stored_digest, content_bytes, stored"
            " FROM other.blobs"
        )
        for table in ("entries", *PARTS):
            column = "id" if table == "entries" else "entry_id"
            raw.execute(f"DELETE FROM main.{table} WHERE {column} = ?", (here,))
            raw.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE {column} = ?", (here,))
        for table in PARTS[1:]:
            raw.execute(f"UPDATE main.{table} SET blob_id = blob_id + 1000 WHERE entry_id = ?", (here,))
    elif kind == "part":
        table = chance.choice(PARTS)
        raw.execute(f"DELETE FROM main.{table} WHERE entry_id = ?", (here,))
        if table == "key_summaries":  # the same in all of them, so it is moved to where there are more
            raw.execute(
                f"UPDATE main.{table} SET entry_id = ?, ordinal = ordinal + 9 WHERE entry_id = ?",
                (here, there),
            )
        else:
            raw.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE entry_id = ?", (here,))
            raw.execute(
                f"UPDATE main.{table} SET blob_id = (SELECT min(id) FROM main.blobs) WHERE entry_id = ?",
                (here,),
            )
    elif kind == "blob":
        raw.execute(
            "UPDATE main.blobs SET stored = o.stored, digest = o.digest, stored_digest = o.stored_digest,"
            " content_bytes = o.content_bytes FROM (SELECT * FROM other.blobs WHERE id ="
            " (SELECT blob_id FROM other.entry_groups WHERE entry_id = ? AND ordinal = 0)) AS o"
            " WHERE main.blobs.id ="
            " (SELECT blob_id FROM main.entry_groups WHERE entry_id = ? AND ordinal = 0)",
            (there, here),
        )
    elif kind == "swap":
        for old, new in ((here, -1), (there, here), (-1, there)):
            raw.execute("UPDATE main.entry_groups SET entry_id = ? WHERE entry_id = ?", (new, old))
    else:
        which = "id >= ?" if kind == "end" else "id = ?"
        for table in ("entries", *PARTS):
            column = which if table == "entries" else which.replace("id", "entry_id")
            raw.execute(f"DELETE FROM main.{table} WHERE {column}", (here,))
    return kind


def check_own_or_refused(journal: Journal, entry_id: int, payload: bytes) -> None:
    """What is handed out is what this entry held; everything else is refused."""
    try:
        assert journal.read_groups(entry_id)[0].payload == payload
    except JournalError as error:
        assert str(entry_id) in str(error)
