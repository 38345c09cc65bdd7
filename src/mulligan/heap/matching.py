"""Which live object each loaded object stands for.

Invariant: the correspondence is one to one, and pairs only objects of the same type. Objects are
paired by the place where they are found, nearest to the app first; elements of lists by an `id`,
`uid`, `key` or `name` if that identifies every element of both lists, else by position. Two
objects whose `id`, `uid` or `key` differ are never paired; two whose `name` differs only if nothing
better is left.

All that waits is visited in one go where much waits. Two pairs can get in each other's way only if
they share an object: those are visited one after the other, in the order in which they were found.
"""

from __future__ import annotations

import types
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, repeat
from operator import is_not
from typing import Any

from mulligan.heap.held_parts import can_be_read_together, held_by
from mulligan.heap.identity import NOBODY, Identities
from mulligan.heap.level_parts import Level, LevelParts
from mulligan.heap.pairs import Pairs
from mulligan.heap.parallel import ParallelParts
from mulligan.heap.plans import ATOMS, Plans, TypePlan

_MANY = 32
_TOGETHER = 512


class Correspondence:
    """Pairs loaded objects with live ones.

    Arguments:
        stop: live objects that loaded ones refer to as they are: the app, the values of live keys.
        plans: the plans of this operation.

    Attributes:
        live: id of a loaded object -> the live object it stands for.
        holders: id of a loaded tuple -> the live tuple at the same place.
        classes: id of a class that was pickled by value -> the live class of that name.
        replaced: paths where a live object gives way to a loaded one.
        levels: loaded objects that stand for live ones, many of one type at a time.
        alone: all others that stand for a live one.
    """

    def __init__(self, stop: Iterable[object], plans: Plans) -> None:
        self.live: dict[int, Any] = {}
        self.holders: dict[int, Any] = {}
        self.classes: dict[int, type] = {}
        self.replaced: tuple[str, ...] = ()
        self.levels: list[Level] = []
        self.alone: list[Any] = []
        self._plans = plans
        self._identities = Identities(plans)
        self._parts = ParallelParts(plans, self._identities)
        self._level_parts = LevelParts(self._identities)
        self._stop = {id(target) for target in stop}
        self._taken = {*self._stop}
        self._visited: set[tuple[int, int]] = set()
        self._pairs = Pairs()
        self._gave_way: list[int] = []
        self._deferred: list[int] = []

    def match(self, loaded: Mapping[str, Any], live: Mapping[str, Any]) -> None:
        """Pair everything that two sets of roots reach in parallel."""
        pairs, at = self._pairs, 0
        pairs.add_roots([(f"app.{key}", value, live[key]) for key, value in loaded.items() if key in live])
        while at < len(pairs) or self._deferred:
            if at == len(pairs):
                deferred, self._deferred = pairs.again(self._deferred), []
                at = deferred.stop
                for index in deferred:
                    self._visit(index, pairs, is_last_chance=True)
            elif len(pairs) - at < _MANY:
                self._visit(at, pairs)
                at += 1
            else:
                waiting = range(at, min(at + _TOGETHER, len(pairs)))
                at = waiting.stop
                self._visit_many(waiting)
        left = [index for index in self._gave_way if id(pairs.loaded[index]) not in self.live]
        self.replaced = tuple(pairs.paths(left, self._parts))

    def originals(self) -> dict[int, Any]:
        """Return for each live object, by its identity, the loaded one that stands for it."""
        return {id(self.live[id(loaded)]): loaded for loaded in self._pairs.loaded if id(loaded) in self.live}

    def _visit_many(self, waiting: range) -> None:
        """Visit pairs of one type at once, and those that need a closer look one by one."""
        found = Pairs()
        alike, apart = self._sorted_by_type(waiting)
        for kind, indices in alike.items():
            if kind is tuple:
                apart += self._visit_tuples(indices)
            else:
                apart += self._visit_alike(kind, indices, found)
        for index in sorted(apart):
            self._visit(index, found)
        self._pairs.extend_in_order(found)

    def _sorted_by_type(self, waiting: range) -> tuple[Mapping[type, Sequence[int]], list[int]]:
        """Return by type the pairs that no other can get in the way of, and all other pairs."""
        loaded, live = self._pairs.between(waiting)
        kinds = {*map(type, loaded)}
        if len(kinds) == 1 and kinds == {*map(type, live)} and self._are_free(loaded, live):
            (kind,) = kinds
            if can_be_read_together(self._plans[kind]):
                return {kind: waiting}, []
        settled, taken = self.live, self._taken
        repeated = _repeated(loaded), _repeated(live)
        alike: dict[type, list[int]] = defaultdict(list)
        apart = []
        for index, ours, theirs in zip(waiting, loaded, live, strict=True):
            key, counterpart, kind = id(ours), id(theirs), type(ours)
            if key == counterpart or key in settled:
                continue
            if (
                kind is not type(theirs)
                or counterpart in taken
                or key in repeated[0]
                or key in self._stop
                or counterpart in repeated[1]
            ):
                apart.append(index)
            else:
                alike[kind].append(index)
        for kind in alike.keys() - {tuple}:
            if not can_be_read_together(self._plans[kind]):
                apart += alike.pop(kind)
        return alike, apart

    def _are_free(self, loaded: list[Any], live: list[Any]) -> bool:
        """Tell pairs that share no object with each other or with a pair that is settled."""
        ours, theirs = {*map(id, loaded)}, {*map(id, live)}
        return (
            len(ours) == len(theirs) == len(loaded)
            and self.live.keys().isdisjoint(ours)
            and self._stop.isdisjoint(ours)
            and self._taken.isdisjoint(theirs)
            and ours.isdisjoint(theirs)
        )

    def _visit_alike(self, kind: type, indices: Sequence[int], found: Pairs) -> list[int]:
        """Visit pairs of one type; return those that need a closer look."""
        loaded, live = self._pairs.columns(indices)
        left = [indices[position] for position in self._identities.doubtful(loaded, live)]
        if left:
            indices = sorted({*indices}.difference(left))
            loaded, live = self._pairs.columns(indices)
        if not self._pair_together(self._plans[kind], loaded, live, indices, found):
            return [*left, *indices]
        self.live.update(zip(map(id, loaded), live, strict=True))
        self._taken.update(map(id, live))
        return left

    def _visit_tuples(self, indices: Sequence[int]) -> list[int]:
        """Visit pairs of tuples that hold atoms alone; return the others."""
        left = []
        for index, ours, theirs in zip(indices, *self._pairs.columns(indices), strict=True):
            if ATOMS.issuperset(map(type, ours)):
                self.holders.setdefault(id(ours), theirs)
            else:
                left.append(index)
        return left

    def _pair_together(
        self, plan: TypePlan, loaded: list[Any], live: list[Any], indices: Sequence[int], found: Pairs
    ) -> bool:
        """Add the parts of pairs of one type that are settled; False if they must be read one by one."""
        held = held_by(plan, loaded)
        if held is None:
            return False
        level = Level(plan, loaded, live, held)
        self.levels.append(level)
        counterparts = self._level_parts.of(level)
        is_there = list(map(is_not, counterparts, repeat(NOBODY)))
        columns = map(indices.__getitem__, held.owners), held.parts, counterparts
        found.add(*(compress(column, is_there) for column in columns))
        return True

    def _visit(self, index: int, found: Pairs, *, is_last_chance: bool = False) -> None:
        loaded, live = self._pairs.loaded[index], self._pairs.live[index]
        if type(loaded) in ATOMS or loaded is live or id(loaded) in self.live:
            return
        plan = self._plans[type(loaded)]
        if plan.is_atom or plan.is_shared or plan.live is not None:
            return
        if id(loaded) in self._stop or id(live) in self._taken or not self._same_kind(loaded, live):
            self._give_way(index)
            return
        is_holder = plan.content is None and plan.parts is not None
        if is_holder:
            self._visit_holder(index, found)
            return
        likeness = self._identities.likeness(loaded, live)
        if likeness == "renamed" and not is_last_chance:
            self._deferred.append(index)
        elif likeness == "other" or (plan.unprotected is not None and plan.content is None):
            self._give_way(index)
        else:
            self.live[id(loaded)] = live
            self._taken.add(id(live))
            self._add_parts(index, found)

    def _visit_holder(self, index: int, found: Pairs) -> None:
        loaded, live = self._pairs.loaded[index], self._pairs.live[index]
        if (id(loaded), id(live)) not in self._visited:
            self._visited.add((id(loaded), id(live)))
            self.holders.setdefault(id(loaded), live)
            self._add_parts(index, found)

    def _add_parts(self, index: int, found: Pairs) -> None:
        loaded, live = self._pairs.loaded[index], self._pairs.live[index]
        is_large = type(loaded) is type(live) in (dict, list) and len(loaded) >= _MANY
        if is_large and self._pair_together(self._plans[type(loaded)], [loaded], [live], [index], found):
            return
        if id(loaded) in self.live:
            self.alone.append(loaded)
        for _, part, counterpart in self._parts.of(loaded, live):
            found.add((index,), (part,), (counterpart,))

    def _same_kind(self, loaded: Any, live: Any) -> bool:
        kind, live_kind = type(loaded), type(live)
        if issubclass(kind, types.FunctionType):
            return issubclass(live_kind, types.FunctionType) and _same_function(loaded, live)
        if kind is live_kind:
            return not issubclass(kind, type)
        by_value = "<locals>" in kind.__qualname__ and kind.__dictoffset__ == live_kind.__dictoffset__
        if by_value and (kind.__module__, kind.__qualname__) == (
            live_kind.__module__,
            live_kind.__qualname__,
        ):
            self.classes[id(kind)] = live_kind
            return True
        return False

    def _give_way(self, index: int) -> None:
        kind = type(self._pairs.live[index])
        if kind not in ATOMS and not self._plans[kind].is_atom:
            self._gave_way.append(index)


def _repeated(objects: list[Any]) -> set[int]:
    keys = list(map(id, objects))
    if len({*keys}) == len(keys):
        return set()
    return {key for key, count in Counter(keys).items() if count > 1}


def _same_function(loaded: types.FunctionType, live: types.FunctionType) -> bool:
    code, live_code = loaded.__code__, live.__code__
    return (loaded.__module__, loaded.__qualname__, code.co_freevars) == (
        live.__module__,
        live.__qualname__,
        live_code.co_freevars,
    )
