"""What a walk has saved of one section, by kind of record.

Invariant: every record holds the object itself, so that its identity stays its own, and content that
shares nothing changeable with it.
"""

from __future__ import annotations

import types
from typing import Any

from mulligan.heap.columns import Columns, SavedLists, SavedTables
from mulligan.heap.plans import TypePlan

Content = tuple[Any, TypePlan, Any]
Function = tuple[types.FunctionType, types.CodeType | None, Any, Any, dict[str, Any]]


class Records:
    """One section's records.

    Attributes:
        dictionaries: (exact dictionary whose keys are atoms, its table).
        lists: (exact list, its items).
        hashed: (set or other dictionary, plan, content): to be put back last.
        instances: (instance, its class, its `__dict__`).
        members: (instance, plan, the values of its slots and other named fields).
        contents: (any other container, plan, content); content None is postponed to `save_postponed`.
        functions: (function, its code unless it is a hot module's, defaults, keyword defaults, `__dict__`).
        classes: (class of a hot module, its attributes).
        closures: (function that no module holds by name and that has state of its own, its code).
        bound_builtins: built-in methods of objects, such as `items.append`.
        modules: modules that were met.
        opaque: (object whose inner state cannot be put back, what it is), live resources included.
        live: the live resources among them.
        weak: weak references; `referents` keeps what they refer to.
        kinds: the type of every object that was met, but for exact built-in containers.
    """

    def __init__(self) -> None:
        self.dictionaries = SavedTables()
        self.lists = SavedLists()
        self.hashed: list[Content] = []
        self.instances = Columns(3)
        self.members: list[tuple[Any, TypePlan, list[Any]]] = []
        self.contents: list[Content] = []
        self.functions: list[Function] = []
        self.classes: list[tuple[type, dict[str, Any]]] = []
        self.closures: list[tuple[types.FunctionType, types.CodeType]] = []
        self.bound_builtins: list[types.BuiltinFunctionType] = []
        self.modules: list[types.ModuleType] = []
        self.opaque: list[tuple[object, str]] = []
        self.live: list[tuple[object, str]] = []
        self.weak: list[object] = []
        self.referents: list[object] = []
        self.kinds: dict[type, TypePlan] = {}

    def __len__(self) -> int:
        return len(self.dictionaries) + len(self.lists) + len(self.hashed) + len(self.contents)
