"""Rows are read a page at a time and only a few stay."""

from __future__ import annotations

from pathlib import Path

from mulligan.dashboard.reader import MOST_ROWS, Reader
from mulligan_store.journal import Journal
from mulligan_store.records import Entry
from tests.support.dashboard_stage import write_long
from tests.support.journals import forging


class Counting:
    """A journal that counts how it is asked."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.asked: list[int] = []
        self.path = journal.path

    def entries(self, *, limit: int, before_id: int | None) -> list[Entry]:
        """Entries, newest first."""
        self.asked.append(limit)
        return self.journal.entries(limit=limit, before_id=before_id)


def test_neighbours_are_read_together(tmp_path: Path) -> None:
    """A screenful of the list is a page or two of the journal."""
    with Journal.open(write_long(tmp_path / "j.db", 500), read_only=True) as journal:
        counting = Counting(journal)
        reader = Reader(lambda: counting)  # type: ignore[arg-type, return-value]
        assert [row.id for row in reader.rows(range(400, 340, -1))] == list(range(400, 340, -1))
        assert len(counting.asked) == 1
        reader.rows(range(400, 340, -1))
        assert len(counting.asked) == 1


def test_entries_far_apart_are_read_one_by_one(tmp_path: Path) -> None:
    """Another order does not read the whole journal for a screenful."""
    with Journal.open(write_long(tmp_path / "j.db", 500), read_only=True) as journal:
        counting = Counting(journal)
        reader = Reader(lambda: counting)  # type: ignore[arg-type, return-value]
        wanted = [490, 3, 250, 120]
        assert [row.id for row in reader.rows(wanted)] == wanted
        assert sum(counting.asked) <= 8


def test_rows_in_memory_are_bounded(tmp_path: Path) -> None:
    """Scrolling through a long journal keeps no more than a few screens."""
    with Journal.open(write_long(tmp_path / "j.db", 3000), read_only=True) as journal:
        reader = Reader(lambda: journal)
        for top in range(3000, 100, -100):
            reader.rows(range(top, top - 100, -1))
            assert reader.kept_rows <= MOST_ROWS


def test_entries_that_are_gone_are_left_out(story: Journal) -> None:
    """A number without an entry is no error."""
    reader = Reader(lambda: story)
    assert [row.id for row in reader.rows([99, 8, 7, 0, -3])] == [8, 7]
    assert reader.row(99) is None
    assert reader.entry(99) is None


def test_no_journal_is_an_empty_one() -> None:
    """Before the app was seen there is nothing to read."""
    reader = Reader(lambda: None)
    assert (reader.page(10, None), reader.rows([1]), reader.keys(1), reader.sources(1)) == ([], (), [], [])


def test_a_plan_nested_without_end_is_an_error_of_the_journal(story_path: Path) -> None:
    """A forged plan may be as deep as it likes: a sentence comes of it, not a crash of the frame."""
    with forging(story_path) as raw:
        raw.execute("UPDATE entries SET plan = ? WHERE id = 3", ("[" * 100_000 + "]" * 100_000,))
    with Journal.open(story_path, read_only=True) as journal:
        reader = Reader(lambda: journal)
        rows = reader.rows(range(8, 0, -1))
    assert len(rows) == 8
    assert "damaged in the journal" in next(each.error for each in rows if each.id == 3)
