"""A transaction over its participants; it knows nothing but their protocol.

            begin                durable            compiled             executed, grafted, verified
  IDLE ---------------> CAPTURED --------> RECORDED --------> PREPARED --------> APPLIED
    |                      |                   |                 |                  |
    |            any failure: undo in reverse, through everyone  |           commit | (one UPDATE)
    v                      v                   v                 v                  v
  ROLLED_BACK <------------+-------------------+-----------------+------------- ON_TRIAL ----> KEPT
                                        a delegate raised in the trial
  POISONED: reached instead of ROLLED_BACK when an undo failed; final, no more transactions

Transitions, each made by the named method through `_move`, which refuses every other one:

    IDLE -> CAPTURED [run]
    CAPTURED -> RECORDED [run]
    RECORDED -> PREPARED [run]
    PREPARED -> APPLIED [run]
    APPLIED -> ON_TRIAL [run]
    ON_TRIAL -> KEPT [keep]
    IDLE -> ROLLED_BACK [roll_back]
    CAPTURED -> ROLLED_BACK [roll_back]
    RECORDED -> ROLLED_BACK [roll_back]
    PREPARED -> ROLLED_BACK [roll_back]
    APPLIED -> ROLLED_BACK [roll_back]
    ON_TRIAL -> ROLLED_BACK [roll_back]
    IDLE -> POISONED [roll_back]
    CAPTURED -> POISONED [roll_back]
    RECORDED -> POISONED [roll_back]
    PREPARED -> POISONED [roll_back]
    APPLIED -> POISONED [roll_back]
    ON_TRIAL -> POISONED [roll_back]

What each state guarantees:

    IDLE         nothing has been looked at.
    CAPTURED     memory holds what is needed to undo everything that follows.
    RECORDED     the snapshot is on disk, or it is known and said that nothing is being recorded.
    PREPARED     all new code is parsed and compiled; no line of it has run.
    APPLIED      new code is live and verified; nobody has seen a frame of it; not committed.
    ON_TRIAL     committed; everything needed to undo is still held.
    KEPT         final; what was needed to undo is dropped.
    ROLLED_BACK  final; code and state are as they were in IDLE, to the identity.
    POISONED     final; an undo failed and the app may hold a mixture. Never called rolled back.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mulligan.errors import TransactionMisused
from mulligan.failure import Failure
from mulligan.heap.collection import collection_paused


class State(enum.Enum):
    """Where a transaction stands; see the drawing."""

    IDLE = "idle"
    CAPTURED = "captured"
    RECORDED = "recorded"
    PREPARED = "prepared"
    APPLIED = "applied"
    ON_TRIAL = "on_trial"
    KEPT = "kept"
    ROLLED_BACK = "rolled_back"
    POISONED = "poisoned"


_FAILED = frozenset({State.ROLLED_BACK, State.POISONED})

TRANSITIONS: dict[State, frozenset[State]] = {
    State.IDLE: _FAILED | {State.CAPTURED},
    State.CAPTURED: _FAILED | {State.RECORDED},
    State.RECORDED: _FAILED | {State.PREPARED},
    State.PREPARED: _FAILED | {State.APPLIED},
    State.APPLIED: _FAILED | {State.ON_TRIAL},
    State.ON_TRIAL: _FAILED | {State.KEPT},
    State.KEPT: frozenset(),
    State.ROLLED_BACK: frozenset(),
    State.POISONED: frozenset(),
}


class Participant(Protocol):
    """One who takes part: state, journal, code, delegation."""

    def vote(self) -> None:
        """Get ready, or raise to refuse; nothing that the app can see may change."""

    def apply(self) -> None:
        """Make the change visible; may fail only where it runs the user's code."""

    def undo(self) -> None:
        """Bring back what was before `vote`; must not fail, also after half a vote or apply."""


class ForcedRollback(Exception):
    """Raised on purpose by the `force_rollback_at` switch."""


class Transaction:
    """One attempt to change code and state.

    Arguments:
        capture: participants whose votes together make CAPTURED.
        record: participants whose votes together make RECORDED.
        prepare: participants whose votes together make PREPARED.
        commit: the one commit point; called when all have applied.
        force_rollback_at: a switch for tests: fail on reaching this state.
    """

    def __init__(
        self,
        *,
        capture: Sequence[Participant] = (),
        record: Sequence[Participant] = (),
        prepare: Sequence[Participant] = (),
        commit: Callable[[], None],
        force_rollback_at: State | None = None,
    ) -> None:
        self.state = State.IDLE
        self.failure: Failure | None = None
        self.interrupt: KeyboardInterrupt | None = None
        self.phases_ms: dict[str, float] = {}
        self._stages = ((State.CAPTURED, capture), (State.RECORDED, record), (State.PREPARED, prepare))
        self._commit = commit
        self._force_rollback_at = force_rollback_at
        self._entered: list[Participant] = []

    def run(self) -> bool:
        """Go from IDLE to ON_TRIAL, or undo everything; True when committed.

        Any BaseException undoes: a module that calls `sys.exit()` is a bad edit. A
        KeyboardInterrupt is left in `interrupt` for the caller to raise again.

        Raises:
            TransactionMisused: the transaction has been run before.
        """
        if self.state is not State.IDLE:
            raise TransactionMisused(f"a transaction runs once; this one is {self.state.value}")
        try:
            with collection_paused():  # a finalizer is code of the app, and none may run before APPLIED
                for state, participants in self._stages:
                    with self._timed(_PHASES[state]):
                        self._vote(participants)
                    self._move(state)
            with self._timed("apply"):
                for participant in self._entered:
                    participant.apply()
            self._move(State.APPLIED)
            with self._timed("commit"):
                self._commit()
            self._move(State.ON_TRIAL)
        except BaseException as error:  # noqa: BLE001 - reloaded code may raise anything, sys.exit() included
            if isinstance(error, KeyboardInterrupt):
                self.interrupt = KeyboardInterrupt()
            self.roll_back(Failure.from_exception(error))
            return False
        return True

    def keep(self) -> None:
        """End the trial in favour of the new code.

        Raises:
            TransactionMisused: the transaction is not on trial.
        """
        self._move(State.KEPT)
        self._entered.clear()

    def roll_back(self, failure: Failure) -> None:
        """Undo in reverse through everyone, even where one undo raises.

        Raises:
            TransactionMisused: the transaction has ended already.
        """
        if not TRANSITIONS[self.state]:
            raise TransactionMisused(f"a transaction that is {self.state.value} cannot be rolled back")
        broken: list[Failure] = []
        with self._timed("undo"):
            while self._entered:
                try:
                    self._entered.pop().undo()
                except BaseException as error:  # noqa: BLE001 - the others must still be undone
                    broken.append(Failure.from_exception(error))
        self.failure = _joined(failure, broken)
        self._move(State.POISONED if broken else State.ROLLED_BACK)

    def _vote(self, participants: Sequence[Participant]) -> None:
        for participant in participants:
            self._entered.append(participant)  # before the vote: half a vote must be undone too
            participant.vote()

    def _move(self, state: State) -> None:
        if state not in TRANSITIONS[self.state]:
            raise TransactionMisused(f"no transition from {self.state.value} to {state.value}")
        self.state = state
        if state is self._force_rollback_at:
            raise ForcedRollback(f"rolled back on purpose at {state.value}")

    def _timed(self, phase: str) -> _Timer:
        return _Timer(self.phases_ms, phase)


_PHASES = {State.CAPTURED: "capture", State.RECORDED: "record", State.PREPARED: "prepare"}


@dataclass
class _Timer:
    """Adds the milliseconds between entry and exit to one phase, however the block ends."""

    phases_ms: dict[str, float]
    phase: str
    started: float = 0.0

    def __enter__(self) -> None:
        self.started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        elapsed_ms = (time.perf_counter() - self.started) * 1000
        self.phases_ms[self.phase] = self.phases_ms.get(self.phase, 0.0) + elapsed_ms


def _joined(failure: Failure, broken: Sequence[Failure]) -> Failure:
    if not broken:
        return failure
    texts = "\n".join(f"While undoing:\n{each.traceback}" for each in broken)
    return Failure(
        "Poisoned",
        f"{len(broken)} undo step(s) failed ({broken[0].line}); the app may hold a mixture of old and new, "
        f"so no reload is accepted until it is restarted. It was being undone because of {failure.line}",
        f"{failure.traceback}\n{texts}",
    )


def drawn_transitions() -> Iterator[tuple[str, str, str]]:
    """Yield (from, to, method) for each line of the transition list above, for the test that compares."""
    for line in (__doc__ or "").splitlines():
        words = line.split()
        if len(words) == 4 and words[1] == "->" and words[3].startswith("["):
            yield words[0], words[2], words[3].strip("[]")
