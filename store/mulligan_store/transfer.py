"""Chosen entries as one file, and back.

Invariants:

- an exported file is a journal like any other, with the identity of the one it was taken from: its
  entries stay authentic for who signed them, and it is read by everything that reads journals;
- an imported entry is signed as imported, not as the user's own: it can be looked at, and is
  restored only when its content is trusted (`mulligan_store.trust`), whoever signed it at home;
- nothing is decompressed or unpickled on the way: stored bytes are compared with their digests and
  copied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan_store.authority import Authority, content_digest, refuse_missing
from mulligan_store.connection import translated
from mulligan_store.errors import JournalUnreadable, JournalWriteFailed
from mulligan_store.missing import MissingRun, account_for, predecessor
from mulligan_store.opening import create
from mulligan_store.rescue import discard, tables
from mulligan_store.signing import digest
from mulligan_store.trust import fingerprint_of
from mulligan_store.writing import now_text

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection
    from mulligan_store.journal import Journal

PARTS = ("key_summaries", "entry_groups", "entry_sources", "entry_sources_after")
_BLOB_IDS = """
SELECT blob_id FROM entry_groups WHERE entry_id = :entry_id
UNION SELECT blob_id FROM entry_sources WHERE entry_id = :entry_id AND blob_id IS NOT NULL
UNION SELECT blob_id FROM entry_sources_after WHERE entry_id = :entry_id
"""


@dataclass(frozen=True)
class ExportReport:
    """What was written. `fingerprint` names the content; who receives the file sees the same one."""

    file: Path
    entries: tuple[int, ...]
    bytes: int
    fingerprint: str


@dataclass(frozen=True)
class ImportReport:
    """What was taken in: the number at home and the number here, and those that were here already."""

    origin_journal_id: str
    imported: tuple[tuple[int, int], ...]
    already_here: tuple[int, ...]
    fingerprint: str


def export_entries(journal: Inspection, ids: Sequence[int], file: Path) -> ExportReport:
    """Write chosen entries into one file, which is itself a small journal.

    Arguments:
        journal: open, for reading or for writing.
        ids: the entries, in any order; at least one.
        file: must not exist.

    Raises:
        EntryNotFound: no entry has one of these numbers.
        JournalWriteFailed: the file exists or cannot be written; nothing is left of it.
        JournalUnreadable: an entry is damaged.
        ValueError: no entry was chosen.
    """
    return journal.export(ids, file)


def import_entries(journal: Journal, file: Path) -> ImportReport:
    """Take the entries of an exported file, or of any other journal, into this one.

    They get new numbers and are inspect-only until their content is trusted.

    Arguments:
        journal: open for writing.
        file: a journal; it is not changed.

    Raises:
        JournalUnreadable, JournalForeign, JournalTooNew: the file is no journal that can be read here.
        JournalWriteFailed, JournalBusy, JournalReadOnly: nothing was taken in.
    """
    return journal.import_from(file)


class Exporter:
    """Writes entries of one journal into a file.

    Arguments:
        raw: to the journal, inside a reading transaction.
        authority: signs what is said of the entries that are left out; without a key nothing is said.
    """

    def __init__(self, raw: sqlite3.Connection, authority: Authority) -> None:
        self._raw = raw
        self._authority = authority
        self._tables = tables()

    def export(self, ids: Sequence[int], file: Path) -> ExportReport:
        """Write the entries, at least one; see `export_entries`."""
        chosen = sorted(set(ids))
        for entry_id in chosen:
            refuse_missing(self._raw, entry_id)
        if file.exists():
            raise JournalWriteFailed(f"{file}: there is a file of that name already; nothing was exported")
        try:
            with translated(file, "export into it", writing=True), closing(create(file)) as target:
                self._write(target, chosen)
        except BaseException:
            discard(file)
            raise
        contents = [content_digest(self._raw, entry_id) for entry_id in chosen]
        return ExportReport(file, tuple(chosen), file.stat().st_size, fingerprint_of(contents))

    def _write(self, target: sqlite3.Connection, chosen: list[int]) -> None:
        # Off: what a damaged entry has lost here, it lacks there too.
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("BEGIN IMMEDIATE")
        target.execute("UPDATE meta SET value = ?", (self._authority.journal_id,))
        for entry_id in chosen:
            self._copy(target, "entries", "id", entry_id)
            for table in (*PARTS, "imported_entries"):
                self._copy(target, table, "entry_id", entry_id)
            for (blob_id,) in self._raw.execute(_BLOB_IDS, {"entry_id": entry_id}).fetchall():
                self._copy(target, "blobs", "id", blob_id)
        for (session_id,) in target.execute("SELECT DISTINCT session_id FROM entries").fetchall():
            self._copy(target, "sessions", "id", session_id)
        self._account_for_the_rest(target, chosen)
        target.execute("COMMIT")
        # One file: nobody sends a log along.
        target.execute("PRAGMA journal_mode = DELETE").fetchone()

    def _copy(self, target: sqlite3.Connection, table: str, column: str, value: object) -> None:
        names = ", ".join(f'"{name}"' for name in self._tables[table].columns)
        marks = ", ".join("?" * len(self._tables[table].columns))
        rows = self._raw.execute(f"SELECT {names} FROM {table} WHERE {column} = ? ORDER BY rowid", (value,))
        target.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)

    def _account_for_the_rest(self, target: sqlite3.Connection, chosen: list[int]) -> None:
        signer, journal_id = self._authority.signer, self._authority.journal_id
        end = 0
        for entry_id in chosen:
            query = "SELECT previous_code FROM entries WHERE id = ?"
            (code,) = target.execute(query, (entry_id,)).fetchone()
            before = predecessor(target, entry_id)[0]
            is_signed = self._authority.is_signed(self._raw, entry_id)
            if signer and is_signed and end + 1 < entry_id and isinstance(before, bytes):
                run = MissingRun(end + 1, entry_id - 1, "left out", before, code, now_text(), "", b"")
                account_for(target, journal_id, signer, run, lambda _: False)
            end = entry_id


def refuse_other_forms(raw: sqlite3.Connection, entry_id: int) -> None:
    """Raise JournalUnreadable unless every row of an entry has the types that Mulligan writes."""
    known = tables()
    for table, column in (("entries", "id"), *((part, "entry_id") for part in PARTS)):
        names = ", ".join(f'"{name}"' for name in known[table].columns)
        for row in raw.execute(f"SELECT {names} FROM {table} WHERE {column} = ?", (entry_id,)):
            if not known[table].accepts(row):
                raise JournalUnreadable(f"entry {entry_id}: a row of {table} is not of the form we write")


def copy_blob(source: sqlite3.Connection, target: sqlite3.Connection, blob_id: object) -> int:
    """Copy stored bytes that are what their digest says, or find the very same; return the id there.

    Raises:
        JournalUnreadable: they are damaged or missing.
    """
    query = "SELECT digest, stored_digest, content_bytes, stored FROM blobs WHERE id = ?"
    row = source.execute(query, (blob_id,)).fetchone()
    if row is None or not tables_accept_blob(row) or digest(row[3]) != row[1]:
        raise JournalUnreadable("the stored bytes of a blob are damaged or missing; nothing was imported")
    same = "SELECT id FROM blobs WHERE digest = ? AND stored_digest = ? AND content_bytes = ?"
    found = target.execute(same, row[:3]).fetchone()
    if found is not None:
        return int(found[0])
    insert = "INSERT INTO blobs (digest, stored_digest, content_bytes, stored) VALUES (?, ?, ?, ?)"
    return int(target.execute(insert, row).lastrowid or 0)


def tables_accept_blob(row: tuple[object, ...]) -> bool:
    """Return whether the columns of a blob have the types that Mulligan writes."""
    kinds = (bytes, bytes, int, bytes)
    return all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True))
