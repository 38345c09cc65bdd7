"""A file beside the journal that exists to be given up when the disk is full.

Invariant: on a full disk a new entry is refused, and what was recorded can still be brought to an
end and pruned: those writes get the ballast's room, which no entry ever uses up.

The bytes are random, because a file system may store a run of zeroes in no room at all.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from mulligan_store.connection import is_for_want_of_room
from mulligan_store.errors import JournalError, JournalWriteFailed

BALLAST_BYTES = 1024 * 1024
"""Room for sixty pages of the write-ahead log. Removing an entry rewrites up to twenty."""

ROOM_BYTES = 16 * BALLAST_BYTES
"""It is made only where this much is free: on a disk that is nearly full it would be in the way."""

Result = TypeVar("Result")


class Ballast:
    """The ballast of one journal.

    Arguments:
        journal: the ballast lies beside it.
        fold_log: empties the journal's log, or raises JournalError.
    """

    def __init__(self, journal: Path, fold_log: Callable[[], None]) -> None:
        self.path = journal.with_name(f"{journal.name}.ballast")
        self._fold_log = fold_log

    @property
    def is_there(self) -> bool:
        """Whether there is room to give up."""
        return self.path.exists()

    def keep(self) -> None:
        """Make the file if there is none and there is room. What fails here harms nothing."""
        with suppress(OSError):
            if not self.is_there and shutil.disk_usage(self.path.parent).free >= ROOM_BYTES:
                self._make()

    def _make(self) -> None:
        # Under another name first, so that a ballast is never found half made.
        aside = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(BALLAST_BYTES))
            aside.replace(self.path)
        finally:
            aside.unlink(missing_ok=True)

    def give_up(self) -> bool:
        """Remove the file; return whether that made room."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True

    def with_its_room(self, write: Callable[[], Result]) -> Result:
        """Call `write`; if there is no room for it, make some and call it again.

        First the log's room, which is only lent. Then the ballast's, and at once the log is folded in with
        it: a log that went on growing into that room could not be folded in any more.

        Raises:
            JournalWriteFailed: as `write` does, also with all the room there is.
        """
        result = self._with_room_made(write)
        if not self.is_there:
            # Nothing is left to be given up: the log must not take the room it needs to be folded in.
            self.fold()
        return result

    def _with_room_made(self, write: Callable[[], Result]) -> Result:
        try:
            return write()
        except JournalWriteFailed as error:
            if not is_for_want_of_room(error.__cause__):
                raise
        try:
            self.fold()
            return write()
        except JournalWriteFailed:
            if not self.give_up():
                raise
        self.fold()
        return write()

    def fold(self) -> None:
        """Empty the log, if that can be done now. What fails here is told by the write that is tried next."""
        with suppress(JournalError):
            self._fold_log()
