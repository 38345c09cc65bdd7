"""Notice that something else has overwritten, cut short, replaced or deleted an open journal.

Invariant: another process that writes the journal through SQLite is never taken for that. SQLite itself
would not look: it trusts the pages that it has read, and would go on writing into what is left.

A look costs two calls of the system. Only if the file was changed since the last one by someone else is
it read anew, through a connection that remembers no page.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from mulligan_store.authority import Authority, has_entry
from mulligan_store.connection import connect, is_cut_short, is_damage
from mulligan_store.errors import JournalError, JournalTooNew, JournalUnreadable
from mulligan_store.file_header import HEADER_BYTES, FileKind, kind_of
from mulligan_store.held_file import HeldFile, hold
from mulligan_store.keys import Head
from mulligan_store.verify import head_problems

CHECKED_AT_ONCE_BYTES = 16 * 1024 * 1024
"""Up to this size all of the structure is checked, in some 20 ms; above, only its beginning."""

_BUSY_TIMEOUT_S = 1.0

Problems = Callable[[sqlite3.Connection], list[str]]


def problems_of_content(raw: sqlite3.Connection, authority: Authority, head: Head | None) -> list[str]:
    """Return a sentence if what a connection finds is not the journal that was opened.

    Arguments:
        raw: a connection that remembers no page.
        authority: with the journal's identity and a signer.
        head: the newest entry known.
    """
    row = raw.execute("SELECT value FROM meta WHERE name = 'journal_id'").fetchone()
    if row is None or row[0] != authority.journal_id:
        return ["another journal stands in its place"]
    problems = head_problems(raw, authority, head)
    if problems or head is None or not has_entry(raw, head.entry_id):
        return problems
    # Its row may come from the log, and what belongs to it from a file of another time.
    whole = authority.is_signed(raw, head.entry_id)
    return [] if whole else [f"entry {head.entry_id} is not as it was written"]


class FileWatch:
    """Watches the file of a journal that is open.

    Arguments:
        path: of the file, which is there.
        problems: what is wrong with the content that a new connection finds; a sentence for each.
    """

    def __init__(self, path: Path, problems: Problems) -> None:
        self._path = path
        self._problems = problems
        self._file: HeldFile = hold(path)
        self._identity: tuple[int, int] | None = None
        self._seen: tuple[int, int] | None = None
        self.remember()

    def remember(self) -> None:
        """The file is as it should be: called after we have written it ourselves."""
        # What cannot be looked at now is looked at closely the next time.
        self._seen = None
        with suppress(OSError):
            status = self._path.stat()
            self._identity = self._identity or (status.st_dev, status.st_ino)
            self._seen = (status.st_size, status.st_mtime_ns)

    def refuse_changed(self) -> None:
        """Raise unless the file is still the journal that was opened.

        Raises:
            JournalUnreadable: it was overwritten, cut short, replaced or deleted.
            JournalTooNew: a newer Mulligan has brought it up to date meanwhile.
        """
        status = self.refuse_gone()
        self._refuse_other_header()
        seen = (status.st_size, status.st_mtime_ns)
        if seen != self._seen:
            self._refuse_other_content(status.st_size)
            self._seen = seen

    def refuse_gone(self) -> os.stat_result:
        """Raise JournalUnreadable if the file was deleted or replaced; return its status."""
        try:
            status = self._path.stat()
        except OSError as error:
            raise self._changed(f"is not there any more ({error.strerror or error})") from error
        if (status.st_dev, status.st_ino) != self._identity:
            raise self._changed("was replaced by another file")
        return status

    def close(self) -> None:
        """Watch no more; called after SQLite has closed the file."""
        self._file.release()

    def _refuse_other_header(self) -> None:
        try:
            kind = kind_of(self._path, self._file.read(HEADER_BYTES))
        except JournalTooNew:
            raise
        except (JournalError, OSError) as error:
            raise self._changed(f"was overwritten ({error})") from error
        if kind is not FileKind.JOURNAL:
            raise self._changed("was overwritten or cut short: it does not begin as a journal does")

    def _refuse_other_content(self, size: int) -> None:
        try:
            with closing(connect(self._path, mode="mode=ro", busy_timeout_s=_BUSY_TIMEOUT_S)) as raw:
                check = "quick_check(1)" if size <= CHECKED_AT_ONCE_BYTES else "quick_check(meta)"
                (found,) = raw.execute(f"PRAGMA {check}").fetchone()
                problems = [str(found)] if found != "ok" else self._problems(raw)
        except sqlite3.Error as error:
            if not (is_damage(error) or is_cut_short(error)):
                # Busy, or no room to look: that is no sign of damage, and the write will tell.
                return
            problems = [str(error)]
        if problems:
            raise self._changed(f"was overwritten or cut short ({' '.join(problems[0].split())})")

    def _changed(self, what: str) -> JournalUnreadable:
        return JournalUnreadable(
            f"{self._path}: the journal {what} while it was open; nothing is written into it any more, and "
            "the next start sets it aside if it is damaged"
        )
