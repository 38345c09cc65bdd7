"""Follow references from one graph into another.

Invariant: an immutable holder (tuple, frozenset, partial, bound method) keeps its identity unless
something it holds is replaced; then, and only then, a new one of the same type takes its place.
"""

from __future__ import annotations

import functools
import gc
import types
from collections.abc import Mapping
from operator import is_
from typing import Any

from mulligan.heap.placeholders import Redacted
from mulligan.heap.plans import ATOMS, member_descriptors

_MISSING = object()
HOLDERS = (
    tuple,
    frozenset,
    types.MethodType,
    types.BuiltinFunctionType,
    functools.partial,
    types.MappingProxyType,
    slice,
)


class Translator:
    """Maps objects to their counterparts.

    Arguments:
        counterparts: id of an object -> what stands for it. The caller keeps the objects alive.
        likely: id of a holder -> a holder that takes its place if a new one would be just like it.
    """

    def __init__(
        self, counterparts: Mapping[int, object], *, likely: Mapping[int, object] | None = None
    ) -> None:
        self._known = dict(counterparts)
        self._likely = likely or {}
        self._kept: list[object] = []

    def __call__(self, value: Any) -> Any:
        """Return what stands for `value`: its counterpart, a rebuilt holder, or `value` itself."""
        if type(value) in ATOMS:
            return value
        known = self._known.get(id(value), _MISSING)
        if known is not _MISSING:
            return known
        return self._holder(value) if issubclass(type(value), HOLDERS) else value

    def many(self, values: list[Any]) -> list[Any]:
        """Return what stands for each of `values`."""
        for kind in {*map(type, values)} - ATOMS:
            if issubclass(kind, HOLDERS):
                holders: list[Any] = [each for each in values if type(each) is kind]
                for holder in holders:
                    if kind is not tuple or not self._is_tuple_of_atoms(holder):
                        self(holder)
        return list(map(self._known.get, map(id, values), values))

    def _is_tuple_of_atoms(self, holder: tuple[Any, ...]) -> bool:
        """Translate a tuple of atoms, for which only the likely holder can stand."""
        if not ATOMS.issuperset(map(type, holder)):
            return False
        likely = self._likely.get(id(holder))
        is_alike = (
            type(likely) is tuple and all(map(is_, map(type, likely), map(type, holder))) and likely == holder
        )
        if is_alike and id(holder) not in self._known:
            self._kept.append(holder)
            self._known[id(holder)] = likely
        return True

    def originals(self) -> dict[int, Any]:
        """Return for each holder that took another's place, by its identity, that other."""
        translated = [holder for holder in reversed(self._kept) if id(holder) in self._known]
        return {id(self._known[id(holder)]): holder for holder in translated}

    def _holder(self, root: Any) -> Any:
        """Rebuild nested holders from the inside out, without recursion."""
        stack, opened = [root], set()
        while stack:
            holder = stack[-1]
            inner = [
                part
                for part in holder_parts(holder)
                if issubclass(type(part), HOLDERS) and id(part) not in self._known and id(part) not in opened
            ]
            opened.add(id(holder))
            if inner:
                stack += inner
                continue
            stack.pop()
            if id(holder) not in self._known:
                self._kept.append(holder)
                self._known[id(holder)] = self._assembled(holder)
        return self._known[id(root)]

    def _assembled(self, holder: Any) -> Any:
        parts = holder_parts(holder)
        counterparts = [
            self._known.get(id(part), part) if type(part) not in ATOMS else part for part in parts
        ]
        likely = self._likely.get(id(holder))
        if likely is not None:
            counterparts = _with_kept_secrets(likely, holder, counterparts)
        if likely is not None and _is_alike(likely, holder, counterparts):
            return likely
        if all(now is then for now, then in zip(counterparts, parts, strict=True)):
            return holder
        return rebuilt(holder, counterparts)


def _with_kept_secrets(likely: Any, holder: Any, parts: list[Any]) -> list[Any]:
    """Where a secret was never written, take what the likely holder has."""
    others = holder_parts(likely) if type(likely) is type(holder) else []
    if len(others) != len(parts):
        return parts
    return [other if type(part) is Redacted else part for part, other in zip(parts, others, strict=True)]


def _is_alike(likely: Any, holder: Any, parts: list[Any]) -> bool:
    others = holder_parts(likely) if type(likely) is type(holder) else []
    return len(others) == len(parts) and all(
        one is other or (type(one) in ATOMS and type(one) is type(other) and one == other)
        for one, other in zip(parts, others, strict=True)
    )


def holder_parts(holder: Any) -> list[Any]:
    """Return what an immutable holder refers to, in the order that `rebuilt` takes."""
    kind = type(holder)
    if issubclass(kind, (tuple, frozenset)):
        base: Any = tuple if issubclass(kind, tuple) else frozenset
        return list(base.__iter__(holder))
    if issubclass(kind, types.MethodType):
        return [holder.__func__, holder.__self__]
    if issubclass(kind, types.BuiltinFunctionType):
        return [holder.__self__]
    if issubclass(kind, functools.partial):
        return [holder.func, *holder.args, *holder.keywords.values()]
    if issubclass(kind, slice):
        return [holder.start, holder.stop, holder.step]
    return gc.get_referents(holder)


def rebuilt(holder: Any, parts: list[Any]) -> Any:
    """Make an immutable holder like `holder` that refers to `parts`, without running user code."""
    kind = type(holder)
    if issubclass(kind, tuple):
        return _with_fields(tuple.__new__(kind, parts), holder)
    if issubclass(kind, frozenset):
        return _with_fields(frozenset.__new__(kind, parts), holder)
    if issubclass(kind, types.MethodType):
        return types.MethodType(*parts)
    if issubclass(kind, types.BuiltinFunctionType):
        return getattr(parts[0], holder.__name__)
    if issubclass(kind, functools.partial):
        count = 1 + len(holder.args)
        keywords = dict(zip(holder.keywords, parts[count:], strict=True))
        return _with_fields(functools.partial.__new__(kind, parts[0], *parts[1:count], **keywords), holder)
    if issubclass(kind, slice):
        return slice(*parts)
    return types.MappingProxyType(parts[0])


def _with_fields(made: Any, holder: Any) -> Any:
    """Carry the attributes of a subclass over."""
    if type(holder).__dictoffset__:
        made.__dict__.update(holder.__dict__)
    if not issubclass(type(holder), functools.partial):
        for member in member_descriptors(type(holder)):
            member.__set__(made, member.__get__(holder))
    return made
