"""A journal that fails never makes a reload less safe in memory."""

from __future__ import annotations

import pytest

from mulligan.failure import Failure
from mulligan.record import EntryRecord, Recorder
from mulligan_store.errors import JournalError, JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.records import NewEntry


def new_entry(session_id):
    return NewEntry(
        kind="reload",
        trigger="call",
        parent_id=None,
        label=None,
        session_id=session_id,
        groups=(),
        keys=(),
        sources=(),
        plan=None,
        phases_ms={},
    )


@pytest.fixture
def recorder(tmp_path):
    """A recorder with a journal in the test's folder."""
    recorder = Recorder(tmp_path / "journal.db", "test")
    yield recorder
    recorder.close(clean=True)


def test_an_entry_is_open_after_the_vote_and_has_its_outcome_after_conclude(recorder):
    """The row is there before the edit runs and tells its end afterwards."""
    record = EntryRecord(recorder, new_entry)
    record.vote()
    journal = recorder.open()
    assert journal.entry(record.entry_id).status == "open"
    record.conclude("rolled_back", failure=Failure("ValueError", "no", "tb"), phases_ms={"capture": 1.5})
    entry = journal.entry(record.entry_id)
    assert (entry.status, entry.error_type, entry.traceback) == ("rolled_back", "ValueError", "tb")
    assert entry.phases_ms == {"capture": 1.5}


def test_a_journal_that_cannot_be_opened_is_said_and_reloads_go_on(tmp_path):
    """Without a journal the vote passes, and the recorder tells why nothing is recorded."""
    blocker = tmp_path / "file"
    blocker.write_text("in the way", encoding="utf-8")
    recorder = Recorder(blocker / "journal.db", "test")
    record = EntryRecord(recorder, new_entry)
    record.vote()
    record.conclude("kept")
    assert record.entry_id is None
    assert recorder.problem


def test_a_journal_that_cannot_be_pruned_still_records(recorder, monkeypatch):
    """Old entries that stay are no reason to lose new ones."""

    def refuse(journal):
        raise JournalWriteFailed("no room")

    monkeypatch.setattr(Journal, "prune", refuse)
    record = EntryRecord(recorder, new_entry)
    record.vote()
    assert recorder.problem is None
    assert recorder.open().entry(record.entry_id).status == "open"


def test_a_required_journal_refuses(tmp_path):
    """require_journal turns the same problem into a refusal."""
    blocker = tmp_path / "file"
    blocker.write_text("in the way", encoding="utf-8")
    record = EntryRecord(Recorder(blocker / "journal.db", "test", required=True), new_entry)
    with pytest.raises(JournalError):
        record.vote()
    assert record.entry_id is None


def test_a_failed_write_is_said_until_a_write_works_again(recorder, monkeypatch):
    """The problem stands while writes fail and is gone after the next that works."""
    journal = recorder.open()

    def full(new):
        raise JournalWriteFailed("the disk is full")

    monkeypatch.setattr(journal, "begin_entry", full, raising=False)
    failed = EntryRecord(recorder, new_entry)
    failed.vote()
    assert (failed.entry_id, recorder.problem) == (None, "the disk is full")
    monkeypatch.undo()
    worked = EntryRecord(recorder, new_entry)
    worked.vote()
    assert recorder.problem is None
    assert journal.entry(worked.entry_id).status == "open"
