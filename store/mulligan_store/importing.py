"""Take the entries of another journal into this one, in one transaction.

Invariant: what is written here is signed as imported, with where it comes from inside the signature;
so neither taking away the row that says so nor anything else makes one of the user's own out of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from mulligan_store.authority import content_digest, previous_code
from mulligan_store.errors import JournalUnreadable
from mulligan_store.inspection import Inspection
from mulligan_store.keys import Head
from mulligan_store.records import UNSETTLED, Entry
from mulligan_store.text import escaped
from mulligan_store.transfer import PARTS, ImportReport, copy_blob, refuse_other_forms
from mulligan_store.trust import fingerprint_of
from mulligan_store.writing import EntryWriter, now_text

_SESSION = """
INSERT INTO sessions (app_name, pid, host, lock_name, started_at, ended_at, clean)
VALUES (?, 0, '', '', ?, ?, 1)
"""
_READ = """
SELECT kind, started_at, snapshot_bytes, status, finished_at, label, pinned, error_type, error_message,
  traceback, phases_ms, plan, parent_id, signer FROM entries WHERE id = ?
"""
_INSERT = """
INSERT INTO entries (
  id, parent_id, session_id, kind, "trigger", started_at, snapshot_bytes, signer, previous_code, code, status,
  finished_at, label, pinned, error_type, error_message, traceback, phases_ms, plan, outcome_code
) VALUES (?, ?, ?, ?, 'import', ?, ?, ?, ?, x'', ?, ?, ?, ?, ?, ?, ?, ?, ?, x'')
"""
_ORIGIN = """
INSERT INTO imported_entries (entry_id, origin_journal_id, origin_entry_id, origin_signer, imported_at)
VALUES (?, ?, ?, ?, ?)
"""
_KNOWN = "SELECT entry_id FROM imported_entries WHERE origin_journal_id = ? AND origin_entry_id = ?"
_COLUMNS = {
    "key_summaries": (
        "ordinal, state_key, value_type, value_bytes, value_length, value_repr, stored, reason, group_ordinal"
    ),
    "entry_groups": "ordinal, state_keys, blob_id",
    "entry_sources": "ordinal, module, path, blob_id",
    "entry_sources_after": "module, blob_id",
}


def refuse_damaged(file: Path, entries: Sequence[Entry]) -> None:
    """Raise JournalUnreadable unless every row is of a form that can be shown: importing signs it."""
    for entry in entries:
        if entry.problems:
            raise JournalUnreadable(
                f"{file}: entry {entry.id} is damaged: {entry.problems[0]}; nothing was imported"
            )


class Importer:
    """Takes entries from one journal into another.

    Arguments:
        source: the raw connection to the other journal, inside a reading transaction.
        other: the other journal.
        writer: of this journal.
        journal_id: of this journal.
    """

    def __init__(
        self, source: sqlite3.Connection, other: Inspection, writer: EntryWriter, journal_id: str
    ) -> None:
        self._source = source
        self._other = other
        self._writer = writer
        self._journal_id = journal_id

    def take_in(self, raw: sqlite3.Connection, kept_head: Head | None) -> tuple[ImportReport, Head | None]:
        """Write every entry that is not here yet; return what was done, and the newest entry if any."""
        imported: dict[int, int] = {}
        here: list[int] = []
        head = None
        contents = []
        session_id: int | None = None
        for (old_id,) in self._source.execute("SELECT id FROM entries ORDER BY id").fetchall():
            refuse_other_forms(self._source, old_id)
            contents.append(content_digest(self._source, old_id))
            if self._is_here(raw, old_id, contents[-1]):
                here.append(old_id)
                continue
            session_id = session_id or self._begin_session(raw)
            head = self._insert(raw, old_id, session_id, imported, kept_head)
            imported[old_id] = head.entry_id
        report = ImportReport(
            self._other.journal_id, tuple(imported.items()), tuple(here), fingerprint_of(contents)
        )
        return report, head

    def _is_here(self, raw: sqlite3.Connection, old_id: int, content: bytes) -> bool:
        origin = self._other.journal_id
        found = [row[0] for row in raw.execute(_KNOWN, (origin, old_id))]
        found += [old_id] if origin == self._journal_id else []
        return any(content_digest(raw, entry_id) == content for entry_id in found)

    def _begin_session(self, raw: sqlite3.Connection) -> int:
        name = f"imported from {self._other.journal_id}"
        return int(raw.execute(_SESSION, (escaped(name), now_text(), now_text())).lastrowid or 0)

    def _insert(
        self,
        raw: sqlite3.Connection,
        old_id: int,
        session_id: int,
        imported: Mapping[int, int],
        kept_head: Head | None,
    ) -> Head:
        kind, started_at, size, status, *outcome, parent_id, signer = self._source.execute(
            _READ, (old_id,)
        ).fetchone()
        entry_id = self._writer.next_id(raw, kept_head)
        settled = "abandoned" if status in UNSETTLED else status
        before = previous_code(raw, entry_id)
        identity = (entry_id, imported.get(parent_id), session_id, kind, started_at, size)
        raw.execute(_INSERT, (*identity, self._writer.fingerprint, before, settled, *outcome))
        raw.execute(_ORIGIN, (entry_id, self._other.journal_id, old_id, signer, now_text()))
        for table in PARTS:
            self._copy_part(raw, table, old_id, entry_id)
        return Head(entry_id, self._writer.sign(raw, entry_id))

    def _copy_part(self, raw: sqlite3.Connection, table: str, old_id: int, entry_id: int) -> None:
        columns = _COLUMNS[table]
        query = f"SELECT {columns} FROM {table} WHERE entry_id = ? ORDER BY rowid"
        marks = ", ".join("?" * (columns.count(",") + 2))
        has_blob = columns.endswith("blob_id")
        for row in self._source.execute(query, (old_id,)).fetchall():
            *values, last = row
            if has_blob and last is not None:
                last = copy_blob(self._source, raw, last)
            raw.execute(
                f"INSERT INTO {table} (entry_id, {columns}) VALUES ({marks})", (entry_id, *values, last)
            )
