"""Which entries match a query, read from the journal a slice a frame.

Invariant: of an entry that was looked at, only a handful of numbers stay (about 40 bytes), so the
memory of a long journal is that of a short one; and one call reads at most one slice, so that the
first frames of a long journal are as fast as those of a short one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mulligan.dashboard.grouping import FailureCounts
from mulligan.dashboard.intents import Query
from mulligan.dashboard.words import changes, edited
from mulligan_store.records import STATUSES, Entry

SLICE = 100
"""Entries read in one frame."""
HEAD = 48
"""Entries looked at again when the journal may have changed: only new ones still change."""
MOST_MODULES = 200

Read = Callable[[int, int | None], list[Entry]]
"""Read at most so many entries older than an entry, newest first: `read(limit, before_id)`."""


class EntryIndex:
    """The entries that match `query`, newest first inside, in the asked order outside.

    Arguments:
        read: reads entries of the journal.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self.version = 0
        self._order: Sequence[int] | None = None
        self.restart(Query())

    def restart(self, query: Query) -> None:
        """Begin anew with another query."""
        self.query = query
        self.failures = FailureCounts()
        self.modules: dict[str, None] = {}
        self.complete = False
        self._seen = array("q")  # every entry looked at, newest first
        self._ids = array("q")  # those that match, and what they are sorted by
        self._took = array("d")
        self._bytes = array("q")
        self._status = array("b")
        self._changed()

    def resort(self, query: Query) -> None:
        """Keep what was found: only the order of the query differs."""
        self.query = query
        self._changed()

    def step(self) -> bool:
        """Read one slice of older entries; True while there are more.

        Raises:
            JournalError: the slice cannot be read; the next call tries it again.
        """
        if self.complete:
            return False
        entries = self._read(SLICE, self._seen[-1] if self._seen else None)
        self._add(entries, at_end=True)
        self.complete = len(entries) < SLICE
        self._changed()
        return not self.complete

    def refresh(self) -> None:
        """Look again at the newest entries.

        Raises:
            JournalError: they cannot be read; nothing was forgotten.
        """
        if not self._seen:
            self.complete = False
            return
        newest = self._read(HEAD, None)
        if not newest or newest[-1].id > self._seen[0]:
            self.restart(self.query)  # more has changed than a glance can tell
            return
        floor = newest[-1].id
        self._forget(floor)
        self._add(newest, at_end=False)
        self._changed()

    @property
    def total(self) -> int:
        """How many entries were looked at so far."""
        return len(self._seen)

    @property
    def newest_id(self) -> int | None:
        """The newest entry, whatever the query."""
        return self._seen[0] if self._seen else None

    @property
    def order(self) -> Sequence[int]:
        """The numbers of the matching entries in the order of the query."""
        if self._order is None:
            self._order = self._sorted()
        return self._order

    def position(self, entry_id: int) -> int | None:
        """The place of an entry in `order`, None if it is not listed."""
        order = self.order
        if self.query.column != "id":
            return order.index(entry_id) if entry_id in order else None
        sign = -1 if self.query.descending else 1
        place = bisect_left(order, sign * entry_id, key=lambda each: sign * each)
        return place if place < len(order) and order[place] == entry_id else None

    def _sorted(self) -> Sequence[int]:
        query, ids = self.query, self._ids
        if query.column == "id":
            return ids if query.descending else ids[::-1]
        columns: dict[str, Sequence[float]] = {
            "took": self._took,
            "bytes": self._bytes,
            "status": self._status,
        }
        places = sorted(range(len(ids)), key=columns[query.column].__getitem__, reverse=query.descending)
        return array("q", [ids[place] for place in places])

    def _changed(self) -> None:
        self.version += 1
        self._order = None

    def _add(self, entries: Sequence[Entry], *, at_end: bool) -> None:
        found = [each for each in entries if matches(self.query, each)]
        _insert(self._seen, "q", (each.id for each in entries), at_end=at_end)
        _insert(self._ids, "q", (each.id for each in found), at_end=at_end)
        _insert(self._took, "d", (sum(each.phases_ms.values()) for each in found), at_end=at_end)
        _insert(self._bytes, "q", (each.snapshot_bytes for each in found), at_end=at_end)
        _insert(self._status, "b", (STATUSES.index(each.status) for each in found), at_end=at_end)
        for each in entries:
            self.failures.add(each)
            if len(self.modules) < MOST_MODULES:
                self.modules.update(dict.fromkeys(edited(each.plan, each.modules)))

    def _forget(self, floor: int) -> None:
        """Forget the entries from `floor` on: they are read again."""
        del self._seen[: _count_from(self._seen, floor)]
        count = _count_from(self._ids, floor)
        del self._ids[:count], self._took[:count], self._bytes[:count], self._status[:count]
        self.failures.forget(floor)


def _insert(column: array[Any], code: Any, values: Iterable[float], *, at_end: bool) -> None:
    place = len(column) if at_end else 0
    column[place:place] = array(code, values)


def _count_from(ids: array[int], floor: int) -> int:
    """How many of `ids`, newest first, are not older than `floor`."""
    return bisect_left(ids, 1 - floor, key=lambda each: -each)


def matches(query: Query, entry: Entry) -> bool:
    """Whether the history lists an entry."""
    if query.pinned_only and not entry.pinned:
        return False
    if query.statuses and entry.status not in query.statuses:
        return False
    if query.module and query.module not in edited(entry.plan, entry.modules):
        return False
    wanted = query.text.casefold().split()
    if not wanted:
        return True
    words = (str(entry.id), entry.label, entry.kind, entry.trigger, entry.status, entry.error)
    text = "\n".join([*(each or "" for each in words), *entry.modules, changes(entry.plan)]).casefold()
    return all(each in text for each in wanted)
