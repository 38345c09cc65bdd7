"""Read entries without running anything that came from the journal.

Invariants:

- nothing here unpickles: a group's payload leaves as the bytes that were signed;
- payloads, and sources that are to be run, leave only after everything about their entry is verified;
- what is only looked at is read as far as it is whole: a damaged part is named in its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from mulligan_store.authority import MAX_ID, Authority, no_such_entry
from mulligan_store.blobs import read_blob
from mulligan_store.connection import Connection, is_damage
from mulligan_store.errors import EntryNotFound, JournalUnreadable, SignatureInvalid
from mulligan_store.records import Entry, KeySummary, ModuleSource, Origin, SnapshotGroup
from mulligan_store.rows import entry_of, names, origin_of, summary_of
from mulligan_store.text import unescaped

MAX_SOURCE_BYTES = 64 * 1024 * 1024
"""Nothing vouches for sources that are only looked at: this bounds what all of an entry may unpack to."""

_ENTRIES = """
SELECT id, parent_id, kind, "trigger", status, started_at, finished_at, label, error_type, error_message,
  traceback, phases_ms, snapshot_bytes, plan, session_id, pinned
FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?
"""
_MODULES = (
    "SELECT entry_id, module FROM entry_sources WHERE entry_id BETWEEN ? AND ? ORDER BY entry_id, ordinal"
)
_ORIGINS = """
SELECT entry_id, origin_journal_id, origin_entry_id, origin_signer, imported_at
FROM imported_entries WHERE entry_id BETWEEN ? AND ?
"""
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
        """Return entries, newest first, with three queries however many there are."""
        below = MAX_ID if before_id is None else max(0, min(before_id, MAX_ID))
        with self._connection.reading_rows("list entries") as raw:
            rows = raw.execute(_ENTRIES, (below, -1 if limit is None else max(limit, 0))).fetchall()
            first, last = (rows[-1][0], rows[0][0]) if rows else (1, 0)
            modules, origins = _modules(raw, first, last), origins_between(raw, first, last)
            return [entry_of(row, tuple(modules.get(row[0], ())), origins.get(row[0])) for row in rows]

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
            return [summary_of(row) for row in raw.execute(_KEYS, (entry_id,))]

    def sources(self, entry_id: int) -> list[ModuleSource]:
        """Return the sources of an entry's modules to be looked at; a damaged one says so in its place."""
        self.entry(entry_id)
        with self._connection.reading_rows("read sources") as raw:
            look = _SourceLook(self._connection, raw)
            return [look.at(*row) for row in _source_rows(raw, entry_id)]

    def verified_sources(self, entry_id: int, authority: Authority) -> list[ModuleSource]:
        """Return the sources of an entry's modules to be run.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: something about the entry, or one of them, is not as it was signed.
        """
        with self._connection.reading_rows("read sources") as raw:
            authority.refuse_unauthentic(raw, entry_id)
            return [
                ModuleSource(module, path, _vouched(raw, entry_id, before), _vouched(raw, entry_id, after))
                for module, path, before, after in _source_rows(raw, entry_id)
            ]

    def groups(self, entry_id: int, authority: Authority) -> list[SnapshotGroup]:
        """Return the verified groups of a snapshot.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: something about the entry is not as it was signed.
        """
        with self._connection.reading_rows("read a snapshot") as raw:
            authority.refuse_unauthentic(raw, entry_id)  # also says when there is no such entry
            rows = raw.execute(_GROUPS, (entry_id,)).fetchall()
            return [SnapshotGroup(names(keys), _payload(raw, entry_id, blob)) for keys, blob in rows]


class _SourceLook:
    """Reads the sources of one entry as far as they are whole, and no more than is allowed in all."""

    def __init__(self, connection: Connection, raw: sqlite3.Connection) -> None:
        self._connection = connection
        self._raw = raw
        self._left_bytes = MAX_SOURCE_BYTES
        self._problems: list[str] = []

    def at(self, module: str, path: str, before: object, after: object) -> ModuleSource:
        """Return the source of one module; what could not be read of it is in its `problem`."""
        self._problems = []
        texts = [self._text(side, blob_id) for side, blob_id in (("before", before), ("after", after))]
        return ModuleSource(module, path, texts[0], texts[1], "; ".join(self._problems) or None)

    def _text(self, side: str, blob_id: object) -> str | None:
        try:
            text = _source(self._raw, blob_id, limit_bytes=self._left_bytes)
        except (JournalUnreadable, UnicodeDecodeError) as error:
            self._problems.append(f"its source {side} the entry cannot be read: {error}")
            return None
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._connection.met_damage()
            self._problems.append(f"its source {side} the entry lies on a damaged page: {error}")
            return None
        self._left_bytes -= len(text or "")
        return text


def row_problems(raw: sqlite3.Connection, entry_id: int) -> tuple[str, ...]:
    """Return what is damaged in the row of an entry that is there, or of another form than ours."""
    # By equality: a forged number may be the largest that there is.
    query = _ENTRIES.replace("id < ?", "id = ?", 1)
    return entry_of(raw.execute(query, (entry_id, 1)).fetchone(), ()).problems


def summary_problems(raw: sqlite3.Connection, entry_id: int) -> list[str]:
    """Return what is damaged in the rows about an entry's state keys, or of another form than ours."""
    summaries = (summary_of(row) for row in raw.execute(_KEYS, (entry_id,)))
    return [str(each.reason) for each in summaries if each.stored == "unreadable"]


def origins_between(raw: sqlite3.Connection, first_id: int, last_id: int) -> dict[int, Origin]:
    """Return where the imported ones of these entries come from, by their number here."""
    rows = raw.execute(_ORIGINS, (first_id, last_id))
    return {entry_id: origin_of(tuple(columns)) for entry_id, *columns in rows}


def _source_rows(raw: sqlite3.Connection, entry_id: int) -> list[tuple[str, str, object, object]]:
    """Return module, path, and the blobs before and after, of each module that an entry names."""
    after = {_name(module): blob for module, blob in raw.execute(_SOURCES_AFTER, (entry_id,))}
    rows = [
        (name, _name(path), blob, after.pop(name, None))
        for module, path, blob in raw.execute(_SOURCES, (entry_id,))
        for name in [_name(module)]
    ]
    return [*rows, *((name, "", None, blob) for name, blob in after.items())]


def _payload(raw: sqlite3.Connection, entry_id: int, blob_id: object) -> bytes:
    try:
        return read_blob(raw, blob_id).content()
    except JournalUnreadable as error:
        raise SignatureInvalid(f"entry {entry_id}: {error}; the snapshot is not restored") from error


def _source(raw: sqlite3.Connection, blob_id: object, *, limit_bytes: int | None = None) -> str | None:
    if blob_id is None:
        return None
    return read_blob(raw, blob_id).content(limit_bytes=limit_bytes).decode("utf-8", "surrogatepass")


def _vouched(raw: sqlite3.Connection, entry_id: int, blob_id: object) -> str | None:
    try:
        return _source(raw, blob_id)
    except JournalUnreadable as error:
        raise SignatureInvalid(f"entry {entry_id}: {error}; its sources are not run") from error


def _modules(raw: sqlite3.Connection, first_id: int, last_id: int) -> Mapping[int, list[str]]:
    modules: dict[int, list[str]] = {}
    for entry_id, module in raw.execute(_MODULES, (first_id, last_id)):
        modules.setdefault(entry_id, []).append(_name(module))
    return modules


def _name(stored: object) -> str:
    return unescaped(stored) if isinstance(stored, str) else "unreadable"
