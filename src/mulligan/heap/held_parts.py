"""What many objects of one type refer to, read for all of them at once.

Invariants:
    1. No user code runs.
    2. Atoms are left out: they hold nothing, and nothing stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, compress, repeat
from typing import Any, NamedTuple

from mulligan.heap.plans import ATOMS, TypePlan
from mulligan.heap.walk import MISSING_MEMBER, read_member

_getattribute = object.__getattribute__


class Held(NamedTuple):
    """The objects that some containers refer to, side by side.

    Fields:
        containers: lists, dictionaries, dictionaries of instances, or instances with slots.
        owners: the position in `containers` of what holds each part.
        names: the index, the key or the slot under which each part is held.
        parts: the objects.
    """

    containers: list[Any]
    owners: list[int]
    names: list[Any]
    parts: list[Any]


def can_be_read_together(plan: TypePlan) -> bool:
    """Tell exact lists and dictionaries, plain instances, and instances with slots alone."""
    if plan.kind in (dict, list) or plan.is_plain:
        return True
    is_more = plan.content or plan.parts or plan.unprotected or plan.live or plan.has_dict
    return bool(plan.members) and not is_more and not plan.is_shared


def held_by(plan: TypePlan, objects: list[Any]) -> Held | None:
    """Return what the objects refer to, None if each has to be read on its own.

    Arguments:
        plan: of all of them; `can_be_read_together` says yes to it.
    """
    if plan.kind is list:
        positions = chain.from_iterable(map(range, map(len, objects)))
        return _without_atoms(objects, positions, list(chain.from_iterable(objects)))
    if plan.members:
        return _in_slots(plan, objects)
    tables = objects if plan.kind is dict else instance_tables(objects)
    if {*map(type, tables)} != {dict}:
        return None  # a class of the app's own may stand in for an instance's dictionary
    keys = list(chain.from_iterable(tables))
    if not ATOMS.issuperset(map(type, keys)):
        return None
    return _without_atoms(tables, keys, list(chain.from_iterable(map(dict.values, tables))))


def instance_tables(instances: list[Any]) -> list[dict[str, Any]]:
    """Return the dictionary of each instance."""
    return list(map(_getattribute, instances, repeat("__dict__")))


def read_members(member: Any, targets: list[Any]) -> list[Any]:
    """Read one slot of many objects; `MISSING_MEMBER` where it is empty."""
    try:
        return list(map(member.__get__, targets))
    except AttributeError:
        return [read_member(member, target) for target in targets]


def _without_atoms(containers: list[Any], names: Any, parts: list[Any]) -> Held:
    selected = [type(part) not in ATOMS for part in parts]
    if True not in selected:
        return Held(containers, [], [], [])
    owners = _owners(containers)
    return Held(containers, *(list(compress(column, selected)) for column in (owners, names, parts)))


def _owners(containers: list[Any]) -> Iterator[int]:
    """Give the position of its container for each item of all the containers, end to end."""
    return chain.from_iterable(map(repeat, range(len(containers)), map(len, containers)))


def _in_slots(plan: TypePlan, objects: list[Any]) -> Held:
    found = Held(objects, [], [], [])
    for member in plan.members:
        parts = read_members(member, objects)
        selected = [type(part) not in ATOMS and part is not MISSING_MEMBER for part in parts]
        found.owners.extend(compress(range(len(objects)), selected))
        found.parts.extend(compress(parts, selected))
        found.names.extend(repeat(member, len(found.parts) - len(found.names)))
    return found
