"""What may be asked of a journal without changing it.

Invariant: nothing here writes, and nothing executes what came from the journal. Payloads, and
sources that are to be run, are handed out only after the whole entry is verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan_store import requests, verify
from mulligan_store.authority import MAX_ID, Authority, content_digest
from mulligan_store.connection import Connection
from mulligan_store.errors import JournalError, JournalForeign, KeyUnusable
from mulligan_store.inspected_groups import MAX_INSPECTED_BYTES, Limits, inspected_groups
from mulligan_store.keys import JOURNAL_ID, KeyFolder
from mulligan_store.reading import EntryReader, origins_between
from mulligan_store.records import (
    Entry,
    InspectedGroup,
    KeySummary,
    ModuleSource,
    Origin,
    Session,
    SnapshotGroup,
    VerifyReport,
)
from mulligan_store.sessions import all_sessions
from mulligan_store.signing import Signer
from mulligan_store.trust import TrustQuestion, candidate, fingerprint_of
from mulligan_store.writing import now_text

if TYPE_CHECKING:
    from mulligan_store.transfer import ExportReport


class Inspection:
    """An open journal, to be looked at.

    Arguments:
        connection: to read through.
        keys: where the user's key and the kept heads are; None if a signer was brought along.
        signer: None to look for the user's key when something is to be verified.
        notes: what opening it has to say.
    """

    def __init__(
        self, connection: Connection, *, keys: KeyFolder | None, signer: Signer | None, notes: list[str]
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._notes = notes
        self._reader = EntryReader(connection)
        self._authority = self._authority_of(_journal_id(connection), signer)
        self._head = None if keys is None else keys.head(self.journal_id)
        with connection.reading("look for the newest entry") as raw:
            self._note(*verify.head_problems(raw, self._authority, self._head))

    @property
    def path(self) -> Path:
        """The SQLite file, absolute, with links followed."""
        return self._connection.path

    @property
    def journal_id(self) -> str:
        """What tells this journal from every other: 32 hexadecimal digits."""
        return self._authority.journal_id

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should be told: a journal moved aside, a missing end, a refused request."""
        return tuple(self._notes)

    def sessions(self) -> list[Session]:
        """Return every run that was recorded, newest first."""
        return all_sessions(self._connection)

    def entries(self, *, limit: int | None = None, before_id: int | None = None) -> list[Entry]:
        """Return entries, newest first.

        Arguments:
            limit: how many at most; None for all.
            before_id: only entries older than this one.
        """
        return self._reader.entries(limit=limit, before_id=before_id)

    def entry(self, entry_id: int) -> Entry:
        """Return one entry, or raise EntryNotFound."""
        return self._reader.entry(entry_id)

    def key_summaries(self, entry_id: int) -> list[KeySummary]:
        """Return what may be said of an entry's state keys without unpickling, or raise EntryNotFound."""
        return self._reader.key_summaries(entry_id)

    def sources(self, entry_id: int) -> list[ModuleSource]:
        """Return an entry's sources, unverified: to be looked at, not to be run.

        One that is damaged says so in its `problem`, and takes no other along.
        """
        return self._reader.sources(entry_id)

    def read_sources(self, entry_id: int) -> list[ModuleSource]:
        """Return an entry's sources to be run, verified as `read_groups` verifies."""
        return self._reader.verified_sources(entry_id, self._verifying())

    def read_groups(self, entry_id: int) -> list[SnapshotGroup]:
        """Return an entry's snapshot to be unpickled.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: something about the entry is not as this user signed it; says what.
        """
        return self._reader.groups(entry_id, self._verifying())

    def has_requests(self) -> bool:
        """Return whether `take_requests` would find something; cheap enough for every frame."""
        return requests.has_requests(self._connection)

    def origins(self) -> dict[int, Origin]:
        """Return where the imported entries come from, by their number here; also in `Entry.origin`."""
        with self._connection.reading_rows("read where entries come from") as raw:
            return origins_between(raw, 0, MAX_ID)

    def inspect_groups(
        self,
        entry_id: int,
        *,
        limit_bytes: int = MAX_INSPECTED_BYTES,
        stored_limit_bytes: int = MAX_INSPECTED_BYTES,
    ) -> Iterator[InspectedGroup]:
        """Yield an entry's groups as they lie in the journal, one at a time, for their bytes to be looked at.

        A payload may be anyone's: it must never be unpickled. `read_groups` is for what is to be.

        Arguments:
            limit_bytes: a payload that is longer is not made; its group says so.
            stored_limit_bytes: stored bytes that are longer are not read.

        Raises:
            EntryNotFound: no entry has that number.
        """
        self.entry(entry_id)
        try:
            authority, doubt = self._verifying(), None
        except KeyUnusable as error:
            authority, doubt = self._authority, str(error)
        limits = Limits(limit_bytes, stored_limit_bytes)
        return inspected_groups(self._connection, entry_id, authority, limits, doubt)

    def export(self, ids: Sequence[int], file: Path) -> ExportReport:
        """Write chosen entries into one file; see `mulligan_store.transfer.export_entries`."""
        from mulligan_store.transfer import Exporter

        if not ids:
            raise ValueError("no entry was chosen to be exported")
        with self._connection.reading_rows("export entries") as raw:
            return Exporter(raw, self._verifying()).export(ids, file.resolve())

    def trust_question(self) -> TrustQuestion:
        """Return what could be trusted in this journal; nothing is unpickled, and nothing changed.

        Raises:
            KeyUnusable: there is no key to trust with.
        """
        authority = self._verifying()
        if authority.signer is None:
            raise KeyUnusable("there is no signing key yet, so there is nothing to trust with")
        candidates, contents = [], []
        own = trusted = 0
        with self._connection.reading_rows("look for what could be trusted") as raw:
            for (entry_id,) in raw.execute("SELECT id FROM entries ORDER BY id").fetchall():
                content = content_digest(raw, entry_id)
                contents.append(content)
                if authority.trusts(content):
                    trusted += 1
                elif authority.is_own(raw, entry_id):
                    own += 1
                else:
                    candidates.append(candidate(raw, entry_id, content))
        named = fingerprint_of(contents)
        return TrustQuestion(self.path, self.journal_id, tuple(candidates), own, trusted, named)

    def trust(self, question: TrustQuestion) -> int:
        """Trust the content that a question named; return how many entries that makes restorable.

        Content is named by its digest: what has changed since the question is not trusted.

        Raises:
            KeyUnusable, JournalReadOnly, JournalWriteFailed: it was not recorded.
        """
        signer = self._verifying().signer
        if signer is None or self._keys is None:
            raise KeyUnusable("trust is kept beside the user's own key; nothing was trusted")
        trusted = self._keys.trust_list(signer)
        sound = [each for each in question.candidates if each.problem is None]
        for each in sound:
            about = f"entry {each.entry_id} of journal {question.journal_id}"
            trusted.add(each.content, about=about, when=now_text())
        return len(sound)

    def structural_damage(self) -> str | None:
        """Return what SQLite finds damaged in the file, None if nothing; `verify` looks further."""
        with self._connection.reading("check its structure") as raw:
            found = str(raw.execute("PRAGMA quick_check(1)").fetchone()[0])
        return None if found == "ok" else found

    def verify(self, progress: verify.Progress | None = None) -> VerifyReport:
        """Look at everything; change nothing.

        Arguments:
            progress: called with (entries looked at, entries there are).
        """
        entries = 0
        try:
            with self._connection.reading("verify it") as raw:
                (entries,) = raw.execute("SELECT count(*) FROM entries").fetchone()
                problems = verify.problems_of(raw, self._verifying(), self._head, progress)
        except JournalError as error:
            problems = [str(error)]
        return VerifyReport(not problems, entries, tuple(problems))

    def _verifying(self) -> Authority:
        """The key is looked for when it is needed: looking at a journal works without one."""
        if self._authority.signer is None and self._keys is not None:
            self._authority = self._authority_of(self.journal_id, self._keys.signer())
        return self._authority

    def _authority_of(self, journal_id: str, signer: Signer | None) -> Authority:
        if self._keys is None or signer is None:
            return Authority(journal_id, signer)
        return Authority(journal_id, signer, self._keys.trust_list(signer).trusts)

    def _note(self, *notes: str) -> None:
        self._notes.extend(note for note in notes if note not in self._notes)


def _journal_id(connection: Connection) -> str:
    with connection.reading("read its identity") as raw:
        row = raw.execute("SELECT value FROM meta WHERE name = 'journal_id'").fetchone()
    # It names a file in the user's key folder, so nothing but its own form is let through.
    if row is None or not isinstance(row[0], str) or not JOURNAL_ID.fullmatch(row[0]):
        raise JournalForeign(f"{connection.path}: it has no identity of a journal; it was left untouched")
    return row[0]
