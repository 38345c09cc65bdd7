"""Write entries, and what became of them.

Invariants:

- an entry is written in one transaction, and is durable when `begin_entry` returns;
- what became of it is one UPDATE of its small row in one transaction: the commit point;
- no row of `blobs` is ever updated;
- nothing is written that could not be read back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from mulligan_store.authority import MAX_ID, Authority, previous_code
from mulligan_store.blobs import BlobWriter
from mulligan_store.connection import Connection
from mulligan_store.errors import JournalWriteFailed
from mulligan_store.keys import Head
from mulligan_store.missing import missing_runs
from mulligan_store.oversized import without_oversized
from mulligan_store.reading import row_problems, summary_problems
from mulligan_store.records import (
    UNSETTLED,
    ErrorReport,
    KeySummary,
    ModuleSource,
    NewEntry,
    SnapshotGroup,
    Status,
)
from mulligan_store.text import escaped, escaped_or_none, to_json

_INSERT_ENTRY = """
INSERT INTO entries (
  id, parent_id, session_id, kind, "trigger", started_at, snapshot_bytes, signer, previous_code, code,
  status, label, pinned, phases_ms, plan, outcome_code
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, x'', 'open', ?, 0, ?, ?, x'')
"""

_INSERT_GROUP = "INSERT INTO entry_groups (entry_id, ordinal, state_keys, blob_id) VALUES (?, ?, ?, ?)"
_INSERT_KEY = """
INSERT INTO key_summaries (
  entry_id, ordinal, state_key, value_type, value_bytes, value_length, value_repr, stored, reason,
  group_ordinal
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_SOURCE = "INSERT INTO entry_sources (entry_id, ordinal, module, path, blob_id) VALUES (?, ?, ?, ?, ?)"
_INSERT_AFTER = "INSERT OR REPLACE INTO entry_sources_after (entry_id, module, blob_id) VALUES (?, ?, ?)"

Value = str | int | bytes | None


def now_text() -> str:
    """Return the time in UTC as the journal stores it. Nothing is ordered by it: clocks go back."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class EntryWriter:
    """Writes the entries of one journal.

    Arguments:
        connection: to write through.
        authority: with a signer.
    """

    def __init__(self, connection: Connection, authority: Authority) -> None:
        self._connection = connection
        self._authority = authority
        self._blobs = BlobWriter()

    def forget(self) -> None:
        """Entries were removed, and blobs with them: look again before sharing one."""
        self._blobs.forget()

    def begin(self, new: NewEntry, session_id: int, kept_head: Head | None) -> Head:
        """Write an entry with status `open`; return its number and code.

        Arguments:
            new: what to write.
            session_id: of a session that runs.
            kept_head: the newest entry known from outside the journal. A journal that ends before
                it has lost entries; numbering goes on after it, so that the gap shows for ever.
        """
        try:
            with self._connection.writing("record an entry") as raw:
                entry_id = self.next_id(raw, kept_head)
                new = without_oversized(raw, new)
                self._insert_entry(raw, entry_id, session_id, new)
                self._insert_groups(raw, entry_id, new.groups)
                _insert_keys(raw, entry_id, new.keys)
                self._insert_sources(raw, entry_id, new.sources)
                self._insert_after(raw, entry_id, _after_of(new.sources))
                _refuse_unreadable(raw, entry_id)
                return Head(entry_id, self.sign(raw, entry_id))
        except BaseException:
            self._blobs.forget()
            raise

    def add_plan(self, entry_id: int, plan: object, after: Mapping[str, str]) -> None:
        """Add what was not known when the entry began: the plan, and the sources it leads to."""
        try:
            with self._connection.writing("record a plan") as raw:
                self._authority.refuse_altered_outcome(raw, entry_id)
                self._insert_after(raw, entry_id, after)
                self._update(raw, entry_id, {"plan": to_json(plan)})
        except BaseException:
            self._blobs.forget()
            raise

    def set_status(
        self,
        entry_id: int,
        status: Status,
        error: ErrorReport | None,
        phases_ms: Mapping[str, float] | None,
        plan: object,
    ) -> None:
        """Say what became of an entry."""
        changes: dict[str, Value] = {"status": status}
        if status not in UNSETTLED:
            changes["finished_at"] = now_text()
        if error is not None:
            changes["error_type"] = escaped(error.type)
            changes["error_message"] = escaped(error.message)
            changes["traceback"] = escaped(error.traceback)
        if phases_ms is not None:
            changes["phases_ms"] = to_json({name: float(spent) for name, spent in phases_ms.items()})
        if plan is not None:
            changes["plan"] = to_json(plan)
        self.change_outcome(entry_id, changes)

    def change_outcome(self, entry_id: int, changes: Mapping[str, Value]) -> None:
        """Replace columns of an outcome in one transaction of their own."""
        with self._connection.writing("record an outcome") as raw:
            self.change_outcome_within(raw, entry_id, changes)

    def change_outcome_within(
        self, raw: sqlite3.Connection, entry_id: int, changes: Mapping[str, Value]
    ) -> None:
        """Replace columns of an outcome and its code, unless someone else has altered it.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: the outcome is not the one that was signed.
        """
        self._authority.refuse_altered_outcome(raw, entry_id)
        self._update(raw, entry_id, changes)

    def _update(self, raw: sqlite3.Connection, entry_id: int, changes: Mapping[str, Value]) -> None:
        code = self._authority.sign_outcome(raw, entry_id, changes)
        columns = ", ".join(f"{column} = ?" for column in (*changes, "outcome_code"))
        raw.execute(f"UPDATE entries SET {columns} WHERE id = ?", (*changes.values(), code, entry_id))

    @property
    def fingerprint(self) -> str:
        """Which key signs; empty without one."""
        signer = self._authority.signer
        return signer.fingerprint if signer else ""

    def next_id(self, raw: sqlite3.Connection, kept_head: Head | None) -> int:
        """Return the number after every one that was ever given out, as far as is known and signed."""
        (newest,) = raw.execute("SELECT max(id) FROM entries").fetchone()
        signer, journal_id = self._authority.signer, self._authority.journal_id
        ours = (run.last_id for run in missing_runs(raw) if run.is_signed_by(signer, journal_id))
        number = 1 + max(newest or 0, kept_head.entry_id if kept_head else 0, *ours, 0)
        if number > MAX_ID:
            raise JournalWriteFailed(
                f"no number is left for an entry after {number - 1}, which Mulligan never gave out; "
                "nothing was recorded: move the journal away, and a new one is begun"
            )
        return number

    def sign(self, raw: sqlite3.Connection, entry_id: int) -> bytes:
        """Write both codes of an entry whose rows are all there; return its own."""
        code = self._authority.sign_entry(raw, entry_id)
        raw.execute("UPDATE entries SET code = ? WHERE id = ?", (code, entry_id))
        outcome_code = self._authority.sign_outcome(raw, entry_id)
        raw.execute("UPDATE entries SET outcome_code = ? WHERE id = ?", (outcome_code, entry_id))
        return code

    def _insert_entry(self, raw: sqlite3.Connection, entry_id: int, session_id: int, new: NewEntry) -> None:
        row = (
            entry_id,
            new.parent_id,
            session_id,
            new.kind,
            escaped(new.trigger),
            now_text(),
            sum(len(group.payload) for group in new.groups),
            self.fingerprint,
            previous_code(raw, entry_id),
            escaped_or_none(new.label),
            to_json(dict(new.phases_ms)),
            None if new.plan is None else to_json(new.plan),
        )
        raw.execute(_INSERT_ENTRY, row)

    def _insert_groups(self, raw: sqlite3.Connection, entry_id: int, groups: Iterable[SnapshotGroup]) -> None:
        rows = [
            (entry_id, ordinal, to_json(list(group.keys)), self._blobs.store(raw, group.payload))
            for ordinal, group in enumerate(groups)
        ]
        raw.executemany(_INSERT_GROUP, rows)

    def _insert_sources(
        self, raw: sqlite3.Connection, entry_id: int, sources: Iterable[ModuleSource]
    ) -> None:
        rows = [
            (entry_id, ordinal, escaped(source.module), escaped(source.path), self._text(raw, source.before))
            for ordinal, source in enumerate(sources)
        ]
        raw.executemany(_INSERT_SOURCE, rows)

    def _insert_after(self, raw: sqlite3.Connection, entry_id: int, after: Mapping[str, str]) -> None:
        rows = [(entry_id, escaped(module), self._text(raw, text)) for module, text in after.items()]
        raw.executemany(_INSERT_AFTER, rows)

    def _text(self, raw: sqlite3.Connection, text: str | None) -> int | None:
        # surrogatepass: a source may have been read from a file whose bytes are not text.
        return None if text is None else self._blobs.store(raw, text.encode("utf-8", "surrogatepass"))


def _refuse_unreadable(raw: sqlite3.Connection, entry_id: int) -> None:
    """Raise ValueError for what the caller gave and reading would call damaged; nothing is then written."""
    problems = [*row_problems(raw, entry_id), *summary_problems(raw, entry_id)]
    if problems:
        raise ValueError(f"this cannot be written, because it could not be read back: {problems[0]}")


def _after_of(sources: Iterable[ModuleSource]) -> dict[str, str]:
    return {source.module: source.after for source in sources if source.after is not None}


def _insert_keys(raw: sqlite3.Connection, entry_id: int, keys: Iterable[KeySummary]) -> None:
    rows = [
        (
            entry_id,
            ordinal,
            escaped(key.key),
            escaped(key.type),
            key.bytes,
            key.length,
            escaped(key.repr),
            key.stored,
            escaped_or_none(key.reason),
            key.group,
        )
        for ordinal, key in enumerate(keys)
    ]
    raw.executemany(_INSERT_KEY, rows)
