"""Retention: what goes, what stays whatever the limits say, and that the chain still verifies."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mulligan_store.errors import EntryNotFound, JournalReadOnly, SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.pruning import BATCH_ENTRIES, gc
from mulligan_store.records import NewEntry, SnapshotGroup
from mulligan_store.retention import Retention, plan_removal
from tests.support.journals import forging, new_entry, run_child, v1_journal


def fill(journal: Journal, count: int, *, size: int = 100) -> list[int]:
    """Kept entries without labels, each with a snapshot of its own."""
    ids = []
    for _ in range(count):
        ids.append(journal.begin_entry(new_entry(os.urandom(size), label=None)))
        journal.set_status(ids[-1], "kept")
    return ids


def ids_in(journal: Journal) -> list[int]:
    """The numbers of the entries, oldest first."""
    return sorted(entry.id for entry in journal.entries())


def test_the_oldest_go_and_the_chain_still_verifies(journal: Journal) -> None:
    """A number of entries is kept; what went is accounted for, and what stays can be restored."""
    fill(journal, 10)
    report = gc(journal, keep_entries=4)
    assert (report.removed, report.kept, report.protected) == (tuple(range(1, 7)), 4, 0)
    assert ids_in(journal) == [7, 8, 9, 10]
    assert journal.verify().problems == ()
    for entry_id in (7, 8, 9, 10):
        assert journal.read_groups(entry_id)
    with pytest.raises(EntryNotFound, match="entries 1 to 6 were removed by retention"):
        journal.entry(3)
    assert journal.begin_entry(new_entry()) == 11
    assert journal.verify().sound


def test_what_is_precious_stays(journal: Journal) -> None:
    """Pinned, labelled, unsettled, asked for, the newest kept and the newest: no limit reaches them."""
    fill(journal, 6)
    journal.set_pinned(1, pinned=True)
    journal.set_label(2, "before the demo")
    journal.request_restore(3)
    unsettled = journal.begin_entry(new_entry(label=None))
    bad = journal.begin_entry(new_entry(label=None))
    journal.set_status(bad, "rolled_back")
    newest = journal.begin_entry(new_entry(label=None))
    journal.set_status(newest, "rolled_back")
    report = gc(journal, keep_entries=0)
    assert ids_in(journal) == [1, 2, 3, 6, unsettled, newest]
    assert report.protected == 6
    assert journal.verify().problems == ()
    assert [request.entry_id for request in journal.take_requests()] == [3]


def test_a_dry_run_says_the_same_and_writes_nothing(path: Path) -> None:
    """What is announced is what is done, and announcing works on a journal that is only read."""
    with Journal.open(path) as journal:
        fill(journal, 6)
    with Journal.open(path, read_only=True) as journal:
        foretold = gc(journal, keep_entries=2, dry_run=True)
        with pytest.raises(JournalReadOnly):
            gc(journal, keep_entries=2)
        assert len(journal.entries()) == 6
    with Journal.open(path) as journal:
        done = gc(journal, keep_entries=2)
    assert (foretold.removed, foretold.kept) == (done.removed, done.kept)
    assert (foretold.dry_run, done.dry_run) == (True, False)


def test_room_is_given_back(journal: Journal) -> None:
    """The file shrinks by about what the entries took, and the estimate of a dry run is near."""
    fill(journal, 20, size=200_000)
    foretold = gc(journal, keep_bytes=1_000_000, dry_run=True)
    done = gc(journal, keep_bytes=1_000_000)
    assert done.bytes_before > 4_000_000
    assert done.bytes_after <= 1_000_000
    assert abs(foretold.bytes_after - done.bytes_after) < 200_000
    assert journal.path.stat().st_size <= 1_000_000
    assert journal.verify().problems == ()


def test_shared_content_stays_while_one_entry_needs_it(journal: Journal) -> None:
    """A blob goes with the last entry that holds it, and not before."""
    shared = SnapshotGroup(("a",), b"shared" * 100)
    for _ in range(4):
        entry_id = journal.begin_entry(NewEntry(kind="reload", trigger="call", groups=(shared,)))
        journal.set_status(entry_id, "kept")
    gc(journal, keep_entries=1)
    assert ids_in(journal) == [4]
    assert journal.read_groups(4) == [shared]
    (blobs,) = journal._connection.raw.execute("SELECT count(*) FROM blobs").fetchone()
    assert blobs == 1


def test_what_was_pruned_is_stored_again_when_it_comes_again(journal: Journal) -> None:
    """A process that has seen a blob does not believe in it after it is gone."""
    payload = os.urandom(1000)
    first = journal.begin_entry(new_entry(payload, label=None))
    journal.set_status(first, "kept")
    fill(journal, 2)
    gc(journal, keep_entries=1)
    again = journal.begin_entry(new_entry(payload))
    assert journal.read_groups(again)[0].payload == payload
    assert journal.verify().sound


def test_many_entries_are_pruned_in_batches_with_progress(journal: Journal) -> None:
    """More than a batch: told as it goes, and one row accounts for all of them."""
    for _ in range(BATCH_ENTRIES + 10):
        journal.set_status(journal.begin_entry(NewEntry(kind="checkpoint", trigger="call")), "kept")
    told: list[tuple[int, int]] = []
    gc(journal, keep_entries=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(BATCH_ENTRIES, BATCH_ENTRIES + 9), (BATCH_ENTRIES + 9, BATCH_ENTRIES + 9)]
    (rows,) = journal._connection.raw.execute("SELECT count(*) FROM missing_entries").fetchone()
    assert rows == 1
    assert journal.verify().problems == ()


def test_age_is_counted_by_days(journal: Journal) -> None:
    """Entries older than so many days go, by the clock that wrote them."""
    fill(journal, 3)
    with journal._connection.reading("test") as raw:
        now = datetime.now(UTC)
        assert plan_removal(raw, Retention(keep_days=1), now=now).removed == ()
        assert plan_removal(raw, Retention(keep_days=1), now=now + timedelta(days=2)).removed == (1, 2)
        assert plan_removal(raw, Retention(keep_days=1e300), now=now).removed == ()


def test_a_clock_that_was_behind_removes_nothing_early(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order is by number: an entry written while the clock was years behind is as old as its neighbours."""
    fill(journal, 2)
    monkeypatch.setattr("mulligan_store.writing.now_text", lambda: "1970-01-01T00:00:00.000000+00:00")
    fill(journal, 3)
    monkeypatch.undo()
    fill(journal, 2)
    assert gc(journal, keep_days=365).removed == ()


@pytest.mark.parametrize("limit", [{"keep_entries": -1}, {"keep_days": -0.5}, {"keep_bytes": -1}])
def test_a_limit_below_nothing_is_refused(journal: Journal, limit: dict[str, int]) -> None:
    """A negative limit is a mistake, and not taken for `remove everything`."""
    with pytest.raises(ValueError, match="from 0 up"):
        gc(journal, **limit)  # type: ignore[arg-type]


def test_no_limit_removes_nothing(journal: Journal) -> None:
    """Without limits, and with the generous ones of a session, a small journal stays as it is."""
    fill(journal, 3)
    assert gc(journal).removed == ()
    assert journal.prune().removed == ()


def test_a_gap_made_by_cutting_is_still_told_from_one_made_by_pruning(path: Path) -> None:
    """Retention explains its own gaps and nobody else's."""
    with Journal.open(path) as journal:
        fill(journal, 8)
        gc(journal, keep_entries=5)
    with forging(path) as raw:
        for table in ("entry_groups", "key_summaries", "entry_sources"):
            raw.execute(f"DELETE FROM {table} WHERE entry_id = 5")
        raw.execute("DELETE FROM entries WHERE id = 5")
    with Journal.open(path, read_only=True) as journal:
        assert "entry 5 is missing" in journal.verify().problems
        with pytest.raises(SignatureInvalid, match="the entry before it"):
            journal.read_groups(6)
        assert journal.read_groups(4)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE missing_entries SET last_id = last_id + 1",
        "UPDATE missing_entries SET last_code = x'00'",
        "UPDATE missing_entries SET previous_code = x'00'",
        "UPDATE missing_entries SET reason = 'lost'",
        "UPDATE missing_entries SET recorded_at = 'x'",
        "UPDATE missing_entries SET signer = 'x'",
        "UPDATE missing_entries SET code = x'00'",
        "UPDATE missing_entries SET reason = 'eaten'",
        "DELETE FROM missing_entries",
    ],
)
def test_a_forged_account_of_missing_entries_is_noticed(path: Path, forgery: str) -> None:
    """The row that explains a gap is signed in every column; the entry after it is not restored."""
    with Journal.open(path) as journal:
        fill(journal, 6)
        gc(journal, keep_entries=3)
    with forging(path) as raw:
        raw.execute(forgery)
    with Journal.open(path, read_only=True) as journal:
        assert not journal.verify().sound
        with pytest.raises(SignatureInvalid):
            journal.read_groups(4)


def test_entries_that_were_put_back_are_noticed(path: Path, tmp_path: Path) -> None:
    """Pruned means gone: rows of an older copy are named when they turn up again."""
    older = tmp_path / "older.db"
    with Journal.open(path) as journal:
        fill(journal, 4)
        journal._connection.fold_log()
        shutil.copy(path, older)
        gc(journal, keep_entries=2)
    with forging(path) as raw:
        raw.execute("ATTACH ? AS older", (str(older),))
        raw.execute("INSERT INTO main.entries SELECT * FROM older.entries WHERE id = 1")
    with Journal.open(path, read_only=True) as journal:
        assert any("put back" in problem for problem in journal.verify().problems)


def test_a_journal_of_the_first_version_gives_room_back_too(path: Path) -> None:
    """It is rewritten once, and shrinks page by page from then on."""
    v1_journal(path, entries=6, payload_bytes=100_000)
    with Journal.open(path) as journal:
        report = gc(journal, keep_entries=2)
        assert (len(report.removed), report.notes) == (4, ())
        assert report.bytes_after < report.bytes_before - 300_000
        assert journal._connection.raw.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert journal.verify().problems == ()


def test_killed_between_two_batches_nothing_is_half_removed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction leaves a journal that verifies; the next run goes on."""
    monkeypatch.setattr("mulligan_store.pruning.BATCH_ENTRIES", 2)

    def stop(done: int, _: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with Journal.open(path) as journal:
        fill(journal, 10)
        with pytest.raises(KeyboardInterrupt):
            gc(journal, keep_entries=1, progress=stop)
    with Journal.open(path) as journal:
        assert ids_in(journal) == [5, 6, 7, 8, 9, 10]
        assert journal.verify().problems == ()
        gc(journal, keep_entries=1)
        assert journal.verify().problems == ()


@pytest.mark.parametrize("size", [1_000, 16_000, 20_000, 60_000, 100_000, 200_000])
def test_a_dry_run_foretells_the_room(journal: Journal, size: int) -> None:
    """The size afterwards is foretold to a tenth, whatever part of its pages a snapshot fills."""
    fill(journal, 30, size=size)
    foretold = gc(journal, keep_entries=10, dry_run=True)
    done = gc(journal, keep_entries=10)
    assert foretold.removed == done.removed
    assert abs(foretold.bytes_after - done.bytes_after) < done.bytes_after / 10 + 40_000


def test_what_the_newest_restore_brought_back_stays(journal: Journal) -> None:
    """A restore's own snapshot is of what was there before it; the state that runs since is its parent's."""
    fill(journal, 6)
    for parent_id in (2, 7):
        new = new_entry(kind="restore", label=None, parent_id=parent_id)
        journal.set_status(journal.begin_entry(new), "kept")
    gc(journal, keep_entries=0)
    assert ids_in(journal) == [2, 7, 8]
    assert journal.read_groups(2) and journal.verify().problems == ()


def test_the_last_snapshot_of_an_app_that_broke_off_stays(path: Path) -> None:
    """Another app that shares the journal may write on and on: what can still be offered is kept."""
    died = """
        import os, sys
        from mulligan_store.journal import Journal
        from tests.support.journals import new_entry
        journal = Journal.open(sys.argv[1])
        session = journal.begin_session("the other app")
        for _ in range(2):
            journal.set_status(journal.begin_entry(new_entry(session_id=session, label=None)), "kept")
        os._exit(0)
    """.replace("\n        ", "\n")
    run_child(died, path)
    with Journal.open(path) as journal:
        session = journal.begin_session("this app")
        for _ in range(3):
            journal.set_status(journal.begin_entry(new_entry(session_id=session, label=None)), "kept")
        gc(journal, keep_entries=0)
        assert ids_in(journal) == [2, 5]
        ended = journal.begin_session("the other app")
        journal.end_session(ended)
        gc(journal, keep_entries=0)
        assert ids_in(journal) == [5]
