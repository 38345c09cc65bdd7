"""A disk under SQLite that counts what is done to it, remembers it, and fails when told.

It is a VFS of apsw's, whose own copy of SQLite then runs the store's statements: `under` puts it in the
place of `sqlite3` for the journals that are opened for writing. What the store does is the same; only
the disk is ours.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import apsw

_NUMBERS = itertools.count()
_FULL = apsw.SQLITE_FULL
_CODES = {
    "open": apsw.SQLITE_CANTOPEN,
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "delete": apsw.SQLITE_IOERR_DELETE,
}
GROWING = ("open", "write", "sync", "truncate")
"""What a full disk refuses."""


@dataclass(frozen=True)
class Operation:
    """One thing that was done to a file, or a note of the test's between two of them.

    Kinds: open (made, empty), write, truncate (to `offset`), delete, rename (to the name in `data`), sync,
    sync folder (of everything that was made, renamed or deleted in it), note.
    """

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""
    note: Any = None


class FaultDisk:
    """Counts operations, and fails the one that it was told to fail.

    Arguments:
        fail_at: the number of the operation that fails, from 0; None for none.
        for_ever: every operation after it fails too.
        is_full: it fails as a full disk does, and only what a full disk refuses; else as a broken one.
        remember: keep what was written, to make other states of the disk from it.
    """

    def __init__(
        self,
        *,
        fail_at: int | None = None,
        for_ever: bool = False,
        is_full: bool = False,
        remember: bool = False,
    ) -> None:
        self.operations = 0
        self.failures = 0
        self.log: list[Operation] = []
        self.is_broken = True
        self._fail_at = fail_at
        self._for_ever = for_ever
        self._is_full = is_full
        self._remember = remember

    def note(self, note: object) -> None:
        """Remember something between two operations: an acknowledgement, an attempt."""
        self.log.append(Operation("note", "", note=note))

    def done(self, kind: str, file: str, offset: int = 0, data: bytes = b"") -> None:
        """Called before each operation.

        Raises:
            apsw.Error: this one fails.
        """
        self.before()
        number = self.operations
        if self._is_full and kind not in GROWING:
            return
        self.operations += 1
        is_due = self._fail_at is not None and (
            number >= self._fail_at if self._for_ever else number == self._fail_at
        )
        if is_due and self.is_broken:
            self.failures += 1
            raise _failure(_FULL if self._is_full else _CODES[kind])
        if self._remember and kind != "read" and file:
            self.log.append(Operation(kind, file, offset, data))

    def before(self) -> None:
        """Called before each operation of SQLite's, for who watches what Python does in between."""

    def name_of(self, path: str) -> str:
        """What a file is called in the log."""
        return Path(path).name

    def made_durable(self, file: str) -> None:
        """Called when what was made, renamed or deleted in the file's folder has been synced."""

    @contextmanager
    def under(self) -> Iterator[None]:
        """Put this disk under every journal that is opened for writing."""
        vfs = _DiskVFS(self)

        def connect(path: Path, *, mode: str, busy_timeout_s: float) -> FaultConnection:
            return FaultConnection(path, mode, busy_timeout_s, vfs.name)

        try:
            with (
                patch("mulligan_store.opening.connect", connect),
                patch("mulligan_store.version_copy.connect", connect),
            ):
                yield
        finally:
            vfs.unregister()


def _failure(code: int) -> Any:
    error: Any = apsw.exception_for(code)
    error.extendedresult = code
    return error


class _DiskVFS(apsw.VFS):
    def __init__(self, disk: FaultDisk) -> None:
        self.name = f"fault-{next(_NUMBERS)}"
        self.disk = disk
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _DiskFile:
        # SQLite's own temporary files have no name, and are gone with the process.
        path = name.filename() if hasattr(name, "filename") else name or ""
        is_new = not Path(path).exists()
        if is_new:
            self.disk.done("open", self.disk.name_of(path))
        return _DiskFile(self.disk, name, path, flags, is_new=is_new)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if Path(filename).exists():
            self.disk.done("delete", self.disk.name_of(filename))
        super().xDelete(filename, syncdir)
        if syncdir:
            self.disk.made_durable(self.disk.name_of(filename))


class _DiskFile(apsw.VFSFile):
    def __init__(self, disk: FaultDisk, name: Any, path: str, flags: list[int], *, is_new: bool) -> None:
        self._disk = disk
        self._name = disk.name_of(path)
        # SQLite syncs the folder with the first sync of a journal or a log that it has made.
        self._syncs_folder = is_new and path.endswith(("-journal", "-wal"))
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.done("read", self._name, offset)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.done("write", self._name, offset, bytes(data))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.done("sync", self._name)
        super().xSync(flags)
        if self._syncs_folder:
            self._disk.made_durable(self._name)
            self._syncs_folder = False

    def xTruncate(self, newsize: int) -> None:
        self._disk.done("truncate", self._name, newsize)
        super().xTruncate(newsize)


class _Rows:
    """What `sqlite3` gives for a statement."""

    def __init__(self, rows: list[tuple[Any, ...]], lastrowid: int, description: Any) -> None:
        self._rows = iter(rows)
        self.lastrowid = lastrowid
        self.description = description

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        return list(itertools.islice(self._rows, size))

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)


class FaultConnection:
    """An apsw connection that speaks as much of `sqlite3` as the store does."""

    def __init__(self, path: Path, mode: str, busy_timeout_s: float, vfs: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        with _as_sqlite3():
            self._raw = apsw.Connection(f"{path.as_uri()}?{mode}", flags=flags, vfs=vfs)
        self._raw.set_busy_timeout(int(busy_timeout_s * 1000))
        for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON"):
            self.execute(f"PRAGMA {setting}")

    @property
    def in_transaction(self) -> bool:
        return not self._raw.get_autocommit()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Rows:
        described: list[Any] = []

        def describe(cursor: apsw.Cursor, _statement: str, _bindings: object) -> bool:
            # Asked before the first row: afterwards a statement without rows cannot tell any more.
            described[:] = cursor.get_description()
            return True

        with _as_sqlite3():
            cursor = self._raw.cursor()
            cursor.exec_trace = describe
            rows = [tuple(row) for row in cursor.execute(statement, tuple(parameters))]
            return _Rows(rows, self._raw.last_insert_rowid(), described or None)

    def executemany(self, statement: str, many: Iterable[Sequence[Any]]) -> None:
        for parameters in many:
            self.execute(statement, parameters)

    def backup(self, target: FaultConnection) -> None:
        with _as_sqlite3():
            copying = target._raw.backup("main", self._raw, "main")
            try:
                copying.step(-1)
            except apsw.Error:
                copying.close(True)  # its own complaint would be the same once more
                raise
            copying.finish()

    def getlimit(self, category: int) -> int:
        return self._raw.limit(category)

    def close(self) -> None:
        with _as_sqlite3():
            self._raw.close()


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        code: int = getattr(error, "extendedresult", 0) or getattr(error, "result", apsw.SQLITE_ERROR)
        kind = sqlite3.DatabaseError if code & 0xFF in (11, 26) else sqlite3.OperationalError
        kind = sqlite3.IntegrityError if code & 0xFF == apsw.SQLITE_CONSTRAINT else kind
        translated = kind(str(error))
        translated.sqlite_errorcode = code
        raise translated from error
