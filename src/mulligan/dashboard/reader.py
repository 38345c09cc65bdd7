"""Reads a journal for the panels.

Invariant: the journal is only looked at; nothing is unpickled and nothing is run. What cannot be read
becomes a sentence, never an exception in the middle of a frame. At most `MOST_ROWS` rows stay.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mulligan.dashboard.model import Row
from mulligan.dashboard.words import changes, damage, edited, moment, safe
from mulligan_store.errors import JournalError, JournalUnreadable
from mulligan_store.inspection import Inspection
from mulligan_store.records import Entry, KeySummary, ModuleSource, Session

MOST_ROWS = 600
_PAGE = 64


class Reader:
    """Looks into the journal that `journal` returns.

    Arguments:
        journal: the journal of this moment, None while there is none. It may be another one later.
    """

    def __init__(self, journal: Callable[[], Inspection | None]) -> None:
        self._journal = journal
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self.problem = ""

    def page(self, limit: int, before_id: int | None) -> list[Entry]:
        """Read entries, newest first; none while there is no journal.

        Raises:
            JournalError: they cannot be read.
        """
        journal = self._journal()
        if journal is None:
            return []
        try:
            return journal.entries(limit=limit, before_id=before_id)
        except RecursionError as error:  # a plan of a forged entry may be nested as deeply as it likes
            raise JournalUnreadable(
                f"{journal.path}: a plan is nested too deeply to be read; Mulligan did not write it"
            ) from error

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Turn an error of the journal into `problem`; a success clears it."""
        try:
            yield
        except JournalError as error:
            self.problem = safe(str(error), 400)
        else:
            self.problem = ""

    def rows(self, ids: Sequence[int]) -> tuple[Row, ...]:
        """Return the rows of entries, in that order; those that are gone are left out."""
        missing = [each for each in ids if each not in self._rows]
        while missing:
            newest = max(missing)
            span = newest - min(missing) + 1
            # Neighbours in the list are mostly neighbours in the journal too, but not in every order.
            is_dense = span <= 2 * len(missing) + 8
            entries = self.page(min(_PAGE, span) if is_dense else 1, newest + 1)
            if not entries:
                break  # nothing is older than what is still missing
            for each in entries:
                self._keep(row_of(each))
            oldest = entries[-1].id
            missing = [each for each in missing if each < oldest and each not in self._rows]
        found = [self._rows[each] for each in ids if each in self._rows]
        for row in found:
            self._rows.move_to_end(row.id)
        while len(self._rows) > MOST_ROWS:
            self._rows.popitem(last=False)
        return tuple(found)

    def row(self, entry_id: int) -> Row | None:
        """Return the row of one entry, None if it is gone."""
        found = self.rows((entry_id,))
        return found[0] if found else None

    def newest(self, count: int, *, below: int | None = None) -> list[Entry]:
        """Return whole entries, newest first."""
        return self.page(count, below)

    def forget_rows(self) -> None:
        """The entries may have changed: read their rows again."""
        self._rows.clear()

    def entry(self, entry_id: int) -> Entry | None:
        """Return one whole entry, None if it is gone."""
        found = self.page(1, entry_id + 1)
        return found[0] if found and found[0].id == entry_id else None

    def keys(self, entry_id: int) -> list[KeySummary]:
        """Return the summaries of an entry's state keys.

        Raises:
            JournalError: they cannot be read.
        """
        journal = self._journal()
        return [] if journal is None else journal.key_summaries(entry_id)

    def sources(self, entry_id: int) -> list[ModuleSource]:
        """Return an entry's sources, to be looked at.

        Raises:
            JournalError: they cannot be read.
        """
        journal = self._journal()
        return [] if journal is None else journal.sources(entry_id)

    def verify(self, entry_id: int) -> None:
        """Check an entry's signature; nothing of it is run.

        Raises:
            JournalError: it is not as this user signed it, or cannot be read.
        """
        journal = self._journal()
        if journal is not None:
            journal.read_sources(entry_id)

    def sessions(self) -> list[Session]:
        """Return every run of the app, newest first.

        Raises:
            JournalError: they cannot be read.
        """
        journal = self._journal()
        return [] if journal is None else journal.sessions()

    @property
    def kept_rows(self) -> int:
        """How many rows are in memory now."""
        return len(self._rows)

    def _keep(self, row: Row) -> None:
        self._rows[row.id] = row
        self._rows.move_to_end(row.id)


def row_of(entry: Entry) -> Row:
    """What the list shows of an entry."""
    return Row(
        id=entry.id,
        parent_id=entry.parent_id,
        kind=entry.kind,
        trigger=safe(entry.trigger, 40),
        status=entry.status,
        started=moment(entry.started_at),
        label=safe(entry.label),
        pinned=entry.pinned,
        modules=edited(entry.plan, entry.modules)[:8],
        changes=changes(entry.plan),
        took_ms=sum(entry.phases_ms.values()) if entry.phases_ms else None,
        bytes=entry.snapshot_bytes,
        error=safe(damage(entry.problems) or entry.error),
    )
