"""Make a journal again out of a damaged one, and say what was lost.

Invariants:

- the damaged journal is not changed, and no entry's code is made anew: what was authentic still is,
  and nothing becomes authentic that was not;
- numbers and identity are kept, so a hole is a gap in the numbers. Where the entry after a hole is
  authentic, the hole is accounted for by a signed row, and `verify` goes on naming it as lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mulligan_store import rescue
from mulligan_store.authority import Authority
from mulligan_store.connection import connect, translated
from mulligan_store.errors import JournalUnreadable, SignatureInvalid
from mulligan_store.keys import JOURNAL_ID, KeyFolder
from mulligan_store.locations import key_folder
from mulligan_store.missing import MissingRun, account_for, missing_runs, predecessor
from mulligan_store.reading import row_problems, summary_problems
from mulligan_store.signing import Signer
from mulligan_store.writing import now_text

_BUSY_TIMEOUT_S = 5.0
_ENTRY_PARTS = ("key_summaries", "entry_groups", "entry_sources", "entry_sources_after", "imported_entries")
_NEIGHBOURS = "SELECT id, previous_code FROM entries ORDER BY id"
_HEADLESS = """
SELECT DISTINCT entry_id FROM (
  SELECT entry_id FROM entry_groups UNION SELECT entry_id FROM entry_sources
) AS parts
WHERE entry_id > 0 AND entry_id NOT IN (SELECT id FROM entries)
AND NOT EXISTS (SELECT 1 FROM missing_entries WHERE entry_id BETWEEN first_id AND last_id)
ORDER BY entry_id
"""
_SESSION = """
INSERT INTO sessions (app_name, pid, host, lock_name, started_at, ended_at, clean)
VALUES ('salvaged', 0, '', '', ?, ?, 1)
"""
_STAND_IN = """
INSERT INTO entries (
  id, session_id, kind, "trigger", started_at, snapshot_bytes, signer, previous_code, code, status, label,
  pinned, phases_ms, outcome_code
) VALUES (
  ?, (SELECT max(id) FROM sessions), 'checkpoint', 'salvage', '1970-01-01T00:00:00+00:00', 0, '', x'', ?,
  'abandoned', 'salvaged: what became of it was lost', 0, '{}', x''
)
"""
_UNUSED_BLOBS = """
DELETE FROM blobs
WHERE id NOT IN (SELECT blob_id FROM entry_groups)
AND id NOT IN (SELECT blob_id FROM entry_sources WHERE blob_id IS NOT NULL)
AND id NOT IN (SELECT blob_id FROM entry_sources_after)
"""


@dataclass(frozen=True)
class SalvageReport:
    """What was got out of a damaged journal.

    `restorable` of the `entries` are whole and authentic; the others may be inspected. `lost` names
    the numbers known to have been written and not found. Of the entries in `without_outcome` only the
    content was found: they may be inspected, and `mulligan trust` makes them restorable.
    `unusable_rows` were found and were damaged.
    """

    source: Path
    target: Path
    entries: int
    restorable: int
    lost: tuple[str, ...]
    without_outcome: tuple[int, ...]
    unusable_rows: int
    notes: tuple[str, ...]


def salvage(
    path: Path, target: Path, *, key: bytes | None = None, progress: rescue.Progress | None = None
) -> SalvageReport:
    """Read what can be read of a damaged journal into a new one.

    Arguments:
        path: the damaged journal; it is not changed. Its log, if there is one, is read too.
        target: the new journal; must not exist.
        key: 32 bytes to verify with; None for the user's own key, if there is one.
        progress: called with what is being done.

    Raises:
        JournalTooNew: a newer Mulligan wrote it.
        JournalUnreadable: it is not there, or nothing of a journal was found in it.
        JournalWriteFailed: the target exists or cannot be written.
    """
    keys = KeyFolder(key_folder()) if key is None else None
    signer = Signer(key) if key is not None else keys.signer() if keys is not None else None
    path, target = path.resolve(), target.resolve()
    tell = progress or (lambda _: None)
    found = rescue.collect(path, target, tell)
    try:
        with (
            translated(target, "write what was salvaged", writing=True),
            closing(connect(target, mode="mode=rw", busy_timeout_s=_BUSY_TIMEOUT_S)) as raw,
        ):
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("BEGIN IMMEDIATE")
            tell("checking signatures")
            report = _Salvage(raw, found, signer, keys).finish(path, target)
            raw.execute("COMMIT")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except BaseException:
        rescue.discard(target)
        raise
    return report


class _Salvage:
    """Puts a journal together from the rows that were found."""

    def __init__(
        self, raw: sqlite3.Connection, found: rescue.Rescue, signer: Signer | None, keys: KeyFolder | None
    ) -> None:
        self._raw = raw
        self._found = found
        self._keys = keys
        self._notes: list[str] = []
        self._authority = Authority("", signer)

    def finish(self, path: Path, target: Path) -> SalvageReport:
        self._authority = Authority(self._identity(), self._authority.signer)
        self._drop_pruned()
        self._choose_versions()
        self._drop_contradicted()
        self._drop_what_cannot_be_shown()
        headless = self._stand_in_for_lost_rows()
        if not self._ids():
            raise JournalUnreadable(f"{path}: no entry of a journal was found in it; nothing was salvaged")
        lost = list(self._account_for_holes())
        self._raw.execute(_UNUSED_BLOBS)
        ids = self._ids()
        restorable = sum(map(self._is_restorable, ids))
        return SalvageReport(
            path,
            target,
            len(ids),
            restorable,
            tuple(lost),
            tuple(headless),
            self._found.unusable,
            tuple(self._notes),
        )

    def _ids(self) -> list[int]:
        return [row[0] for row in self._raw.execute("SELECT id FROM entries ORDER BY id")]

    def _drop_pruned(self) -> None:
        """A page that is no longer in use may still hold what retention removed."""
        for run in missing_runs(self._raw):
            signer = self._authority.signer
            is_ours = signer is None or run.is_signed_by(signer, self._authority.journal_id)
            if run.reason == "pruned" and is_ours:
                self._drop(f"BETWEEN {run.first_id:d} AND {run.last_id:d}")

    def _drop(self, which: str) -> None:
        for table in _ENTRY_PARTS:
            self._raw.execute(f"DELETE FROM {table} WHERE entry_id {which}")
        self._raw.execute(f"DELETE FROM entries WHERE id {which}")

    def _identity(self) -> str:
        """Return the journal's identity; if it was lost, the one that its entries were signed for."""
        row = self._raw.execute("SELECT value FROM meta WHERE name = 'journal_id'").fetchone()
        if row is not None and isinstance(row[0], str) and JOURNAL_ID.fullmatch(row[0]):
            return self._keep_identity(row[0])
        for journal_id in self._keys.known_journals() if self._keys is not None else ():
            authority = Authority(journal_id, self._authority.signer)
            if any(authority.is_signed(self._raw, entry_id) for entry_id in self._ids()):
                return self._keep_identity(journal_id)
        self._notes.append("the journal's identity was lost: its entries may be inspected and not restored")
        (drawn,) = self._raw.execute("SELECT lower(hex(randomblob(16)))").fetchone()
        return self._keep_identity(str(drawn))

    def _keep_identity(self, journal_id: str) -> str:
        self._raw.execute("DELETE FROM meta")
        self._raw.execute("INSERT INTO meta (name, value) VALUES ('journal_id', ?)", (journal_id,))
        return journal_id

    def _choose_versions(self) -> None:
        """Of several rows of one entry, take one whose codes hold: the first, which is the newest."""
        several = {key: rows for key, rows in self._found.entry_candidates.items() if len(rows) > 1}
        for entry_id, versions in several.items():
            # None of them: then the first again, to be inspected.
            for values in (*versions, versions[0]):
                marks = ", ".join("?" * len(values))
                with suppress(UnicodeEncodeError, sqlite3.IntegrityError):
                    self._raw.execute(f"REPLACE INTO entries VALUES ({marks})", values)
                    if self._has_sound_codes(entry_id):
                        break

    def _has_sound_codes(self, entry_id: int) -> bool:
        try:
            self._authority.refuse_altered_outcome(self._raw, entry_id)
        except SignatureInvalid:
            return False
        return self._authority.is_signed(self._raw, entry_id)

    def _drop_contradicted(self) -> None:
        """Drop a row whose code is not the one that the authentic entry after it was signed with."""
        rows = self._raw.execute("SELECT id, code, previous_code FROM entries ORDER BY id").fetchall()
        for (entry_id, code, _), (later_id, _, previous_code) in pairwise(rows):
            is_next = later_id == entry_id + 1 and code != previous_code
            if is_next and self._authority.is_signed(self._raw, later_id):
                self._drop(f"= {entry_id:d}")

    def _drop_what_cannot_be_shown(self) -> None:
        """A row with noise in it: better none, which leaves a hole that is accounted for."""
        for entry_id in self._ids():
            if row_problems(self._raw, entry_id):
                self._raw.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
                self._found.unusable += 1
            if summary_problems(self._raw, entry_id):
                self._raw.execute("DELETE FROM key_summaries WHERE entry_id = ?", (entry_id,))
                self._found.unusable += 1

    def _stand_in_for_lost_rows(self) -> list[int]:
        """Give entries of which only content was found a row, unsigned, so that it can be looked at."""
        ids = [row[0] for row in self._raw.execute(_HEADLESS)]
        if ids:
            self._raw.execute(_SESSION, (now_text(), now_text()))
        for entry_id in reversed(ids):
            query = "SELECT previous_code FROM entries WHERE id = ?"
            after = self._raw.execute(query, (entry_id + 1,)).fetchone()
            is_authentic = after is not None and self._authority.is_signed(self._raw, entry_id + 1)
            # What the next entry was signed with is the code of this one: the chain goes on through it.
            self._raw.execute(_STAND_IN, (entry_id, after[0] if is_authentic and after else b""))
        return ids

    def _account_for_holes(self) -> Iterator[str]:
        covered = [(row[0], row[0], row[1]) for row in self._raw.execute(_NEIGHBOURS)]
        covered += [(run.first_id, run.last_id, None) for run in missing_runs(self._raw)]
        end = 0
        for first, last, previous_code in sorted(covered, key=lambda each: each[0]):
            if first > end + 1:
                is_authentic = previous_code is not None and self._authority.is_signed(self._raw, first)
                yield self._account_for(end + 1, first - 1, previous_code if is_authentic else None)
            end = max(end, last)
        head = self._keys.head(self._authority.journal_id) if self._keys is not None else None
        if head is not None and head.entry_id > end:
            yield self._account_for(end + 1, head.entry_id, head.code)

    def _account_for(self, first_id: int, last_id: int, last_code: bytes | None) -> str:
        signer, journal_id = self._authority.signer, self._authority.journal_id
        before = predecessor(self._raw, first_id)[0]
        code = last_code if isinstance(last_code, bytes) else b""
        known_before = before if isinstance(before, bytes) else b""
        run = MissingRun(first_id, last_id, "lost", known_before, code, now_text(), "", b"")
        if signer is not None and last_code is not None:
            account_for(
                self._raw, journal_id, signer, run, lambda each: each.is_signed_by(signer, journal_id)
            )
        return str(run)

    def _is_restorable(self, entry_id: int) -> bool:
        try:
            self._authority.refuse_unauthentic(self._raw, entry_id)
        except SignatureInvalid:
            return False
        return True
