"""The functions that live in a module, wherever they are held.

Invariant: whatever is yielded has the module's dictionary as its globals, and is found by identity
alone; no code of the user runs while looking.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator, Mapping
from types import FunctionType, MethodType, ModuleType
from typing import Any

from mulligan.graft.code import Place, is_shared, place_of
from mulligan.graft.undo_log import ABSENT, cell_content

CachedFunction: type = type(functools.lru_cache(lambda: 0))  # functools keeps this type to itself

_AROUND_ONE_FUNCTION = (staticmethod, classmethod, MethodType)
_WITH_FUNC = (functools.partial, functools.partialmethod, functools.cached_property)


def is_cached(thing: Any) -> bool:
    """Whether it is what `functools.lru_cache` makes."""
    return type(thing) is CachedFunction


_FROZEN_AT_START = 1_000
"""More than CPython 3.12 freezes by itself when it starts (375), fewer than any `gc.freeze()` of an app."""


def has_frozen_objects() -> bool:
    """Whether `gc.freeze()` hides objects from passes over the heap."""
    return gc.get_freeze_count() > _FROZEN_AT_START


class LiveFunctions:
    """Finds the functions whose globals are one module's dictionary."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._everywhere: list[FunctionType] | None = None

    def everywhere(self) -> list[FunctionType]:
        """All of them: every function refers to its globals, so this is one pass over the heap, in C.

        The pass is made once; functions made later are not in the list. Objects that `gc.freeze()`
        hides from the pass are found only where the module holds them.
        """
        if self._everywhere is None:
            found = [each for each in gc.get_referrers(vars(self._module)) if type(each) is FunctionType]
            if has_frozen_objects():
                known = {id(each) for each in found}
                found += [each for each in self.reachable() if id(each) not in known]
            self._everywhere = found
        return self._everywhere

    def forget(self) -> None:
        """Make the next look see functions that were made since."""
        self._everywhere = None

    def named(self, place: Place, filename: str) -> FunctionType | None:
        """The function that stands at a place, found by its name, if no other function can have its code.

        None in doubt: the name leads elsewhere, or somebody else holds the code, or closures of the
        function live, or it runs at this moment.
        """
        holder = self._holder(place.qualified_name)
        name = place.qualified_name.rpartition(".")[2]
        if name not in holder:
            return None
        thing = holder[name]
        functions = [thing] if type(thing) is FunctionType else wrapped_things(thing)
        found = [
            each
            for each in functions
            if type(each) is FunctionType
            and each.__globals__ is vars(self._module)
            and place_of(each.__code__) == place
            and each.__code__.co_filename == filename
        ]
        if len(found) != 1 or sys.getrefcount(found[0].__code__) != 2 or is_shared(found[0].__code__):
            return None
        return found[0]

    def _holder(self, qualified_name: str) -> Mapping[str, Any]:
        """The dictionary of the module or the class in which a name stands; empty if there is none."""
        holder: Mapping[str, Any] = vars(self._module)
        for part in qualified_name.split(".")[:-1]:
            cls = holder.get(part)
            if not isinstance(cls, type) or cls.__module__ != self._module.__name__:
                return {}
            holder = vars(cls)
        return holder

    def reachable(self) -> Iterator[FunctionType]:
        """Those that the module's names and its classes lead to; cheap, and enough for most edits."""
        namespace = vars(self._module)
        seen: set[int] = set()
        todo: list[Any] = list(namespace.values())
        while todo:
            thing = todo.pop()
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            if type(thing) is FunctionType:
                if thing.__globals__ is namespace:
                    yield thing
                todo += function_parts(thing)
            elif isinstance(thing, type):
                if thing.__module__ == self._module.__name__:
                    todo += thing.__dict__.values()
            else:
                todo += wrapped_things(thing)


def function_parts(function: FunctionType) -> list[Any]:
    """What a function's cells, attributes and annotations hold."""
    parts = [cell_content(cell) for cell in function.__closure__ or ()]
    parts += function.__dict__.values()
    parts.append(getattr(function, "__annotate__", None))
    return [part for part in parts if part is not ABSENT and part is not None]


def wrapped_things(thing: Any) -> list[Any]:
    """What the wrappers of the language and of functools are wrapped around; empty for all else."""
    kind = type(thing)
    if kind in _AROUND_ONE_FUNCTION:
        return [thing.__func__]
    if kind is property:
        return [part for part in (thing.fget, thing.fset, thing.fdel) if part is not None]
    if kind in _WITH_FUNC:
        return [thing.func]
    if kind is CachedFunction:
        return [thing.__wrapped__]
    return []
