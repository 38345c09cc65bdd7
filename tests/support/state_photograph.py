"""Independent witnesses for state: who is who, and what looks like what.

Written without the product's own walk, so that a mistake there cannot hide itself here.
"""

from __future__ import annotations

import array
import collections
import enum
import types
from collections.abc import Iterable
from typing import Any

ATOMS = (type(None), bool, int, float, complex, str, bytes, type, types.ModuleType, enum.Enum)


def photograph(*roots: object) -> dict[int, tuple[object, ...]]:
    """Identity -> (type, content by identity) of every object that the roots reach.

    The first entry keeps everything alive, so that no identity is used twice.
    """
    kept: list[object] = []
    seen: dict[int, tuple[object, ...]] = {}
    todo: list[Any] = list(roots)
    while todo:
        target = todo.pop()
        if isinstance(target, ATOMS) or id(target) in seen:
            continue
        kept.append(target)
        parts = _parts(target)
        seen[id(target)] = (type(target), *(_mark(part) for part in parts))
        todo.extend(part for part in parts if not isinstance(part, str) or part)
    seen[0] = (len(kept), _Kept(kept))
    return seen


def shape(*roots: object) -> list[tuple[object, ...]]:
    """The graph's form alone: equal for two graphs exactly if they look the same, aliases included."""
    numbers: dict[int, int] = {}
    found: list[tuple[object, ...]] = []
    kept: list[object] = []
    todo: collections.deque[Any] = collections.deque(roots)

    def number(target: Any) -> object:
        if isinstance(target, ATOMS):
            return _mark(target)
        if id(target) not in numbers:
            numbers[id(target)] = len(numbers)
            kept.append(target)
            todo.append(target)
        return numbers[id(target)]

    for root in roots:
        number(root)
    todo = collections.deque(kept)
    while todo:
        target = todo.popleft()
        parts = [number(part) for part in _parts(target)]
        found.append((numbers[id(target)], type(target).__qualname__, *parts))
    return found


class _Kept:
    """Equal to any other, so that photographs compare by content alone."""

    def __init__(self, kept: list[object]) -> None:
        self.kept = kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    __hash__ = None  # type: ignore[assignment]


def _mark(part: Any) -> object:
    if isinstance(part, type | types.ModuleType | enum.Enum):
        return ("named", repr(part))
    if isinstance(part, ATOMS):
        return (type(part).__name__, repr(part))
    return id(part)


def _parts(target: Any) -> list[Any]:
    """List what an object refers to, with text between parts to tell keys from values."""
    parts: list[Any] = []
    if isinstance(target, dict):
        order = list(target) if not isinstance(target, collections.OrderedDict) else list(iter(target))
        for key in order:
            parts += ["key", key, dict.__getitem__(target, key)]
        if isinstance(target, collections.defaultdict):
            parts += ["factory", target.default_factory]
    elif isinstance(target, list | tuple | collections.deque):
        parts += ["items", *target]
    elif isinstance(target, set | frozenset):
        parts += ["elements", *sorted(target, key=lambda item: str(_stable(item)))]
    elif isinstance(target, bytearray):
        parts += ["bytes", bytes(target)]
    elif isinstance(target, array.array):
        parts += ["numbers", *target.tolist()]
    elif isinstance(target, types.FunctionType):
        parts += ["code", target.__qualname__, target.__defaults__, target.__kwdefaults__, target.__dict__]
        parts += target.__closure__ or ()
    elif isinstance(target, types.CellType):
        parts += ["cell", *_cell(target)]
    elif isinstance(target, types.MethodType):
        parts += ["method", target.__func__, target.__self__]
    table = getattr(target, "__dict__", None)
    if isinstance(table, dict) and not isinstance(target, types.FunctionType):
        parts += ["attributes", *(part for pair in table.items() for part in pair)]
    for name in _slots(type(target)):
        parts += [name, getattr(target, name)] if hasattr(target, name) else [name, "(empty)"]
    return parts


def _stable(item: Any) -> object:
    return (type(item).__name__, repr(item)) if isinstance(item, ATOMS) else getattr(item, "label", id(item))


def _cell(cell: types.CellType) -> Iterable[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:
        return ["(empty)"]


def _slots(cls: type) -> list[str]:
    names: list[str] = []
    for base in cls.__mro__:
        slots = vars(base).get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
    return [name for name in names if name not in ("__dict__", "__weakref__")]
