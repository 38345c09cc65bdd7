"""Take entries out of a journal, and give their room back.

Invariant: after each transaction the chain verifies and every blob that an entry needs is there.
Being killed between two transactions leaves a journal in which fewer entries were removed.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mulligan_store.authority import Authority
from mulligan_store.ballast import Ballast
from mulligan_store.connection import Connection, is_for_want_of_room, translated
from mulligan_store.errors import JournalError, JournalReadOnly, JournalWriteFailed, KeyUnusable
from mulligan_store.missing import MissingRun, account_for
from mulligan_store.retention import (
    GcReport,
    Progress,
    Retention,
    consecutive,
    plan_removal,
    still_removable,
    utc_now,
)
from mulligan_store.writing import now_text

if TYPE_CHECKING:
    from mulligan_store.journal import Journal

BATCH_ENTRIES = 50
"""Removed in one transaction: long enough to be quick, short enough for an app to write in between."""

_VACUUM_PAGES = 256
_VACUUM_PAGES_WITHOUT_ROOM = 4
_ROOM_FOR_VACUUM = 2.5
"""VACUUM writes the journal anew into the log, and the log into the file."""

_PARTS = (
    "entry_groups",
    "key_summaries",
    "entry_sources",
    "entry_sources_after",
    "imported_entries",
    "requests",
)
_UNUSED_BLOBS = """
DELETE FROM blobs WHERE id IN (SELECT value FROM json_each(?))
AND id NOT IN (SELECT blob_id FROM entry_groups)
AND id NOT IN (SELECT blob_id FROM entry_sources WHERE blob_id IS NOT NULL)
AND id NOT IN (SELECT blob_id FROM entry_sources_after)
"""
_BLOBS_OF = """
SELECT blob_id FROM entry_groups WHERE entry_id = :entry_id
UNION SELECT blob_id FROM entry_sources WHERE entry_id = :entry_id AND blob_id IS NOT NULL
UNION SELECT blob_id FROM entry_sources_after WHERE entry_id = :entry_id
"""


def gc(
    journal: Journal,
    *,
    keep_entries: int | None = None,
    keep_days: float | None = None,
    keep_bytes: int | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> GcReport:
    """Remove the oldest entries that the limits do not keep, and give their room back.

    Arguments:
        journal: open for writing, unless `dry_run`.
        keep_entries: how many entries to keep; None for no such limit.
        keep_days: how many days to look back; None for no such limit.
        keep_bytes: how much room the file may use; None for no such limit.
        dry_run: say what would be removed, and write nothing.
        progress: called with (entries removed, entries to remove).

    Raises:
        ValueError: a limit is negative.
        JournalReadOnly: it was opened for reading only.
        JournalError: the system refused; what was removed before is accounted for.
    """
    limits = Retention(keep_entries, keep_days, keep_bytes)
    if journal.read_only and not dry_run:
        raise JournalReadOnly(f"{journal.path}: could not prune it: it was opened for reading only")
    return journal.prune(limits, dry_run=dry_run, progress=progress)


class Pruner:
    """Prunes one journal.

    Arguments:
        connection: to write through; its lock is held by the caller.
        authority: with a signer, unless only dry runs are asked for.
        ballast: given up when there is no room to prune in.
    """

    def __init__(self, connection: Connection, authority: Authority, ballast: Ballast) -> None:
        self._connection = connection
        self._authority = authority
        self._ballast = ballast

    def prune(
        self, limits: Retention, *, also_keep: tuple[int, ...], dry_run: bool, progress: Progress | None
    ) -> GcReport:
        """Plan, remove, and give room back."""
        before = self._file_bytes()
        with self._connection.reading_rows("plan what to prune") as raw:
            plan = plan_removal(raw, limits, now=utc_now(), also_keep=also_keep)
        if dry_run or not plan.removed:
            after = before if not plan.removed else plan.left_bytes
            return GcReport(dry_run, plan.removed, plan.kept, plan.protected, before, after)
        removed: list[int] = []
        with self._without_looking_for_strays():
            for batch in consecutive(plan.removed, at_most=BATCH_ENTRIES):
                removed += self._remove(batch, also_keep)
                if progress is not None:
                    progress(len(removed), len(plan.removed))
        notes = self._give_room_back()
        kept = plan.kept + len(plan.removed) - len(removed)
        return GcReport(False, tuple(removed), kept, plan.protected, before, self._file_bytes(), tuple(notes))

    @contextmanager
    def _without_looking_for_strays(self) -> Iterator[None]:
        # Each blob removed would have SQLite read all that could refer to it. We have just looked.
        with self._connection.outside_transactions("prepare to prune") as raw:
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            with self._connection.outside_transactions("end pruning") as raw:
                raw.execute("PRAGMA foreign_keys = ON")

    def _remove(self, batch: tuple[int, ...], also_keep: tuple[int, ...]) -> list[int]:
        try:
            return self._ballast.with_its_room(lambda: self._remove_at_once(batch, also_keep))
        except JournalWriteFailed as error:
            if len(batch) == 1 or not is_for_want_of_room(error.__cause__):
                raise
        removed: list[int] = []
        for entry_id in batch:
            removed += self._remove_at_once((entry_id,), also_keep)
            # The log's room is needed again by the next one.
            self._ballast.fold()
        return removed

    def _remove_at_once(self, batch: tuple[int, ...], also_keep: tuple[int, ...]) -> list[int]:
        with self._connection.writing("prune entries") as raw:
            ids = still_removable(raw, batch, also_keep)
            blobs: set[int] = set()
            for entry_id in ids:
                blobs.update(row[0] for row in raw.execute(_BLOBS_OF, {"entry_id": entry_id}))
                self._remove_one(raw, entry_id)
            raw.execute(_UNUSED_BLOBS, (str(sorted(blobs)),))
        return ids

    def _remove_one(self, raw: sqlite3.Connection, entry_id: int) -> None:
        signer, journal_id = self._authority.signer, self._authority.journal_id
        if signer is None:
            raise KeyUnusable("there is no signing key; nothing was pruned")
        query = "SELECT previous_code, code FROM entries WHERE id = ?"
        before, code = raw.execute(query, (entry_id,)).fetchone()
        for table in _PARTS:
            raw.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))
        raw.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
        if isinstance(code, bytes) and isinstance(before, bytes):
            run = MissingRun(entry_id, entry_id, "pruned", before, code, now_text(), signer.fingerprint, b"")
            account_for(raw, journal_id, signer, run, lambda each: each.is_signed_by(signer, journal_id))

    def _give_room_back(self) -> list[str]:
        """Make the file as small as its content; return what is to be said if that cannot be done."""
        try:
            with self._connection.outside_transactions("give its free room back") as raw:
                self._shrink(raw)
            self._connection.fold_log()
        except JournalError as error:
            # The entries are removed, and the pages are free for new ones: only the file stays large.
            return [f"the room was not given back to the disk, new entries will use it: {error}"]
        return []

    def _shrink(self, raw: sqlite3.Connection) -> None:
        if raw.execute("PRAGMA auto_vacuum").fetchone() == (2,):
            try:
                _drop_free_pages(raw, at_once=_VACUUM_PAGES)
            except sqlite3.Error as error:
                if not is_for_want_of_room(error):
                    raise
                self._ballast.give_up()
                _drop_free_pages(raw, at_once=_VACUUM_PAGES_WITHOUT_ROOM)
            return
        # Made by the first version. Rewriting it once makes it one that shrinks page by page.
        size = self._file_bytes()
        with translated(self._connection.path, "look for room", writing=True):
            free = shutil.disk_usage(self._connection.path.parent).free
        if free > size * _ROOM_FOR_VACUUM:
            raw.execute("PRAGMA auto_vacuum = INCREMENTAL")
            raw.execute("VACUUM")

    def _file_bytes(self) -> int:
        path = self._connection.path
        files = (path, path.with_name(f"{path.name}-wal"))
        with translated(path, "ask for its size", writing=False):
            return sum(file.stat().st_size for file in files if file.exists())


def _drop_free_pages(raw: sqlite3.Connection, *, at_once: int) -> None:
    """Shorten the file in steps, each a transaction of its own, so that an app can write in between."""
    free = _free_pages(raw)
    while free:
        raw.execute(f"PRAGMA incremental_vacuum({at_once})").fetchall()
        # Folded each time: the steps need the room of one in the log, and the file shrinks as they go.
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        left = _free_pages(raw)
        if left >= free:
            return
        free = left


def _free_pages(raw: sqlite3.Connection) -> int:
    return int(raw.execute("PRAGMA freelist_count").fetchone()[0])
