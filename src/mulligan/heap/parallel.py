"""The parts that two objects of the same type have at the same place.

Invariant: no user code runs. Parts that are atoms are left out: they correspond to nothing.
"""

from __future__ import annotations

import collections
import types
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mulligan.heap.graph import Label
from mulligan.heap.identity import NOBODY, Identities
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, Plans, TypePlan
from mulligan.heap.walk import MISSING_MEMBER, read_member

_MISSING = object()
_POSITIONAL = (list, tuple, collections.deque)

Part = tuple[Label, Any, Any]


class ParallelParts:
    """Yields (edge label, loaded part, live part).

    Arguments:
        plans: the plans of this operation.
        identities: decides which elements of two sequences belong together.
    """

    def __init__(self, plans: Plans, identities: Identities) -> None:
        self._plans = plans
        self._identities = identities

    def of(self, loaded: Any, live: Any) -> Iterator[Part]:
        """Yield the parts of two objects, which are of the same type or functions of the same code."""
        if issubclass(type(loaded), types.FunctionType):
            yield from _captured(loaded, live)
            return
        plan = self._plans[type(loaded)]
        if plan.has_dict:
            tables = instance_dictionary(loaded) or {}, instance_dictionary(live) or {}
            yield from ((f".{name}", part, counterpart) for name, part, counterpart in _items(*tables))
        for member in plan.members:
            part, counterpart = read_member(member, loaded), self._member(live, member.__name__)
            if part is not MISSING_MEMBER and counterpart is not MISSING_MEMBER:
                yield f".{member.__name__}", part, counterpart
        yield from self._contained(loaded, live, plan)

    def _contained(self, loaded: Any, live: Any, plan: TypePlan) -> Iterator[Part]:
        kind = type(loaded)
        if issubclass(kind, dict):
            items = _items(loaded, live)
            yield from (((key,), part, counterpart) for key, part, counterpart in items)
            yield from self._elements(_object_keys(loaded), _object_keys(live))
        elif issubclass(kind, _POSITIONAL):
            yield from self._elements(_sequence(loaded), _sequence(live))
        elif issubclass(kind, set):
            elements = list(set.__iter__(loaded))
            counterparts = self._identities.counterparts(elements, list(set.__iter__(live))) or ()
            pairs = _by_position(elements, counterparts)
            yield from (("[...]", part, counterpart) for _, part, counterpart in pairs)
        elif plan.content is not None:
            content = plan.content
            yield from _by_position(content.parts(content.save(loaded)), content.parts(content.save(live)))
        elif plan.parts is not None:
            yield from _by_position(plan.parts(loaded), plan.parts(live))

    def _elements(self, loaded: Sequence[Any], live: Sequence[Any]) -> Iterator[Part]:
        yield from _by_position(loaded, self._identities.counterparts(loaded, live) or live)

    def _member(self, target: Any, name: str) -> Any:
        for member in self._plans[type(target)].members:
            if member.__name__ == name:
                return read_member(member, target)
        return MISSING_MEMBER


def has_same_parameters(one: types.CodeType, other: types.CodeType) -> bool:
    """Whether the defaults of one function mean the same to the other."""
    named = one.co_argcount + one.co_kwonlyargcount
    counts = (one.co_argcount, one.co_kwonlyargcount, one.co_posonlyargcount)
    return (
        counts == (other.co_argcount, other.co_kwonlyargcount, other.co_posonlyargcount)
        and one.co_varnames[:named] == other.co_varnames[:named]
    )


def _captured(loaded: types.FunctionType, live: types.FunctionType) -> Iterator[Part]:
    """Yield what the cells, the attributes and the defaults of two functions hold."""
    cells = loaded.__closure__ or (), live.__closure__ or ()
    for name, part, counterpart in zip(loaded.__code__.co_freevars, *cells, strict=True):
        yield f".<closure>.{name}", part, counterpart
    items = _items(loaded.__dict__, live.__dict__)
    yield from ((f".{name}", part, counterpart) for name, part, counterpart in items)
    if has_same_parameters(loaded.__code__, live.__code__):
        yield from _by_position(loaded.__defaults__ or (), live.__defaults__ or ())
        keywords = _items(loaded.__kwdefaults__ or {}, live.__kwdefaults__ or {})
        yield from ((f".{name}", part, counterpart) for name, part, counterpart in keywords)


def _items(loaded: dict[Any, Any], live: dict[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    for key, part in dict.items(loaded):
        if type(part) not in ATOMS and type(key) in ATOMS:
            counterpart = dict.get(live, key, _MISSING)
            if counterpart is not _MISSING:
                yield key, part, counterpart


def _object_keys(table: dict[Any, Any]) -> list[Any]:
    if ATOMS.issuperset(map(type, dict.keys(table))):
        return []
    return [key for key in dict.keys(table) if type(key) not in ATOMS]


def _sequence(target: Any) -> list[Any]:
    for base in _POSITIONAL:
        if issubclass(type(target), base):
            items: Any = base
            return list(items.__iter__(target))
    return []


def _by_position(loaded: Iterable[Any], live: Iterable[Any]) -> Iterator[Part]:
    for position, (part, counterpart) in enumerate(zip(loaded, live, strict=False)):
        if type(part) not in ATOMS and counterpart is not NOBODY:
            yield (position,), part, counterpart
