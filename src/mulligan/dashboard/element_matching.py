"""Which item of one list is which item of another.

Invariant: no method of a class of the app is called, and every item of either list is in exactly one
pair, or alone. Items are known by an identifier that they carry, otherwise by what they plainly hold.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, member_descriptors
from mulligan.heap.walk import read_member

IDENTIFIERS = ("id", "uid", "uuid", "key", "name")
MOST_ALIGNED = 4_000
"""Longer stretches of items without identifiers are compared place by place: aligning is not linear."""
_FIELDS = 8


@dataclass(frozen=True)
class Matched:
    """Places of items: pairs of a left and a right place, those of one side alone, and pairs that moved."""

    pairs: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]
    moved: frozenset[int] = frozenset()
    """Left places of pairs whose order among the others changed."""


def match(left: Sequence[Any], right: Sequence[Any]) -> Matched:
    """Pair the items of two lists.

    Items that carry an identifier (`id`, `uid`, `uuid`, `key`, `name`), or are plain values that are all
    different, are paired by it wherever they stand; as few of them as possible are called moved (the others
    are a longest increasing subsequence, Schensted 1961). All other items are aligned by what they hold.
    """
    try:
        before, after = _names(left), _names(right)
        if before is None or after is None:
            return _aligned([_print(each) for each in left], [_print(each) for each in right])
    except Exception:  # noqa: BLE001 - an object may refuse to be read; the others have places all the same
        return _in_place(len(left), len(right))
    places = {name: at for at, name in enumerate(after)}
    pairs = [(at, places[name]) for at, name in enumerate(before) if name in places]
    still = _in_order([to for _, to in pairs])
    moved = frozenset(pair[0] for number, pair in enumerate(pairs) if number not in still)
    lost, gained = _alone(len(left), len(right), pairs)
    # An item whose identifier was edited is still that item, if it stands where it stood.
    new = set(gained)
    renamed = [at for at in lost if at in new and _may_be_one(left[at], right[at], len(left) == len(right))]
    if renamed:
        pairs += [(at, at) for at in renamed]
        lost, gained = _alone(len(left), len(right), pairs)
    return Matched(tuple(sorted(pairs)), lost, gained, moved)


def _may_be_one(left: Any, right: Any, is_same_length: bool) -> bool:
    if type(left) in ATOMS and type(right) in ATOMS:
        return True
    return is_same_length and type(left) is type(right)


def _in_place(left: int, right: int) -> Matched:
    both = min(left, right)
    return Matched(tuple((at, at) for at in range(both)), tuple(range(both, left)), tuple(range(both, right)))


def _alone(
    left: int, right: int, pairs: Sequence[tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    paired = {at for at, _ in pairs}, {to for _, to in pairs}
    return (
        tuple(at for at in range(left) if at not in paired[0]),
        tuple(at for at in range(right) if at not in paired[1]),
    )


def _names(items: Sequence[Any]) -> list[Hashable] | None:
    """What each item is known by; None unless all of them have such a name and no two the same."""
    names: list[Hashable] = []
    for item in items:
        name = (type(item).__name__, item) if type(item) in ATOMS else _identifier(item)
        if name is None:
            return None
        names.append(name)
    try:
        return names if len(set(names)) == len(names) else None
    except TypeError:  # a plain value that cannot be hashed, such as a slice of code
        return None


def _identifier(item: Any) -> Hashable | None:
    fields = item if type(item) is dict else instance_dictionary(item)
    if fields is None:
        members = {each.__name__: each for each in member_descriptors(type(item))}
        fields = {name: read_member(members[name], item) for name in IDENTIFIERS if name in members}
    for name in IDENTIFIERS:
        value = fields.get(name)
        if value is not None and type(value) in ATOMS:
            return type(item).__name__, name, type(value).__name__, value
    return None


def _print(item: Any) -> Hashable:
    """What an item plainly holds, as something that can be compared without calling it."""
    if type(item) in ATOMS:
        return type(item).__name__, repr(item)[:80]
    if isinstance(item, list | tuple):
        parts: list[Any] = [tuple.__len__(item) if isinstance(item, tuple) else list.__len__(item)]
        held = tuple.__iter__(item) if isinstance(item, tuple) else list.__iter__(item)
        parts += [each for each, _ in zip(held, range(_FIELDS), strict=False)]
    else:
        fields = dict.copy(item) if isinstance(item, dict) else instance_dictionary(item) or {}
        parts = [each for pair in list(fields.items())[:_FIELDS] for each in pair]
    shown = tuple(repr(each)[:80] if type(each) in ATOMS else type(each).__name__ for each in parts)
    return type(item).__name__, shown


def _aligned(left: list[Hashable], right: list[Hashable]) -> Matched:
    first = 0
    shortest = min(len(left), len(right))
    while first < shortest and left[first] == right[first]:
        first += 1
    last = 0
    while last < shortest - first and left[-1 - last] == right[-1 - last]:
        last += 1
    pairs = [(at, at) for at in range(first)]
    middle = left[first : len(left) - last], right[first : len(right) - last]
    for a, b, c, d in _stretches(*middle):
        pairs += zip(range(first + a, first + b), range(first + c, first + d), strict=False)
    pairs += [(len(left) - back, len(right) - back) for back in range(last, 0, -1)]
    lost, gained = _alone(len(left), len(right), pairs)
    return Matched(tuple(pairs), lost, gained)


def _stretches(left: list[Hashable], right: list[Hashable]) -> list[tuple[int, int, int, int]]:
    if len(left) == len(right) or max(len(left), len(right)) > MOST_ALIGNED:
        return [(0, len(left), 0, len(right))]
    matcher = difflib.SequenceMatcher(None, left, right)
    return [(a, b, c, d) for _, a, b, c, d in matcher.get_opcodes()]


def _in_order(places: Sequence[int]) -> set[int]:
    """Which of `places` are a longest increasing subsequence, as indices into it."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(number)
        else:
            tails[at], ends[at] = place, number
    found = set[int]()
    number = ends[-1] if ends else -1
    while number >= 0:
        found.add(number)
        number = before[number]
    return found
