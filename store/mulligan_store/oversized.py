"""Snapshots that are longer than SQLite can hold in one value.

Invariant: an entry is never refused because one group of its state is too long. That group stays in memory
only, its keys say so and why, and everything else of the entry is recorded.

Limit: https://www.sqlite.org/limits.html#max_length, 10^9 bytes unless SQLite was built otherwise.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from mulligan_store.blobs import compressed
from mulligan_store.records import KeySummary, NewEntry

_ROW_BYTES = 1_000
"""The limit is that of a whole row: the digests and lengths beside the content take a part of it."""


def without_oversized(raw: sqlite3.Connection, new: NewEntry) -> NewEntry:
    """Return the entry without the groups that cannot be stored even compressed; mostly as it was given.

    Arguments:
        raw: whose limit counts.
    """
    limit_bytes = raw.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) - _ROW_BYTES
    # What is well below the limit fits even if compressing makes it longer.
    large = [n for n, group in enumerate(new.groups) if len(group.payload) > limit_bytes - limit_bytes // 100]
    reasons = {
        number: f"its snapshot is {length:,} bytes compressed; a journal holds {limit_bytes:,} in one value"
        for number in large
        if (length := _stored_bytes(new.groups[number].payload)) > limit_bytes
    }
    if not reasons:
        return new
    kept = [number for number in range(len(new.groups)) if number not in reasons]
    keys = tuple(_summary(key, reasons, kept) for key in new.keys)
    return replace(new, groups=tuple(new.groups[number] for number in kept), keys=keys)


def _stored_bytes(content: bytes) -> int:
    return len(compressed(content))


def _summary(key: KeySummary, reasons: dict[int, str], kept: list[int]) -> KeySummary:
    if key.group is None:
        return key
    if key.group in reasons:
        return replace(key, stored="memory only", group=None, reason=f"app.{key.key}: {reasons[key.group]}")
    return replace(key, group=kept.index(key.group))
