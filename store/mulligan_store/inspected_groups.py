"""The bytes of a snapshot for whoever looks at them without unpickling them, signed or not.

Invariant: nothing vouches for what is read here, so nothing is made that is longer than was asked
for, and of several groups one at a time; whether a signature covers a group is said with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from mulligan_store.authority import Authority
from mulligan_store.blobs import read_blob
from mulligan_store.connection import Connection
from mulligan_store.errors import JournalError, JournalUnreadable
from mulligan_store.records import InspectedGroup
from mulligan_store.rows import NOT_OF_OUR_FORM, names

MAX_INSPECTED_BYTES = 64 * 1024 * 1024
"""What a payload may have unless the caller says otherwise."""

_ORDINALS = "SELECT ordinal FROM entry_groups WHERE entry_id = ? ORDER BY ordinal"
_GROUP = "SELECT state_keys, blob_id FROM entry_groups WHERE entry_id = ? AND ordinal = ?"
_LENGTH = "SELECT length(stored) FROM blobs WHERE id = ?"


@dataclass(frozen=True)
class Limits:
    """How long a payload may be, and how long the bytes that it is stored as."""

    payload_bytes: int
    stored_bytes: int


def inspected_groups(
    connection: Connection,
    entry_id: int,
    authority: Authority,
    limits: Limits,
    doubt_known: str | None = None,
) -> Iterator[InspectedGroup]:
    """Yield each group of an entry, in order; a journal that is pruned meanwhile yields fewer.

    Arguments:
        authority: to say whether the entry is as this user signed it.
        doubt_known: why nothing can be said to be authentic, if it is known beforehand.
    """
    with connection.reading_rows("read which groups a snapshot has") as raw:
        ordinals = [row[0] for row in raw.execute(_ORDINALS, (entry_id,))]
    seen: object = None
    doubt = doubt_known
    for ordinal in ordinals:
        try:
            # One view for row, blob and signature: what is called authentic is what was read.
            with connection.reading_rows("read a group of a snapshot") as raw:
                row = raw.execute(_GROUP, (entry_id, ordinal)).fetchone()
                if row is None:
                    return
                version = _version(raw)
                if doubt_known is None and version != seen:  # once for all groups, if nobody writes
                    seen, doubt = version, _doubt(raw, authority, entry_id)
                group = _inspected(raw, row, limits, doubt)
        except JournalUnreadable as error:
            group = InspectedGroup((), None, is_authentic=False, problem=str(error), doubt=str(error))
        yield group


def _version(raw: sqlite3.Connection) -> tuple[int, int]:
    """Differs once anything was written: by another connection, or by this one."""
    return raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes


def _inspected(
    raw: sqlite3.Connection, row: tuple[object, object], limits: Limits, doubt: str | None
) -> InspectedGroup:
    keys: tuple[str, ...] = ()
    payload = problem = None
    try:
        keys = names(row[0])
        payload = _payload(raw, row[1], limits)
    except NOT_OF_OUR_FORM as error:
        problem = str(error)
        doubt = doubt or problem
    return InspectedGroup(keys, payload, is_authentic=doubt is None, problem=problem, doubt=doubt)


def _payload(raw: sqlite3.Connection, blob_id: object, limits: Limits) -> bytes:
    # Asked first: SQLite knows the length from the row's beginning, and reads no more for it.
    found = raw.execute(_LENGTH, (blob_id,)).fetchone()
    if found is not None and isinstance(found[0], int) and found[0] > limits.stored_bytes:
        raise JournalUnreadable(
            f"a blob is stored in {found[0]} bytes, more than the {limits.stored_bytes} allowed"
        )
    return read_blob(raw, blob_id).content(limit_bytes=limits.payload_bytes)


def _doubt(raw: sqlite3.Connection, authority: Authority, entry_id: int) -> str | None:
    try:
        authority.refuse_unauthentic(raw, entry_id)
    except JournalError as error:
        return str(error)
    return None
