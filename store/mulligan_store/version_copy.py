"""A copy of an older journal, kept until its migration has been verified.

Invariant: while a journal is being brought to a newer version, the journal as it was is whole on
disk: in the file, whose steps are one transaction, and in the copy, which outlives a power loss and
is removed only after every row was found again.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from mulligan_store.connection import connect, translated
from mulligan_store.errors import JournalUnreadable
from mulligan_store.keys import sync_folder

_COPY_TIMEOUT_S = 30.0
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%' ORDER BY name"


def copy_path(path: Path, version: int) -> Path:
    """Return where the copy of a journal of that version is kept."""
    return path.with_name(f"{path.name}.version-{version}")


def make_copy(path: Path, raw: sqlite3.Connection, version: int) -> Path:
    """Copy the journal as it is, durably; return where to.

    The caller holds the opening lock and no transaction.

    Raises:
        JournalWriteFailed, JournalReadOnly: there is no room for a copy; the journal is as it was.
    """
    copy = copy_path(path, version)
    with translated(path, "copy it before bringing it up to date", writing=True):
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            target = connect(copy, mode="mode=rw", busy_timeout_s=_COPY_TIMEOUT_S)
            try:
                raw.backup(target)
            finally:
                target.close()
            _sync(copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
    return copy


def drop_verified(path: Path, raw: sqlite3.Connection, versions: range) -> list[str]:
    """Remove the copies of earlier versions whose every row is in the migrated journal.

    Arguments:
        raw: to the journal, of the latest version and sound.
        versions: the versions that a copy may be of.

    Returns:
        a sentence for each copy that stays because something of it is missing.
    """
    notes = []
    for copy in (copy_path(path, version) for version in versions):
        if copy.exists():
            missing = _rows_missing(copy, raw)
            with translated(path, "put away the copy of its older version", writing=True):
                if missing is None:
                    copy.unlink()
                    # Or a power loss brings it back, to be compared with entries that have gone on.
                    sync_folder(copy.parent)
                else:
                    # Under another name: what is written from now on is no difference to be told again.
                    kept = copy.replace(copy.with_name(f"{copy.name}.unverified"))
                    notes.append(f"{path}: after its migration {missing}; as it was, it is kept in {kept}")
    return notes


def _rows_missing(copy: Path, raw: sqlite3.Connection) -> str | None:
    """Say which table lacks a row of the copy's, comparing content row by row; None if none does."""
    with translated(copy, "read it", writing=False):
        before = connect(copy, mode="mode=ro&immutable=1", busy_timeout_s=_COPY_TIMEOUT_S)
        try:
            if before.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise JournalUnreadable(f"{copy}: the copy of an older journal is damaged; it was left there")
            for (table,) in before.execute(_TABLES).fetchall():
                if not _holds_all(raw, before, table):
                    return f"rows of {table} differ from those before it"
        finally:
            before.close()
    return None


def _holds_all(raw: sqlite3.Connection, before: sqlite3.Connection, table: str) -> bool:
    columns = [row[1] for row in before.execute(f'PRAGMA table_info("{table}")')]
    if not set(columns) <= {row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')}:
        return False
    names = ", ".join(f'"{column}"' for column in columns)
    query = f'SELECT rowid, {names} FROM "{table}" ORDER BY rowid'
    now = raw.execute(query)
    return all(row == now.fetchone() for row in before.execute(query))


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
