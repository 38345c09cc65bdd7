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
from collections.abc import Iterable, Mapping
from typing import Any

from mulligan.heap.graph import Label, Trail, render
from mulligan.heap.identity import Identities
from mulligan.heap.parallel import ParallelParts
from mulligan.heap.plans import ATOMS, Plans

Pair = tuple[Any, Any, Label, Trail]


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
        self._plans = Plans()
        self._identities = Identities(self._plans)
        self._parts = ParallelParts(self._plans, self._identities)
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

    def _visit(self, loaded: Any, live: Any, label: Label, trail: Trail, *, is_last_chance: bool) -> None:
        if type(loaded) in ATOMS or loaded is live or id(loaded) in self.live:
            return
        plan = self._plans[type(loaded)]
        if plan.is_atom or plan.is_shared or plan.live is not None:
            return
        if id(live) in self._taken or not self._same_kind(loaded, live):
            self._give_way(loaded, live, label, trail)
            return
        is_holder = plan.content is None and plan.parts is not None
        if is_holder:
            self._visit_holder(loaded, live, (label, trail))
            return
        likeness = self._identities.likeness(loaded, live)
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
            for edge, part, counterpart in self._parts.of(loaded, live)
        )

    def _visit_holder(self, loaded: Any, live: Any, here: tuple[Label, Trail]) -> None:
        if (id(loaded), id(live)) in self._visited:
            return
        self._visited.add((id(loaded), id(live)))
        self.holders.setdefault(id(loaded), live)
        self._queue.extend(
            (part, counterpart, edge, here) for edge, part, counterpart in self._parts.of(loaded, live)
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

    def _give_way(self, loaded: Any, live: Any, label: Label, trail: Trail) -> None:
        if type(live) not in ATOMS and not self._plans[type(live)].is_atom:
            self._gave_way.append((id(loaded), render(label, trail)))


def _same_function(loaded: types.FunctionType, live: types.FunctionType) -> bool:
    code, live_code = loaded.__code__, live.__code__
    return (loaded.__module__, loaded.__qualname__, code.co_freevars) == (
        live.__module__,
        live.__qualname__,
        live_code.co_freevars,
    )
