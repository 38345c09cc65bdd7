"""What is asked of dill: code objects, and values that only its own pickler can write.

Invariant: dill is imported at first need, because that takes longer than a frame, and its pickler is
never asked about a live resource, the app, or anything that can be written by name.
"""

from __future__ import annotations

import functools
import io
import types
import warnings
from collections.abc import Callable
from typing import Any


def code_reduction(code: types.CodeType) -> tuple[Any, ...]:
    """Return dill's way to write a code object, which other versions of Python can read."""
    recorder = _recorder()
    recorder.reductions.clear()
    recorder.dispatch[types.CodeType](recorder, code)
    ((function, arguments),) = recorder.reductions
    return function, tuple(arguments)


def slow_dumps(value: object, reducer: Callable[[Any], Any], protocol: int) -> bytes:
    """Write `value` with dill's own pickler.

    Arguments:
        reducer: asked first about every object; NotImplemented leaves it to dill.

    Raises:
        RecursionError: nested too deeply for this thread's stack.
        Exception: whatever dill or the pickling methods of an object raise.
    """
    stream = io.BytesIO()
    pickler = _slow_pickler()(stream, protocol)
    pickler.reducer_override = reducer
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dill warns about what it is about to refuse
        pickler.dump(value)
    return stream.getvalue()


@functools.cache
def _slow_pickler() -> Any:
    import dill

    class SlowPickler(dill.Pickler):  # type: ignore[misc]
        """dill's pickler, which asks `reducer_override` first."""

        reducer_override: Callable[[Any], Any]

    return SlowPickler


@functools.cache
def _recorder() -> Any:
    import dill

    class Recorder(dill.Pickler):  # type: ignore[misc]
        """Notes how dill would reduce an object instead of writing it."""

        def __init__(self) -> None:
            super().__init__(io.BytesIO(), protocol=5)
            self.reductions: list[tuple[Any, Any]] = []

        def save_reduce(self, function: Any, arguments: Any, *_: Any, **__: Any) -> None:
            """Note the call."""
            self.reductions.append((function, arguments))

    return Recorder()


def loads(payload: bytes, find_class: Callable[[Callable[[str, str], Any], str, str], Any]) -> Any:
    """Read a payload with dill's unpickler.

    Arguments:
        find_class: called with dill's own lookup, a module name and a name.
    """
    return _unpickler()(payload, find_class).load()


@functools.cache
def _unpickler() -> Any:
    import dill

    class Unpickler(dill.Unpickler):  # type: ignore[misc]
        """Asks `find_class` for every name."""

        def __init__(self, payload: bytes, find_class: Callable[..., Any]) -> None:
            super().__init__(io.BytesIO(payload), ignore=True)
            self._find_class = find_class

        def find_class(self, module: str, name: str) -> Any:
            """Look a name up."""
            return self._find_class(super().find_class, module, name)

    return Unpickler
