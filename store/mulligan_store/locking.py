"""Locks that the system lets go when their process dies, whatever killed it.

Invariant: a lock file that can be locked belongs to nobody who lives. Process numbers are not used:
they are reused. Lock files stay in `<journal>.locks/`; removing one that others wait for would let
two processes hold "the" lock.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mulligan_store.connection import translated
from mulligan_store.errors import JournalBusy
from mulligan_store.file_lock import FileLock, lock_file

OPENING_TIMEOUT_S = 30.0
"""How long one process waits while another opens, migrates or sets aside the same journal."""

_LIFE_LOCK_NAME = re.compile(r"session-[0-9a-f]{16}\.lock")


def locks_folder(journal: Path) -> Path:
    """Return the folder beside the journal that holds its lock files."""
    return journal.with_name(f"{journal.name}.locks")


@contextmanager
def opening_lock(journal: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold the right to create, migrate, set aside or recover the journal.

    Raises:
        JournalBusy: another process held it for longer than the timeout.
        JournalReadOnly: the folder cannot be written.
    """
    lock = _take(journal, "opening.lock", timeout_s=timeout_s)
    if lock is None:
        raise JournalBusy(
            f"{journal}: another process has been opening it for more than {timeout_s:g} s; "
            "it was left untouched"
        )
    try:
        yield
    finally:
        lock.release()


class LifeLock:
    """Says that a session's process lives, for as long as it lives."""

    def __init__(self, journal: Path, name: str, lock: FileLock) -> None:
        self.name = name
        self._journal = journal
        self._lock = lock

    @classmethod
    def begin(cls, journal: Path) -> LifeLock:
        """Lock a file with a name of its own."""
        return cls._of(journal, f"session-{secrets.token_hex(8)}.lock") or cls.begin(journal)

    @classmethod
    def of_the_dead(cls, journal: Path, name: str) -> LifeLock | None:
        """Take over the lock of a session whose process is gone; None while it lives.

        Raises:
            ValueError: `begin` makes no such name; it came from a journal that someone altered.
        """
        if not _LIFE_LOCK_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a session's lock file")
        return cls._of(journal, name)

    @classmethod
    def _of(cls, journal: Path, name: str) -> LifeLock | None:
        lock = _take(journal, name, timeout_s=0)
        return None if lock is None else cls(journal, name, lock)

    def end(self) -> None:
        """Let go, and remove the file: its name is never used again."""
        self._lock.release()
        with translated(self._journal, "remove a lock file", writing=True):
            (locks_folder(self._journal) / self.name).unlink(missing_ok=True)


def _take(journal: Path, name: str, *, timeout_s: float) -> FileLock | None:
    folder = locks_folder(journal)
    with translated(journal, "lock it", writing=True):
        folder.mkdir(mode=0o700, exist_ok=True)
        return lock_file(folder / name, timeout_s=timeout_s)
