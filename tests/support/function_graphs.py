"""Random graphs of what C pickle refuses: local classes, closures, methods, partials, weak references.

`form` is an independent witness: it says what a graph looks like without the product's own walk, also
where functions and classes travelled by value.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import functools
import types
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st


class Colour(enum.Enum):
    """An enum that its module holds."""

    RED = 1
    GREEN = 2


class Part:
    """An instance with a dictionary and a method to bind."""

    def touch(self, *found: object) -> tuple[object, ...]:
        return found


class Slim:
    """Slots alone."""

    __slots__ = ("left", "right")


@dataclasses.dataclass
class Entry:
    """A dataclass."""

    label: str = "entry"
    linked: list[Any] = dataclasses.field(default_factory=list)


class App:
    """Carries the graph."""


def local_kind() -> type:
    """A class that no module holds, with a method and data of its own."""

    class Local:
        shared = ("one", 2)

        def double(self, number: int) -> int:
            return number * 2

    return Local


def sharing() -> tuple[Any, Any]:
    """Two closures over one cell: what the first is given, the second returns."""
    held: Any = None

    def give(value: Any) -> None:
        nonlocal held
        held = value

    def take() -> Any:
        return held

    return give, take


def recursive() -> Any:
    """A closure that holds itself, and a list that it also hands out."""
    kept: list[Any] = []

    def down(depth: int = 0) -> Any:
        return kept if depth <= 0 else down(depth - 1)

    return down


_LOCAL = local_kind()

MAKERS: tuple[Callable[[], Any], ...] = (
    list, dict, Part, Slim, Entry, _LOCAL, lambda: list(sharing()), recursive,
    lambda: lambda number=1: number,
)  # fmt: skip

Spec = tuple[int, list[int]]
_edges = st.lists(st.integers(0, 200), max_size=4)
specs = st.lists(st.tuples(st.integers(0, len(MAKERS) - 1), _edges), min_size=2, max_size=12)


def build(nodes: Sequence[Spec], *, weak: bool = True) -> list[Any]:
    """Make the graph: an edge leads to a node, to something that wraps a node, or to a plain value.

    Arguments:
        weak: also make weak references, which no snapshot holds.
    """
    made = [MAKERS[kind]() for kind, _ in nodes]
    for target, (_, edges) in zip(made, nodes, strict=True):
        for position, edge in enumerate(edges):
            _put(target, f"at{position}", _end(made, edge, weak=weak))
    return made


def _end(made: list[Any], edge: int, *, weak: bool) -> Any:
    way, node = edge % 11, made[edge // 11 % len(made)]
    if way == 0:
        return functools.partial(pow, 2, exp=node)
    if way == 1 and isinstance(node, Part):
        return node.touch
    if way == 2:
        return types.MappingProxyType({"edge": edge, "colour": Colour.GREEN})
    if way == 3 and weak and edge % 4 == 0 and isinstance(node, Part):
        return weakref.ref(node)
    plain = {4: Colour.RED, 5: (edge, node), 6: _LOCAL, 7: str(edge)}
    return plain.get(way, node)


def _put(target: Any, name: str, value: Any) -> None:
    if isinstance(target, list) and target and getattr(target[0], "__name__", "") == "give":
        target[0](value)
    elif isinstance(target, list):
        target.append(value)
    elif isinstance(target, dict):
        target[name] = value
    elif isinstance(target, Slim):
        setattr(target, ("left", "right")[len(name) % 2], value)
    elif isinstance(target, types.FunctionType) and target.__name__ == "down":
        target().append(value)
    else:
        setattr(target, name, value)


def app_of(made: Sequence[Any]) -> tuple[App, list[str]]:
    """An app whose state keys hold every node, and their names."""
    app = App()
    for position, node in enumerate(made):
        setattr(app, f"key{position}", node)
    return app, list(vars(app))


def has_weak(*roots: object) -> bool:
    """Tell whether a weak reference is reached, which no snapshot holds."""
    return any(isinstance(each, weakref.ref) for each in _reached(roots))


def form(*roots: object) -> list[tuple[object, ...]]:
    """What a graph looks like: equal for two graphs exactly if they are alike, aliases included."""
    reached = _reached(roots)
    numbers = {id(each): number for number, each in enumerate(reached)}
    return [
        (label, *(numbers.get(id(part), _plain(part)) for part in parts))
        for label, parts in map(_described, reached)
    ]


def _reached(roots: Sequence[object]) -> list[Any]:
    found: dict[int, Any] = {}
    todo = collections.deque(roots)
    while todo:
        target = todo.popleft()
        if id(target) not in found and _plain(target) is None:
            found[id(target)] = target
            todo.extend(_described(target)[1])
    return list(found.values())


# A tuple of plain values is one too: that two functions share their defaults is the compiler's affair.
_PLAIN = (type(None), bool, int, str, bytes, enum.Enum, types.BuiltinFunctionType, types.ModuleType)


def _plain(target: Any) -> object:
    """A value or a name that stands for itself; None for what has an identity."""
    if isinstance(target, _PLAIN):
        return (type(target).__name__, repr(target))
    if isinstance(target, tuple) and all(_plain(each) for each in target):
        return ("tuple", *map(_plain, target))
    if isinstance(target, type | types.FunctionType) and "<locals>" not in target.__qualname__:
        return None if target.__qualname__ == "<lambda>" else ("named", target.__qualname__)
    return None


def _described(target: Any) -> tuple[object, list[Any]]:
    """What identifies an object by itself, and what it refers to, in an order that does not vary."""
    if isinstance(target, types.FunctionType):
        return ("function", target.__qualname__, target.__code__.co_code), [
            target.__defaults__, target.__kwdefaults__, *_items(target.__dict__, in_order=False),
            *(target.__closure__ or ()),
        ]  # fmt: skip
    if isinstance(target, types.CellType):
        return "cell", [target.cell_contents]
    if isinstance(target, types.MethodType):
        return "method", [target.__self__, target.__func__]
    if isinstance(target, functools.partial):
        return "partial", [target.func, *target.args, *_items(target.keywords)]
    if isinstance(target, type):
        public = {name: value for name, value in vars(target).items() if not name.startswith("__")}
        return ("class", target.__qualname__), _items(public, in_order=False)
    if isinstance(target, dict | types.MappingProxyType):
        return type(target).__name__, _items(dict(target))
    if isinstance(target, list | tuple):
        return type(target).__name__, list(target)
    if isinstance(target, weakref.ref):
        return "weak", [target()]
    return "instance", [type(target), *_fields(target)]


def _items(table: dict[str, Any], *, in_order: bool = True) -> list[Any]:
    names = list(table) if in_order else sorted(table)
    return [part for name in names for part in (name, table[name])]


def _fields(target: Any) -> Iterator[Any]:
    yield from _items(getattr(target, "__dict__", {}))
    for name in getattr(type(target), "__slots__", ()):
        yield from (name, getattr(target, name, "empty"))
