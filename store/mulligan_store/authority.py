"""What the codes of an entry cover, and whether they hold.

Invariant: both codes are computed from the rows as they stand in the journal, by the same queries
when signing and when verifying. So no column can be forgotten on one side, and a changed column,
a row moved in from elsewhere or one taken away is always a changed field.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mulligan_store.errors import EntryNotFound, KeyUnusable, SignatureInvalid
from mulligan_store.signing import Field, Signer

ENTRY_COLUMNS = (
    "id",
    "parent_id",
    "session_id",
    "kind",
    '"trigger"',
    "started_at",
    "snapshot_bytes",
    "signer",
    "previous_code",
)
OUTCOME_COLUMNS = (
    "status",
    "finished_at",
    "label",
    "pinned",
    "error_type",
    "error_message",
    "traceback",
    "phases_ms",
    "plan",
)

MAX_ID = 2**63 - 1
NOTHING: Mapping[str, Field] = MappingProxyType({})

_ENTRY = f"SELECT {', '.join(ENTRY_COLUMNS)} FROM entries WHERE id = ?"
_OUTCOME = f"SELECT code, {', '.join(OUTCOME_COLUMNS)} FROM entries WHERE id = ?"
_KEYS = """
SELECT ordinal, state_key, value_type, value_bytes, value_length, value_repr, stored, reason, group_ordinal
FROM key_summaries WHERE entry_id = ? ORDER BY ordinal
"""
# LEFT JOIN: a blob that was taken away leaves NULLs, which are not what was signed.
_GROUPS = """
SELECT ordinal, state_keys, digest, stored_digest, content_bytes
FROM entry_groups LEFT JOIN blobs ON blobs.id = blob_id WHERE entry_id = ? ORDER BY ordinal
"""
_SOURCES = """
SELECT ordinal, module, path, digest, stored_digest, content_bytes
FROM entry_sources LEFT JOIN blobs ON blobs.id = blob_id WHERE entry_id = ? ORDER BY ordinal
"""
_SOURCES_AFTER = """
SELECT module, digest, stored_digest, content_bytes
FROM entry_sources_after LEFT JOIN blobs ON blobs.id = blob_id WHERE entry_id = ? ORDER BY module
"""


@dataclass(frozen=True)
class Authority:
    """Signs and verifies the entries of one journal.

    Arguments:
        journal_id: a part of every code, so that an entry is worth nothing in another journal.
        signer: the user's; None where there is no key: then nothing can be signed or verified.
    """

    journal_id: str
    signer: Signer | None

    def sign_entry(self, raw: sqlite3.Connection, entry_id: int) -> bytes:
        """Return the code over what an entry held when it began."""
        return self._signer().code("entry", *self._entry_fields(raw, entry_id))

    def sign_outcome(
        self, raw: sqlite3.Connection, entry_id: int, changes: Mapping[str, Field] = NOTHING
    ) -> bytes:
        """Return the code over what became of an entry, and over the entry's own code.

        Arguments:
            changes: columns that the same UPDATE as the code is about to give new values.
        """
        return self._signer().code("outcome", *self._outcome_fields(raw, entry_id, changes))

    def refuse_altered_outcome(self, raw: sqlite3.Connection, entry_id: int) -> None:
        """Raise SignatureInvalid unless the outcome is as it was signed.

        Asked before an outcome is changed: signing a changed one would launder what was forged.
        """
        stored = _one(raw, "SELECT signer, outcome_code FROM entries WHERE id = ?", entry_id)
        signer = self._signer()
        if not signer.confirms(stored[1], "outcome", *self._outcome_fields(raw, entry_id)):
            raise SignatureInvalid(_blame(entry_id, "its outcome", stored[0], signer))

    def refuse_unauthentic(self, raw: sqlite3.Connection, entry_id: int) -> None:
        """Raise unless the entry is whole, unaltered, in its place, and signed with this user's key.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: saying what is wrong.
        """
        stored = _one(raw, "SELECT signer, code, previous_code FROM entries WHERE id = ?", entry_id)
        if self.signer is None:
            raise SignatureInvalid(
                f"entry {entry_id} cannot be verified: this user has no signing key; "
                "it may be inspected, and is not restored"
            )
        fields = self._entry_fields(raw, entry_id)
        if not self.signer.confirms(stored[1], "entry", *fields):
            raise SignatureInvalid(_blame(entry_id, "it", stored[0], self.signer))
        self.refuse_altered_outcome(raw, entry_id)
        if stored[2] != previous_code(raw, entry_id):
            raise SignatureInvalid(
                f"entry {entry_id}: the entry before it is missing or was replaced; "
                "it may be inspected, and is not restored"
            )

    def _signer(self) -> Signer:
        if self.signer is None:
            raise KeyUnusable("there is no signing key; nothing was signed")
        return self.signer

    def _entry_fields(self, raw: sqlite3.Connection, entry_id: int) -> tuple[Field, ...]:
        entry = _one(raw, _ENTRY, entry_id)
        lists = (raw.execute(query, (entry_id,)).fetchall() for query in (_KEYS, _GROUPS, _SOURCES))
        return self.journal_id, entry, *lists

    def _outcome_fields(
        self, raw: sqlite3.Connection, entry_id: int, changes: Mapping[str, Field] = NOTHING
    ) -> tuple[Field, ...]:
        code, *values = _one(raw, _OUTCOME, entry_id)
        columns = zip(OUTCOME_COLUMNS, values, strict=True)
        outcome = (code, *(changes.get(column, value) for column, value in columns))
        after = raw.execute(_SOURCES_AFTER, (entry_id,)).fetchall()
        return self.journal_id, entry_id, outcome, after


def previous_code(raw: sqlite3.Connection, entry_id: int) -> object:
    """Return the code of the entry before this one, empty if it is the first."""
    query = "SELECT code FROM entries WHERE id < ? ORDER BY id DESC LIMIT 1"
    row = raw.execute(query, (entry_id,)).fetchone()
    return b"" if row is None else row[0]


def refuse_missing(raw: sqlite3.Connection, entry_id: int) -> None:
    """Raise EntryNotFound unless the journal has the entry."""
    _one(raw, "SELECT id FROM entries WHERE id = ?", entry_id)


def _one(raw: sqlite3.Connection, query: str, entry_id: int) -> tuple[Field, ...]:
    # A number that SQLite cannot hold is no entry's, and would be an overflow instead of an answer.
    found = raw.execute(query, (entry_id,)).fetchone() if abs(entry_id) <= MAX_ID else None
    if found is None:
        raise EntryNotFound(f"the journal has no entry {entry_id}; nothing was changed")
    row: tuple[Field, ...] = found
    return row


def _blame(entry_id: int, what: str, signer: object, ours: Signer) -> str:
    consequence = "it may be inspected, and is not restored"
    if signer != ours.fingerprint:
        return f"entry {entry_id}: {what} was signed with another key, not with this user's; {consequence}"
    return f"entry {entry_id}: {what} was altered, or moved here from another journal; {consequence}"
