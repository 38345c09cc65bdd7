"""Content of many loaded objects of one type, poured at once into the objects that stand for them.

Invariants:
    1. What is poured is what pouring them one by one would pour; what has to be poured on its own is
       left alone, and named by its position.
    2. Everything is read before anything is written: a value that is dropped may run code as it goes.

The loaded containers are used up: they are made to refer to what stands for their parts, and their
content is then copied in one step each.
"""

from __future__ import annotations

from collections import deque
from itertools import chain, compress, repeat
from typing import Any

from mulligan.heap.held_parts import Held, instance_tables, read_members
from mulligan.heap.level_parts import Level
from mulligan.heap.placeholders import Redacted
from mulligan.heap.plans import ATOMS
from mulligan.heap.translation import Translator
from mulligan.heap.walk import MISSING_MEMBER

Table = dict[Any, Any]


def pour_together(level: Level, translate: Translator) -> set[int]:
    """Pour a level; return the positions of the objects that are left."""
    if level.plan.kind is list:
        _use_up(level.held, translate)
        deque(map(list.__setitem__, level.live, repeat(slice(None)), level.loaded), maxlen=0)
        return set()
    if level.plan.members:
        return _pour_slots(level, translate)
    targets = level.live if level.plan.kind is dict else instance_tables(level.live)
    return _pour_tables(level.held, targets, translate)


def _pour_tables(held: Held, targets: list[Table], translate: Translator) -> set[int]:
    """Where both have the same names in the same order, only the values have to be written."""
    loaded, left = held.containers, set[int]()
    if not _are_alike(loaded, targets):
        pairs = enumerate(zip(loaded, targets, strict=True))
        left = {position for position, (one, other) in pairs if not _are_alike([one], [other])}
    if Redacted in {*map(type, held.parts)}:
        types = zip(held.owners, map(type, held.parts), strict=True)
        left.update(owner for owner, kind in types if kind is Redacted)
    if left:
        is_poured = [owner not in left for owner in held.owners]
        held = Held(loaded, *(list(compress(column, is_poured)) for column in held[1:]))
        chosen = [position not in left for position in range(len(loaded))]
        loaded, targets = list(compress(loaded, chosen)), list(compress(targets, chosen))
    _use_up(held, translate)
    deque(map(dict.update, targets, loaded), maxlen=0)
    return left


def _use_up(held: Held, translate: Translator) -> None:
    """Let the loaded containers refer to what stands for their parts."""
    counterparts = translate.many(held.parts)
    for owner, name, part in zip(held.owners, held.names, counterparts, strict=True):
        held.containers[owner][name] = part


def _are_alike(loaded: list[Table], targets: list[Table]) -> bool:
    """Tell exact dictionaries that hold the same names in the same order."""
    if not {dict}.issuperset(map(type, chain(loaded, targets))):
        return False
    names, present = list(chain.from_iterable(loaded)), list(chain.from_iterable(targets))
    return (
        {str}.issuperset(map(type, chain(names, present)))
        and names == present
        and list(map(len, loaded)) == list(map(len, targets))
    )


def _pour_slots(level: Level, translate: Translator) -> set[int]:
    left = set[int]()
    for member in level.plan.members:
        written, present = read_members(member, level.loaded), read_members(member, level.live)
        values = enumerate(zip(translate.many(written), present, strict=True))
        for position, (value, now) in values:
            if type(value) is Redacted or (value is MISSING_MEMBER and now is not MISSING_MEMBER):
                left.add(position)
            elif value is not now and (
                type(value) not in ATOMS or type(now) is not type(value) or now != value
            ):
                try:
                    member.__set__(level.live[position], value)
                except AttributeError:
                    left.add(position)  # a field that can only be read: poured alone it is reported
    return left
