"""The copy that is made when somebody asks for it.

Invariant: the copy is of the moment of the capture, whenever it is made. It is made of what the walk
saved, which is complete and never handed out; what the objects hold by then is not looked at.

A reload saves every object's content to undo itself, and writes the objects themselves to the
journal while nothing has changed yet; it hardly ever needs a second graph of objects beside them.
"""

from __future__ import annotations

import threading
import types
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from operator import is_
from typing import Any

from mulligan.errors import StateError
from mulligan.heap.bulk_copy import copy_in_bulk
from mulligan.heap.collection import collection_paused
from mulligan.heap.contents import same_items
from mulligan.heap.copying import DeepCopier
from mulligan.heap.numeric_contents import is_array_type
from mulligan.heap.plans import ATOMS, TypePlan
from mulligan.heap.putting import is_same_value
from mulligan.heap.records import Records
from mulligan.heap.translation import Translator
from mulligan.heap.walk import HeapWalk, read_member


class LateCopy:
    """The sections of a walk whose copy can wait.

    Arguments:
        walk: complete; nothing in these sections is copied by a method of its own.
        copier: makes the copy.
        keys: state key -> its section.
    """

    def __init__(self, walk: HeapWalk, copier: DeepCopier, keys: Mapping[str, int]) -> None:
        self.keys = frozenset(keys)
        sections = set(keys.values())
        self._records = [records for each, records in walk.sections.items() if each in sections]
        self._copier = copier
        self._translate: Translator | None = None
        self._lock = threading.Lock()

    def of(self, value: object) -> object:
        """Return the copy of the value of one of the keys.

        Raises:
            StateError: it cannot be made.
        """
        if type(value) in ATOMS:
            return value
        with self._lock, collection_paused():
            if self._translate is None:
                self._translate = copy_in_bulk(self._records, self._copier)
            if self._translate is None:
                raise StateError("the captured state cannot be copied; it can still be restored")
        return self._translate(value)

    @property
    def is_made(self) -> bool:
        """Whether somebody has asked for it."""
        return self._translate is not None

    def is_current(self) -> bool:
        """Tell whether every object still is what was saved of it, to the identity of what it refers to.

        Arrays of numbers are not looked at: `arrays` has what was saved of them.
        """
        return all(map(_is_as_saved, self._records))

    def arrays(self) -> dict[int, Any]:
        """Return the saved content of arrays of numbers, by the identity of the array."""
        return {
            id(target): saved
            for records in self._records
            for target, plan, saved in records.contents
            if is_array_type(plan.kind)
        }

    def names(self) -> set[str]:
        """Return every text that is a key of a dictionary, an attribute or a variable of a closure."""
        found = set[Any]()
        for records in self._records:
            found.update(*records.dictionaries.targets)
            found.update(*(code.co_freevars for _, code in records.closures))
            found.update(
                each for _, _, saved in records.hashed if isinstance(saved, dict) for each in _texts(saved)
            )
        return set(_texts(found))


def _texts(found: Iterable[Any]) -> Iterator[str]:
    return (str.__str__(each) for each in found if isinstance(each, str))


def _is_as_saved(records: Records) -> bool:
    return (
        records.dictionaries.are_as_saved()
        and records.lists.are_as_saved()
        and _are_instances_as_saved(*records.instances.fields)
        and all(_is_function_as_saved(*record) for record in records.functions)
        and all(_are_members_as_saved(*record) for record in records.members)
        and all(_is_content_as_saved(*record) for record in (*records.contents, *records.hashed))
    )


def _are_instances_as_saved(targets: list[Any], kinds: list[Any], tables: list[Any]) -> bool:
    now = map(object.__getattribute__, targets, repeat("__dict__"))
    return all(map(is_, map(type, targets), kinds)) and all(map(is_, now, tables))


def _is_function_as_saved(
    function: types.FunctionType,
    code: types.CodeType | None,
    defaults: Any,
    keyword_defaults: Any,
    attributes: Any,
) -> bool:
    now = (function.__defaults__, function.__kwdefaults__, function.__dict__)
    is_same_code = code is None or code is function.__code__
    return is_same_code and same_items(now, (defaults, keyword_defaults, attributes))


def _are_members_as_saved(target: Any, plan: TypePlan, values: list[Any]) -> bool:
    now = (read_member(member, target) for member in plan.members)
    return type(target) is plan.kind and all(map(is_same_value, now, values))


def _is_content_as_saved(target: Any, plan: TypePlan, saved: Any) -> bool:
    return is_array_type(plan.kind) or (plan.content is not None and plan.content.is_as_saved(target, saved))
