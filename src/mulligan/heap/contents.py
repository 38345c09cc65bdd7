"""How the content of one container is read, and put back into the same object.

Invariant: no user code runs. Every read and write goes through the built-in type's own method, so
that an overridden `__iter__`, `__setitem__` or `update` of a subclass is neither called nor trusted.
`put` writes only what differs, and never leaves a name of a string-keyed dictionary missing that
the dictionary keeps, unless the order of its keys has to change.
"""

from __future__ import annotations

import array
import collections
import io
import types
from _random import Random as CRandom
from collections.abc import Callable, Iterable
from operator import is_
from typing import Any, Protocol

Translate = Callable[[Any], Any]
EMPTY_CELL = object()


class Content(Protocol):
    """How one kind of object is saved and put back."""

    def save(self, target: Any) -> Any:
        """Return the shallow content of `target`, sharing nothing mutable with it."""

    def parts(self, saved: Any) -> Iterable[object]:
        """Yield the objects that a saved content refers to."""

    def translated(self, saved: Any, translate: Translate) -> Any:
        """Return the saved content with each referred object replaced by `translate(object)`."""

    def put(self, target: Any, saved: Any) -> None:
        """Make the content of `target` what was saved, leaving `saved` as it is."""

    def is_as_saved(self, target: Any, saved: Any) -> bool:
        """Tell whether `target` still holds what was saved, the same objects in the same order."""

    def is_large(self, target: Any) -> bool:
        """Tell content so large that it should not be saved beside a copy of `target`."""

    def saved_late(self, target: Any, copied: Any) -> Any:
        """Return the content of `target`, taken from its copy if there is one."""


def same_items(now: Iterable[object], saved: Iterable[object]) -> bool:
    """Compare two sequences of equal length by identity."""
    return all(map(is_, now, saved))


def copy_dictionary(target: dict[Any, Any]) -> dict[Any, Any]:
    """Copy a dictionary's own table, whatever its class overrides."""
    if type(target).__iter__ is dict.__iter__:
        return dict.copy(target)
    return dict(dict.items(target))


def put_dictionary(target: dict[Any, Any], saved: dict[Any, Any]) -> None:
    """Make `target` equal `saved` by identity of values and order of keys, key by key if all are text."""
    now = copy_dictionary(target)
    if len(now) == len(saved) and same_items(now.values(), saved.values()) and same_items(now, saved):
        return
    if not all(type(key) is str for key in now) or not all(type(key) is str for key in saved):
        # Rehashing keys would run user code; update() from a dictionary reuses the stored hashes.
        dict.clear(target)
        dict.update(target, saved)
        return
    _put_by_name(target, now, saved)


def _put_by_name(target: dict[str, Any], now: dict[str, Any], saved: dict[str, Any]) -> None:
    for name in now:
        if name not in saved:
            dict.pop(target, name, None)
    kept = [name for name in now if name in saved]
    in_order = True
    for position, (name, value) in enumerate(saved.items()):
        in_order = in_order and position < len(kept) and kept[position] == name
        if not in_order:
            dict.pop(target, name, None)
        if not in_order or now[name] is not value:
            dict.__setitem__(target, name, value)


class SmallContent:
    """Content that is saved at once."""

    def is_as_saved(self: Any, target: Any, saved: Any) -> bool:
        """Compare what is referred to, by identity and in order."""
        now, then = list(self.parts(self.save(target))), list(self.parts(saved))
        return len(now) == len(then) and same_items(now, then)

    def is_large(self, target: Any) -> bool:
        """Never large."""
        return False

    def saved_late(self, target: Any, copied: Any) -> Any:
        """Never asked for: only what `is_large` has postponed is saved late."""
        raise TypeError(f"a {type(target).__name__} is saved at once, never late")


class DictContent(SmallContent):
    """dict and its subclasses other than OrderedDict."""

    def save(self, target: dict[Any, Any]) -> dict[Any, Any]:
        """Copy the table."""
        return copy_dictionary(target)

    def parts(self, saved: dict[Any, Any]) -> Iterable[object]:
        """Yield keys and values."""
        yield from saved
        yield from saved.values()

    def translated(self, saved: dict[Any, Any], translate: Translate) -> dict[Any, Any]:
        """Translate keys and values."""
        return {translate(key): translate(value) for key, value in saved.items()}

    def put(self, target: dict[Any, Any], saved: dict[Any, Any]) -> None:
        """Write what differs."""
        put_dictionary(target, saved)


class OrderedDictContent(DictContent):
    """OrderedDict keeps its order beside the table, and `move_to_end` changes only that."""

    def save(self, target: dict[Any, Any]) -> dict[Any, Any]:
        """Copy the table in the order of the linked list."""
        ordered: Any = collections.OrderedDict
        return {key: dict.__getitem__(target, key) for key in list(ordered.__iter__(target))}

    def put(self, target: dict[Any, Any], saved: dict[Any, Any]) -> None:
        """Write what differs, then mend the order without removing a key."""
        ordered: Any = collections.OrderedDict
        now = self.save(target)
        if len(now) == len(saved) and same_items(now.values(), saved.values()) and same_items(now, saved):
            return
        for key in now:
            if key not in saved:
                ordered.__delitem__(target, key)
        for key, value in saved.items():
            ordered.__setitem__(target, key, value)
            ordered.move_to_end(target, key)


class ListContent(SmallContent):
    """list and its subclasses."""

    def save(self, target: list[Any]) -> list[Any]:
        """Copy the items."""
        return list.__getitem__(target, slice(None))

    def parts(self, saved: list[Any]) -> Iterable[object]:
        """Yield the items."""
        return saved

    def translated(self, saved: list[Any], translate: Translate) -> list[Any]:
        """Translate the items."""
        return [translate(item) for item in saved]

    def put(self, target: list[Any], saved: list[Any]) -> None:
        """Replace all items at once."""
        now = list.__getitem__(target, slice(None))
        if len(now) != len(saved) or not same_items(now, saved):
            list.__setitem__(target, slice(None), saved)


class SetContent(SmallContent):
    """set and its subclasses."""

    def save(self, target: set[Any]) -> set[Any]:
        """Copy the table; set() of a set reuses the stored hashes."""
        return set(target)

    def parts(self, saved: set[Any]) -> Iterable[object]:
        """Yield the elements."""
        return saved

    def translated(self, saved: set[Any], translate: Translate) -> set[Any]:
        """Translate the elements."""
        return {translate(item) for item in saved}

    def put(self, target: set[Any], saved: set[Any]) -> None:
        """Replace the elements if any of them is another object."""
        now = set(target)
        if len(now) != len(saved) or {id(item) for item in now} != {id(item) for item in saved}:
            set.clear(target)
            set.update(target, saved)


class DequeContent(ListContent):
    """collections.deque and its subclasses."""

    def save(self, target: Any) -> list[Any]:
        """Copy the items."""
        return list(collections.deque.__iter__(target))

    def put(self, target: Any, saved: list[Any]) -> None:
        """Replace the items."""
        now = self.save(target)
        if len(now) != len(saved) or not same_items(now, saved):
            collections.deque.clear(target)
            collections.deque.extend(target, saved)


class PlainContent(SmallContent):
    """Content that refers to no other object."""

    def is_as_saved(self: Any, target: Any, saved: Any) -> bool:
        """Compare the values; what is not even equal to itself counts as changed."""
        return bool(self.save(target) == saved)

    def parts(self, saved: Any) -> Iterable[object]:
        """Nothing is referred to."""
        return ()

    def translated(self, saved: Any, translate: Translate) -> Any:
        """Nothing to translate."""
        return saved


class BytearrayContent(PlainContent):
    """bytearray and its subclasses."""

    def save(self, target: bytearray) -> bytes:
        """Copy the bytes."""
        return bytes(memoryview(target))

    def put(self, target: bytearray, saved: bytes) -> None:
        """Replace the bytes; fails if the size differs while someone holds a view of them."""
        if self.save(target) != saved:
            bytearray.__setitem__(target, slice(None), saved)


class ArrayContent(PlainContent):
    """array.array and its subclasses."""

    def save(self, target: Any) -> Any:
        """Copy the numbers."""
        return array.array.__getitem__(target, slice(None))

    def put(self, target: Any, saved: Any) -> None:
        """Replace the numbers."""
        if memoryview(target) != memoryview(saved):
            array.array.__setitem__(target, slice(None), saved)


class MemoryStreamContent(PlainContent):
    """io.StringIO and io.BytesIO: text or bytes, and the position."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def save(self, target: Any) -> tuple[Any, ...] | None:
        """Copy value and position without the instance dictionary; None for a closed stream."""
        if target.closed:
            return None
        return (*self._kind.__getstate__(target)[:-1], None)

    def put(self, target: Any, saved: tuple[Any, ...] | None) -> None:
        """Replace value and position; a stream that was closed since cannot be opened again."""
        if saved is not None and self.save(target) != saved:
            self._kind.__setstate__(target, saved)


class RandomContent(PlainContent):
    """random.Random: the generator's state lives in C."""

    def save(self, target: Any) -> Any:
        """Copy the state, a tuple of numbers."""
        return CRandom.getstate(target)

    def put(self, target: Any, saved: Any) -> None:
        """Replace the state."""
        CRandom.setstate(target, saved)


class ExceptionContent(ListContent):
    """Exceptions: arguments and chain; the traceback stays as it is."""

    def save(self, target: Any) -> list[Any]:
        """Copy the references."""
        return [target.args, target.__cause__, target.__context__]

    def put(self, target: Any, saved: list[Any]) -> None:
        """Replace the references that differ; setting a cause would also suppress the context."""
        names = ("args", "__cause__", "__context__")
        suppressed = target.__suppress_context__
        for name, value in zip(names, saved, strict=True):
            if getattr(target, name) is not value:
                setattr(target, name, value)
        target.__suppress_context__ = suppressed


class CellContent(ListContent):
    """A closure's cell, which may be empty."""

    def save(self, target: Any) -> list[Any]:
        """Copy the reference."""
        try:
            return [target.cell_contents]
        except ValueError:
            return [EMPTY_CELL]

    def put(self, target: Any, saved: list[Any]) -> None:
        """Replace the reference."""
        if self.save(target)[0] is saved[0]:
            return
        if saved[0] is EMPTY_CELL:
            del target.cell_contents
        else:
            target.cell_contents = saved[0]


BY_TYPE: dict[type, Content] = {
    dict: DictContent(),
    collections.OrderedDict: OrderedDictContent(),
    list: ListContent(),
    set: SetContent(),
    collections.deque: DequeContent(),
    bytearray: BytearrayContent(),
    array.array: ArrayContent(),
    io.StringIO: MemoryStreamContent(io.StringIO),
    io.BytesIO: MemoryStreamContent(io.BytesIO),
    CRandom: RandomContent(),
    BaseException: ExceptionContent(),
    types.CellType: CellContent(),
}
