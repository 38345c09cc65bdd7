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
from mulligan_store.errors import JournalError

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

    def open(self) -> Journal | None:
        """The journal, or None while it cannot be opened; every call tries again.

        Raises:
            JournalError: it cannot be opened and is required.
        """
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
            self._journal, self.problem = journal, None
            for note in self.notes:
                logger.warning("%s", note)
        return self._journal

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
            logger.warning("nothing is being recorded: %s", reason)
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
        journal = self._recorder.open()
        if journal is None:
            return
        new = self._compose(self._recorder.session_id)
        try:
            self.entry_id = journal.begin_entry(new)
        except JournalError as error:
            self._recorder.failed(error)
        else:
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
