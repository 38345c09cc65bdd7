"""The deep copy of everything a walk has saved, made without recursion.

Invariant: the result is what `copy.deepcopy` over the walk's roots would give, but for two things:
depth does not matter, and a set that is part of a cycle is copied once (deepcopy copies it twice).
Objects with copying methods of their own are copied by those, before the rest and in deepcopy's own
order, because such methods may look into what they are given. If any of them fails, nothing was
copied. Without such objects only what the walk saved is read, so the copy may be made at any later time.

First every object gets an empty counterpart, then the counterparts are filled from what the walk
saved; sets and dictionaries with keys that are no atoms come last, because hashing a key needs its
content.
"""

from __future__ import annotations

import collections
import copyreg
import enum
import functools
import types
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from mulligan.heap.copying import DeepCopier, function_shell
from mulligan.heap.numeric_contents import array_copied, is_array_type
from mulligan.heap.plans import ATOMS, TypePlan
from mulligan.heap.records import Content, Records
from mulligan.heap.translation import HOLDERS, Translator
from mulligan.heap.walk import MISSING_MEMBER, POSTPONED, HeapWalk

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

_PLAIN_READING = frozenset(base.__getattribute__ for base in _KNOWN_BASES)


def sections_to_leave(walk: HeapWalk) -> set[int]:
    """Return the sections with an object that has to be left to deepcopy's own order.

    A section that shares an object with one of them is left too.
    """
    impossible = {kind for kind, plan in walk.plans_met().items() if _way(plan) == "impossible"}
    return walk.linked(
        section
        for section, records in walk.sections.items()
        if records.opaque
        or records.weak
        or not impossible.isdisjoint(records.kinds)
        or any(each.__dict__ for each in _partials(records))
    )


def _partials(records: Records) -> list[Any]:
    """Partials; they are as good as immutable unless they have keywords, or attributes that were set."""
    if functools.partial not in records.kinds:
        return []
    return [target for target, kind, _ in records.instances if kind is functools.partial]


def sections_to_copy_now(walk: HeapWalk, left: set[int]) -> set[int]:
    """Return the sections whose copy cannot wait, because making it asks the objects themselves.

    A section that shares an object with one of them cannot wait either.

    Arguments:
        left: what `sections_to_leave` returned.
    """
    asked = {kind for kind, plan in walk.plans_met().items() if _must_be_asked(plan)}
    now = {
        section
        for section, records in walk.sections.items()
        if not asked.isdisjoint(records.kinds)
        or any(each.keywords for each in _partials(records))
        or any(_is_object_array(each) for each in records.contents)
        or not all(map(_hashes_plainly, chain.from_iterable(saved for _, _, saved in records.hashed)))
    }
    return walk.linked(now) | left


def _must_be_asked(plan: TypePlan) -> bool:
    """Tell types whose instances run code of their own when they are copied, or when pickle reads them.

    What counts as an atom has nothing to undo, but a subclass of one may have attributes to hide.
    """
    is_open_atom = plan.is_atom and plan.kind.__dictoffset__ != 0
    way = _way(plan)
    return way == "own" or is_open_atom or (way == "bulk" and not _is_read_plainly(plan.kind))


def _is_read_plainly(kind: type) -> bool:
    return not hasattr(kind, "__getattr__") and kind.__getattribute__ in _PLAIN_READING


def _is_object_array(record: Content) -> bool:
    _, plan, saved = record
    return is_array_type(plan.kind) and saved is not POSTPONED and bool(saved.dtype.hasobject)


def _hashes_plainly(key: Any) -> bool:
    """Tell keys that can be hashed and compared without running code of the app."""
    kind = type(key)
    if kind is tuple:
        return ATOMS.issuperset(map(type, key))
    return kind in ATOMS or (issubclass(kind, enum.Enum) and kind.__hash__ is enum.Enum.__hash__)


def copy_in_bulk(sections: Sequence[Records], copier: DeepCopier) -> Translator | None:
    """Copy every object of these sections into the memo of `copier`.

    Returns:
        what leads from each object to its copy; None, with the memo as it was, if an object's own
        copying method failed.
    """
    ways = {kind: _way(plan) for records in sections for kind, plan in records.kinds.items()}
    own = {kind for kind, way in ways.items() if way in ("own", "array")}
    shared = {kind for kind, way in ways.items() if way == "shared"}
    held = {kind for kind, way in ways.items() if way == "held"}
    return copier.attempt(_BulkCopy(sections, copier, own, shared, held).run)


def _way(plan: TypePlan) -> str:
    """Say how instances of a type are copied: "shared", "held", "bulk", "array", "own" or "impossible"."""
    kind = plan.kind
    if plan.is_atom or plan.is_shared or issubclass(kind, _SHARED):
        return "shared"
    if plan.unprotected is not None:
        return "impossible"
    if plan.content is None and plan.parts is not None:
        return "held" if _is_plain_holder(kind) else "impossible"
    if is_array_type(kind):
        return "array"
    if kind in copyreg.dispatch_table or any(hasattr(kind, name) for name in _OWN_METHODS):
        return "own"
    is_known = all(getattr(kind, name, None) in known for name, known in _KNOWN_METHODS.items())
    return "bulk" if is_known else "own"


def _is_plain_holder(kind: type) -> bool:
    """A frozenset is no plain one: it hashes what it holds while that may still be empty."""
    if kind in HOLDERS:
        return kind is not frozenset
    is_plain = all(getattr(kind, name) is getattr(object, name) for name in ("__reduce_ex__", "__reduce__"))
    return (
        issubclass(kind, tuple) and is_plain and not hasattr(kind, "__deepcopy__") and not kind.__dictoffset__
    )


class _BulkCopy:
    """One copy."""

    def __init__(
        self,
        sections: Sequence[Records],
        copier: DeepCopier,
        own: set[type],
        shared: set[type],
        held: set[type],
    ) -> None:
        self._sections = sections
        self._copier = copier
        self._own = own
        self._shared = shared
        self._held = held
        self._complete = own | shared | held
        self._memo = copier.memo

    def run(self) -> Translator:
        for records in self._sections:
            self._copy_arrays(records)
            for target in self._with_own_methods(records):
                self._copier.copy(target)
        self._make_functions()
        self._make_containers()
        self._make_objects()
        translate = Translator(self._memo)
        self._fill_containers(translate)
        for records in self._sections:
            self._fill_objects(records, translate)
            self._fill_functions(records, translate)
        for records in self._sections:
            self._fill_contents(records.hashed, translate)
        return translate

    def _copy_arrays(self, records: Records) -> None:
        """Arrays of numbers are copied from what was saved, so that this can be done at any time."""
        for record in records.contents:
            target, plan, saved = record
            if is_array_type(plan.kind) and saved is not POSTPONED and not _is_object_array(record):
                self._memo[id(target)] = array_copied(saved)

    def _with_own_methods(self, records: Records) -> Iterator[Any]:
        for saved in (records.instances, records.members, records.contents, records.hashed):
            yield from (record[0] for record in saved if _kind(record) in self._own)

    def _make_functions(self) -> None:
        for records in self._sections:
            for function, code in records.closures:
                self._memo[id(function)] = function_shell(function, self._memo, code)

    def _make_containers(self) -> None:
        """What holds atoms alone is complete at once; the rest is filled when everything is there."""
        memo, all_atoms = self._memo, ATOMS.issuperset
        self._open_tables: list[dict[Any, Any]] = []
        self._open_lists: list[list[Any]] = []
        for records in self._sections:
            for target, table in records.dictionaries:
                if id(target) not in memo:
                    memo[id(target)] = table
                    if not all_atoms(map(type, table.values())):
                        self._open_tables.append(table)
            for listed, items in records.lists:
                if id(listed) not in memo:
                    memo[id(listed)] = items
                    if not all_atoms(map(type, items)):
                        self._open_lists.append(items)

    def _make_objects(self) -> None:
        for records in self._sections:
            for saved in (records.instances, records.members, records.contents, records.hashed):
                for record in saved:
                    target, kind = record[0], _kind(record)
                    if kind in self._shared:  # an enum member, whose content is undone all the same
                        self._memo[id(target)] = target
                    elif id(target) not in self._memo and kind not in self._held:
                        self._memo[id(target)] = _empty_like(target, kind)

    def _fill_containers(self, translate: Translator) -> None:
        for table in self._open_tables:
            for name, value in table.items():
                if type(value) not in ATOMS:
                    table[name] = translate(value)
        for items in self._open_lists:
            for position, value in enumerate(items):
                if type(value) not in ATOMS:
                    items[position] = translate(value)

    def _fill_objects(self, records: Records, translate: Translator) -> None:
        memo, complete = self._memo, self._complete
        for target, kind, table in records.instances:
            if kind not in complete:
                object.__setattr__(memo[id(target)], "__dict__", translate(table))
        for target, plan, values in records.members:
            if plan.kind not in complete:
                for member, value in zip(plan.members, values, strict=True):
                    if value is not MISSING_MEMBER:
                        member.__set__(memo[id(target)], translate(value))
        self._fill_contents(records.contents, translate)

    def _fill_contents(self, saved: Iterable[Content], translate: Translator) -> None:
        for target, plan, content in saved:
            if plan.kind not in self._complete and plan.content is not None:
                plan.content.put(self._memo[id(target)], plan.content.translated(content, translate))

    def _fill_functions(self, records: Records, translate: Translator) -> None:
        for function, _, defaults, keyword_defaults, attributes in records.functions:
            made = self._memo.get(id(function), function)
            if made is not function:
                made.__defaults__ = translate(defaults)
                made.__kwdefaults__ = translate(keyword_defaults)
                made.__dict__ = translate(attributes)


def _kind(record: tuple[Any, ...]) -> type:
    """The type that an object had when it was saved: an edit may have given it another since."""
    found = record[1]
    return found.kind if isinstance(found, TypePlan) else found


def _empty_like(target: Any, kind: Any) -> Any:
    made = kind.__new__(kind)
    if isinstance(target, collections.deque):
        collections.deque.__init__(made, (), target.maxlen)
    return made
