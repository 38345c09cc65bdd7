"""Run work that recurses deeply on a thread with a large stack.

Invariant: the process survives. The recursion limit is raised only as far as the stack that was
really granted allows, so the worst outcome is RecursionError.
"""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

_STACK_BYTES = (512 << 20, 128 << 20, 32 << 20)
_BYTES_PER_FRAME = 2_000
_SAFE_LIMIT = 8_000
_SPARE_FRAMES = 2_000
_FRAMES_PER_OBJECT = 10
_one_at_a_time = threading.Lock()


def is_limit_unsafe() -> bool:
    """Tell whether the app raised the recursion limit so far that the usual stack could overflow."""
    return sys.getrecursionlimit() > _SAFE_LIMIT


def frames_for(objects: int) -> int:
    """Bound the frames that a sound recursion over that many objects can need.

    Without the bound an endless recursion would fill the whole stack before it is recognised.
    """
    return _SPARE_FRAMES + _FRAMES_PER_OBJECT * objects


def with_deep_stack(work: Callable[[], Result], *, frames: int) -> Result:
    """Call `work` where it may nest deeply, and return what it returns.

    Arguments:
        frames: how many Python frames it may nest; at most about 250,000 are granted.

    Raises:
        RecursionError: even that was too deep, or no thread with a larger stack was to be had.
        BaseException: whatever `work` raised.
    """
    with _one_at_a_time:
        for stack_bytes in _STACK_BYTES:
            job = _Job(work, frames=min(frames, stack_bytes // _BYTES_PER_FRAME))
            if job.start(stack_bytes):
                return job.result()
    raise RecursionError("no thread with a larger stack could be started")


class _Job(Generic[Result]):
    """One call on a thread of its own."""

    def __init__(self, work: Callable[[], Result], *, frames: int) -> None:
        self._work = work
        self._frames = frames
        self._context = contextvars.copy_context()
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="mulligan deep stack", daemon=True)

    def start(self, stack_bytes: int) -> bool:
        """Start with that much stack; False if the system does not grant it."""
        try:
            usual = threading.stack_size(stack_bytes)
        except (ValueError, RuntimeError):
            return False
        try:
            self._thread.start()
        except (RuntimeError, MemoryError):
            return False
        finally:
            threading.stack_size(usual)
        return True

    def result(self) -> Result:
        """Wait for the end; return or raise what the work did."""
        self._thread.join()
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return self._results[0]

    def _run(self) -> None:
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(self._frames)
        try:
            self._results.append(self._context.run(self._work))
        except RecursionError:
            # A traceback of a quarter of a million frames helps nobody and holds them all.
            self._error = RecursionError("nested too deeply")
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
            self._error = error
        finally:
            sys.setrecursionlimit(usual)
