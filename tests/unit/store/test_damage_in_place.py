"""What is only looked at is read as far as it is whole: a damaged part is named in its place."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mulligan_store.errors import JournalUnreadable, SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.locking import locks_folder
from mulligan_store.records import ModuleSource
from tests.support.journals import forging, new_entry

BIG = "".join(f"x{number} = {number * 7919}\n" for number in range(60_000))


@pytest.fixture
def filled(path: Path) -> Path:
    """A closed journal of three kept entries."""
    with Journal.open(path) as journal:
        session = journal.begin_session("app")
        for number in range(3):
            entry_id = journal.begin_entry(new_entry(b"state %d" % number, session_id=session))
            journal.add_plan(entry_id, {"n": number}, {"app.gui": f"x = {number + 2}\n"})
            journal.set_status(entry_id, "kept")
    return path


@pytest.mark.parametrize(
    ("forgery", "what"),
    [
        ("started_at = 'yesterday'", "beginning"),
        ("started_at = '2026-01-01T00:00:00'", "beginning"),
        ("started_at = '0001-01-01T00:00:00+14:00'", "beginning"),
        ("finished_at = 5", "end"),
        ("kind = 'reboot'", "kind"),
        ("status = x'07'", "status"),
        ("label = x'07'", "label"),
        ("phases_ms = '[]'", "phases"),
        ('phases_ms = \'{"a": "long"}\'', "phases"),
        ("plan = '{'", "plan"),
        (f"plan = '{'[' * 101}{']' * 101}'", "plan"),
        (f"plan = '{'[' * 100_000}'", "plan"),
        ("pinned = 'x'", "pin"),
        ("parent_id = 'x'", "parent"),
        ("error_type = x'01'", "error's type"),
    ],
)
def test_a_damaged_column_is_named_and_the_rest_is_read(filled: Path, forgery: str, what: str) -> None:
    """One value that no Mulligan wrote hides neither its entry nor the others, and is not restored."""
    with forging(filled) as raw:
        raw.execute(f"UPDATE entries SET {forgery} WHERE id = 2")
    with Journal.open(filled, read_only=True) as journal:
        newest, damaged, oldest = journal.entries()
        assert (newest.problems, oldest.problems) == ((), ())
        (problem,) = damaged.problems
        assert problem.startswith(f"its {what} cannot be read: ")
        assert len(problem) < 300
        assert (damaged.id, damaged.trigger, damaged.modules) == (2, "shortcut", ("app.gui", "app.model"))
        assert journal.entry(2) == damaged
        assert len(journal.key_summaries(2)) == 3
        assert journal.sources(2)[0].after == "x = 3\n"
        with pytest.raises(SignatureInvalid):
            journal.read_groups(2)
        assert journal.read_groups(3)
        assert not journal.verify().sound


def test_a_damaged_summary_is_named_among_the_others(filled: Path) -> None:
    """A row about a key that cannot be read stands where it stood, as what it is."""
    with forging(filled) as raw:
        raw.execute("UPDATE key_summaries SET stored = 'in the sky' WHERE entry_id = 2 AND ordinal = 1")
        raw.execute("UPDATE key_summaries SET state_key = x'ff' WHERE entry_id = 2 AND ordinal = 2")
    with Journal.open(filled, read_only=True) as journal:
        sound, strange, nameless = journal.key_summaries(2)
    assert (sound.key, sound.stored, sound.reason) == ("tickets", "snapshot", None)
    assert (strange.key, strange.stored, strange.repr) == ("selected", "unreadable", "2")
    assert strange.reason is not None and "in the sky" in strange.reason
    assert (nameless.key, nameless.stored) == ("?", "unreadable")


def test_a_damaged_source_is_named_and_the_others_are_shown(filled: Path) -> None:
    """Only looking is lenient: to be run, the sources of that entry are refused."""
    with forging(filled) as raw:
        (blob,) = raw.execute(
            "SELECT blob_id FROM entry_sources WHERE entry_id = 1 AND ordinal = 0"
        ).fetchone()
        raw.execute("UPDATE blobs SET stored = x'28b52ffd' WHERE id = ?", (blob,))
    with Journal.open(filled, read_only=True) as journal:
        gui, model = journal.sources(1)
        assert (gui.module, gui.before, gui.after) == ("app.gui", None, "x = 2\n")
        assert gui.problem is not None and "before the entry cannot be read" in gui.problem
        assert model == ModuleSource("app.model", "/app/model.py", "y = 1\n", None)
        with pytest.raises(SignatureInvalid, match="not run"):
            journal.read_sources(1)


def test_a_source_on_a_damaged_page_is_named_and_the_next_opening_looks_at_everything(path: Path) -> None:
    """What SQLite itself cannot read is no reason to hide what it can, and is remembered."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(sources=(ModuleSource("a", "/a.py", BIG, "y = 1\n"),)))
    with forging(path) as raw:
        (page_bytes,) = raw.execute("PRAGMA page_size").fetchone()
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
        query = "SELECT rootpage FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        roots = {row[0] for row in raw.execute(query)}
    with Journal.open(path) as journal:
        _damage_overflow(path, page_bytes, pages, roots)
        journal._connection.raw.execute("PRAGMA shrink_memory")
        (source,) = journal.sources(1)
        assert (source.before, source.after) == (None, "y = 1\n")
        assert source.problem is not None and "before the entry lies on a damaged page" in source.problem
        assert journal.entry(1).label == "before the edit"
    assert (locks_folder(path) / "check-all").exists()


def _damage_overflow(path: Path, page_bytes: int, pages: int, roots: set[int]) -> None:
    """Overwrite the pages that only hold the middle of a large value: not the first page, no table's root."""
    with path.open("r+b") as file:
        for number in range(max(roots) + 1, pages + 1):
            file.seek((number - 1) * page_bytes)
            page = file.read(page_bytes)
            if page[0] not in (2, 5, 10, 13):
                file.seek((number - 1) * page_bytes)
                file.write(b"\xff" * page_bytes)


def test_many_sources_together_are_no_bomb(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is for all of an entry's sources: a thousand rows that share a blob unpack no further."""
    monkeypatch.setattr("mulligan_store.reading.MAX_SOURCE_BYTES", 1_000_000)
    text = "x" * 300_000
    modules = [ModuleSource(f"module{number}", "/m.py", text, None) for number in range(1_000)]
    journal.begin_entry(new_entry(sources=(*modules, ModuleSource("last", "/l.py", "y = 1\n", None))))
    found = journal.sources(1)
    assert [source.before is not None for source in found[:4]] == [True, True, True, False]
    assert sum(len(source.before or "") for source in found) <= 1_000_000
    assert found[500].problem is not None and "more than the 100000 allowed" in found[500].problem
    assert found[-1].before == "y = 1\n"
    assert len(journal.read_sources(1)) == 1_001


def test_a_damaged_session_hides_no_other(filled: Path) -> None:
    """Sessions are listed whatever stands in one of their rows."""
    with forging(filled) as raw:
        raw.execute("UPDATE sessions SET app_name = x'00', started_at = 'noon', pid = 'x'")
    with Journal.open(filled, read_only=True) as journal:
        (session,) = journal.sessions()
    assert (session.id, session.app_name, session.pid) == (1, "unreadable", 0)
    assert session.started_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_damaged_row_is_not_imported(filled: Path, journal: Journal, tmp_path: Path) -> None:
    """Importing signs; so it takes in nothing whose rows cannot be read, and says which entry it is."""
    other = tmp_path / "other.db"
    other.write_bytes(filled.read_bytes())
    with forging(other) as raw:
        raw.execute("UPDATE entries SET status = 'fine' WHERE id = 2")
    with pytest.raises(JournalUnreadable, match="entry 2 is damaged: its status"):
        journal.import_from(other)


def test_a_plan_is_cut_off_where_reading_would_refuse_it(journal: Journal) -> None:
    """However deep a plan is, the outcome is written, and what is above the cut is read back."""
    deep: object = "the bottom"
    for _ in range(5_000):
        deep = {"inner": deep}
    entry_id = journal.begin_entry(new_entry(plan=[deep]))
    journal.add_plan(entry_id, deep, {})
    journal.set_status(entry_id, "kept", plan={"modules": ["gui"], "notes": [deep]})
    entry = journal.entry(entry_id)
    assert entry.problems == () and isinstance(entry.plan, dict)
    assert entry.plan["modules"] == ["gui"]
    level, depth = entry.plan["notes"][0], 0
    while isinstance(level, dict):
        level, depth = level["inner"], depth + 1
    assert (level, depth > 90) == ("(what lay deeper was not written)", True)
    assert journal.verify().sound


@pytest.mark.parametrize("depth", [99, 100, 101, 102])
def test_the_cut_is_exactly_where_reading_stops(journal: Journal, depth: int) -> None:
    """Nothing that can be read is cut off."""
    plan: object = 1
    for _ in range(depth):
        plan = [plan]
    entry_id = journal.begin_entry(new_entry(plan=plan))
    assert journal.entry(entry_id).problems == ()
    assert (journal.entry(entry_id).plan == plan) == (depth < 100)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "reboot"},
        {"phases_ms": {"capture": "long"}},
        {"parent_id": "first"},
        {"keys": (new_entry().keys[0].__class__("a", "int", None, None, "1", "unreadable", None, None),)},
    ],
)
def test_what_could_not_be_read_back_is_not_written(journal: Journal, changes: dict[str, Any]) -> None:
    """The caller is told of its mistake, and the journal is as it was."""
    with pytest.raises((ValueError, TypeError, sqlite3.Error)):
        journal.begin_entry(new_entry(**changes))
    assert journal.entries() == []
    entry_id = journal.begin_entry(new_entry())
    assert journal.verify().sound
    with pytest.raises(ValueError, match="long"):
        journal.set_status(entry_id, "kept", phases_ms={"capture": "long"})  # type: ignore[dict-item]
    assert journal.entry(entry_id).status == "open"
