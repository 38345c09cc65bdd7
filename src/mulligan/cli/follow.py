"""New entries and new outcomes of a journal, as they come.

Invariant: following only reads, and outlives its journal: one that is not there yet is waited for, one that
is replaced is read from its beginning, one that cannot be read for a moment is tried again. Each entry comes
once for each status that it was seen in, in the order of the numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan_store.errors import JournalError
from mulligan_store.records import UNSETTLED, Entry

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

POLL_S = 0.25
_PAGE = 100
_Stamp = tuple[tuple[int, int, int] | None, ...]


class Follower:
    """Looks at one journal again and again.

    Arguments:
        find: says which journal, None while there is none.
        tell: takes a sentence about the journal itself, for standard error.
    """

    def __init__(self, find: Callable[[], Path | None], tell: Callable[[str], None]) -> None:
        self._find = find
        self._tell = tell
        self._path: Path | None = None
        self._stamp: _Stamp | None = None
        self._identity = ""
        self._newest = 0
        self._unsettled: dict[int, str] = {}
        self._told = ""

    def start(self, journal: Inspection, newest: list[Entry]) -> None:
        """Go on after what was listed already, newest first."""
        self._path, self._identity = journal.path, journal.journal_id
        self._remember(newest)

    def follow(self, sleep: Callable[[float], None] = time.sleep) -> Iterator[Entry]:
        """Yield entries until the process is interrupted."""
        while True:
            yield from self.look()
            sleep(POLL_S)

    def look(self) -> list[Entry]:
        """Return what is new since the last look, oldest first."""
        self._path = self._path or self._find()
        if self._path is None:
            return self._wait("there is no journal yet; waiting for one")
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return []
        if stamp[0] is None or stamp[0][1] == 0:
            return self._wait(f"{self._path} is not there; waiting for it")
        try:
            found = self._read(self._path)
        except (JournalError, OSError) as error:
            return self._wait(f"{error}; trying again")
        # The stamp is from before the reading: what came in between is found at the next look.
        self._stamp, self._told = stamp, ""
        return found

    def _wait(self, why: str) -> list[Entry]:
        if why != self._told:
            self._tell(why)
            self._told = why
        return []

    def _read(self, path: Path) -> list[Entry]:
        from mulligan_store.journal import Journal

        with Journal.open(path, read_only=True) as journal:
            top = journal.entries(limit=1)
            if journal.journal_id != self._identity or (top[0].id if top else 0) < self._newest:
                if self._identity:
                    self._tell(f"another journal is at {path} now; it is read from its beginning")
                self._identity, self._newest, self._unsettled = journal.journal_id, 0, {}
            found = [entry for entry in self._since(journal) if self._is_news(entry)]
        self._remember(found)
        return found[::-1]

    def _since(self, journal: Inspection) -> Iterator[Entry]:
        """Newest first, back to the oldest that may have changed."""
        oldest = min([self._newest + 1, *self._unsettled])
        page = journal.entries(limit=_PAGE)
        while page:
            yield from (entry for entry in page if entry.id >= oldest)
            page = journal.entries(limit=_PAGE, before_id=page[-1].id) if page[-1].id > oldest else []

    def _is_news(self, entry: Entry) -> bool:
        if entry.id > self._newest:
            return True
        return self._unsettled.get(entry.id, entry.status) != entry.status

    def _remember(self, found: list[Entry]) -> None:
        for entry in found:
            self._newest = max(self._newest, entry.id)
            self._unsettled.pop(entry.id, None)
            if entry.status in UNSETTLED:
                self._unsettled[entry.id] = entry.status


def _stamp(path: Path) -> _Stamp:
    """What changes whenever a journal is written: its file, or its log."""
    return tuple(_stamp_of(path.with_name(path.name + suffix)) for suffix in ("", "-wal"))


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
