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
from mulligan_store.missing import missing_runs, predecessor, run_of
from mulligan_store.signing import digest

Progress = Callable[[int, int], None]
"""Called with how many entries were looked at, and how many there are."""

_BLOBS_OF_ENTRY = """
SELECT blob_id FROM entry_groups WHERE entry_id = :entry_id
UNION SELECT blob_id FROM entry_sources WHERE entry_id = :entry_id AND blob_id IS NOT NULL
UNION SELECT blob_id FROM entry_sources_after WHERE entry_id = :entry_id
"""


def problems_of(
    raw: sqlite3.Connection, authority: Authority, head: Head | None, progress: Progress | None
) -> list[str]:
    """Return a sentence for each problem, none if the journal is whole and authentic."""
    ids = [row[0] for row in raw.execute("SELECT id FROM entries ORDER BY id")]
    problems = [
        *_structure(raw),
        *_gaps(raw, ids),
        *_runs(raw, authority),
        *head_problems(raw, authority, head),
    ]
    sound_blobs: set[int] = set()
    for done, entry_id in enumerate(ids, start=1):
        problems.extend(_entry_problems(raw, authority, entry_id, sound_blobs))
        if progress is not None:
            progress(done, len(ids))
    return [*problems, *_other_blobs(raw, sound_blobs)]


def head_problems(raw: sqlite3.Connection, authority: Authority, head: Head | None) -> list[str]:
    """Return a sentence if the journal ends before the entry that was kept outside it."""
    if head is None:
        return []
    row = raw.execute("SELECT code FROM entries WHERE id = ?", (head.entry_id,)).fetchone()
    if row is not None and row[0] == head.code:
        return []
    run = run_of(raw, head.entry_id) if row is None else None
    # Without a key at hand a run is taken at its word; verifying looks for the key, and then asks.
    if run is not None and (
        authority.signer is None or run.is_signed_by(authority.signer, authority.journal_id)
    ):
        return []
    what = "is missing" if row is None else "was replaced by another"
    return [f"entry {head.entry_id}, known to have been written, {what}: the end of the journal was cut off"]


def _structure(raw: sqlite3.Connection) -> list[str]:
    rows = raw.execute("PRAGMA integrity_check(20)").fetchall()
    found = [f"the file's structure is damaged: {row[0]}" for row in rows if row[0] != "ok"]
    strays = raw.execute("PRAGMA foreign_key_check").fetchmany(20)
    return [*found, *(f"row {row[1]} of {row[0]} belongs to nothing in {row[2]}" for row in strays)]


def _gaps(raw: sqlite3.Connection, ids: list[int]) -> list[str]:
    covered = [(entry_id, entry_id) for entry_id in ids]
    covered += [(run.first_id, run.last_id) for run in missing_runs(raw)]
    problems, end = [], 0
    for first, last in sorted(covered):
        if first > end + 1:
            some = f"entries {end + 1} to {first - 1} are" if first > end + 2 else f"entry {end + 1} is"
            problems.append(f"{some} missing")
        end = max(end, last)
    return problems


def _runs(raw: sqlite3.Connection, authority: Authority) -> list[str]:
    """What is said to be missing on purpose: by this user's signature, in its place, and really gone."""
    problems = []
    runs = missing_runs(raw)
    (rows,) = raw.execute("SELECT count(*) FROM missing_entries").fetchone()
    if rows != len(runs):
        problems.append("a row about missing entries is not of the form that Mulligan writes")
    between = "SELECT count(*) FROM entries WHERE id BETWEEN ? AND ?"
    for run in runs:
        if not run.is_signed_by(authority.signer, authority.journal_id):
            problems.append(f"{run}, says a row that this user did not sign")
        elif run.previous_code != predecessor(raw, run.first_id)[0]:
            problems.append(f"{run}, and what comes before is missing or was replaced")
        elif raw.execute(between, (run.first_id, run.last_id)).fetchone() != (0,):
            problems.append(f"{run}, and yet some are there: they were put back")
        elif run.reason == "lost":
            problems.append(str(run))
    return problems


def _entry_problems(
    raw: sqlite3.Connection, authority: Authority, entry_id: int, sound_blobs: set[int]
) -> list[str]:
    try:
        authority.refuse_altered(raw, entry_id)
    except JournalError as error:
        return [str(error)]
    problems = []
    for (blob_id,) in raw.execute(_BLOBS_OF_ENTRY, {"entry_id": entry_id}).fetchall():
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
