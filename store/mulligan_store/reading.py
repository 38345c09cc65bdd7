"""Read entries without running anything that came from the journal.

Invariants:

- nothing here unpickles: a group's payload leaves as the bytes that were signed;
- payloads, and sources that are to be run, leave only after everything about their entry is verified;
- a row that no Mulligan wrote is an error that says so, never a strange exception.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from mulligan_store.authority import MAX_ID, Authority, no_such_entry
from mulligan_store.blobs import read_blob
from mulligan_store.connection import Connection
from mulligan_store.errors import EntryNotFound, JournalUnreadable, SignatureInvalid
from mulligan_store.records import (
    KINDS,
    STATUSES,
    Entry,
    KeySummary,
    Kind,
    ModuleSource,
    SnapshotGroup,
    Status,
    Stored,
)
from mulligan_store.text import from_json, unescaped, unescaped_or_none

MAX_SOURCE_BYTES = 64 * 1024 * 1024
"""Nothing vouches for a source that is only looked at, so this bounds what it may unpack to."""

_STORED: tuple[Stored, ...] = ("snapshot", "memory only", "redacted")

_ENTRIES = """
SELECT id, parent_id, kind, "trigger", status, started_at, finished_at, label, error_type, error_message,
  traceback, phases_ms, snapshot_bytes, plan, session_id, pinned
FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?
"""
_MODULES = (
    "SELECT entry_id, module FROM entry_sources WHERE entry_id BETWEEN ? AND ? ORDER BY entry_id, ordinal"
)
_KEYS = """
SELECT state_key, value_type, value_bytes, value_length, value_repr, stored, reason, group_ordinal
FROM key_summaries WHERE entry_id = ? ORDER BY ordinal
"""
_GROUPS = "SELECT state_keys, blob_id FROM entry_groups WHERE entry_id = ? ORDER BY ordinal"
_SOURCES = "SELECT module, path, blob_id FROM entry_sources WHERE entry_id = ? ORDER BY ordinal"
_SOURCES_AFTER = "SELECT module, blob_id FROM entry_sources_after WHERE entry_id = ? ORDER BY module"


class EntryReader:
    """Reads the entries of one journal.

    Arguments:
        connection: to read through.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, *, limit: int | None, before_id: int | None) -> list[Entry]:
        """Return entries, newest first, with two queries however many there are."""
        below = MAX_ID if before_id is None else max(0, min(before_id, MAX_ID))
        with self._connection.reading_rows("list entries") as raw:
            rows = raw.execute(_ENTRIES, (below, -1 if limit is None else max(limit, 0))).fetchall()
            modules = _modules(raw, rows[-1][0], rows[0][0]) if rows else {}
            return [_entry(row, tuple(modules.get(row[0], ()))) for row in rows]

    def entry(self, entry_id: int) -> Entry:
        """Return one entry.

        Raises:
            EntryNotFound: no entry has that number.
        """
        found = self.entries(limit=1, before_id=entry_id + 1)
        if not found or found[0].id != entry_id:
            with self._connection.reading_rows("look for an entry") as raw:
                reason = no_such_entry(raw, entry_id)
            raise EntryNotFound(f"{self._connection.path}: {reason}")
        return found[0]

    def key_summaries(self, entry_id: int) -> list[KeySummary]:
        """Return what may be said of each state key, in the order in which they were given."""
        self.entry(entry_id)
        with self._connection.reading_rows("read key summaries") as raw:
            return [_summary(row) for row in raw.execute(_KEYS, (entry_id,))]

    def sources(self, entry_id: int, authority: Authority | None = None) -> list[ModuleSource]:
        """Return the sources of an entry's modules.

        Arguments:
            authority: verify the entry first; None to look only.
        """
        self.entry(entry_id)
        with self._connection.reading_rows("read sources") as raw:
            if authority is not None:
                authority.refuse_unauthentic(raw, entry_id)
            after = {unescaped(module): blob for module, blob in raw.execute(_SOURCES_AFTER, (entry_id,))}
            found = [
                ModuleSource(name, unescaped(path), _source(raw, blob), _source(raw, after.pop(name, None)))
                for module, path, blob in raw.execute(_SOURCES, (entry_id,)).fetchall()
                for name in [unescaped(module)]
            ]
            return [
                *found,
                *(ModuleSource(name, "", None, _source(raw, blob)) for name, blob in after.items()),
            ]

    def groups(self, entry_id: int, authority: Authority) -> list[SnapshotGroup]:
        """Return the verified groups of a snapshot.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: something about the entry is not as it was signed.
        """
        self.entry(entry_id)
        with self._connection.reading_rows("read a snapshot") as raw:
            authority.refuse_unauthentic(raw, entry_id)
            rows = raw.execute(_GROUPS, (entry_id,)).fetchall()
            return [SnapshotGroup(_names(keys), _payload(raw, entry_id, blob)) for keys, blob in rows]


def can_be_shown(raw: sqlite3.Connection, entry_id: int) -> bool:
    """Return whether the row of an entry that is there has the form that `entries` takes apart."""
    try:
        _entry(raw.execute(_ENTRIES, (entry_id + 1, 1)).fetchone(), ())
    except (JournalUnreadable, ValueError, TypeError, OverflowError):
        return False
    return True


def summaries_can_be_shown(raw: sqlite3.Connection, entry_id: int) -> bool:
    """Return whether the rows about the state keys of an entry have the form that we write."""
    try:
        for row in raw.execute(_KEYS, (entry_id,)):
            _summary(row)
    except (JournalUnreadable, ValueError, TypeError, OverflowError):
        return False
    return True


def _payload(raw: sqlite3.Connection, entry_id: int, blob_id: object) -> bytes:
    try:
        return read_blob(raw, blob_id).content()
    except JournalUnreadable as error:
        raise SignatureInvalid(f"entry {entry_id}: {error}; the snapshot is not restored") from error


def _source(raw: sqlite3.Connection, blob_id: object) -> str | None:
    if blob_id is None:
        return None
    return read_blob(raw, blob_id).content(limit_bytes=MAX_SOURCE_BYTES).decode("utf-8", "surrogatepass")


def _modules(raw: sqlite3.Connection, first_id: int, last_id: int) -> Mapping[int, list[str]]:
    modules: dict[int, list[str]] = {}
    for entry_id, module in raw.execute(_MODULES, (first_id, last_id)):
        modules.setdefault(entry_id, []).append(unescaped(module))
    return modules


def _names(stored: str) -> tuple[str, ...]:
    names = from_json(stored)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("the keys of a group are no list of names")
    return tuple(names)


def _entry(row: tuple[object, ...], modules: tuple[str, ...]) -> Entry:
    (
        *identity, kind, trigger, status, started_at, finished_at, label, error_type, error_message,
        traceback, phases_ms, snapshot_bytes, plan, session_id, pinned,
    ) = row  # fmt: skip
    return Entry(
        id=_integer(identity[0]),
        parent_id=_integer_or_none(identity[1]),
        kind=cast(Kind, _one_of(kind, KINDS)),
        trigger=unescaped(_text(trigger)),
        status=cast(Status, _one_of(status, STATUSES)),
        started_at=datetime.fromisoformat(_text(started_at)),
        finished_at=None if finished_at is None else datetime.fromisoformat(_text(finished_at)),
        label=unescaped_or_none(_text_or_none(label)),
        error=_one_line(error_type, error_message),
        error_type=unescaped_or_none(_text_or_none(error_type)),
        error_message=unescaped_or_none(_text_or_none(error_message)),
        traceback=unescaped_or_none(_text_or_none(traceback)),
        phases_ms=_phases(_text(phases_ms)),
        modules=modules,
        snapshot_bytes=_integer(snapshot_bytes),
        plan=None if plan is None else from_json(_text(plan)),
        session_id=_integer(session_id),
        pinned=bool(_integer(pinned)),
    )


def _summary(row: tuple[object, ...]) -> KeySummary:
    key, type_name, size_bytes, length, representation, stored, reason, group = row
    return KeySummary(
        key=unescaped(_text(key)),
        type=unescaped(_text(type_name)),
        bytes=_integer_or_none(size_bytes),
        length=_integer_or_none(length),
        repr=unescaped(_text(representation)),
        stored=cast(Stored, _one_of(stored, _STORED)),
        reason=unescaped_or_none(_text_or_none(reason)),
        group=_integer_or_none(group),
    )


def _one_line(error_type: object, message: object) -> str | None:
    if error_type is None:
        return None
    lines = unescaped(_text_or_none(message) or "").strip().splitlines()
    name = unescaped(_text(error_type))
    return f"{name}: {lines[0]}" if lines else name


def _phases(stored: str) -> Mapping[str, float]:
    phases = from_json(stored)
    if not isinstance(phases, dict):
        raise TypeError("the phases are no object")
    return {str(name): float(milliseconds) for name, milliseconds in phases.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where text belongs")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} where a number belongs")
    return value


def _integer_or_none(value: object) -> int | None:
    return None if value is None else _integer(value)


def _one_of(value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return str(value)
