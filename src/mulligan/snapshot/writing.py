"""One value to bytes, by whichever pickler can, on whichever stack is needed.

Invariant: `write` either returns bytes that `dill.loads` can read, or raises an exception that the
caller can put into a sentence. No depth of nesting crashes the process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mulligan.heap.deep_stack import frames_for, is_limit_unsafe, with_deep_stack
from mulligan.snapshot.dill_reducers import slow_dumps
from mulligan.snapshot.pickler import NO_STAND_INS, PROTOCOL, CannotWrite, NeedsDill, Reducers, fast_dumps


class Writer:
    """Writes values that may refer to one app and its live values.

    Arguments:
        app: written as a reference.
        live_values: live key -> value, each written as a reference.
        objects: how many there are at most, which bounds how deeply writing can nest.
        stand_ins: id of an object -> what is written in its place, of the same type.
    """

    def __init__(
        self,
        app: object,
        live_values: Mapping[str, object],
        *,
        objects: int,
        stand_ins: Mapping[int, object] = NO_STAND_INS,
    ) -> None:
        self._frames = frames_for(objects)
        self._meaning = (app, live_values, stand_ins)

    def write(self, value: object) -> bytes:
        """Return `value` as a payload.

        Raises:
            CannotWrite: a live resource is part of it.
            RecursionError: it is nested too deeply for any stack.
            Exception: whatever the pickling methods of an object in it raise.
        """
        if is_limit_unsafe():
            return with_deep_stack(lambda: self._write_here(value), frames=self._frames)
        try:
            return self._write_here(value)
        except RecursionError:
            return self._write_deep(value)

    def failure(self, value: object) -> BaseException | None:
        """Say what stands in the way of writing `value`; None if nothing does."""
        try:
            self.write(value)
        except Exception as error:  # noqa: BLE001 - the question is what user code raises
            return error
        return None

    def _write_here(self, value: object) -> bytes:
        try:
            return fast_dumps(value, *self._meaning)
        except (CannotWrite, RecursionError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - dill may know a way; if not, its error is raised
            return self._write_slowly(value, error)

    def _write_slowly(self, value: object, cause: Exception) -> bytes:
        return slow_dumps(value, _unless_dill(Reducers(*self._meaning).reduce), PROTOCOL)

    def _write_deep(self, value: object) -> bytes:
        """Nest on a large stack: first in C, which newer Pythons limit; then in Python, which they do not."""
        try:
            return with_deep_stack(lambda: self._write_here(value), frames=self._frames)
        except RecursionError:
            reduce = _unless_dill(Reducers(*self._meaning).reduce)
            return with_deep_stack(lambda: slow_dumps(value, reduce, PROTOCOL), frames=self._frames)


def _unless_dill(reduce: Callable[[object], object]) -> Callable[[object], object]:
    """Leave to dill what these reducers cannot do."""

    def reduce_or_leave(target: object) -> object:
        try:
            return reduce(target)
        except NeedsDill:
            return NotImplemented

    return reduce_or_leave
