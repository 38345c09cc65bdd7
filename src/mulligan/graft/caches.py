"""Caches of changed functions.

Invariant: no value that old code computed is given out by a cache of a function whose code changed,
neither after the change nor after its undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mulligan.graft.live_functions import is_cached, wrapped_things
from mulligan.graft.undo_log import UndoLog

_DEPTH = 4


def clear_caches(log: UndoLog, things: Iterable[Any]) -> None:
    """Clear the `functools` caches that `things` are or hold, now, when kept and when undone."""
    for thing in things:
        for clear in _cache_clears(thing, 0):
            log.add("clearing a cache", clear)
            log.when_kept(clear)
            clear()


def _cache_clears(thing: Any, depth: int) -> list[Callable[[], None]]:
    if depth > _DEPTH:
        return []
    if is_cached(thing):
        return [thing.cache_clear]
    if isinstance(thing, type):
        held = [each for each in thing.__dict__.values() if is_cached(each) or wrapped_things(each)]
    else:
        own = getattr(thing, "__dict__", None)
        wrapped = own.get("__wrapped__") if type(own) is dict else None
        held = wrapped_things(thing) or ([wrapped] if wrapped is not None else [])
    return [clear for each in held for clear in _cache_clears(each, depth + 1)]
