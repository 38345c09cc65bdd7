"""The journal as a participant; the only place above the store that writes entries.

Invariant: once `vote` has returned, the snapshot is on disk, or `Recorder.problem` says why it is
not and that nothing is being recorded. A journal that fails never makes a reload less safe in
memory: unless it is required, the transaction goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan.failure import Failure
from mulligan.heap.tearing import disturb
from mulligan_store.errors import JournalError, JournalUnreadable

if TYPE_CHECKING:
    from mulligan_store.journal import Journal
    from mulligan_store.records import NewEntry, Status

logger = logging.getLogger("mulligan")


class Recorder:
    """The journal of this process, opened when first needed, or the reason why there is none.

    Arguments:
        path: the journal's file.
        app_name: what the app session is called in the journal.
        required: refuse transactions that cannot be recorded.
    """

    def __init__(self, path: Path, app_name: str, *, required: bool = False) -> None:
        self.path = path
        self.required = required
        self.problem: str | None = None
        self.session_id: int | None = None
        self.app_name = app_name
        self._journal: Journal | None = None
        self._file: tuple[int, int] | None = None

    def open(self) -> Journal | None:
        """The journal, or None while it cannot be opened; every call tries again.

        Raises:
            JournalError: it cannot be opened and is required.
        """
        if self._journal is not None and _identity(self.path) != self._file:
            self.let_go("the journal was deleted or replaced while it was open; a new one is begun")
        if self._journal is None:
            from mulligan_store.journal import Journal

            try:
                journal = Journal.open(self.path)
            except JournalError as error:
                self.failed(error)
                return None
            try:
                self.session_id = journal.begin_session(self.app_name)
            except JournalError as error:
                journal.close()
                self.failed(error)
                return None
            _prune(journal)
            self._journal, self.problem, self._file = journal, None, _identity(self.path)
            for note in self.notes:
                _say("%s", note)
        return self._journal

    def let_go(self, reason: str) -> None:
        """Close a journal that is of no use any more; the next `open` makes or mends one."""
        journal, self._journal = self._journal, None
        _say("%s: %s", self.path, reason)
        if journal is not None:
            try:
                journal.close()
            except JournalError as error:
                _say("%s could not be closed: %s", self.path, error)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the journal met and mended, such as a damaged file that was moved aside."""
        return tuple(self._journal.notes) if self._journal is not None else ()

    @property
    def opened(self) -> Journal | None:
        """The journal if it is open by now."""
        return self._journal

    def failed(self, error: JournalError) -> None:
        """Remember that nothing is being recorded, and why; said once for each reason.

        Raises:
            JournalError: `error`, when the journal is required.
        """
        reason = str(error)
        if reason != self.problem:
            self.problem = reason
            _say("nothing is being recorded: %s", reason)
        if self.required:
            raise error

    def worked(self) -> None:
        """A write went through: recording again."""
        self.problem = None

    def close(self, *, clean: bool) -> None:
        """End the app session in the journal and close it; `clean` False leaves it marked as broken off."""
        journal, self._journal = self._journal, None
        if journal is None:
            return
        try:
            if clean and self.session_id is not None:
                journal.end_session(self.session_id)
            journal.close()
        except JournalError as error:
            logger.warning("the end of the session was not recorded: %s", error)


def _prune(journal: Journal) -> None:
    """Keep history from filling the disk; what is pinned or labelled stays."""
    try:
        journal.prune()
    except JournalError as error:  # recording can go on without the room
        _say("old entries were not pruned: %s", error)


def _say(message: str, *arguments: object) -> None:
    disturb()  # a handler of the app's may keep the message in the very state that was captured
    logger.warning(message, *arguments)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path names now: an open file that was unlinked takes writes that nobody will find."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class EntryRecord:
    """One transaction's entry: written open, then given its outcome by one UPDATE.

    Arguments:
        recorder: where to write.
        compose: makes the entry, snapshot included; called by `vote`.
    """

    def __init__(self, recorder: Recorder, compose: Callable[[int | None], NewEntry]) -> None:
        self._recorder = recorder
        self._compose = compose
        self.entry_id: int | None = None

    def vote(self) -> None:
        """Write the entry; it is on disk on return.

        Raises:
            JournalError: it could not be written and the journal is required.
        """
        try:
            self._write()
        except JournalUnreadable as error:
            self._recorder.let_go(f"damaged while it was open: {error}")
            try:
                self._write()  # into a new journal: opening it has moved the damaged one aside
            except JournalError as second:
                self._recorder.failed(second)
        except JournalError as error:
            self._recorder.failed(error)

    def _write(self) -> None:
        journal = self._recorder.open()
        if journal is not None:
            self.entry_id = journal.begin_entry(self._compose(self._recorder.session_id))
            self._recorder.worked()

    def apply(self) -> None:
        """Nothing to show: the entry is on disk since `vote`."""

    def undo(self) -> None:
        """The entry stays, as the account of what was tried; its outcome is written by `conclude`."""

    def conclude(
        self,
        status: Status,
        *,
        failure: Failure | None = None,
        phases_ms: Mapping[str, float] | None = None,
        plan: object = None,
    ) -> None:
        """Write the outcome with one UPDATE.

        Arguments:
            status: `on_trial`, `kept`, `rolled_back` or `poisoned`.
            failure: why it was undone.
            phases_ms: how long each phase took, in milliseconds.
            plan: what the engine ran and why, as JSON values.

        Raises:
            JournalError: it could not be written and the journal is required. The entry then stays
                open and is called abandoned at the next start.
        """
        journal = self._recorder.opened
        if journal is None or self.entry_id is None:
            return
        from mulligan_store.records import ErrorReport

        error = ErrorReport(failure.type, failure.message, failure.traceback) if failure else None
        try:
            journal.set_status(self.entry_id, status, error=error, phases_ms=phases_ms, plan=plan)
        except JournalError as problem:
            self._recorder.failed(problem)
