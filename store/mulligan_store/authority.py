"""What the codes of an entry cover, and whether they hold.

Invariant: both codes are computed from the rows as they stand in the journal, by the same queries
when signing and when verifying. So no column can be forgotten on one side, and a changed column,
a row moved in from elsewhere or one taken away is always a changed field.

    signed here, of this journal -------------------------> authentic
    imported: signed here, but under another purpose -----> authentic once its content is trusted
    anything else ----------------------------------------> authentic only if its content is trusted
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mulligan_store.errors import EntryNotFound, KeyUnusable, SignatureInvalid
from mulligan_store.missing import predecessor, run_of
from mulligan_store.signing import Field, Signer, digest, encode

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
_ORIGIN = """
SELECT origin_journal_id, origin_entry_id, origin_signer, imported_at FROM imported_entries WHERE entry_id = ?
"""


def trust_nothing(_content: bytes) -> bool:
    """What is trusted where there is no list of what the user trusts."""
    return False


@dataclass(frozen=True)
class Authority:
    """Signs and verifies the entries of one journal.

    Arguments:
        journal_id: a part of every code, so that an entry is worth nothing in another journal.
        signer: the user's; None where there is no key: then nothing can be signed or verified.
        trusts: whether the user has said that an entry's content, by its digest, may be restored.
    """

    journal_id: str
    signer: Signer | None
    trusts: Callable[[bytes], bool] = trust_nothing

    def sign_entry(self, raw: sqlite3.Connection, entry_id: int) -> bytes:
        """Return the code over what an entry held when it began."""
        return self._signer().code(*self._entry_purpose_and_fields(raw, entry_id))

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
        """Raise unless the entry may be restored: unaltered and this user's own, or trusted by this user.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: saying what is wrong.
        """
        try:
            self.refuse_altered(raw, entry_id)
            _refuse_imported(raw, entry_id)
        except SignatureInvalid:
            if not self.trusts(content_digest(raw, entry_id)):
                raise

    def refuse_altered(self, raw: sqlite3.Connection, entry_id: int) -> None:
        """Raise unless the entry is whole, unaltered, in its place, and signed with this user's key.

        Says nothing about whose content it is: an imported entry passes.

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
        if not self.is_signed(raw, entry_id):
            raise SignatureInvalid(_blame(entry_id, "it", stored[0], self.signer))
        self.refuse_altered_outcome(raw, entry_id)
        before, run = predecessor(raw, entry_id)
        is_explained = run is None or run.is_signed_by(self.signer, self.journal_id)
        if stored[2] != before or not is_explained:
            raise SignatureInvalid(
                f"entry {entry_id}: the entry before it is missing or was replaced; "
                "it may be inspected, and is not restored"
            )

    def is_own(self, raw: sqlite3.Connection, entry_id: int) -> bool:
        """Return whether the entry is this user's own: unaltered, in its place, and not imported."""
        try:
            self.refuse_altered(raw, entry_id)
            _refuse_imported(raw, entry_id)
        except SignatureInvalid:
            return False
        return True

    def is_signed(self, raw: sqlite3.Connection, entry_id: int) -> bool:
        """Return whether the entry's own code holds, whatever became of it and of its neighbours."""
        (code,) = _one(raw, "SELECT code FROM entries WHERE id = ?", entry_id)
        signer = self.signer
        return signer is not None and signer.confirms(code, *self._entry_purpose_and_fields(raw, entry_id))

    def _signer(self) -> Signer:
        if self.signer is None:
            raise KeyUnusable("there is no signing key; nothing was signed")
        return self.signer

    def _entry_purpose_and_fields(
        self, raw: sqlite3.Connection, entry_id: int
    ) -> tuple[str, *tuple[Field, ...]]:
        entry = _one(raw, _ENTRY, entry_id)
        lists = (raw.execute(query, (entry_id,)).fetchall() for query in (_KEYS, _GROUPS, _SOURCES))
        fields = (self.journal_id, entry, *lists)
        origin = raw.execute(_ORIGIN, (entry_id,)).fetchone()
        # Another purpose: taking the row away does not make an entry of the user's own out of it.
        return ("entry", *fields) if origin is None else ("imported", *fields, origin)

    def _outcome_fields(
        self, raw: sqlite3.Connection, entry_id: int, changes: Mapping[str, Field] = NOTHING
    ) -> tuple[Field, ...]:
        code, *values = _one(raw, _OUTCOME, entry_id)
        columns = zip(OUTCOME_COLUMNS, values, strict=True)
        outcome = (code, *(changes.get(column, value) for column, value in columns))
        after = raw.execute(_SOURCES_AFTER, (entry_id,)).fetchall()
        return self.journal_id, entry_id, outcome, after


def _refuse_imported(raw: sqlite3.Connection, entry_id: int) -> None:
    origin = raw.execute(_ORIGIN, (entry_id,)).fetchone()
    if origin is not None:
        raise SignatureInvalid(
            f"entry {entry_id} was imported (entry {origin[1]} of journal {origin[0]}) and is not trusted; "
            "it may be inspected, and is not restored before `mulligan trust`"
        )


def content_digest(raw: sqlite3.Connection, entry_id: int) -> bytes:
    """Return what names everything of an entry that would be unpickled or run, and its summaries.

    The same in every journal that holds the same content, whoever signed it.
    """
    queries = (_KEYS, _GROUPS, _SOURCES, _SOURCES_AFTER)
    lists = [raw.execute(query, (entry_id,)).fetchall() for query in queries]
    return digest(encode(("mulligan content", 1, *lists)))


def previous_code(raw: sqlite3.Connection, entry_id: int) -> object:
    """Return the code that comes before an entry, empty if it is the first."""
    return predecessor(raw, entry_id)[0]


def refuse_missing(raw: sqlite3.Connection, entry_id: int) -> None:
    """Raise EntryNotFound unless the journal has the entry."""
    _one(raw, "SELECT id FROM entries WHERE id = ?", entry_id)


def has_entry(raw: sqlite3.Connection, entry_id: int) -> bool:
    """Return whether the journal has the entry."""
    return raw.execute("SELECT 1 FROM entries WHERE id = ?", (entry_id,)).fetchone() is not None


def no_such_entry(raw: sqlite3.Connection, entry_id: int) -> str:
    """Return why there is no entry of that number, as far as the journal knows."""
    run = run_of(raw, entry_id) if 0 < entry_id < MAX_ID else None
    return f"the journal has no entry {entry_id}" + (f": {run}" if run is not None else "")


def _one(raw: sqlite3.Connection, query: str, entry_id: int) -> tuple[Field, ...]:
    # A number that SQLite cannot hold is no entry's, and would be an overflow instead of an answer.
    found = raw.execute(query, (entry_id,)).fetchone() if abs(entry_id) <= MAX_ID else None
    if found is None:
        raise EntryNotFound(f"{no_such_entry(raw, entry_id)}; nothing was changed")
    row: tuple[Field, ...] = found
    return row


def _blame(entry_id: int, what: str, signer: object, ours: Signer) -> str:
    consequence = "it may be inspected, and is not restored"
    if signer != ours.fingerprint:
        return f"entry {entry_id}: {what} was signed with another key, not with this user's; {consequence}"
    return f"entry {entry_id}: {what} was altered, or moved here from another journal; {consequence}"
