"""Loaded objects that have to be looked at one by one, or for which no live object was found.

Invariants:
    1. No user code runs, and no loop recurses.
    2. Together with the levels of the correspondence these are all objects that the loaded state reaches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from mulligan.heap.graph import labelled_parts
from mulligan.heap.held_parts import can_be_read_together, held_by
from mulligan.heap.plans import ATOMS, Plans

_MANY = 32


def reached_by_type(
    roots: Iterable[Any], *, visited: Iterable[Any], stop: Collection[int], plans: Plans
) -> dict[type, list[Any]]:
    """Return `visited` and everything that is reached from there or from `roots`, by type.

    Arguments:
        roots: where to begin.
        visited: objects that count as reached although `stop` names them.
        stop: identities that are not entered.
        plans: the plans of this operation.
    """
    found: dict[type, list[Any]] = defaultdict(list)
    seen: set[int] = set()
    waiting = [*visited]
    roots = [*roots]
    while waiting or roots:
        for target in roots:
            if type(target) not in ATOMS and id(target) not in seen and id(target) not in stop:
                seen.add(id(target))
                waiting.append(target)
        roots = []
        kinds: dict[type, list[Any]] = defaultdict(list)
        for target in waiting:
            kinds[type(target)].append(target)
        waiting = []
        for kind, targets in kinds.items():
            found[kind] += targets
            roots += _parts(kind, targets, plans)
    return found


def _parts(kind: type, targets: list[Any], plans: Plans) -> Iterable[Any]:
    if kind is tuple:
        return chain.from_iterable(targets)
    plan = plans[kind]
    if len(targets) >= _MANY and can_be_read_together(plan):
        held = held_by(plan, targets)
        if held is not None:
            return held.parts
    return [part for target in targets for _, part in labelled_parts(target, plan)]
