"""Open a journal for writing: create it, bring it up to date, or set a damaged one aside.

Invariants:

- a file that is not ours, or that a newer Mulligan wrote, is never written, moved or removed;
- a damaged journal is moved, never deleted, and whoever opened it is told where it went;
- all of this happens under one lock, so eight processes that open first make one journal.

    absent, empty ------------------------------> create
    no database, damaged --> set aside ---------> create
    ours, older -----------> check schema ------> copy, migrate, compare, drop the copy
    ours ------------------> check schema
    foreign, newer, strange schema -------------> refused, untouched
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mulligan_migrations.runner import LATEST_VERSION, migrate
from mulligan_store.connection import connect, is_damage, translated
from mulligan_store.errors import JournalReadOnly, JournalUnreadable
from mulligan_store.file_header import FileKind, inspect, refuse_newer
from mulligan_store.keys import sync_folder
from mulligan_store.locking import OPENING_TIMEOUT_S, locks_folder
from mulligan_store.schema_check import refuse_foreign_schema
from mulligan_store.version_copy import drop_verified, make_copy

PAGE_BYTES = 16_384
"""Measured: 2.6 ms instead of 3.8 for a 1.6 MB snapshot, 37 instead of 59 for 16 MB."""

QUICK_CHECK_LIMIT_BYTES = 512 * 1024 * 1024
"""Above this size only the small tables are checked at open; `verify` checks all of it."""

_CHECK_ALL = "check-all"
"""The file in the locks folder that says that damage was met."""

_COMPANIONS = ("", "-wal", "-shm", "-journal")
_SMALL_TABLES = (
    "meta",
    "sessions",
    "entries",
    "entry_groups",
    "entry_sources",
    "requests",
    "missing_entries",
    "imported_entries",
)


def open_for_writing(path: Path, *, busy_timeout_s: float) -> tuple[sqlite3.Connection, list[str]]:
    """Return a connection to a sound journal of the latest version, and what is to be said of it.

    The caller holds the opening lock.

    Arguments:
        path: absolute; its folder exists.
        busy_timeout_s: how long later statements wait for another process's lock.

    Raises:
        JournalForeign, JournalTooNew: refused; the file is untouched.
        JournalUnreadable: it is damaged and could not be moved, or is no regular file.
        JournalReadOnly, JournalBusy, JournalWriteFailed: as they say.
    """
    notes: list[str] = []
    raw: sqlite3.Connection | None = None
    kind = inspect(path)
    if kind is FileKind.JOURNAL:
        raw = _open_sound(path, notes)
    if raw is None:
        if kind is not FileKind.ABSENT or _has_log(path):
            notes.append(_set_aside(path))
        raw = create(path)
    with translated(path, "open it", writing=True):
        raw.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        raw.execute("PRAGMA synchronous = FULL")
    return raw, notes


def _has_log(path: Path) -> bool:
    """A log without its journal: the file was lost, and SQLite would delete the rest of it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def remember_damage(path: Path) -> None:
    """Make the next opening check all of the journal, however large, before it trusts it.

    Called when SQLite meets damage in a journal that is open: what opening checks of a large one
    may lie elsewhere, and it would be opened and found damaged for ever.
    """
    with suppress(OSError):
        (locks_folder(path) / _CHECK_ALL).touch(mode=0o600)


def _open_sound(path: Path, notes: list[str]) -> sqlite3.Connection | None:
    """Return a connection to the journal, or None if the file is damaged."""
    if not os.access(path, os.W_OK):
        # SQLite would open it for reading, and leave its other files beside it.
        raise JournalReadOnly(
            f"{path}: the file cannot be written by this user; nothing can be recorded there"
        )
    with translated(path, "open it", writing=True):
        raw = connect(path, mode="mode=rw", busy_timeout_s=OPENING_TIMEOUT_S)
        try:
            if _bring_up_to_date(path, raw, notes):
                return raw
        except sqlite3.DatabaseError as error:
            raw.close()
            if is_damage(error):
                return None
            raise
        except BaseException:
            raw.close()
            raise
        raw.close()
        return None


def _bring_up_to_date(path: Path, raw: sqlite3.Connection, notes: list[str]) -> bool:
    """Check and migrate; False if the file is damaged."""
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    # Again: the header in the file may be older than the one in the log.
    refuse_newer(path, version)
    refuse_foreign_schema(path, raw, version)
    if not _is_sound(path, raw):
        return False
    if version < LATEST_VERSION:
        make_copy(path, raw, version)
        migrate(raw)
    notes.extend(drop_verified(path, raw, range(1, LATEST_VERSION)))
    raw.execute("PRAGMA journal_mode = WAL").fetchone()
    # A write is tried now, because a file that cannot be written is better named at the start.
    # BEGIN IMMEDIATE alone does not tell: on a read-only file it quietly begins to read.
    raw.execute("BEGIN IMMEDIATE")
    try:
        raw.execute(f"PRAGMA user_version = {LATEST_VERSION}")
    finally:
        raw.execute("ROLLBACK")
    return True


def _is_sound(path: Path, raw: sqlite3.Connection) -> bool:
    # 15 ms for 110 MB. It finds a damaged structure; damaged content is found by signatures.
    suspicion = locks_folder(path) / _CHECK_ALL
    if suspicion.exists() or path.stat().st_size <= QUICK_CHECK_LIMIT_BYTES:
        checks = ["PRAGMA quick_check(1)"]
    else:
        checks = [f"PRAGMA quick_check({table})" for table in _SMALL_TABLES]
    is_sound = all(raw.execute(check).fetchone() == ("ok",) for check in checks)
    # Either way it is dealt with: a damaged journal is moved, and its successor is not suspected.
    suspicion.unlink(missing_ok=True)
    return is_sound


def create(path: Path) -> sqlite3.Connection:
    """Make an empty journal where there is no file, or an empty one, and return a connection to it.

    Raises:
        JournalReadOnly, JournalWriteFailed: the system refused.
    """
    aside = path.with_name(f"{path.name}.new")
    with translated(path, "create it", writing=True):
        _make_empty(aside)
        # Made under another name: of a file that is half made, a power loss may leave anything.
        aside.replace(path)
        sync_folder(path.parent)
        raw = connect(path, mode="mode=rw", busy_timeout_s=OPENING_TIMEOUT_S)
        try:
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA journal_mode = WAL").fetchone()
        except BaseException:
            raw.close()
            raise
    return raw


def _make_empty(file: Path) -> None:
    """Make a journal without entries, whole and durable, whatever was left there by an earlier attempt."""
    for suffix in _COMPANIONS:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    # Made here, not by SQLite: it would ask for mode 0644, and its other files take this one's mode.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    raw = connect(file, mode="mode=rw", busy_timeout_s=OPENING_TIMEOUT_S)
    try:
        raw.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        raw.execute("PRAGMA synchronous = FULL")
        # Before WAL: the identity must be in the file itself, where `inspect` looks for it.
        migrate(raw)
    finally:
        raw.close()


def _set_aside(path: Path) -> str:
    """Move the damaged journal and what belongs to it; return the sentence that says so."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = next(name for name in _free_names(path, stamp) if not name.exists())
    try:
        for suffix in _COMPANIONS:
            source = path.with_name(path.name + suffix)
            if source.exists():
                # The log keeps its journal's new name, so that SQLite can still open the pair.
                source.rename(target.with_name(target.name + suffix))
    except OSError as error:
        raise JournalUnreadable(
            f"{path}: the journal is damaged and could not be moved aside: {error.strerror or error}; "
            "nothing is recorded until it is moved"
        ) from error
    return f"the damaged journal {path} was moved aside to {target}, and a new one was begun"


def _free_names(path: Path, stamp: str) -> list[Path]:
    base = path.with_name(f"{path.name}.damaged-{stamp}")
    return [base, *(base.with_name(f"{base.name}-{number}") for number in range(1, 1000))]
