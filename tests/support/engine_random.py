"""Random modules and random edits of them, as data that can be printed as source text.

Invariant: the text of a `World` can be imported, whatever edits led to it: a name is read only after it was
bound, and nothing is removed that is still read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

PRELUDE = """\
import functools
from dataclasses import dataclass
from enum import Enum


def boxed(function):
    @functools.wraps(function)
    def wrapper(*args):
        return ["boxed", function(*args)]

    return wrapper


REGISTRY = {}


def register(function):
    REGISTRY[function.__name__] = function
    return function
"""


class Chance(Protocol):
    """Where random choices come from."""

    def number(self, limit: int) -> int:
        """A number from 0 up to, but not including, `limit`."""
        ...


@dataclass(frozen=True)
class Item:
    """One definition of one of the `KINDS`.

    `value` is what its text says; `extra` is a second one: a default, or a class attribute. `reads` are
    names bound before it, and so is `base`. `marks` are comments above it. `flag` is a decorator, a use of
    `super()`, a field or a member.
    """

    kind: str
    name: str
    value: int
    extra: int
    reads: tuple[str, ...] = ()
    marks: int = 0
    flag: bool = False
    base: str = ""

    def text(self) -> str:
        """The source of this definition."""
        read = "".join(f", {name}" for name in self.reads)
        comments = "# A comment.\n" * self.marks
        match self.kind:
            case "constant":
                body = f"{self.name} = ({self.value}{read})" if read else f"{self.name} = {self.value}"
            case "list":
                body = f"{self.name} = [{self.value}]"
            case "function":
                decorator = "@boxed\n" if self.flag else ""
                body = f"{decorator}def {self.name}(x={self.extra}):\n    return (x, {self.value}{read})"
            case "registered":
                body = f"@register\ndef {self.name}(x={self.extra}):\n    return (x, {self.value}{read})"
            case "cached":
                decorator = "" if self.flag else "@functools.lru_cache\n"
                body = f"{decorator}def {self.name}(x={self.extra}):\n    return (x, {self.value})"
            case "maker":
                inner = f"    def inner(x={self.extra}):\n        return (x, n, {self.value}{read})\n"
                body = f"def {self.name}(n={self.extra}):\n{inner}\n    return inner"
            case "enum":
                more = "\n    THREE = 'three'" if self.flag else ""
                body = (
                    f"class {self.name}(Enum):\n    ONE = ('one', {self.value}){more}\n    TWO = {self.extra}"
                )
            case "dataclass":
                more = f"\n    colour: int = {self.value}" if self.flag else ""
                body = f"@dataclass\nclass {self.name}:\n    size: int = {self.extra}{more}"
            case _:
                body = self._class_text(read)
        return f"{comments}{body}\n"

    def _class_text(self, read: str) -> str:
        above = ", super().__hash__() is None" if self.flag else ""
        base = f"({self.base})" if self.base else ""
        return (
            f"class {self.name}{base}:\n    size = {self.extra}\n    items = []\n\n"
            f"    def draw(self, x={self.extra}):\n        return (x, {self.value}{read}{above})\n\n"
            f"    @property\n    def width(self):\n        return self.size + {self.value}"
        )


FUNCTION_KINDS = ("function", "registered", "cached")
KINDS = ("constant", "list", *FUNCTION_KINDS, "maker", "class", "class", "enum", "dataclass")


@dataclass(frozen=True)
class World:
    """Two modules; the second imports names of the first."""

    first: tuple[Item, ...]
    second: tuple[Item, ...]
    imported: tuple[str, ...]
    counter: int

    def texts(self, first_name: str) -> tuple[str, str]:
        """The source of both modules, the first of which is called `first_name`."""
        line = f"from {first_name} import {', '.join(self.imported)}\n" if self.imported else ""
        first = "\n\n".join([PRELUDE, *(item.text() for item in self.first)])
        return first, "\n\n".join([line + PRELUDE, *(item.text() for item in self.second)])

    def items(self, which: int) -> tuple[Item, ...]:
        """The definitions of module 0 or 1."""
        return self.second if which else self.first

    def with_items(self, which: int, items: Sequence[Item]) -> World:
        """The same world with other definitions in module 0 or 1."""
        return replace(self, second=tuple(items)) if which else replace(self, first=tuple(items))


def first_world(chance: Chance) -> World:
    """A small world to begin with."""
    world = World((), (), (), 0)
    for _ in range(3 + chance.number(4)):
        world = add(world, chance)
    return world


def edited(world: World, chance: Chance) -> World:
    """The world after one random edit that can be imported."""
    edits = (
        change_value,
        change_value,
        change_extra,
        toggle,
        mark,
        add,
        remove,
        swap,
        change_reads,
        change_imports,
    )
    return edits[chance.number(len(edits))](world, chance)


def add(world: World, chance: Chance) -> World:
    """Add a definition somewhere."""
    which, kind = chance.number(2), KINDS[chance.number(len(KINDS))]
    items = list(world.items(which))
    place = chance.number(len(items) + 1)
    item = Item(kind, f"{kind}_{world.counter}", chance.number(9), chance.number(9))
    bases = ["", *_names_before(world, which, place, "class")]
    base = bases[chance.number(len(bases))] if kind == "class" else ""
    items.insert(place, replace(item, base=base, reads=_reads(world, which, place, chance)))
    return replace(world.with_items(which, items), counter=world.counter + 1)


def change_value(world: World, chance: Chance) -> World:
    """Change what a definition says."""
    return _replace_one(world, chance, lambda item: replace(item, value=item.value + 10))


def change_extra(world: World, chance: Chance) -> World:
    """Change a default or a class attribute."""
    return _replace_one(world, chance, lambda item: replace(item, extra=item.extra + 10))


def toggle(world: World, chance: Chance) -> World:
    """Put a decorator or a use of `super()` on or off."""
    return _replace_one(world, chance, lambda item: replace(item, flag=not item.flag))


def mark(world: World, chance: Chance) -> World:
    """Move everything below a definition down or up by a comment."""
    return _replace_one(world, chance, lambda item: replace(item, marks=(item.marks + 1) % 3))


def change_reads(world: World, chance: Chance) -> World:
    """Let a definition read other names."""
    which = chance.number(2)
    items = list(world.items(which))
    if not items:
        return world
    place = chance.number(len(items))
    items[place] = replace(items[place], reads=_reads(world, which, place, chance))
    return world.with_items(which, items)


def remove(world: World, chance: Chance) -> World:
    """Remove a definition that nothing reads."""
    which = chance.number(2)
    everything = (*world.first, *world.second)
    read = {name for item in everything for name in (*item.reads, item.base)} | set(world.imported)
    free = [item for item in world.items(which) if item.name not in read]
    if not free:
        return world
    gone = free[chance.number(len(free))]
    return world.with_items(which, [item for item in world.items(which) if item is not gone])


def swap(world: World, chance: Chance) -> World:
    """Let two neighbours change places where neither reads the other."""
    which = chance.number(2)
    items = list(world.items(which))
    if len(items) < 2:
        return world
    i = chance.number(len(items) - 1)
    if items[i].name not in (*items[i + 1].reads, items[i + 1].base):
        items[i], items[i + 1] = items[i + 1], items[i]
    return world.with_items(which, items)


def change_imports(world: World, chance: Chance) -> World:
    """Import one more name into the second module, or one less that is not read."""
    names = [item.name for item in world.first]
    if not names:
        return world
    name = names[chance.number(len(names))]
    if name not in world.imported:
        return replace(world, imported=(*world.imported, name))
    if any(name in (*item.reads, item.base) for item in world.second):
        return world
    return replace(world, imported=tuple(each for each in world.imported if each != name))


BREAKS = (
    "def broken(:\n    pass\n",
    "raise ValueError('not today')\n",
    "undefined_name\n",
    "import sys\nsys.exit(3)\n",
    "class Broken:\n    value = 1 / 0\n",
    "for value in list(globals().values()):\n"
    "    if isinstance(value, list):\n        value.append('broken')\nraise KeyError('after the data')\n",
    "return 5\n",
)


def broken(texts: tuple[str, str], chance: Chance) -> tuple[str, str]:
    """Texts of which one fails, somewhere between its definitions or at its end."""
    which = chance.number(2)
    parts = texts[which].split("\n\n\n")
    parts.insert(1 + chance.number(len(parts)), BREAKS[chance.number(len(BREAKS))])
    text = "\n\n\n".join(parts)
    return (texts[0], text) if which else (text, texts[1])


def _replace_one(world: World, chance: Chance, change: Change) -> World:
    which = chance.number(2)
    items = list(world.items(which))
    if not items:
        return world
    place = chance.number(len(items))
    items[place] = change(items[place])
    return world.with_items(which, items)


def _reads(world: World, which: int, place: int, chance: Chance) -> tuple[str, ...]:
    """Up to two constants bound earlier."""
    names = _names_before(world, which, place, "constant")
    picked = [names[chance.number(len(names))] for _ in range(chance.number(3)) if names]
    return tuple(dict.fromkeys(picked))


def _names_before(world: World, which: int, place: int, kind: str) -> list[str]:
    """The names of a kind that are bound before a place: earlier in the module, or imported."""
    imported = [item for item in world.first if which and item.name in world.imported]
    return [item.name for item in (*imported, *world.items(which)[:place]) if item.kind == kind]


class Change(Protocol):
    """An edit of one definition."""

    def __call__(self, item: Item) -> Item:
        """The definition after the edit."""
        ...
