"""The first frames after a commit.

Invariant: a trial ends exactly once: by enough good calls, by its bound in ticks, by the next
transaction, or by a delegate that raises. Until then the transaction can still be undone; the bound
exists because what is needed to undo keeps the old code alive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


class TrialPeriod:
    """Counts the good calls of each delegate; satisfies `mulligan.delegation.Trial`.

    Arguments:
        targets: the delegates of the app; those that are never called end with the bound.
        calls: how many good calls of each delegate end the trial.
        ticks: how many safe points end it whatever was called.
        undo: undoes the transaction because of (target, error); True when the good code is back.
    """

    def __init__(
        self,
        targets: Iterable[str],
        *,
        calls: int,
        ticks: int,
        undo: Callable[[str, BaseException], bool],
    ) -> None:
        self._left = dict.fromkeys(targets, calls) if calls > 0 else {}
        self._ticks_left = ticks
        self._undo = undo
        self.finished_at_once = self.finished

    @property
    def finished(self) -> bool:
        """Whether nothing is left to try."""
        return not self._left

    def tick(self) -> None:
        """Count a safe point against the bound."""
        self._ticks_left -= 1
        if self._ticks_left <= 0:
            self._left.clear()

    def passed(self, target: str) -> None:
        """Count a good call of `target`."""
        left = self._left.get(target)
        if left is None:
            return
        if left > 1:
            self._left[target] = left - 1
        else:
            del self._left[target]

    def failed(self, target: str, error: BaseException) -> bool:
        """Undo the transaction because `target` raised `error`; True when the good code is back."""
        if self.finished:
            return False
        self._left.clear()
        return self._undo(target, error)
