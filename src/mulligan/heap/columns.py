"""What was saved of many objects of one kind, laid side by side in a few long lists.

Invariant: what was saved of one object was read in one step that no other thread can come between,
or the reading is refused as torn.

One list of all the items of five thousand lists is one object for the garbage collector to look
through instead of five thousand, and it is read, copied and compared without a step of Python for
each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, compress, pairwise
from operator import is_, is_not
from typing import Any

from mulligan.heap.plans import ATOMS

Table = dict[Any, Any]
_TOGETHER = 64


class Columns:
    """Records field by field.

    Arguments:
        width: how many fields a record has; the first is the object itself.
    """

    def __init__(self, width: int) -> None:
        self.fields: tuple[list[Any], ...] = tuple([] for _ in range(width))

    def extend(self, *fields: Iterable[Any]) -> None:
        """Append records."""
        for known, more in zip(self.fields, fields, strict=True):
            known.extend(more)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return zip(*self.fields, strict=True)

    def __len__(self) -> int:
        return len(self.fields[0])


class SavedLists:
    """Exact lists, and the items of all of them end to end.

    Attributes:
        targets: the lists.
    """

    def __init__(self) -> None:
        self.targets: list[Any] = []
        self._lengths: list[int] = []
        self._items: list[Any] = []

    def add(self, target: Any, content: Any) -> None:
        """Append one, given with a copy of itself."""
        self.targets.append(target)
        self._lengths.append(len(content))
        self._items += content

    def save(self, targets: list[Any]) -> list[Any] | None:
        """Read and append many; return all their items, None where they cannot be saved like this.

        Raises:
            RuntimeError: another thread changed the size of one meanwhile.
        """
        # Unpacking a map takes one step of the interpreter: no other thread runs in between.
        lengths, items = map(list, (map(len, targets), chain.from_iterable(targets)))
        self._extend(targets, lengths, items)
        return items

    def __len__(self) -> int:
        return len(self.targets)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield (target, its saved content)."""
        return self._between(0, len(self.targets), 0)

    def changed(self) -> Iterator[tuple[Any, Any]]:
        """Yield the records that are still to be put back, with few others among them."""
        begin = 0
        for first in range(0, len(self.targets), _TOGETHER):
            last = first + _TOGETHER
            if not (self._is_as_saved(first, last, begin) or self._is_put_back(first, last, begin)):
                yield from self._between(first, last, begin)
            begin += sum(self._lengths[first:last])

    def _is_put_back(self, first: int, last: int, begin: int) -> bool:
        """Put some records back in one go, where that can be done; True when it was."""
        return False

    def are_as_saved(self) -> bool:
        """Tell whether each still holds the same objects in the same order."""
        return self._is_as_saved(0, len(self.targets), 0)

    def _extend(self, targets: list[Any], lengths: list[int], items: list[Any]) -> None:
        if len(items) != sum(lengths):
            raise RuntimeError("a container changed size during iteration")
        self.targets += targets
        self._lengths += lengths
        self._items += items

    def _is_as_saved(self, first: int, last: int, begin: int) -> bool:
        targets, lengths = self.targets[first:last], self._lengths[first:last]
        try:
            return list(map(len, targets)) == lengths and self._hold(targets, begin, begin + sum(lengths))
        except RuntimeError:
            return False  # another thread changes one of them at this moment

    def _between(self, first: int, last: int, begin: int) -> Iterator[tuple[Any, Any]]:
        edges = pairwise(accumulate(self._lengths[first:last], initial=begin))
        for target, (start, end) in zip(self.targets[first:last], edges, strict=True):
            yield target, self._saved(start, end)

    def _hold(self, targets: list[Any], begin: int, end: int) -> bool:
        return all(map(is_, chain.from_iterable(targets), self._items[begin:end]))

    def _saved(self, begin: int, end: int) -> Any:
        return self._items[begin:end]


class SavedTables(SavedLists):
    """Exact dictionaries whose keys are atoms, and the keys and values of all of them end to end."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[Any] = []

    def add(self, target: Any, content: Any) -> None:
        """Append one, given with a copy of itself."""
        super().add(target, content)
        self._values += content.values()

    def save(self, targets: list[Any]) -> list[Any] | None:
        """Read and append many; return all their values, or None and append nothing if a key is no atom.

        Raises:
            RuntimeError: another thread changed the size of one meanwhile.
        """
        lengths, keys, values = map(
            list, (map(len, targets), chain.from_iterable(targets), _values_of(targets))
        )
        if not ATOMS.issuperset(map(type, keys)):
            return None
        self._extend(targets, lengths, keys)
        self._values += values
        return values

    def _is_put_back(self, first: int, last: int, begin: int) -> bool:
        """Where each still has its keys, in their order, only the values that differ are written."""
        targets, lengths = self.targets[first:last], self._lengths[first:last]
        starts = list(accumulate(lengths, initial=begin))
        try:
            if list(map(len, targets)) != lengths or not super()._hold(targets, begin, starts[-1]):
                return False
            now, saved = _values_of(targets), self._values[begin : starts[-1]]
            differing = list(compress(range(begin, starts[-1]), map(is_not, now, saved)))
        except RuntimeError:
            return False  # another thread changes one of them at this moment
        for position in differing:
            target = targets[bisect_right(starts, position) - 1]
            target[self._items[position]] = self._values[position]
        return True

    def _hold(self, targets: list[Any], begin: int, end: int) -> bool:
        values = self._values[begin:end]
        return super()._hold(targets, begin, end) and all(map(is_, _values_of(targets), values))

    def _saved(self, begin: int, end: int) -> Table:
        return dict(zip(self._items[begin:end], self._values[begin:end], strict=True))


def _values_of(tables: list[Any]) -> Iterator[Any]:
    return chain.from_iterable(map(dict.values, tables))
