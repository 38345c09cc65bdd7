"""The index of entries: read in slices, filtered, sorted, small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mulligan.dashboard.index import HEAD, SLICE, EntryIndex
from mulligan.dashboard.intents import Query
from mulligan_store.records import Entry
from tests.support.dashboard_stage import ENTRY, plan


class Shelf:
    """Entries that can be read as a journal's can, and how they were read."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.reads: list[tuple[int, int | None]] = []

    def read(self, limit: int, before_id: int | None) -> list[Entry]:
        """Newest first, older than an entry."""
        self.reads.append((limit, before_id))
        older = [each for each in self.entries if before_id is None or each.id < before_id]
        return sorted(older, key=lambda each: -each.id)[:limit]


def shelf(count: int, change: Callable[[int], dict[str, Any]] = lambda _: {}) -> Shelf:
    """A shelf with entries 1 to `count`."""
    return Shelf([replace(ENTRY, id=number, **change(number)) for number in range(1, count + 1)])


def whole(source: Shelf, query: Query | None = None) -> EntryIndex:
    """An index that has read everything."""
    index = EntryIndex(source.read)
    if query is not None:
        index.restart(query)
    while index.step():
        assert not index.complete
    return index


def test_one_step_reads_one_slice() -> None:
    """The first frame of a long journal costs what that of a short one does."""
    source = shelf(1000)
    index = EntryIndex(source.read)
    assert index.step()
    assert source.reads == [(SLICE, None)]
    assert (index.total, index.complete, index.newest_id) == (SLICE, False, 1000)


@pytest.mark.parametrize("count", [0, 1, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE])
def test_every_entry_is_found_once(count: int) -> None:
    """Whatever the number of slices, newest first."""
    index = whole(shelf(count))
    assert list(index.order) == list(range(count, 0, -1))
    assert index.complete


def test_entries_that_do_not_match_are_counted_and_not_listed() -> None:
    """The panel can say how many are hidden."""
    index = whole(shelf(20, lambda number: {"status": "rolled_back" if number % 5 == 0 else "kept"}),
                  Query(statuses=frozenset({"rolled_back"})))  # fmt: skip
    assert list(index.order) == [20, 15, 10, 5]
    assert index.total == 20


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(text="DEMO"), [3]),
        (Query(text="keyerror gui"), [2]),
        (Query(text="render_main"), [1]),
        (Query(text="nothing like it"), []),
        (Query(module="model"), [4]),
        (Query(pinned_only=True), [3]),
        (Query(text="demo", statuses=frozenset({"open"})), []),
    ],
)
def test_text_module_and_pin_filter(query: Query, found: list[int]) -> None:
    """All words have to occur, in any field and any case; a module is one that the plan touches."""
    changes: dict[int, dict[str, Any]] = {
        1: {"plan": plan("render_main")},
        2: {"error": "KeyError: 'x'", "status": "rolled_back"},
        3: {"label": "before the demo", "pinned": True},
        4: {"modules": ("model",)},
    }
    assert list(whole(shelf(4, changes.__getitem__), query).order) == found


@pytest.mark.parametrize("column", ["took", "bytes", "status"])
@pytest.mark.parametrize("descending", [True, False])
def test_order_follows_the_column(column: Any, descending: bool) -> None:
    """Sorted by value; the list knows the place of each entry."""
    statuses = ("open", "on_trial", "kept", "rolled_back", "abandoned", "poisoned")
    source = shelf(
        6,
        lambda number: {
            "phases_ms": {"apply": float(number * 5 % 7)},
            "snapshot_bytes": number * 5 % 7,
            "status": statuses[number * 5 % 7 - 1],
        },
    )
    index = whole(source, Query(column=column, descending=descending))
    expected = sorted(range(1, 7), key=lambda number: number * 5 % 7, reverse=descending)
    assert list(index.order) == expected
    assert [index.position(each) for each in expected] == list(range(6))
    assert index.position(99) is None


def test_ascending_numbers_have_places_too() -> None:
    """Oldest first, and an entry that is not there has no place."""
    index = whole(shelf(5), Query(descending=False))
    assert [index.position(each) for each in (1, 5, 6)] == [0, 4, None]


def test_refresh_sees_new_entries_and_new_outcomes() -> None:
    """Only the newest are read again, and nothing is counted twice."""
    source = shelf(300, lambda number: {"status": "rolled_back", "error": "E: x"} if number == 10 else {})
    index = whole(source)
    source.entries[-1] = replace(source.entries[-1], status="rolled_back", error="E: x")
    source.entries.append(replace(ENTRY, id=301))
    source.reads.clear()
    index.refresh()
    assert source.reads == [(HEAD, None)]
    assert list(index.order) == list(range(301, 0, -1))
    assert [list(each.entry_ids) for each in index.failures.groups()] == [[10, 300]]


def test_refresh_begins_anew_after_many_entries() -> None:
    """A glance at the newest cannot tell what happened between them and those that are known."""
    source = shelf(5)
    index = whole(source)
    source.entries += [replace(ENTRY, id=number) for number in range(6, 6 + 2 * HEAD)]
    index.refresh()
    while index.step():
        assert not index.complete
    assert index.total == 5 + 2 * HEAD


def test_a_journal_that_was_empty_is_read_when_it_is_not() -> None:
    """The first entry is shown though there was none when the index was made."""
    source = shelf(0)
    index = whole(source)
    source.entries.append(replace(ENTRY, id=1))
    index.refresh()
    index.step()
    assert list(index.order) == [1]


def test_memory_of_an_entry_is_a_few_numbers() -> None:
    """Ten thousand entries take less than half a megabyte, however much text they hold."""
    index = whole(shelf(10_000, lambda _: {"traceback": "x" * 1000, "plan": plan("a")}))
    columns = (index._seen, index._ids, index._took, index._bytes, index._status)
    assert sum(each.buffer_info()[1] * each.itemsize for each in columns) < 500_000


def test_failures_are_grouped_by_what_they_say() -> None:
    """The group that came last stands first; kept entries are no failures."""
    source = shelf(
        9,
        lambda number: {"status": "rolled_back", "error": f"E: {number % 2}"} if number > 3 else {},
    )
    groups = whole(source).failures.groups()
    assert [(each.line, sorted(each.entry_ids)) for each in groups] == [
        ("E: 1", [5, 7, 9]),
        ("E: 0", [4, 6, 8]),
    ]


def test_failures_of_endlessly_many_kinds_stay_few_groups() -> None:
    """A hostile journal cannot fill the memory with messages."""
    index = whole(shelf(1000, lambda number: {"status": "rolled_back", "error": f"E: {number}"}))
    groups = index.failures.groups()
    assert len(groups) <= 301
    assert sum(len(each.entry_ids) for each in groups) == 1000
