"""One computation at a time off the frame, for a panel that shows its result when it is there.

Invariant: a frame never waits for it, and what was asked for last wins: what is computed for an
earlier question is told to stop, and its result is thrown away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Breathe = Callable[[], None]
"""What a computation calls now and then: raises `Stopped` once nobody wants the result any more."""

_WORK_S = 0.002
_REST_S = 0.0005


class Stopped(Exception):
    """Nobody waits for this result any more."""


@dataclass(frozen=True)
class Outcome(Generic[Value]):
    """What became of a computation: its value, or why there is none."""

    value: Value | None
    problem: str = ""


class Background(Generic[Value]):
    """Computes on a thread of its own, which does not keep the process alive.

    Arguments:
        wake: called from that thread when a result is there, so that an idle app draws a frame.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._job: _Job[Value] | None = None

    def ask(
        self, key: Hashable, compute: Callable[[Breathe], Value], *, at_once: bool = False
    ) -> Outcome[Value] | None:
        """Return the outcome for `key`, None while it is computed.

        Arguments:
            key: what the result depends on; the same key is computed once.
            compute: makes the value; it is given what it calls now and then.
            at_once: it is known to be short, so compute it here and now.
        """
        if self._job is None or self._job.key != key:
            self.stop()
            self._job = _Job(key, compute, self._wake)
            if at_once:
                self._job.run()
            else:
                threading.Thread(target=self._job.run, name="mulligan dashboard", daemon=True).start()
        return self._job.outcome

    def stop(self) -> None:
        """Nobody wants the present result any more."""
        if self._job is not None:
            self._job.unwanted.set()
        self._job = None

    def wait(self, timeout_s: float) -> bool:
        """Wait for the present result; False if it is not there in time. For tests and scripts."""
        return self._job is None or self._job.done.wait(timeout_s)


class _Job(Generic[Value]):
    def __init__(self, key: Hashable, compute: Callable[[Breathe], Value], wake: Callable[[], None]) -> None:
        self.key = key
        self.outcome: Outcome[Value] | None = None
        self.unwanted = threading.Event()
        self.done = threading.Event()
        self._compute = compute
        self._wake = wake
        self._rested_at = time.perf_counter()

    def run(self) -> None:
        try:
            self.outcome = Outcome(self._compute(self._breathe))
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - a frame shows whatever went wrong as a sentence
            self.outcome = Outcome(None, f"{type(error).__name__}: {error}")
        finally:
            self.done.set()
        if not self.unwanted.is_set():
            self._wake()

    def _breathe(self) -> None:
        if self.unwanted.is_set():
            raise Stopped
        # A thread that computes holds the interpreter for up to 5 ms at a time, a third of a frame.
        if time.perf_counter() - self._rested_at > _WORK_S:
            time.sleep(_REST_S)
            self._rested_at = time.perf_counter()
