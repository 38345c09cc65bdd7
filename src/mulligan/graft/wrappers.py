"""What is wrapped around functions: properties, class and static methods, caches, decorated functions.

Invariant: only wrappers of the language and of functools, and functions that `functools.wraps`
marked, are looked into; other objects are not touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from types import FunctionType
from typing import Any

from mulligan.graft.live_functions import is_cached, wrapped_things
from mulligan.graft.undo_log import UndoLog

_DEPTH = 6  # wrappers around wrappers; decorators rarely stack higher


def wrappers_around(
    things: Iterable[Any], functions: Collection[FunctionType]
) -> list[tuple[Any, FunctionType]]:
    """The wrappers among `things` and in their classes that lead to one of `functions`, with it."""
    wanted = {id(each): each for each in functions}
    found: dict[int, tuple[Any, FunctionType]] = {}
    for wrapper in _wrappers_in(things):
        innermost = _function_within(wrapper, wanted)
        if innermost is not None:
            found[id(wrapper)] = (wrapper, innermost)
    return list(found.values())


def follow_docstring(log: UndoLog, wrapper: Any, before: str | None, after: str | None) -> None:
    """A wrapper that showed the docstring of what it wraps shows the new one."""
    if getattr(wrapper, "__doc__", None) == before:
        log.set_attribute(wrapper, "__doc__", after)


def _wrappers_in(things: Iterable[Any]) -> Iterator[Any]:
    for thing in things:
        if isinstance(thing, type):
            yield from (each for each in vars(thing).values() if _inner(each))
        elif type(thing) is FunctionType and "__wrapped__" not in thing.__dict__:
            continue  # most things in most modules
        elif _inner(thing):
            yield thing


def _function_within(wrapper: Any, wanted: dict[int, FunctionType]) -> FunctionType | None:
    todo = [(each, 1) for each in _inner(wrapper)]
    while todo:
        thing, depth = todo.pop()
        if id(thing) in wanted:
            return wanted[id(thing)]
        if depth < _DEPTH:
            todo += [(each, depth + 1) for each in _inner(thing)]
    return None


def _inner(thing: Any) -> list[Any]:
    """What a wrapper is wrapped around; empty for all else."""
    if type(thing) is FunctionType or is_cached(thing):
        noted = thing.__dict__.get("__wrapped__")
        return [noted] if noted is not None else []
    return wrapped_things(thing)
