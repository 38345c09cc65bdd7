"""Pairs of a loaded and a live object, in the order in which they were found, and how they were found.

Invariant: a pair is found as a part of the pair that is its parent, so that a path from the app can be
worked out for the few pairs that are reported.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import le
from typing import Any

from mulligan.heap.graph import Label, Trail, render
from mulligan.heap.parallel import ParallelParts


class Pairs:
    """The pairs, field by field.

    Attributes:
        parents: the index of each pair's parent; of a root, its number counted down from -1.
        loaded: the loaded object of each pair.
        live: the live object of each pair.
    """

    def __init__(self) -> None:
        self.parents: list[int] = []
        self.loaded: list[Any] = []
        self.live: list[Any] = []
        self._roots: list[str] = []

    def __len__(self) -> int:
        return len(self.loaded)

    def add_roots(self, roots: Sequence[tuple[str, Any, Any]]) -> None:
        """Append pairs that have no parent, each given with the path that leads to it."""
        for path, loaded, live in roots:
            self._roots.append(path)
            self.add((-len(self._roots),), (loaded,), (live,))

    def add(self, parents: Iterable[int], loaded: Iterable[Any], live: Iterable[Any]) -> None:
        """Append as many pairs."""
        self.parents.extend(parents)
        self.loaded.extend(loaded)
        self.live.extend(live)

    def extend_in_order(self, found: Pairs) -> None:
        """Append pairs in the order of their parents."""
        parents = found.parents
        if all(map(le, parents, islice(parents, 1, None))):
            self.add(parents, found.loaded, found.live)
            return
        order = sorted(range(len(parents)), key=parents.__getitem__)
        self.add(map(parents.__getitem__, order), *found.columns(order))

    def again(self, indices: Sequence[int]) -> range:
        """Append pairs that are here already; return where they are now."""
        begin = len(self)
        self.add(list(map(self.parents.__getitem__, indices)), *self.columns(indices))
        return range(begin, len(self))

    def between(self, indices: range) -> tuple[list[Any], list[Any]]:
        """Return the loaded and the live objects of pairs that follow each other."""
        span = slice(indices.start, indices.stop)
        return self.loaded[span], self.live[span]

    def columns(self, indices: Sequence[int]) -> tuple[list[Any], list[Any]]:
        """Return the loaded and the live objects of some pairs."""
        if isinstance(indices, range):
            return self.between(indices)
        return list(map(self.loaded.__getitem__, indices)), list(map(self.live.__getitem__, indices))

    def paths(self, indices: Iterable[int], parts: ParallelParts) -> list[str]:
        """Return the path from the app to each of some pairs.

        Arguments:
            indices: in rising order.
            parts: reads the parts again; nothing may have changed since the pairs were found.
        """
        labels = _Labels(self, parts)
        return [self._path(index, labels) for index in indices]

    def _path(self, index: int, labels: _Labels) -> str:
        following: list[Label] = []
        while (parent := self.parents[index]) >= 0:
            following.append(labels.of(parent, index))
            index = parent
        trail: Trail = None
        label: Label = self._roots[-1 - parent]
        for each in reversed(following):
            label, trail = each, (label, trail)
        return render(label, trail)


class _Labels:
    """How a path goes on; the parts of a parent are read once, and each label is given to one child."""

    def __init__(self, pairs: Pairs, parts: ParallelParts) -> None:
        self._pairs = pairs
        self._parts = parts
        self._given: dict[int, Label] = {}
        self._left: dict[int, dict[tuple[int, int], deque[Label]]] = {}

    def of(self, parent: int, child: int) -> Label:
        """Say how the path goes on from a pair to one of its parts, both given by their index."""
        if child not in self._given:
            if parent not in self._left:
                self._left[parent] = self._labels_of_parts(parent)
            key = id(self._pairs.loaded[child]), id(self._pairs.live[child])
            self._given[child] = self._left[parent][key].popleft()
        return self._given[child]

    def _labels_of_parts(self, parent: int) -> dict[tuple[int, int], deque[Label]]:
        found: dict[tuple[int, int], deque[Label]] = defaultdict(deque)
        for label, loaded, live in self._parts.of(self._pairs.loaded[parent], self._pairs.live[parent]):
            found[id(loaded), id(live)].append(label)
        return found
