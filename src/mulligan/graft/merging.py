"""Merging what a statement made anew into what it had made before.

Invariant: the object that lives wins. A name is bound to a new object only where Python offers no
way to make the old one do the same; whoever holds the old one is then led to the new one where
that is possible.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from mulligan.graft.caches import clear_cache
from mulligan.graft.classes import merge_class
from mulligan.graft.functions import forward, merge_function, retarget
from mulligan.graft.live_functions import LiveFunctions, is_cached, wrapped_things
from mulligan.graft.references import replace_functions
from mulligan.graft.rerun import Rerun
from mulligan.graft.undo_log import ABSENT, UndoLog, cell_content

_DEPTH = 6  # wrappers around wrappers around a function; decorators rarely stack higher


class Graft:
    """One module within one transaction.

    Arguments:
        module: the module that lives.
        log: where every write is noted first.
        notes: sentences for the user are appended here.
        former_caches: collects what `functools.lru_cache` made and was replaced; someone may hold it still.
        scattered: collects names of functions of which more than one object may live: within wrappers,
            or closures that had to keep older code.
    """

    def __init__(
        self,
        module: ModuleType,
        log: UndoLog,
        notes: list[str],
        *,
        former_caches: list[weakref.ref[Any]] | None = None,
        scattered: set[str] | None = None,
    ) -> None:
        self.module = module
        self.log = log
        self.functions = LiveFunctions(module)
        self.lasting_classes: dict[
            int, tuple[type, type]
        ] = {}  # id of a temporary class -> it, the lasting one
        self.merged: list[tuple[FunctionType, FunctionType]] = []  # what was made, and what lives on
        self._former_caches = former_caches if former_caches is not None else []
        self.scattered = scattered if scattered is not None else set()
        self._notes = notes

    def note(self, sentence: str) -> None:
        """Say something to the user, once."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def lasting(self, cls: type) -> type:
        """The class that lives on in place of a temporary one."""
        return self.lasting_classes.get(id(cls), (cls, cls))[1]

    def merge(self, old: Any, new: Any, rerun: Rerun) -> Any:
        """Make `old` do what `new` does as far as possible; return what the name is to be bound to.

        Raises:
            CannotChangeInPlace: instances live that Python cannot change accordingly.
        """
        if old is new or old is ABSENT:
            return new
        if isinstance(old, type) and isinstance(new, type):
            same = old.__module__ == new.__module__ == self.module.__name__
            return (
                merge_class(self, old, new, rerun) if same and old.__qualname__ == new.__qualname__ else new
            )
        before = functions_within(old, rerun.made_before)
        after = functions_within(new, rerun.made_now)
        if not before or not after or any(each is old for each in after):
            return new  # nothing in common; or a wrapper around what lives on, which must not forward to it
        if type(old) is FunctionType:
            if type(new) is FunctionType:
                return merge_function(self, old, new, rerun)
            forward(self, old, new)
            return new
        if is_cached(old):
            return self._merge_cached(old, new, before, after, rerun)
        if type(old) is type(new) and type(old) in _MERGED_BY_PART:
            return _MERGED_BY_PART[type(old)](self, old, new, rerun)
        self._merge_in_pairs(before, after, rerun)
        return new

    def merge_raw(self, old: Any, new: Any, rerun: Rerun) -> Any:
        """As `merge`, for a name that another statement binds again at once, such as `draw = traced(draw)`.

        Only what the statement itself defined is merged: the wrappers around it come later.
        """
        if type(new) is FunctionType and rerun.made_now(new):
            before = functions_within(old, rerun.made_before)
            return merge_function(self, before[0], new, rerun) if before else new
        return self.merge(old, new, rerun) if isinstance(new, type) else new

    def _merge_in_pairs(self, before: list[FunctionType], after: list[FunctionType], rerun: Rerun) -> None:
        for old, new in zip(before, after, strict=False):
            merge_function(self, old, new, rerun)

    def _merge_cached(
        self, old: Any, new: Any, before: list[FunctionType], after: list[FunctionType], rerun: Rerun
    ) -> Any:
        """`functools.lru_cache`: its object is written in C and can neither be changed nor forwarded."""
        self._merge_in_pairs(before, after, rerun)
        if new is after[0] and old.__wrapped__ is before[0]:  # the cache was taken off
            retarget(self, old, before[0])
            new = before[0]
        clear_cache(self.log, old)
        if is_cached(new) and old.cache_parameters() == new.cache_parameters():
            return old
        self.log.keep_list(self._former_caches)
        self._former_caches.append(weakref.ref(old))
        return new

    def settle(self, *, replace: bool) -> None:
        """After a statement: put the lasting functions where its decorators registered the temporary ones.

        Arguments:
            replace: whether the statement has decorators that may have registered anything.
        """
        merged, self.merged = self.merged, []
        if replace and merged:
            self.scattered |= {old.__qualname__ for _, old in merged}
            replace_functions(self.log, merged, vars(self.module))


def functions_within(
    thing: Any, made_here: Callable[[FunctionType], bool], depth: int = 0
) -> list[FunctionType]:
    """The functions that a statement made and that `thing` is or wraps, the outermost first."""
    if thing is None or depth > _DEPTH:
        return []
    if type(thing) is FunctionType:
        if made_here(thing):
            return [thing]
        held = [cell_content(cell) for cell in thing.__closure__ or ()]
        held.append(thing.__dict__.get("__wrapped__"))
    else:
        held = wrapped_things(thing) or (_attributes(thing) if depth == 0 else [])
    found: dict[int, FunctionType] = {}
    for each in held:
        found |= {id(function): function for function in functions_within(each, made_here, depth + 1)}
    return list(found.values())


def _attributes(thing: Any) -> list[Any]:
    """What a callable object made by a decorator holds itself; modules and classes are no wrappers."""
    if isinstance(thing, (type, ModuleType)) or not callable(thing):
        return []
    own = getattr(thing, "__dict__", None)
    return list(own.values()) if type(own) is dict else []


def _merge_static_or_class_method(graft: Graft, old: Any, new: Any, rerun: Rerun) -> Any:
    return old if graft.merge(old.__func__, new.__func__, rerun) is old.__func__ else new


def _merge_property(graft: Graft, old: property, new: property, rerun: Rerun) -> property:
    kept = True
    for before, after in ((old.fget, new.fget), (old.fset, new.fset), (old.fdel, new.fdel)):
        if before is not None and after is not None:
            kept = graft.merge(before, after, rerun) is before and kept
        else:
            kept = before is after and kept
    return old if kept and old.__doc__ == new.__doc__ else new


def _merge_cached_property(graft: Graft, old: Any, new: Any, rerun: Rerun) -> Any:
    return old if graft.merge(old.func, new.func, rerun) is old.func else new


_MERGED_BY_PART: dict[type, Callable[[Graft, Any, Any, Rerun], Any]] = {
    staticmethod: _merge_static_or_class_method,
    classmethod: _merge_static_or_class_method,
    property: _merge_property,
    functools.cached_property: _merge_cached_property,
}
