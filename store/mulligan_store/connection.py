"""One SQLite connection that the threads of a process share.

Invariants:

- whatever SQLite or the system refuses comes out as a `JournalError` that says what was being done;
- a transaction either commits as a whole or is rolled back before its error is seen;
- the schema of a file is never trusted to run functions, whoever wrote the file.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mulligan_store.errors import (
    JournalBusy,
    JournalError,
    JournalReadOnly,
    JournalUnreadable,
    JournalWriteFailed,
)
from mulligan_store.held_file import HeldFile, hold

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_NOT_READ = {
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
}
_REFUSED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CANTOPEN,
}
_NO_ROOM_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY_ERRNOS = {errno.EACCES, errno.EPERM, errno.EROFS}


def connect(path: Path, *, mode: str, busy_timeout_s: float) -> sqlite3.Connection:
    """Open a connection in autocommit mode, with the settings that a hostile file calls for.

    Arguments:
        path: absolute.
        mode: a URI query of SQLite's: `mode=rw`, `mode=ro`, `mode=ro&immutable=1`.
        busy_timeout_s: how long a statement waits for another process's lock.
    """
    with _holding(path) as held:
        raw = sqlite3.connect(
            f"{_uri(path)}?{mode}",
            uri=True,
            timeout=busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
            factory=_HoldingConnection,
        )
        raw.held = held.pop() if held else None
    # Bytes that are no text are a forgery for the signature to find, not an error of the decoder's.
    raw.text_factory = _decoded
    # trusted_schema: functions in a foreign schema do not run; cell_size_check: damage is noticed on
    # reading a page; mmap_size: an I/O error is an error code, not a signal that kills the app.
    for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {setting}")
    return raw


class _HoldingConnection(sqlite3.Connection):
    """Holds its file until it is closed, so that reading the file elsewhere takes no lock away."""

    held: HeldFile | None = None

    def close(self) -> None:
        super().close()
        if self.held is not None:
            self.held.release()


@contextmanager
def _holding(path: Path) -> Iterator[list[HeldFile]]:
    """Hold a file; what is taken out of the list stays held. Empty where SQLite is to say why not."""
    held: list[HeldFile] = []
    with suppress(OSError):
        held.append(hold(path))
    try:
        yield held
    finally:
        for each in held:
            each.release()


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _uri(path: Path) -> str:
    uri = path.as_uri()
    # A Windows share: SQLite refuses an authority, and wants the share's name in the path.
    return uri if uri.startswith("file:///") else f"file:////{uri.removeprefix('file://')}"


class Connection:
    """A connection, its lock and its path.

    Arguments:
        path: the journal, for messages.
        raw: in autocommit mode, made with `check_same_thread=False`.
        on_damage: called with the path when SQLite finds the file damaged; must not raise.
    """

    def __init__(
        self, path: Path, raw: sqlite3.Connection, *, on_damage: Callable[[Path], None] | None = None
    ) -> None:
        self.path = path
        self.raw = raw
        self._on_damage = on_damage
        self.lock = threading.RLock()
        self._is_inside = False

    @contextmanager
    def reading(self, doing: str) -> Iterator[sqlite3.Connection]:
        """One view of the journal, unmoved by what other processes write meanwhile."""
        # Rolled back: there is nothing to commit, and a commit raises again what a damaged page has raised.
        with self._translated(doing, writing=False), self._transaction("BEGIN", "ROLLBACK"):
            yield self.raw

    @contextmanager
    def reading_rows(self, doing: str) -> Iterator[sqlite3.Connection]:
        """As `reading`; a row that cannot be taken apart is the journal's fault, not the caller's.

        Raises:
            JournalUnreadable: some row is not of the form that we write.
        """
        with self.reading(doing) as raw:
            try:
                yield raw
            except (ValueError, TypeError, OverflowError) as error:
                raise JournalUnreadable(
                    f"{self.path}: could not {doing}: a row is not of the form that Mulligan writes "
                    f"({error}); nothing was changed"
                ) from error

    @contextmanager
    def writing(self, doing: str) -> Iterator[sqlite3.Connection]:
        """One transaction, durable when the block has ended without an error."""
        with self._translated(doing, writing=True), self._transaction("BEGIN IMMEDIATE", "COMMIT"):
            yield self.raw

    @contextmanager
    def outside_transactions(self, doing: str) -> Iterator[sqlite3.Connection]:
        """For what SQLite does in no transaction of ours, such as `VACUUM`.

        Raises:
            JournalError: called from within a transaction, or the system refused.
        """
        with self._translated(doing, writing=True):
            if self._is_inside:
                raise JournalError(
                    f"{self.path}: called from within its own transaction; nothing was changed"
                )
            yield self.raw

    @contextmanager
    def _translated(self, doing: str, *, writing: bool) -> Iterator[None]:
        with self.lock:
            try:
                with _translated_from_sqlite(self.path, doing, writing=writing):
                    yield
            except JournalUnreadable as error:
                if isinstance(error.__cause__, sqlite3.Error):
                    self.met_damage()
                raise

    def met_damage(self) -> None:
        """Remember that SQLite found the file damaged, so that the next opening looks at all of it."""
        if self._on_damage is not None:
            self._on_damage(self.path)

    @contextmanager
    def _transaction(self, begin: str, end: str) -> Iterator[None]:
        if self._is_inside:
            raise JournalError(f"{self.path}: called from within its own transaction; nothing was changed")
        if self.raw.in_transaction:
            # Even a rollback can fail on a failing disk. Nothing of it was acknowledged.
            self.raw.execute("ROLLBACK")
        self.raw.execute(begin)
        self._is_inside = True
        try:
            yield
            self.raw.execute(end)
        except BaseException:
            # Some errors, a full disk among them, have rolled back already.
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            raise
        finally:
            self._is_inside = False

    def fold_log(self) -> None:
        """Copy the write-ahead log into the journal's file and empty it, if no reader is in the way.

        Emptied, not only copied: the beginning of a log whose end was lost would lay older pages
        over newer ones. A reader is not waited for: what is in the log is durable there.

        Raises:
            JournalError: the system refused; nothing was lost.
        """
        with self._translated("fold its log into the file", writing=True):
            (timeout_ms,) = self.raw.execute("PRAGMA busy_timeout").fetchone()
            self.raw.execute("PRAGMA busy_timeout = 0")
            try:
                self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self.raw.execute(f"PRAGMA busy_timeout = {timeout_ms}")

    def close(self) -> None:
        """Close; a second call does nothing."""
        with self.lock, translated(self.path, "close", writing=True):
            self.raw.close()


@contextmanager
def translated(path: Path, doing: str, *, writing: bool) -> Iterator[None]:
    """Turn errors of SQLite and of the system into the journal's own.

    Arguments:
        path: the journal, for the message.
        doing: what was attempted, as a verb phrase.
        writing: whether a refusal means that something was not written.
    """
    try:
        with _translated_from_sqlite(path, doing, writing=writing):
            yield
    except OSError as error:
        raise from_system(path, doing, error) from error


@contextmanager
def _translated_from_sqlite(path: Path, doing: str, *, writing: bool) -> Iterator[None]:
    # Alone around transactions: a system error in there is of the caller's making, such as a pipe that
    # broke while progress was printed.
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(path, doing, error, writing=writing) from error


def primary_code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code, or None for an error that Python's module made itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the error means that the file is damaged or is no database."""
    return primary_code(error) in _DAMAGED


def is_cut_short(error: sqlite3.Error) -> bool:
    """Return whether the error means that the file ends before a page that belongs to it."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHORT_READ


def is_for_want_of_room(error: BaseException | None) -> bool:
    """Return whether the system refused a write in a way that more room on the disk could mend."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM_ERRNOS
    return isinstance(error, sqlite3.Error) and primary_code(error) in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    )


def _from_sqlite(path: Path, doing: str, error: sqlite3.Error, *, writing: bool) -> JournalError:
    code = primary_code(error)
    what = f"{path}: could not {doing}: {error}"
    if code in _BUSY:
        return JournalBusy(f"{what}; another process holds the journal, and nothing was changed")
    if getattr(error, "sqlite_errorcode", None) in _NOT_READ:
        return JournalUnreadable(f"{what}; the system could not read the file, and nothing was changed")
    if code in _DAMAGED:
        return JournalUnreadable(f"{what}; the file is damaged, and the next start sets it aside")
    if code in _READ_ONLY or (code == sqlite3.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK)):
        return JournalReadOnly(f"{what}; nothing can be recorded there")
    if code in _REFUSED:
        return (
            JournalWriteFailed(f"{what}; nothing was recorded, and the next attempt may work")
            if writing
            else JournalUnreadable(f"{what}; nothing was changed")
        )
    return JournalError(f"{what}; nothing was changed")


def from_system(path: Path, doing: str, error: OSError) -> JournalError:
    """Return the journal's error for one of the system's."""
    what = f"{path}: could not {doing}: {error.strerror or error}"
    if error.errno in _READ_ONLY_ERRNOS:
        return JournalReadOnly(f"{what}; nothing can be recorded there")
    return JournalWriteFailed(f"{what}; nothing was recorded")
