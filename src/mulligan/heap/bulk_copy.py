"""The deep copy of everything a walk has saved, made without recursion.

Invariant: the result is what `copy.deepcopy` over the walk's roots would give, but for two things:
depth does not matter, and a set that is part of a cycle is copied once (deepcopy copies it twice).
Objects with copying methods of their own are copied by those, before the rest and in deepcopy's own
order, because such methods may look into what they are given. If any of them fails, nothing was
copied.

First every object gets an empty counterpart, then the counterparts are filled from what the walk
saved; sets and dictionaries with keys that are no atoms come last, because hashing a key needs its
content.
"""

from __future__ import annotations

import collections
import copyreg
import types
from collections.abc import Iterable
from typing import Any

from mulligan.heap.copying import DeepCopier, function_shell, has_state
from mulligan.heap.plans import ATOMS, plan_for
from mulligan.heap.translation import HOLDERS, Translator
from mulligan.heap.walk import MISSING_MEMBER, HeapWalk

_SHARED = (type, types.ModuleType, types.FunctionType)
_OWN_METHODS = ("__deepcopy__", "__setstate__", "__getnewargs__", "__getnewargs_ex__")
_KNOWN_BASES: tuple[type, ...] = (
    object, dict, list, set, collections.OrderedDict, collections.defaultdict, collections.Counter,
    collections.deque, types.CellType,
)  # fmt: skip
_KNOWN_METHODS = {
    name: frozenset(getattr(base, name, None) for base in _KNOWN_BASES)
    for name in ("__reduce__", "__reduce_ex__", "__getstate__", "__new__")
}


def copy_in_bulk(walk: HeapWalk, copier: DeepCopier) -> Translator | None:
    """Copy every object of `walk` into the memo of `copier`.

    Returns:
        what leads from each object to its copy; None, with the memo as it was, if some object has to
        be left to deepcopy's own order or cannot be copied at all.
    """
    if walk.opaque or walk.weak_references:
        return None
    ways = {kind: _way(kind) for kind in walk.types_met()}
    if "impossible" in ways.values():
        return None
    own = {kind for kind, way in ways.items() if way == "own"}
    return copier.attempt(_BulkCopy(walk, copier, own).run)


def _way(kind: type) -> str:
    """Say how instances of a type are copied: "shared", "held", "bulk", "own" or "impossible"."""
    plan = plan_for(kind)
    if plan.is_atom or plan.is_shared or issubclass(kind, _SHARED):
        return "shared"
    if plan.unprotected is not None:
        return "impossible"
    if plan.content is None and plan.parts is not None:
        return "held" if _is_plain_holder(kind) else "impossible"
    if kind in copyreg.dispatch_table or any(hasattr(kind, name) for name in _OWN_METHODS):
        return "own"
    is_known = all(getattr(kind, name, None) in known for name, known in _KNOWN_METHODS.items())
    return "bulk" if is_known else "own"


def _is_plain_holder(kind: type) -> bool:
    """A frozenset is no plain one: it hashes what it holds while that may still be empty."""
    if kind in HOLDERS:
        return kind is not frozenset
    is_plain = all(getattr(kind, name) is getattr(object, name) for name in ("__reduce_ex__", "__reduce__"))
    return issubclass(kind, tuple) and is_plain and not hasattr(kind, "__deepcopy__")


class _BulkCopy:
    """One copy."""

    def __init__(self, walk: HeapWalk, copier: DeepCopier, own: set[type]) -> None:
        self._walk = walk
        self._copier = copier
        self._own = own
        self._memo = copier.memo

    def run(self) -> Translator:
        for target in self._with_own_methods():
            self._copier.copy(target)
        self._make_functions()
        self._make_containers()
        self._make_objects()
        translate = Translator(self._memo)
        self._fill_containers(translate)
        self._fill_objects(translate)
        self._fill_functions(translate)
        for target, plan, saved in self._walk.hashed:
            if type(target) not in self._own and plan.content is not None:
                plan.content.put(self._memo[id(target)], plan.content.translated(saved, translate))
        return translate

    def _with_own_methods(self) -> Iterable[Any]:
        walk = self._walk
        for records in (walk.instances, walk.members, walk.contents, walk.hashed):
            yield from (record[0] for record in records if type(record[0]) in self._own)

    def _make_functions(self) -> None:
        for function in self._walk.closures:
            if has_state(function):
                self._memo[id(function)] = function_shell(function, self._memo)

    def _make_containers(self) -> None:
        """What holds atoms alone is complete at once; the rest is filled when everything is there."""
        memo, all_atoms = self._memo, ATOMS.issuperset
        self._open_tables: list[dict[Any, Any]] = []
        self._open_lists: list[list[Any]] = []
        for target, table in self._walk.dictionaries:
            if id(target) not in memo:
                memo[id(target)] = copied_table = table.copy()
                if not all_atoms(map(type, table.values())):
                    self._open_tables.append(copied_table)
        for listed, items in self._walk.lists:
            if id(listed) not in memo:
                memo[id(listed)] = copied_items = items.copy()
                if not all_atoms(map(type, items)):
                    self._open_lists.append(copied_items)

    def _make_objects(self) -> None:
        memo, walk = self._memo, self._walk
        for records in (walk.instances, walk.members, walk.contents, walk.hashed):
            for record in records:
                target = record[0]
                if id(target) not in memo:
                    kind: Any = type(target)
                    memo[id(target)] = made = kind.__new__(kind)
                    if isinstance(target, collections.deque):
                        collections.deque.__init__(made, (), target.maxlen)

    def _fill_containers(self, translate: Translator) -> None:
        for table in self._open_tables:
            for name, value in table.items():
                if type(value) not in ATOMS:
                    table[name] = translate(value)
        for items in self._open_lists:
            for position, value in enumerate(items):
                if type(value) not in ATOMS:
                    items[position] = translate(value)

    def _fill_objects(self, translate: Translator) -> None:
        memo, own = self._memo, self._own
        for target, kind, table in self._walk.instances:
            if kind not in own:
                object.__setattr__(memo[id(target)], "__dict__", translate(table))
        for target, plan, values in self._walk.members:
            if type(target) not in own:
                for member, value in zip(plan.members, values, strict=True):
                    if value is not MISSING_MEMBER:
                        member.__set__(memo[id(target)], translate(value))
        for target, plan, saved in self._walk.contents:
            if type(target) not in own and plan.content is not None:
                plan.content.put(memo[id(target)], plan.content.translated(saved, translate))

    def _fill_functions(self, translate: Translator) -> None:
        for function, defaults, keyword_defaults in self._walk.functions:
            made = self._memo.get(id(function), function)
            if made is not function:
                made.__defaults__ = translate(defaults)
                made.__kwdefaults__ = translate(keyword_defaults)
                made.__dict__ = translate(function.__dict__)
