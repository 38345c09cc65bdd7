"""Open a journal only to look at it, without leaving a trace beside it.

Invariant: no file is created, changed or removed in the journal's folder. (While an app has the
journal open, SQLite keeps its readers' marks in the shared `-shm` file that the app has made.)

    no log beside the file               -> read it as immutable; reopened whenever the file changes
    log and shared memory, both usable   -> read it together with the app that writes it
    anything else, or an older version   -> copy it to a temporary folder and read that
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mulligan_migrations.runner import LATEST_VERSION, migrate
from mulligan_store import held_file
from mulligan_store.connection import Connection, connect, translated
from mulligan_store.errors import JournalBusy, JournalUnreadable
from mulligan_store.file_header import FileKind, inspect, refuse_newer
from mulligan_store.schema_check import refuse_foreign_schema

_COPY_ATTEMPTS = 20
_SHARED = "mode=ro"
_IMMUTABLE = "mode=ro&immutable=1"


class FileStamp(NamedTuple):
    """What tells a file that changed from one that did not."""

    inode: int
    bytes: int
    changed_ns: int


Stamp = tuple[FileStamp | None, ...]


class ReadingConnection(Connection):
    """A connection that follows the file when another process has begun to write it.

    Raises:
        JournalUnreadable: there is no journal, or it is damaged.
        JournalForeign, JournalTooNew: it is not one that can be read here.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float) -> None:
        self.path = path
        self._busy_timeout_s = busy_timeout_s
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._stamp: Stamp | None = None
        super().__init__(path, self._open())

    @contextmanager
    def reading(self, doing: str) -> Iterator[sqlite3.Connection]:
        """One view of the journal as it is now."""
        with self.lock:
            with translated(self.path, doing, writing=False):
                if self._stamp is not None and self._stamp != _stamp(self.path):
                    self._drop()
                    self.raw = self._open()
            with super().reading(doing) as raw:
                yield raw

    def close(self) -> None:
        """Close, and remove the copy if one was made."""
        with self.lock:
            self._drop()

    def _drop(self) -> None:
        self.raw.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _open(self) -> sqlite3.Connection:
        path = self.path
        kind = inspect(path)
        if kind is FileKind.ABSENT:
            raise JournalUnreadable(f"{path}: there is no journal here")
        if kind is FileKind.NO_DATABASE:
            raise JournalUnreadable(f"{path}: this file is no SQLite database; it was left untouched")
        with translated(path, "open it for reading", writing=False):
            return self._directly() or self._by_copy()

    def _directly(self) -> sqlite3.Connection | None:
        """Return a connection to the file itself, None where that would leave a trace or fail."""
        stamp = _stamp(self.path)
        _, log, shared_memory, rollback_journal = stamp
        self._stamp = None
        if rollback_journal is not None:
            return None
        if shared_memory is not None and log is not None:
            mode = _SHARED
        elif log is None or log.bytes == 0:
            self._stamp, mode = stamp, _IMMUTABLE
        else:
            return None
        # A folder that cannot be written refuses the shared memory; the copy is the answer to that.
        with suppress(sqlite3.OperationalError):
            raw, version = self._checked(self.path, mode)
            if version == LATEST_VERSION:
                return raw
            raw.close()
        return None

    def _checked(self, file: Path, mode: str) -> tuple[sqlite3.Connection, int]:
        raw = connect(file, mode=mode, busy_timeout_s=self._busy_timeout_s)
        try:
            (version,) = raw.execute("PRAGMA user_version").fetchone()
            refuse_newer(self.path, version)
            refuse_foreign_schema(self.path, raw, version)
        except BaseException:
            raw.close()
            raise
        return raw, version

    def _by_copy(self) -> sqlite3.Connection:
        # A copy is of one moment: a change in the original must be noticed, as with an immutable file.
        self._stamp = _stamp(self.path)
        self._folder = tempfile.TemporaryDirectory(prefix="mulligan-", ignore_cleanup_errors=True)
        copy = Path(self._folder.name) / "journal.db"
        try:
            _copy_steadily(self.path, copy)
            raw, version = self._checked(copy, "mode=rw")
            if version < LATEST_VERSION:
                _migrated_or_closed(raw)
        except BaseException:
            self._folder.cleanup()
            raise
        return raw


def _migrated_or_closed(raw: sqlite3.Connection) -> None:
    try:
        migrate(raw)
    except BaseException:
        raw.close()
        raise


def _stamp(path: Path) -> Stamp:
    suffixes = ("", "-wal", "-shm", "-journal")
    return tuple(_stamp_of(path.with_name(path.name + suffix)) for suffix in suffixes)


def _stamp_of(path: Path) -> FileStamp | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return FileStamp(status.st_ino, status.st_size, status.st_mtime_ns)


def _copy_steadily(path: Path, copy: Path) -> None:
    """Copy the journal and its log as they were at one moment."""
    for _ in range(_COPY_ATTEMPTS):
        before = _stamp(path)
        for suffix in ("", "-wal", "-journal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                held_file.copy(source, copy.with_name(copy.name + suffix))
        if _stamp(path) == before:
            return
    raise JournalBusy(f"{path}: it is written faster than it can be copied; try again in a moment")
