"""Which live object stands where each part of many loaded objects stands.

Invariant: the answers are those of `ParallelParts`, part by part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any, NamedTuple

from mulligan.heap.held_parts import Held, instance_tables, read_members
from mulligan.heap.identity import NOBODY, Identities
from mulligan.heap.plans import TypePlan
from mulligan.heap.walk import MISSING_MEMBER


class Level(NamedTuple):
    """Loaded objects of one type, and what they stand for.

    Fields:
        plan: their plan.
        loaded: the loaded objects.
        live: the object that each stands for.
        held: what the loaded objects refer to.
    """

    plan: TypePlan
    loaded: list[Any]
    live: list[Any]
    held: Held


class LevelParts:
    """Finds the counterparts of parts.

    Arguments:
        identities: decides which elements of two lists belong together.
    """

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    def of(self, level: Level) -> list[Any]:
        """Return what is live at the place of each part that is held; `NOBODY` where there is nothing."""
        if not level.held.parts:
            return []
        if level.plan.kind is list:
            return self._in_lists(level)
        if level.plan.members:
            return _in_slots(level)
        tables = level.live if level.plan.kind is dict else instance_tables(level.live)
        owners = map(tables.__getitem__, level.held.owners)
        return list(map(dict.get, owners, level.held.names, repeat(NOBODY)))

    def _in_lists(self, level: Level) -> list[Any]:
        aligned: dict[int, Sequence[Any]] = {}
        for owner in dict.fromkeys(level.held.owners):
            ours, theirs = level.loaded[owner], level.live[owner].copy()
            aligned[owner] = self._identities.counterparts(ours, theirs) or theirs
        return [
            aligned[owner][position] if position < len(aligned[owner]) else NOBODY
            for owner, position in zip(level.held.owners, level.held.names, strict=True)
        ]


def _in_slots(level: Level) -> list[Any]:
    by_name = {member.__name__: member for member in reversed(level.plan.members)}
    columns = {member: read_members(by_name[member.__name__], level.live) for member in {*level.held.names}}
    found = [
        columns[member][owner] for owner, member in zip(level.held.owners, level.held.names, strict=True)
    ]
    return [NOBODY if each is MISSING_MEMBER else each for each in found]
