"""What goes into the journal comes out of it, in order and unharmed."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mulligan_store import writing
from mulligan_store.errors import EntryNotFound, JournalError
from mulligan_store.journal import Journal
from mulligan_store.records import ErrorReport, KeySummary, ModuleSource, SnapshotGroup
from tests.support.journals import forging, new_entry

HOSTILE_TEXTS = [
    "",
    "a\0b",
    "\0",
    "\ud800",
    "\udcff\ud83d\ude00",
    "'; DROP TABLE entries; --",
    "%s %(x)s {0} \\x00 \\ud800 \\\\",
    "C:\\users\\udd00\\x00",
    "zażółć 🦊\r\n\u2028",
]


def test_an_entry_is_read_back_as_it_was_written(journal: Journal) -> None:
    """Every field of a new entry is found again, with the status open and aware times."""
    session = journal.begin_session("demo")
    first = journal.begin_entry(new_entry(session_id=session))
    entry = journal.entry(journal.begin_entry(new_entry(parent_id=first, session_id=session)))
    assert (entry.id, entry.parent_id, entry.session_id) == (2, first, session)
    assert (entry.kind, entry.trigger, entry.status, entry.label) == (
        "reload",
        "shortcut",
        "open",
        "before the edit",
    )
    assert entry.started_at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - entry.started_at) < timedelta(minutes=10)
    assert (entry.finished_at, entry.error, entry.traceback, entry.plan) == (None, None, None, None)
    assert entry.phases_ms == {"capture": 1.25}
    assert entry.modules == ("app.gui", "app.model")
    assert entry.snapshot_bytes == len(b"state") + len(b"1.5")
    assert not entry.pinned


def test_groups_summaries_and_sources_are_read_back(journal: Journal) -> None:
    """Payloads come back byte for byte, summaries and sources in the order given."""
    new = new_entry(bytes(range(256)) * 1000)
    entry_id = journal.begin_entry(new)
    assert journal.read_groups(entry_id) == list(new.groups)
    assert journal.key_summaries(entry_id) == list(new.keys)
    assert journal.sources(entry_id) == list(new.sources) == journal.read_sources(entry_id)


def test_an_entry_may_be_empty(journal: Journal) -> None:
    """An app without state or hot modules still has a history."""
    entry_id = journal.begin_entry(new_entry(groups=(), keys=(), sources=(), label=None, phases_ms={}))
    assert journal.read_groups(entry_id) == []
    assert journal.key_summaries(entry_id) == []
    assert journal.sources(entry_id) == []
    assert journal.entry(entry_id).modules == ()


def test_an_empty_payload_is_a_payload(journal: Journal) -> None:
    """A group of no bytes is stored and read like any other."""
    entry_id = journal.begin_entry(new_entry(groups=(SnapshotGroup((), b""),)))
    assert journal.read_groups(entry_id) == [SnapshotGroup((), b"")]


def test_the_plan_and_the_sources_after_may_come_later(journal: Journal) -> None:
    """What is known only after the entry began is added to it, and is signed like the rest."""
    entry_id = journal.begin_entry(new_entry())
    plan = {"app.gui": [{"name": "draw", "what": "code only", "lines": [3, 9]}]}
    journal.add_plan(entry_id, plan, {"app.gui": "x = 2\n", "app.fresh": "z = 0\n"})
    journal.set_status(entry_id, "kept")
    assert journal.entry(entry_id).plan == plan
    assert journal.read_sources(entry_id) == [
        ModuleSource("app.gui", "/app/gui.py", "x = 1\n", "x = 2\n"),
        ModuleSource("app.model", "/app/model.py", "y = 1\n", None),
        ModuleSource("app.fresh", "", None, "z = 0\n"),
    ]
    assert journal.verify().sound


def test_a_source_after_that_is_known_at_once_is_written_at_once(journal: Journal) -> None:
    """A restore knows its sources from the start."""
    source = ModuleSource("app.gui", "/app/gui.py", "x = 1\n", "x = 0\n")
    entry_id = journal.begin_entry(new_entry(sources=(source,)))
    assert journal.sources(entry_id) == [source]


def test_an_outcome_keeps_what_is_not_replaced(journal: Journal) -> None:
    """The error and the phases of one status change survive the next that brings none."""
    entry_id = journal.begin_entry(new_entry())
    error = ErrorReport("NameError", "name 'x' is not defined\nsecond line", "Traceback ...")
    journal.set_status(entry_id, "on_trial", phases_ms={"capture": 1.0, "apply": 2.5})
    assert journal.entry(entry_id).finished_at is None
    journal.set_status(entry_id, "rolled_back", error=error)
    journal.set_status(entry_id, "poisoned")
    entry = journal.entry(entry_id)
    assert entry.status == "poisoned"
    assert entry.error == "NameError: name 'x' is not defined"
    assert (entry.error_type, entry.error_message, entry.traceback) == (
        error.type,
        error.message,
        error.traceback,
    )
    assert entry.phases_ms == {"capture": 1.0, "apply": 2.5}
    assert entry.finished_at is not None


def test_entries_come_newest_first_in_pages(journal: Journal) -> None:
    """A page is as long as asked for, and the next begins where it ended."""
    for _ in range(5):
        journal.begin_entry(new_entry())
    assert [entry.id for entry in journal.entries()] == [5, 4, 3, 2, 1]
    assert [entry.id for entry in journal.entries(limit=2)] == [5, 4]
    assert [entry.id for entry in journal.entries(limit=2, before_id=4)] == [3, 2]
    assert journal.entries(limit=0) == []
    assert journal.entries(before_id=1) == []
    assert journal.entries(limit=1)[0].modules == ("app.gui", "app.model")


def test_order_follows_numbers_and_not_the_clock(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that runs backwards changes no order and breaks no chain."""
    years = iter(range(2040, 2030, -1))
    monkeypatch.setattr(writing, "now_text", lambda: f"{next(years)}-01-01T00:00:00+00:00")
    for _ in range(4):
        journal.begin_entry(new_entry())
    entries = journal.entries()
    assert [entry.id for entry in entries] == [4, 3, 2, 1]
    assert entries[0].started_at < entries[-1].started_at
    assert journal.verify().sound


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=ascii)
def test_hostile_text_is_read_back_unharmed(journal: Journal, text: str) -> None:
    """NUL, lone surrogates, SQL and format strings pass through every column that holds text."""
    summary = KeySummary(text, text, 0, 0, text, "redacted", text, None)
    source = ModuleSource(text, text, text, text)
    new = new_entry(
        trigger=text,
        label=text,
        groups=(SnapshotGroup((text, text), b"p"),),
        keys=(summary,),
        sources=(source,),
        plan=[text, {text: text}],
        phases_ms={text: 1.0},
        session_id=journal.begin_session(text),
    )
    entry_id = journal.begin_entry(new)
    journal.set_status(entry_id, "rolled_back", error=ErrorReport(text, text, text))
    entry = journal.entry(entry_id)
    assert [entry.trigger, entry.label, entry.error_type, entry.error_message, entry.traceback] == [text] * 5
    assert entry.plan == [text, {text: text}]
    assert entry.phases_ms == {text: 1.0}
    assert journal.read_groups(entry_id) == list(new.groups)
    assert journal.key_summaries(entry_id) == [summary]
    assert journal.read_sources(entry_id) == [source]
    assert journal.sessions()[0].app_name == text
    assert journal.verify().sound


def test_numbers_that_are_not_finite_are_durations_too(journal: Journal) -> None:
    """A duration nobody measured does not stop an entry."""
    entry_id = journal.begin_entry(new_entry(phases_ms={"apply": math.inf}))
    assert journal.entry(entry_id).phases_ms == {"apply": math.inf}


def test_unchanged_content_is_stored_once(journal: Journal, path: Path) -> None:
    """A second entry with the same state and sources adds no blob."""
    payload = b"state" * 100_000
    journal.begin_entry(new_entry(payload))
    journal.begin_entry(new_entry(payload))
    with forging(path) as raw:
        assert raw.execute("SELECT count(*) FROM blobs").fetchone() == (4,)
    assert journal.read_groups(2)[0].payload == payload


def test_a_damaged_blob_is_not_shared(journal: Journal, path: Path) -> None:
    """Content that is there but damaged is stored again, so the new entry can be read."""
    journal.begin_entry(new_entry(b"precious" * 1000))
    with forging(path) as raw:
        raw.execute("UPDATE blobs SET stored = x'00' WHERE id = 1")
    with Journal.open(path) as second:
        entry_id = second.begin_entry(new_entry(b"precious" * 1000))
        assert second.read_groups(entry_id)[0].payload == b"precious" * 1000


def test_a_row_that_holds_a_blob_is_never_updated(journal: Journal, path: Path) -> None:
    """The commit mark costs the same beside any snapshot, because it never rewrites one."""
    statements: list[str] = []
    journal._connection.raw.set_trace_callback(statements.append)
    entry_id = journal.begin_entry(new_entry())
    journal.add_plan(entry_id, {}, {"app.gui": "x = 2\n"})
    statements_before_commit = len(statements)
    journal.set_status(entry_id, "kept")
    updates = [statement for statement in statements if statement.lstrip().startswith("UPDATE")]
    assert updates and all(statement.startswith("UPDATE entries") for statement in updates)
    commit = [s for s in statements[statements_before_commit:] if s.startswith("UPDATE")]
    assert len(commit) == 1


def test_a_list_of_entries_costs_three_queries(journal: Journal) -> None:
    """Listing is as cheap for fifty entries as for one."""
    for _ in range(10):
        journal.begin_entry(new_entry())
    statements: list[str] = []
    journal._connection.raw.set_trace_callback(statements.append)
    journal.entries(limit=50)
    assert sum("SELECT" in statement for statement in statements) == 3


def test_every_query_on_an_entry_uses_an_index(journal: Journal, path: Path) -> None:
    """Reading entry n does not depend on how many others there are."""
    entry_id = journal.begin_entry(new_entry())
    statements: list[str] = []
    journal._connection.raw.set_trace_callback(statements.append)
    journal.read_groups(entry_id)
    journal.key_summaries(entry_id)
    journal.sources(entry_id)
    journal.has_requests()
    journal.set_status(entry_id, "kept")
    with forging(path) as raw:
        for statement in statements:
            if "SELECT" in statement or "UPDATE" in statement:
                details = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
                assert not any(d.startswith("SCAN") and "INDEX" not in d for d in details), statement


READERS: list[Callable[[Journal, int], object]] = [
    Journal.entry,
    Journal.key_summaries,
    Journal.sources,
    Journal.read_sources,
    Journal.read_groups,
    Journal.request_restore,
    lambda journal, entry_id: journal.set_status(entry_id, "kept"),
    lambda journal, entry_id: journal.set_label(entry_id, "x"),
    lambda journal, entry_id: journal.add_plan(entry_id, {}, {}),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("entry_id", [0, -1, 2, 10**12])
def test_an_entry_that_is_not_there_is_named(
    journal: Journal, reader: Callable[[Journal, int], object], entry_id: int
) -> None:
    """Whatever is asked of an entry that does not exist, the answer is EntryNotFound with its number."""
    journal.begin_entry(new_entry())
    with pytest.raises(EntryNotFound, match=str(entry_id)):
        reader(journal, entry_id)


@pytest.mark.parametrize("entry_id", [2**63 - 1, 2**63, 10**30, -(10**30)])
def test_a_number_beyond_sqlite_is_an_entry_that_is_not_there(journal: Journal, entry_id: int) -> None:
    """A number that SQLite cannot hold is an answer, not an overflow."""
    with pytest.raises(EntryNotFound):
        journal.entry(entry_id)
    with pytest.raises(EntryNotFound):
        journal.read_groups(entry_id)
    with pytest.raises(EntryNotFound):
        journal.set_status(entry_id, "kept")


def test_a_status_that_does_not_exist_is_refused(journal: Journal) -> None:
    """A misspelt status is the caller's mistake and changes nothing."""
    entry_id = journal.begin_entry(new_entry())
    with pytest.raises(ValueError, match="rolledback"):
        journal.set_status(entry_id, "rolledback")  # type: ignore[arg-type]
    assert journal.entry(entry_id).status == "open"


def test_labels_and_pins_may_change_at_any_time(journal: Journal) -> None:
    """An entry can be named, renamed, unnamed and pinned long after it was settled."""
    entry_id = journal.begin_entry(new_entry())
    journal.set_status(entry_id, "kept")
    journal.set_label(entry_id, "before the demo")
    journal.set_pinned(entry_id, pinned=True)
    assert (journal.entry(entry_id).label, journal.entry(entry_id).pinned) == ("before the demo", True)
    journal.set_label(entry_id, None)
    assert journal.entry(entry_id).label is None
    assert journal.verify().sound


def test_a_session_that_does_not_exist_is_refused(journal: Journal) -> None:
    """An entry belongs to a session that was begun; otherwise nothing is written."""
    with pytest.raises(JournalError, match="could not record an entry"):
        journal.begin_entry(new_entry(session_id=99))
    assert journal.entries() == []
