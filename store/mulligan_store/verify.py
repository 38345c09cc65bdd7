"""Look at everything in a journal and name whatever is wrong with it.

Invariant: nothing is changed, and one problem does not hide the next: every entry is looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from mulligan_store.authority import Authority
from mulligan_store.blobs import read_blob
from mulligan_store.errors import JournalError, JournalUnreadable
from mulligan_store.keys import Head
from mulligan_store.signing import digest

Progress = Callable[[int, int], None]
"""Called with how many entries were looked at, and how many there are."""

_BLOBS_OF_ENTRY = """
SELECT blob_id FROM entry_groups WHERE entry_id = ?1
UNION SELECT blob_id FROM entry_sources WHERE entry_id = ?1 AND blob_id IS NOT NULL
UNION SELECT blob_id FROM entry_sources_after WHERE entry_id = ?1
"""


def problems_of(
    raw: sqlite3.Connection, authority: Authority, head: Head | None, progress: Progress | None
) -> list[str]:
    """Return a sentence for each problem, none if the journal is whole and authentic."""
    ids = [row[0] for row in raw.execute("SELECT id FROM entries ORDER BY id")]
    problems = [*_structure(raw), *_gaps(ids), *head_problems(raw, head)]
    sound_blobs: set[int] = set()
    for done, entry_id in enumerate(ids, start=1):
        problems.extend(_entry_problems(raw, authority, entry_id, sound_blobs))
        if progress is not None:
            progress(done, len(ids))
    return [*problems, *_other_blobs(raw, sound_blobs)]


def head_problems(raw: sqlite3.Connection, head: Head | None) -> list[str]:
    """Return a sentence if the journal ends before the entry that was kept outside it."""
    if head is None:
        return []
    row = raw.execute("SELECT code FROM entries WHERE id = ?", (head.entry_id,)).fetchone()
    if row is not None and row[0] == head.code:
        return []
    what = "is missing" if row is None else "was replaced by another"
    return [f"entry {head.entry_id}, known to have been written, {what}: the end of the journal was cut off"]


def _structure(raw: sqlite3.Connection) -> list[str]:
    rows = raw.execute("PRAGMA integrity_check(20)").fetchall()
    found = [f"the file's structure is damaged: {row[0]}" for row in rows if row[0] != "ok"]
    strays = raw.execute("PRAGMA foreign_key_check").fetchmany(20)
    return [*found, *(f"row {row[1]} of {row[0]} belongs to nothing in {row[2]}" for row in strays)]


def _gaps(ids: list[int]) -> list[str]:
    before = [0, *ids]
    return [
        f"entries {earlier + 1} to {later - 1} are missing"
        if later - earlier > 2
        else f"entry {earlier + 1} is missing"
        for earlier, later in zip(before, ids, strict=False)
        if later - earlier > 1
    ]


def _entry_problems(
    raw: sqlite3.Connection, authority: Authority, entry_id: int, sound_blobs: set[int]
) -> list[str]:
    try:
        authority.refuse_unauthentic(raw, entry_id)
    except JournalError as error:
        return [str(error)]
    problems = []
    for (blob_id,) in raw.execute(_BLOBS_OF_ENTRY, (entry_id,)).fetchall():
        if blob_id not in sound_blobs:
            try:
                read_blob(raw, blob_id).content()
                sound_blobs.add(blob_id)
            except JournalUnreadable as error:
                problems.append(f"entry {entry_id}: {error}")
    return problems


def _other_blobs(raw: sqlite3.Connection, sound_blobs: set[int]) -> list[str]:
    """Blobs that nothing vouches for are compared with their digests, and not decompressed."""
    problems = []
    for blob_id, stored_digest in raw.execute("SELECT id, stored_digest FROM blobs ORDER BY id").fetchall():
        if blob_id not in sound_blobs:
            stored = read_blob(raw, blob_id).stored
            if not isinstance(stored, bytes) or digest(stored) != stored_digest:
                problems.append(f"blob {blob_id} is damaged")
    return problems
