"""Journals made to do harm: nothing of them runs on any path that reads, and a canary says so."""

from __future__ import annotations

import itertools
import pickle
import random
import sqlite3
from pathlib import Path

import pytest
import zstandard

from mulligan_store.errors import JournalError, JournalForeign, SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.pickle_names import names_in
from mulligan_store.records import SnapshotGroup
from mulligan_store.signing import digest
from tests.support.fault_counts import chosen, runs, say
from tests.support.fault_pickles import bombs, hostile_pickles, mutated
from tests.support.fault_reading import read_by_command, read_everything
from tests.support.journals import forging, new_entry

OTHER_KEY = b"o" * 32
PARTS = ("key_summaries", "entry_groups", "entry_sources", "entry_sources_after")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that appears if anything runs what it read."""
    return tmp_path / "canary"


def plant(path: Path, payload: bytes) -> None:
    """Put a payload in the place of entry 1's first group, with digests that fit."""
    stored = zstandard.ZstdCompressor().compress(payload)
    with forging(path) as raw:
        raw.execute(
            "UPDATE blobs SET digest = ?, stored_digest = ?, content_bytes = ?, stored = ?"
            " WHERE id = (SELECT blob_id FROM entry_groups WHERE entry_id = 1 AND ordinal = 0)",
            (digest(payload), digest(stored), len(payload), stored),
        )


def test_the_canary_sings(canary: Path) -> None:
    """These payloads do run when they are loaded; otherwise the tests below would prove nothing."""
    loaded = 0
    for payload in hostile_pickles(canary):
        canary.unlink(missing_ok=True)
        try:
            pickle.loads(payload)
        except Exception:  # the harm is done before the error
            loaded += 0
        loaded += canary.exists()
    canary.unlink(missing_ok=True)
    assert loaded >= 0.9 * len(hostile_pickles(canary))


def test_hostile_pickles_run_on_no_path(
    path: Path, scratch: Path, canary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planted into an own journal, and in one of another user: read on every path, executed on none."""
    payloads = [*hostile_pickles(canary), *mutated(hostile_pickles(canary), 200, seed=13)]
    payloads = chosen(payloads[:200], short=14)
    foreign = path.with_name("foreign.db")
    readings = 0
    for payload in payloads:
        with Journal.open(path) as journal:
            if not journal.entries():
                journal.begin_entry(new_entry(b"honest"))
        plant(path, payload)
        with Journal.open(path, read_only=True) as journal, pytest.raises(SignatureInvalid):
            journal.read_groups(1)
        with Journal.open(foreign, key=OTHER_KEY) as journal:
            entry_id = journal.begin_entry(new_entry(groups=(SnapshotGroup(("a",), payload),)))
        for each, number in ((path, 1), (foreign, entry_id)):
            readings += read_everything(each, scratch, number)[0]
            readings += read_by_command(each, number)
        assert not canary.exists()
    result = f"{len(payloads)} payloads, {readings} readings, 0 executions"
    say(capsys, 13, "malicious pickles on every reading path", result)


def test_mutated_pickles_run_nowhere_and_crash_nothing(
    path: Path, scratch: Path, canary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Honest and hostile payloads with noise in them: taken apart for `trust`, never loaded."""
    honest = [pickle.dumps({"a": [1, 2.5, "x", b"y", Path("p")] * 9}, protocol) for protocol in range(6)]
    count = runs(short=1_500, full=100_000)
    unreadable = 0
    for payload in mutated([*honest, *hostile_pickles(canary)], count, seed=14):
        unreadable += names_in(payload).problem is not None
        assert not canary.exists()
    result = f"{count} payloads, {unreadable} cannot be taken apart, 0 executions"
    say(capsys, 13, "mutated pickles, listed for trust", result)


def test_bombs_are_contained(
    path: Path, scratch: Path, canary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Payloads, frames, plans and numbers that announce more than there is: read, refused, survived."""
    foreign = path.with_name("foreign.db")
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(b"mine"))
    with Journal.open(foreign, key=OTHER_KEY) as journal:
        journal.begin_entry(new_entry(b"theirs"))
    sound = foreign.read_bytes()
    frames = [
        zstandard.ZstdCompressor().compress(bytes(600_000_000)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(50_000_000)),
        b"\x28\xb5\x2f\xfd\xc0" + b"\xff" * 8,
    ]
    statement = (
        "UPDATE blobs SET stored = ?, content_bytes = ?, stored_digest = ?"
        " WHERE id = (SELECT min(blob_id) FROM {})"
    )
    tables = ("entry_groups", "entry_sources")
    frame_cases = itertools.product(frames, (10, 600_000_000, 2**62), tables)
    plans = [
        "[" * 100_000,
        '{"a":' * 50_000,
        "9" * 100_000,
        '"' + "x" * 5_000_000 + '"',
        "[" * 900 + "]" * 900,
    ]
    cases = 0
    for payload in bombs():
        plant(foreign, payload)
        read_everything(foreign, scratch, 1)
        cases += 1
    for frame, size, table in frame_cases:
        foreign.write_bytes(sound)
        with forging(foreign) as raw:
            raw.execute(statement.format(table), (frame, size, digest(frame)))
        read_everything(foreign, scratch, 1)
        cases += 1
    for plan in plans:
        foreign.write_bytes(sound)
        with forging(foreign) as raw:
            raw.execute("UPDATE entries SET plan = ?", (plan,))
        read_by_command(foreign, 1)
        read_everything(foreign, scratch, 1)
        cases += 1
    assert not canary.exists()
    say(capsys, 14, "resource bombs on every reading path", f"{cases} bombs, all contained, 0 executions")


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
        read_everything(path, scratch, 1)
        read_by_command(path, 1)
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
    if kind == "entry":
        for table in ("entries", *PARTS):
            column = "id" if table == "entries" else "entry_id"
            raw.execute(f"DELETE FROM main.{table} WHERE {column} = ?", (here,))
            raw.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE {column} = ?", (here,))
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
