"""Which live object each loaded object stands for.

Invariant: the correspondence is one to one, and pairs only objects of the same type. Objects are
paired by the place where they are found, nearest to the app first; elements of lists by an `id`,
`uid`, `key` or `name` if that identifies every element of both lists, else by position. Two
objects whose `id`, `uid` or `key` differ are never paired; two whose `name` differs only if nothing
better is left.
"""

from __future__ import annotations

import collections
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mulligan.heap.graph import Trail, key_label, render
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, TypePlan, plan_for
from mulligan.heap.walk import MISSING_MEMBER, read_member

_STRONG_FIELDS = ("id", "uid", "key")
_FIELDS = (*_STRONG_FIELDS, "name")
_MISSING = object()
_POSITIONAL = (list, tuple, collections.deque)

Pair = tuple[Any, Any, str, Trail]


class Correspondence:
    """Pairs loaded objects with live ones.

    Arguments:
        stop: live objects that loaded ones refer to as they are: the app, the values of live keys.

    Attributes:
        live: id of a loaded object -> the live object it stands for.
        holders: id of a loaded tuple -> the live tuple at the same place.
        classes: id of a class that was pickled by value -> the live class of that name.
    """

    def __init__(self, stop: Iterable[object]) -> None:
        self.live: dict[int, Any] = {}
        self.holders: dict[int, Any] = {}
        self.classes: dict[int, type] = {}
        self._gave_way: list[tuple[int, str]] = []
        self._taken: set[int] = {id(target) for target in stop}
        self._visited: set[tuple[int, int]] = set()
        self._queue: collections.deque[Pair] = collections.deque()
        self._deferred: list[Pair] = []

    def match(self, loaded: Mapping[str, Any], live: Mapping[str, Any]) -> None:
        """Pair everything that two sets of roots reach in parallel."""
        self._queue.extend(
            (value, live[key], f"app.{key}", None) for key, value in loaded.items() if key in live
        )
        while self._queue or self._deferred:
            while self._queue:
                self._visit(*self._queue.popleft(), is_last_chance=False)
            for pair in self._take_deferred():
                self._visit(*pair, is_last_chance=True)

    def replaced(self) -> tuple[str, ...]:
        """Name the places where a live object gives way to a loaded one."""
        return tuple(path for identity, path in self._gave_way if identity not in self.live)

    def _take_deferred(self) -> list[Pair]:
        deferred, self._deferred = self._deferred, []
        return deferred

    def _visit(self, loaded: Any, live: Any, label: str, trail: Trail, *, is_last_chance: bool) -> None:
        if type(loaded) in ATOMS or loaded is live or id(loaded) in self.live:
            return
        plan = plan_for(type(loaded))
        if plan.is_atom or plan.is_shared or plan.live is not None:
            return
        if id(live) in self._taken or not self._same_kind(loaded, live):
            self._give_way(loaded, live, label, trail)
            return
        is_holder = plan.content is None and plan.parts is not None
        if is_holder:
            self._visit_holder(loaded, live, (label, trail))
            return
        likeness = _likeness(loaded, live)
        if likeness == "other" or (likeness == "renamed" and not is_last_chance):
            if likeness == "renamed":
                self._deferred.append((loaded, live, label, trail))
            else:
                self._give_way(loaded, live, label, trail)
            return
        if plan.unprotected is not None and plan.content is None:
            self._give_way(loaded, live, label, trail)
            return
        self.live[id(loaded)] = live
        self._taken.add(id(live))
        self._queue.extend(
            (part, counterpart, edge, (label, trail))
            for edge, part, counterpart in _parallel_parts(loaded, live, plan)
        )

    def _visit_holder(self, loaded: Any, live: Any, here: tuple[str, Trail]) -> None:
        if (id(loaded), id(live)) in self._visited:
            return
        self._visited.add((id(loaded), id(live)))
        self.holders.setdefault(id(loaded), live)
        self._queue.extend(
            (part, counterpart, edge, here)
            for edge, part, counterpart in _parallel_parts(loaded, live, plan_for(type(loaded)))
        )

    def _same_kind(self, loaded: Any, live: Any) -> bool:
        if isinstance(loaded, types.FunctionType):
            return isinstance(live, types.FunctionType) and _same_function(loaded, live)
        kind, live_kind = type(loaded), type(live)
        if kind is live_kind:
            return not isinstance(loaded, type)
        by_value = "<locals>" in kind.__qualname__ and kind.__dictoffset__ == live_kind.__dictoffset__
        if by_value and (kind.__module__, kind.__qualname__) == (
            live_kind.__module__,
            live_kind.__qualname__,
        ):
            self.classes[id(kind)] = live_kind
            return True
        return False

    def _give_way(self, loaded: Any, live: Any, label: str, trail: Trail) -> None:
        if type(live) not in ATOMS and not plan_for(type(live)).is_atom:
            self._gave_way.append((id(loaded), render(label, trail)))


def _same_function(loaded: types.FunctionType, live: types.FunctionType) -> bool:
    code, live_code = loaded.__code__, live.__code__
    return (loaded.__module__, loaded.__qualname__, code.co_freevars) == (
        live.__module__,
        live.__qualname__,
        live_code.co_freevars,
    )


def _likeness(loaded: Any, live: Any) -> str:
    """Say whether two objects at the same place are the same entity: "same", "renamed" or "other"."""
    for field in _FIELDS:
        one, other = _field(loaded, field), _field(live, field)
        if one is _MISSING or other is _MISSING or one == other:
            continue
        return "other" if field in _STRONG_FIELDS else "renamed"
    return "same"


def _field(target: Any, name: str) -> Any:
    """Read an identifying field without running user code; only plain values identify."""
    if type(target) is dict:
        value = target.get(name, _MISSING)
    else:
        table = instance_dictionary(target)
        value = (table or {}).get(name, _MISSING)
        if value is _MISSING:
            value = _slot(target, name)
    return value if type(value) in ATOMS and value is not None else _MISSING


def _slot(target: Any, name: str) -> Any:
    for base in type(target).__mro__:
        member = vars(base).get(name)
        if isinstance(member, types.MemberDescriptorType):
            value = read_member(member, target)
            return _MISSING if value is MISSING_MEMBER else value
    return _MISSING


def _parallel_parts(loaded: Any, live: Any, plan: TypePlan) -> Iterator[tuple[str, Any, Any]]:
    """Yield (edge label, loaded part, live part) for the parts found at the same place of both."""
    if isinstance(loaded, types.FunctionType):
        yield from _parallel_cells(loaded, live)
        return
    if plan.has_dict:
        yield from _parallel_items(instance_dictionary(loaded) or {}, instance_dictionary(live) or {}, ".{}")
    for member in plan.members:
        yield f".{member.__name__}", read_member(member, loaded), _slot(live, member.__name__)
    if isinstance(loaded, dict):
        yield from _parallel_items(loaded, live, "[{}]")
        yield from _parallel_elements(
            *([key for key in each if type(key) not in ATOMS] for each in (loaded, live))
        )
    elif isinstance(loaded, _POSITIONAL):
        yield from _parallel_elements(_items(loaded), _items(live))
    elif isinstance(loaded, set):
        one, other = list(set.__iter__(loaded)), list(set.__iter__(live))
        yield from _identified(one, other)
    elif plan.content is not None:
        yield from _parallel_contents(loaded, live, plan)
    elif plan.parts is not None:
        yield from zip_labelled(plan.parts(loaded), plan.parts(live))


def _items(target: Any) -> list[Any]:
    base = next(base for base in _POSITIONAL if isinstance(target, base))
    return list(base.__iter__(target))


def _parallel_cells(loaded: types.FunctionType, live: types.FunctionType) -> Iterator[tuple[str, Any, Any]]:
    for name, cell, live_cell in zip(
        loaded.__code__.co_freevars, loaded.__closure__ or (), live.__closure__ or (), strict=True
    ):
        yield f".<closure>.{name}", cell, live_cell
    yield from _parallel_items(loaded.__dict__, live.__dict__, ".{}")


def _parallel_items(
    loaded: dict[Any, Any], live: dict[Any, Any], pattern: str
) -> Iterator[tuple[str, Any, Any]]:
    for key, value in dict.items(loaded):
        if type(key) in ATOMS and type(value) not in ATOMS:
            counterpart = dict.get(live, key, _MISSING)
            if counterpart is not _MISSING:
                label = key if pattern[0] == "." else key_label(key)
                yield pattern.format(label), value, counterpart


def _parallel_elements(loaded: list[Any], live: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    identified = list(_identified(loaded, live))
    yield from identified or zip_labelled(loaded, live)


def _identified(loaded: list[Any], live: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pair elements by the first field that identifies every element of both lists."""
    for field in _FIELDS:
        ours = {_field(item, field): item for item in loaded}
        theirs = {_field(item, field): item for item in live}
        is_unique = len(ours) == len(loaded) and len(theirs) == len(live)
        if is_unique and _MISSING not in ours and _MISSING not in theirs and ours:
            for position, (value, item) in enumerate(ours.items()):
                if value in theirs:
                    yield f"[{position}]", item, theirs[value]
            return


def _parallel_contents(loaded: Any, live: Any, plan: TypePlan) -> Iterator[tuple[str, Any, Any]]:
    content = plan.content
    if content is not None:
        yield from zip_labelled(content.parts(content.save(loaded)), content.parts(content.save(live)))


def zip_labelled(loaded: Iterable[Any], live: Iterable[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pair parts by position."""
    for position, (part, counterpart) in enumerate(zip(loaded, live, strict=False)):
        yield f"[{position}]", part, counterpart
