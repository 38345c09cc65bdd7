"""Caches of changed functions.

Invariant: no value that old code computed is given out by a known cache of a function whose code
changed, neither after the change nor after its undo.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import Any

from mulligan.graft.undo_log import UndoLog


def clear_cache(log: UndoLog, cached: Any) -> None:
    """Clear one `functools.lru_cache`, now, when kept and when undone."""
    clear: Callable[[], None] = cached.cache_clear
    log.add("clearing a cache", clear)
    log.when_kept(clear)
    clear()


def clear_former_caches(log: UndoLog, former: Iterable[weakref.ref[Any]]) -> None:
    """Clear the caches that earlier edits replaced: whom they lead to by now is not followed."""
    for reference in former:
        cached = reference()
        if cached is not None:
            clear_cache(log, cached)
