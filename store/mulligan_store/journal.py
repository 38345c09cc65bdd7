"""The journal: every snapshot and what became of it, in one SQLite file.

Invariants:

- what `begin_entry` acknowledged is on disk: kill -9, a full disk or the loss of the write-ahead
  log do not take it away;
- looking at a journal, anyone's journal, executes nothing from it;
- a payload is handed out only after its signature is verified.

    with Journal.open(default_journal("my app")) as journal:
        session_id = journal.begin_session("my app")
        entry_id = journal.begin_entry(NewEntry(kind="reload", trigger="call", groups=...))
        journal.set_status(entry_id, "kept")
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from mulligan_store import requests
from mulligan_store.ballast import Ballast
from mulligan_store.connection import Connection, translated
from mulligan_store.errors import JournalError, JournalReadOnly, JournalUnreadable, KeyUnusable
from mulligan_store.file_header import inspect
from mulligan_store.file_watch import FileWatch, problems_of_content
from mulligan_store.inspection import Inspection
from mulligan_store.keys import Head, KeyFolder
from mulligan_store.locations import key_folder
from mulligan_store.locking import OPENING_TIMEOUT_S, opening_lock
from mulligan_store.opening import open_for_writing, remember_damage
from mulligan_store.pruning import Pruner
from mulligan_store.reading_copy import ReadingConnection
from mulligan_store.records import (
    STATUSES,
    ErrorReport,
    NewEntry,
    Request,
    Status,
)
from mulligan_store.retention import AUTOMATIC, GcReport, Progress, Retention
from mulligan_store.sessions import Sessions
from mulligan_store.signing import Signer
from mulligan_store.text import escaped_or_none
from mulligan_store.writing import EntryWriter

if TYPE_CHECKING:
    from mulligan_store.transfer import ImportReport

BUSY_TIMEOUT_S = 5.0
"""How long a frame may wait for another process's write; opening may wait longer."""


class Journal(Inspection):
    """An open journal; threads may share it. Made by `open`, ended by `close` or a `with` block."""

    def __init__(
        self,
        connection: Connection,
        *,
        read_only: bool,
        keys: KeyFolder | None,
        signer: Signer | None,
        notes: list[str],
    ) -> None:
        super().__init__(connection, keys=keys, signer=signer, notes=notes)
        self._read_only = read_only
        self._writer = EntryWriter(connection, self._authority)
        self._sessions = Sessions(connection, self._writer)
        self._unnamed_session: int | None = None
        self._ballast = Ballast(connection.path, connection.fold_log)
        self._watch: FileWatch | None = None

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        read_only: bool = False,
        key: bytes | None = None,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
    ) -> Journal:
        """Open a journal, making it first if there is none.

        Arguments:
            path: of the SQLite file.
            read_only: leave no trace, make nothing; works in a folder that cannot be written.
            key: 32 bytes to sign and verify with; None for the user's own key, made at first need.
                With a key brought along, no head is kept outside the journal.
            busy_timeout_s: how long one call may wait for another process.

        Raises:
            JournalForeign, JournalTooNew: it is not ours to write; it was left untouched.
            JournalUnreadable: opened for reading and missing or damaged, or damaged and cannot be
                moved. Opened for writing, a damaged journal is moved aside; `notes` says where to.
            JournalReadOnly, JournalBusy, JournalWriteFailed, KeyUnusable: as they say.
        """
        path = _resolved(path)
        keys = KeyFolder(key_folder()) if key is None else None
        signer = None if key is None else _signer(key)
        if read_only:
            reading = ReadingConnection(path, busy_timeout_s=busy_timeout_s)
            return cls._begun(reading, read_only=True, keys=keys, signer=signer, notes=[])
        inspect(path)
        if keys is not None:
            signer = keys.signer_made_if_missing()
        with translated(path, "make its folder", writing=True):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with opening_lock(path, timeout_s=OPENING_TIMEOUT_S):
            raw, notes = open_for_writing(path, busy_timeout_s=busy_timeout_s)
            connection = Connection(path, raw, on_damage=remember_damage)
            return cls._begun(connection, read_only=False, keys=keys, signer=signer, notes=notes)

    @classmethod
    def _begun(
        cls,
        connection: Connection,
        *,
        read_only: bool,
        keys: KeyFolder | None,
        signer: Signer | None,
        notes: list[str],
    ) -> Journal:
        try:
            journal = cls(connection, read_only=read_only, keys=keys, signer=signer, notes=notes)
        except BaseException:
            connection.close()
            raise
        try:
            if not read_only:
                journal._note(*journal._ballast.with_its_room(journal._sessions.recover))
                journal._ballast.keep()
                journal._watch = FileWatch(connection.path, journal._problems_of_file)
        except BaseException:
            connection.close()
            raise
        return journal

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading only."""
        return self._read_only

    def begin_session(self, app_name: str) -> int:
        """Begin a run of an app; its entries are its own for as long as this process lives."""
        self._refuse_read_only("begin a session")
        return self._sessions.begin(app_name)

    def end_session(self, session_id: int) -> None:
        """End a run cleanly. Entries that it left `open` or `on_trial` become `abandoned`."""
        self._refuse_read_only("end a session")
        self._ballast.with_its_room(lambda: self._sessions.end(session_id))

    def begin_entry(self, new: NewEntry) -> int:
        """Write an entry with status `open`, and return its number once it is durable.

        Raises:
            JournalWriteFailed, JournalBusy, JournalReadOnly: nothing was recorded.
            JournalUnreadable: the file is damaged, or something else has overwritten or deleted it.
            ValueError: what was given could not be read back; nothing was recorded.
        """
        self._refuse_read_only("record an entry")
        with self._connection.lock:
            self._refuse_changed_file()
            session_id = self._session_of(new)
            self._head = self._writer.begin(new, session_id, self._head)
            self._secure(self._head)
            self._ballast.keep()
            return self._head.entry_id

    def add_plan(self, entry_id: int, plan: object, after: Mapping[str, str]) -> None:
        """Add the plan, and the sources by module name that it would make run, to an entry.

        Arguments:
            plan: anything JSON can hold.
            after: module name to source text; a second call for a module replaces the first.

        Raises:
            EntryNotFound, SignatureInvalid, JournalError: the entry is as it was.
        """
        self._refuse_read_only("record a plan")
        self._writer.add_plan(entry_id, plan, after)

    def set_status(
        self,
        entry_id: int,
        status: Status,
        *,
        error: ErrorReport | None = None,
        phases_ms: Mapping[str, float] | None = None,
        plan: object = None,
    ) -> None:
        """Say what became of an entry: one UPDATE in one transaction, durable on return.

        Arguments:
            error: what ended it; None keeps what was recorded before.
            phases_ms: the durations to record; None keeps those recorded before.
            plan: anything JSON can hold; None keeps what was recorded before.

        Raises:
            EntryNotFound: no entry has that number.
            SignatureInvalid: someone else altered the outcome meanwhile; it is left as it is.
            JournalUnreadable: the file was deleted or replaced by another.
            ValueError: there is no such status.
        """
        self._refuse_read_only("record an outcome")
        if status not in STATUSES:
            raise ValueError(f"{status!r} is no status; there are {', '.join(STATUSES)}")
        self._with_room(lambda: self._writer.set_status(entry_id, status, error, phases_ms, plan))

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Name an entry, or take its name away."""
        self._refuse_read_only("record a label")
        self._with_room(lambda: self._writer.change_outcome(entry_id, {"label": escaped_or_none(label)}))

    def set_pinned(self, entry_id: int, *, pinned: bool) -> None:
        """Mark an entry as one to keep for ever, or not."""
        self._refuse_read_only("pin an entry")
        self._with_room(lambda: self._writer.change_outcome(entry_id, {"pinned": int(pinned)}))

    def request_restore(
        self, entry_id: int, *, state: bool = True, code: bool = True, layout: bool = False
    ) -> int:
        """Ask the app that has the journal open to restore an entry; return the request's number.

        Raises:
            EntryNotFound: no entry has that number.
            ValueError: neither state nor code nor layout is asked for.
        """
        self._refuse_read_only("request a restore")
        return requests.request_restore(
            self._connection, self._authority, entry_id, state=state, code=code, layout=layout
        )

    def request_reload(self) -> int:
        """Ask the app that has the journal open to reload its edited files; return the request's number."""
        self._refuse_read_only("request a reload")
        return requests.request_reload(self._connection, self._authority)

    def take_requests(self) -> list[Request]:
        """Return the requests that waited, oldest first; each is given out once."""
        self._refuse_read_only("take requests")
        if not self.has_requests():
            return []
        taken, refused = self._ballast.with_its_room(
            lambda: requests.take_requests(self._connection, self._authority)
        )
        self._note(*refused)
        return taken

    def prune(
        self, limits: Retention = AUTOMATIC, *, dry_run: bool = False, progress: Progress | None = None
    ) -> GcReport:
        """Remove the oldest entries that the limits do not keep; a session calls it when it starts.

        Arguments:
            limits: generous unless given: 10,000 entries and 1 GB, and nothing by age.
            dry_run: say what would be removed, and write nothing.
            progress: called with (entries removed, entries to remove).

        Raises:
            JournalError: the system refused; what was removed before is accounted for.
        """
        if not dry_run:
            self._refuse_read_only("prune it")
        pruner = Pruner(self._connection, self._verifying(), self._ballast)
        with self._connection.lock:
            kept = None if self._keys is None else self._keys.head(self.journal_id)
            also_keep = tuple(head.entry_id for head in (self._head, kept) if head is not None)
            try:
                return pruner.prune(limits, also_keep=also_keep, dry_run=dry_run, progress=progress)
            finally:
                self._writer.forget()
                if not dry_run:
                    self._ballast.keep()

    def import_from(self, file: Path) -> ImportReport:
        """Take in the entries of another journal; see `mulligan_store.transfer.import_entries`."""
        from mulligan_store.importing import Importer, refuse_damaged

        self._refuse_read_only("import entries")
        with Journal.open(file, read_only=True) as other, self._connection.lock:
            refuse_damaged(file, other.entries())
            with other._connection.reading_rows("import from it") as source:
                if source.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise JournalUnreadable(f"{file}: it is damaged; nothing was imported")
                importer = Importer(source, other, self._writer, self.journal_id)
                with self._connection.writing("import entries") as raw:
                    report, head = importer.take_in(raw, self._head)
            if head is not None:
                self._head = head
                self._secure(head)
        return report

    def close(self) -> None:
        """Close the file. A session that was not ended is found dead at the next start."""
        try:
            if self._unnamed_session is not None:
                self._sessions.end(self._unnamed_session)
        finally:
            self._sessions.let_go()
            self._connection.close()
            watch, self._watch = self._watch, None
            if watch is not None:
                watch.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_changed_file(self) -> None:
        try:
            if self._watch is not None:
                self._watch.refuse_changed()
        except JournalUnreadable:
            self._connection.met_damage()
            raise

    def _problems_of_file(self, raw: sqlite3.Connection) -> list[str]:
        return problems_of_content(raw, self._authority, self._head)

    def _with_room(self, write: Callable[[], None]) -> None:
        if self._watch is not None:
            # What is written into a file that was deleted is acknowledged and found by nobody.
            self._watch.refuse_gone()
        self._ballast.with_its_room(write)

    def _refuse_read_only(self, doing: str) -> None:
        if self._read_only:
            raise JournalReadOnly(f"{self.path}: could not {doing}: it was opened for reading only")

    def _session_of(self, new: NewEntry) -> int:
        if new.session_id is not None:
            return new.session_id
        if self._unnamed_session is None:
            self._unnamed_session = self._sessions.begin("")
        return self._unnamed_session

    def _secure(self, head: Head) -> None:
        """Take an entry that is durable out of harm's way. What fails here takes nothing back."""
        try:
            # So that an entry outlives even the loss of the log, which tools and people delete.
            self._connection.fold_log()
        except JournalError as error:
            self._note(str(error))
        if self._watch is not None:
            self._watch.remember()
        if self._keys is not None:
            try:
                self._keys.keep_head(self.journal_id, head)
            except OSError as error:
                self._note(f"the newest entry could not be remembered outside the journal: {error}")


def _resolved(path: Path | str) -> Path:
    try:
        # SQLite follows links before it names its log; what is looked for beside the file must too.
        return Path(path).resolve()
    except (ValueError, OSError, RuntimeError) as error:
        raise JournalError(f"{str(path)!r} cannot name a journal: {error}") from error


def _signer(key: bytes) -> Signer:
    try:
        return Signer(key)
    except ValueError as error:
        raise KeyUnusable(f"{error}; the journal was not opened") from error
