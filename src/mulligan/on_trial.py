"""The attempt that is on trial, if there is one.

Invariant: at most one attempt is on trial; it is kept or undone exactly once, and whichever it was
is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from mulligan import delegation
from mulligan.attempt import Attempt
from mulligan.notices import Notices
from mulligan.options import Options
from mulligan.registry import Registry
from mulligan.session_journal import SessionJournal
from mulligan.trial import TrialPeriod


class OnTrial:
    """Begins trials and ends them.

    Arguments:
        lock: held while one is ended.
        registry: whose delegates are counted.
        options: gives the session's present options.
        notices: where the outcome is told.
        journal: the session's.
    """

    def __init__(
        self,
        lock: threading.RLock,
        registry: Registry,
        options: Callable[[], Options],
        notices: Notices,
        journal: SessionJournal,
    ) -> None:
        self._lock = lock
        self._registry = registry
        self._options = options
        self._notices = notices
        self._journal = journal
        self._attempt: Attempt | None = None

    def period(self, app: object) -> TrialPeriod:
        """A trial of the delegates of `app` that lead to hot modules."""
        targets = {
            target
            for target in delegation.targets_of(app)
            if ":" not in target or target.partition(":")[0] in self._registry
        }
        options = self._options()
        return TrialPeriod(targets, calls=options.trial_calls, ticks=options.trial_ticks, undo=self._undo)

    def begin(self, attempt: Attempt) -> None:
        """Put a committed attempt on trial, or keep it at once if there is nothing to try."""
        on_trial = not attempt.period.finished
        self._attempt = attempt
        if on_trial:
            delegation.set_trial(attempt.period)
        else:
            self.settle()
        text = f"{attempt.draft.done} in {attempt.took_ms:.0f} ms"
        self._notices.succeeded(text, on_trial=on_trial, notes=attempt.notes)

    def tick(self) -> None:
        """Count a safe point, and keep an attempt that has passed its trial."""
        if self._attempt is not None:
            self._attempt.period.tick()
            self.settle(only_finished=True)

    def settle(self, *, only_finished: bool = False) -> None:
        """End the trial, if there is one, in favour of the new code."""
        with self._lock:
            attempt = self._attempt
            if attempt is None or (only_finished and not attempt.period.finished):
                return
            self._attempt = None
            delegation.set_trial(None)
            attempt.keep()
            self._notices.kept()

    def _undo(self, target: str, error: BaseException) -> bool:
        """A delegate raised while on trial: bring back code and state at once."""
        with self._lock:
            attempt, self._attempt = self._attempt, None
            delegation.set_trial(None)
            if attempt is None:
                return False
            restored = attempt.undo(error)
            self._journal.show()
            say_undone(self._notices, attempt, f"raised in {target} during its first frames and was undone")
            return restored


def say_undone(notices: Notices, attempt: Attempt, how: str) -> None:
    """Tell that an attempt was undone, and why."""
    assert attempt.failure is not None
    headline = f"{attempt.draft.subject} {how}; running the last good code"
    if attempt.poisoned:
        headline = "an undo failed: the app may hold a mixture of old and new; restart it"
    notices.failed(headline, attempt.failure, attempt.draft.subject, poisoned=attempt.poisoned)
