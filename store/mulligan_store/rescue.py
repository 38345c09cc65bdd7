"""Read what can still be read of a damaged journal, row by row, into a new one.

Invariants:

- the damaged journal is not changed; work is done on a copy;
- rows are written as they were read, codes and numbers included: what was authentic still is, and
  nothing becomes authentic that was not;
- a row comes from one reading, whole: nothing is put together from two.

Several readings, each filling in what the ones before have missed: SQLite with the log, SQLite without
the log, and every page of the file by itself. SQLite reads each table from both ends, up to the damage.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from mulligan_migrations.runner import LATEST_VERSION, schema_text
from mulligan_store import held_file
from mulligan_store.connection import connect, translated
from mulligan_store.errors import JournalForeign, JournalUnreadable, JournalWriteFailed
from mulligan_store.file_header import FileKind, inspect
from mulligan_store.opening import create
from mulligan_store.page_scan import Row, Value, rows_in
from mulligan_store.schema_check import refuse_foreign_schema
from mulligan_store.signing import digest

Progress = Callable[[str], None]
"""Called with what is being done."""

_BUSY_TIMEOUT_S = 5.0

TABLES = (
    *("meta", "sessions", "entries", "key_summaries", "entry_groups", "entry_sources"),
    *("entry_sources_after", "blobs", "missing_entries", "imported_entries"),
)
"""What is salvaged. Requests are not: nobody waits for them any more."""


@dataclass(frozen=True)
class Table:
    """What a row of a table must look like to be one of ours."""

    name: str
    columns: tuple[str, ...]
    types: tuple[type[int] | type[str] | type[bytes], ...]
    optional: tuple[bool, ...]
    has_rowid_column: bool

    def accepts(self, values: tuple[Value, ...]) -> bool:
        """Return whether each value is of the type and presence that its column calls for."""
        if len(values) != len(self.columns):
            return False
        pairs = zip(values, self.types, self.optional, strict=True)
        return all(
            can_be_none if value is None else isinstance(value, kind) for value, kind, can_be_none in pairs
        )


def tables() -> dict[str, Table]:
    """Return the form of each table that is salvaged, as the schema declares it."""
    kinds: Mapping[str, type[int] | type[str] | type[bytes]] = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(schema_text())
        found = {}
        for name in TABLES:
            rows = raw.execute(f"PRAGMA table_info({name})").fetchall()
            is_rowid = [row[2] == "INTEGER" and row[5] == 1 and sum(r[5] for r in rows) == 1 for row in rows]
            found[name] = Table(
                name,
                tuple(row[1] for row in rows),
                tuple(kinds[row[2]] for row in rows),
                tuple(not row[3] for row in rows),
                any(is_rowid),
            )
        return found


class Rescue:
    """Brings rows into a new journal, the first of each number that is found.

    Arguments:
        raw: to the new journal, with a transaction open.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._tables = tables()
        self.entry_candidates: dict[int, list[tuple[Value, ...]]] = {}
        self.unusable = 0

    def from_sqlite(self, source: sqlite3.Connection) -> None:
        """Read each table from both ends through SQLite."""
        for table in self._tables.values():
            for rowid, values in _from_both_ends(source, table):
                self._keep(table, rowid, values)

    def from_pages(self, path: Path) -> None:
        """Read every page by itself; a row belongs to the table whose form it has."""
        by_length: dict[int, list[Table]] = {}
        for table in self._tables.values():
            by_length.setdefault(len(table.columns), []).append(table)
        for rowid, values in rows_in(path):
            for table in by_length.get(len(values), ()):
                if table.accepts(values):
                    self._keep(table, rowid, values)

    def _keep(self, table: Table, rowid: int, values: tuple[Value, ...]) -> None:
        if table.has_rowid_column:
            # SQLite stores NULL where the column is the row's number.
            values = (rowid, *values[1:])
        if table.name == "entries":
            known = self.entry_candidates.setdefault(rowid, [])
            if values not in known:
                known.append(values)
        try:
            if table.name == "blobs" and not _is_whole_blob(values):
                self.unusable += 1
                return
            names = ", ".join(f'"{column}"' for column in table.columns)
            marks = ", ".join("?" * len(table.columns))
            self._raw.execute(
                f"INSERT OR IGNORE INTO {table.name} (rowid, {names}) VALUES (?, {marks})", (rowid, *values)
            )
        except (UnicodeEncodeError, OverflowError, sqlite3.IntegrityError, sqlite3.DataError):
            # Bytes that are no text, or a number that is none: not a row that we wrote.
            self.unusable += 1


def _is_whole_blob(values: tuple[Value, ...]) -> bool:
    stored = values[4]
    return isinstance(stored, bytes) and digest(stored) == values[2]


def _from_both_ends(source: sqlite3.Connection, table: Table) -> Iterator[Row]:
    names = ", ".join(f'"{column}"' for column in table.columns)
    for direction in ("ASC", "DESC"):
        query = f"SELECT rowid, {names} FROM {table.name} NOT INDEXED ORDER BY rowid {direction}"
        try:
            for rowid, *values in source.execute(query):
                yield rowid, tuple(values)
        except sqlite3.DatabaseError:
            # As far as it could be read from this end.
            continue
        return


def collect(path: Path, target: Path, progress: Progress) -> Rescue:
    """Bring what can be read of a damaged journal into a new one, which must not exist yet.

    Raises:
        JournalTooNew: a newer Mulligan wrote it.
        JournalUnreadable: it is not there, or no regular file.
        JournalWriteFailed: the target exists, or cannot be written.
    """
    kind = _kind_of(path)
    if target.exists():
        raise JournalWriteFailed(f"{target}: there is a file of that name already; nothing was salvaged")
    with tempfile.TemporaryDirectory(prefix="mulligan-", ignore_cleanup_errors=True) as folder:
        with translated(path, "copy it", writing=False):
            copies = _copies(path, Path(folder))
        raw = create(target)
        try:
            with translated(target, "write what was salvaged", writing=True):
                return _rescue(raw, path, copies, kind, progress)
        except BaseException:
            raw.close()
            discard(target)
            raise
        finally:
            raw.close()


def _rescue(
    raw: sqlite3.Connection, path: Path, copies: list[Path], kind: FileKind | None, progress: Progress
) -> Rescue:
    # Off: an entry whose snapshot is lost is worth having for its sources and its story.
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("DELETE FROM meta")
    rescue = Rescue(raw)
    for copy in copies if kind is FileKind.JOURNAL else ():
        progress("reading it through SQLite")
        _read_with_sqlite(rescue, path, copy)
    for copy in copies:
        progress("reading it page by page")
        rescue.from_pages(copy)
    raw.execute("COMMIT")
    return rescue


def _read_with_sqlite(rescue: Rescue, path: Path, copy: Path) -> None:
    """Read through SQLite, if it can make out a schema, and the schema is ours."""
    with (
        suppress(sqlite3.DatabaseError, JournalForeign),
        closing(connect(copy, mode="mode=rw", busy_timeout_s=_BUSY_TIMEOUT_S)) as source,
    ):
        (version,) = source.execute("PRAGMA user_version").fetchone()
        if 1 <= version <= LATEST_VERSION:
            refuse_foreign_schema(path, source, version)
            rescue.from_sqlite(source)
            # So that the pages read by themselves are the newest ones too.
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _copies(path: Path, folder: Path) -> list[Path]:
    """Copy the journal with its log, and without it: a garbled log harms what it is laid over."""
    log = path.with_name(f"{path.name}-wal")
    copies = [folder / "journal.db"]
    if log.exists() and log.stat().st_size > 0:
        copies.append(folder / "without-log.db")
        held_file.copy(log, copies[0].with_name("journal.db-wal"))
    for copy in copies:
        held_file.copy(path, copy)
    return copies


def _kind_of(path: Path) -> FileKind | None:
    try:
        kind = inspect(path)
    except JournalForeign:
        # Or a journal whose first page is damaged: the pages will tell.
        return None
    if kind is FileKind.ABSENT:
        raise JournalUnreadable(f"{path}: there is nothing here to salvage")
    return kind


def discard(target: Path) -> None:
    """Remove a new journal that came to nothing, with what lies beside it."""
    with suppress(OSError):
        for suffix in ("", "-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
