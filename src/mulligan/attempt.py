"""One transaction with everything that is told of it: entry, outcome, trial.

Invariant: whatever becomes of the transaction, its entry is given that outcome, once; where the
journal cannot take it, the log says so and the entry is called abandoned at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mulligan.draft import Draft
from mulligan.execution import CodeChange, LiveModule
from mulligan.failure import Failure
from mulligan.layout import LayoutLoaded
from mulligan.record import EntryRecord, Recorder
from mulligan.state import StateGuard, StatePoured
from mulligan.transaction import Participant, State, Transaction
from mulligan.trial import TrialPeriod
from mulligan_store.errors import JournalError

if TYPE_CHECKING:
    from mulligan_store.records import NewEntry, Status

logger = logging.getLogger("mulligan")


class Attempt:
    """A transaction, composed.

    Arguments:
        draft: what it is called.
        guard: protects the state.
        changes: what changes code and state, in this order, the checks last.
        recorder: the journal.
        live: the hot modules that run, for the sources of the entry.
        redact: state keys that are never written.
        period: the trial after the commit.
        force_rollback_at: the switch for tests.
    """

    def __init__(
        self,
        draft: Draft,
        guard: StateGuard,
        changes: Sequence[Participant],
        *,
        recorder: Recorder,
        live: Sequence[LiveModule],
        redact: Collection[str],
        period: TrialPeriod,
        force_rollback_at: State | None,
    ) -> None:
        self.draft = draft
        self.period = period
        self._code = next((each for each in changes if isinstance(each, CodeChange)), None)
        self._brought = [each for each in changes if isinstance(each, StatePoured | LayoutLoaded)]

        def compose(session_id: int | None) -> NewEntry:
            return draft.compose(session_id, guard.capture, live, redact)

        self._record = EntryRecord(recorder, compose)
        self._transaction = Transaction(
            capture=[guard],
            record=[self._record],
            prepare=changes,
            commit=self._commit,
            force_rollback_at=force_rollback_at,
        )

    @property
    def entry_id(self) -> int | None:
        """The number of its entry; None while nothing is recorded."""
        return self._record.entry_id

    @property
    def failure(self) -> Failure | None:
        """Why it was undone."""
        return self._transaction.failure

    @property
    def poisoned(self) -> bool:
        """Whether undoing it failed."""
        return self._transaction.state is State.POISONED

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be done silently, with code, state or layout."""
        return (*(self._code.notes if self._code is not None else ()), *self._notes_of_what_came_back())

    def _notes_of_what_came_back(self) -> list[str]:
        return [note for each in self._brought for note in each.notes]

    @property
    def took_ms(self) -> float:
        """Milliseconds from begin to commit."""
        return sum(self._transaction.phases_ms.values())

    @property
    def capture_ms(self) -> float:
        """Milliseconds for copying and writing the state."""
        phases_ms = self._transaction.phases_ms
        return phases_ms.get("capture", 0.0) + phases_ms.get("record", 0.0)

    def run(self) -> bool:
        """Run the transaction; True when it is committed.

        Raises:
            KeyboardInterrupt: the user pressed Ctrl+C; everything was undone first.
        """
        if self._transaction.run():
            return True
        self._account_for_undo()
        if self._transaction.interrupt is not None:
            raise self._transaction.interrupt
        return False

    def undo(self, error: BaseException) -> bool:
        """End the trial against the new code; True when the good code is back."""
        self._transaction.roll_back(Failure.from_exception(error))
        self._account_for_undo()
        return not self.poisoned

    def keep(self) -> None:
        """End the trial in favour of the new code, and drop what was needed to undo it."""
        self._transaction.keep()
        if self._code is not None:
            self._code.keep()
        if not self.period.finished_at_once:
            self._conclude("kept")

    def _commit(self) -> None:
        status: Status = "kept" if self.period.finished_at_once else "on_trial"
        self._record.conclude(status, phases_ms=self._transaction.phases_ms, plan=self._plan())

    def _account_for_undo(self) -> None:
        if self._record.entry_id is None:
            try:
                self._record.vote()  # refused before its snapshot was written; the journal still tells of it
            except JournalError as error:
                logger.warning("the refusal could not be recorded: %s", error)
        self._conclude("poisoned" if self.poisoned else "rolled_back")

    def _conclude(self, status: Status) -> None:
        transaction = self._transaction
        try:
            self._record.conclude(
                status, failure=transaction.failure, phases_ms=transaction.phases_ms, plan=self._plan()
            )
        except JournalError as error:
            logger.warning("the outcome %s of entry %s was not recorded: %s", status, self.entry_id, error)

    def _plan(self) -> object:
        """What the engine did, and what restoring the state has to say; None for neither."""
        plan = self._code.plan if self._code is not None else None
        notes = self._notes_of_what_came_back()
        if not notes:
            return plan.as_json() if plan is not None else None
        return {**(plan.as_json() if plan is not None else {"modules": []}), "notes": notes}
