"""Random object graphs with cycles and aliases, and random changes to them, for property tests."""

from __future__ import annotations

import array
import collections
import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st


class Plain:
    """An instance with a dictionary."""


class Slotted:
    """An instance with slots alone."""

    __slots__ = ("first", "label", "second")


class SlottedChild(Slotted):
    """Slots, and a dictionary added by a subclass."""

    __slots__ = ("__dict__", "third")


@dataclasses.dataclass
class Record:
    """A dataclass with an identity of its own."""

    label: object = None
    linked: list[Any] = dataclasses.field(default_factory=list)


class Items(list[Any]):
    """A list with attributes."""


class Table(dict[Any, Any]):
    """A dictionary with attributes."""


class App:
    """The app that carries the roots."""


def _closure() -> Any:
    held: Any = None

    def hold(value: Any = None) -> Any:
        nonlocal held
        if value is not None:
            held = value
        return held

    return hold


MAKERS: tuple[Callable[[], Any], ...] = (
    list, dict, set, collections.deque, collections.OrderedDict, lambda: collections.defaultdict(list),
    bytearray, lambda: array.array("i"), Plain, Slotted, SlottedChild, Record, Items,
    Table, _closure,
)  # fmt: skip

Spec = tuple[int, list[int]]
Change = tuple[int, int, int]
_edges = st.lists(st.integers(0, 40), max_size=4)
specs = st.lists(st.tuples(st.integers(0, len(MAKERS) - 1), _edges), min_size=2, max_size=14)
changes = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 11), st.integers(0, 40)), max_size=25)


def build(nodes: Sequence[Spec]) -> list[Any]:
    """Make the graph: every edge leads to some node, an atom or a tuple of both."""
    made = [MAKERS[kind]() for kind, _ in nodes]
    for target, (_, edges) in zip(made, nodes, strict=True):
        for position, edge in enumerate(edges):
            put(target, f"at{position}", _end(made, edge))
    return made


def _end(made: list[Any], edge: int) -> Any:
    if edge % 5 == 0:
        return edge
    if edge % 7 == 0:
        return (made[edge % len(made)], edge, (made[(edge + 1) % len(made)],))
    return made[edge % len(made)]


def put(target: Any, name: str, value: Any) -> None:
    """Add a reference to an object of any of the kinds."""
    if isinstance(target, list | collections.deque):
        (list if isinstance(target, list) else collections.deque).append(target, value)  # type: ignore[arg-type]
    elif isinstance(target, dict):
        target[name] = value
    elif isinstance(target, set):
        target.add(name)
    elif isinstance(target, bytearray | array.array):
        target.append(len(name) + len(target) % 50)
    elif callable(target):
        target(value)
    elif isinstance(target, Slotted) and not isinstance(target, SlottedChild):
        setattr(target, ("first", "second", "label")[len(name) % 3], value)
    else:
        setattr(target, name, value)


def change(made: list[Any], steps: Sequence[Change]) -> None:
    """Apply random changes; whatever an object does not support is left out."""
    for where, how, whither in steps:
        _change_one(made[where % len(made)], how, _end(made, whither), whither)


def _change_one(target: Any, how: int, value: Any, number: int) -> None:
    if how <= 3:
        put(target, f"at{number % 6}", value)
    elif how <= 5:
        _take_out(target, number)
    elif how == 6:
        _empty(target)
    elif how == 7 and isinstance(target, collections.OrderedDict) and target:
        target.move_to_end(next(iter(target)))
    elif how == 8 and isinstance(target, dict) and target:
        key = next(iter(target))
        target[key] = target.pop(key)
    elif how == 9 and isinstance(target, Plain | Record | Items | Table | SlottedChild):
        target.__dict__ = {"fresh": value}
    elif how == 10 and type(target) is Plain:
        target.__class__ = Record
    elif how == 11 and isinstance(target, list):
        list.reverse(target)
    elif how == 11 and isinstance(target, collections.defaultdict):
        target.default_factory = None


def _take_out(target: Any, number: int) -> None:
    if isinstance(target, list):
        if list.__len__(target):
            list.pop(target, number % list.__len__(target))
    elif isinstance(target, collections.deque | bytearray | array.array | set):
        if target:
            target.pop()
    elif isinstance(target, dict):
        if target:
            target.pop(list(target)[number % len(target)])
    elif isinstance(target, Slotted) and hasattr(target, "first"):
        del target.first
    elif hasattr(target, "__dict__") and target.__dict__ and not callable(target):
        del target.__dict__[next(iter(target.__dict__))]


def _empty(target: Any) -> None:
    if isinstance(target, array.array):
        del target[:]
    elif isinstance(target, list):
        list.clear(target)
    elif isinstance(target, dict | set | collections.deque | bytearray):
        target.clear()
    elif hasattr(target, "__dict__") and not callable(target):
        target.__dict__.clear()


def app_of(made: Sequence[Any]) -> App:
    """An app whose state keys hold every node."""
    app = App()
    for position, node in enumerate(made):
        setattr(app, f"key{position}", node)
    return app


def keys_of(made: Sequence[Any]) -> list[str]:
    """The state keys of `app_of(made)`."""
    return [f"key{position}" for position in range(len(made))]
