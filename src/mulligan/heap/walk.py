"""One pass over every object that can be reached, saving the shallow content of each that can change.

Invariants:
    1. No user code runs; locks and other live resources do not stop the walk and are never entered.
    2. The walk keeps its own list of what is to be visited, so depth is limited by memory alone.
    3. Every identity in `owner` belongs to an object that the walk keeps alive.
    4. Two sections that reach the same changeable object are linked; sharing only atoms, enum members
       or importable functions and classes links nothing.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from typing import Any

from mulligan.heap.importable import is_importable
from mulligan.heap.plans import ATOMS, TypePlan, plan_for

STOPPED = -1
SHARED = -2
MODULES = -3
SKIPPED_CLASS_NAMES = frozenset({"__dict__", "__weakref__", "_abc_impl", "__annotations_cache__"})
MISSING_MEMBER = object()
_HEAP_TYPE = 1 << 9
_getattribute = object.__getattribute__


class HeapWalk:
    """What a walk found, section by section.

    Arguments:
        stop: objects that are neither entered nor saved: the app, the values of its live keys.
        modules: modules whose functions and classes are saved too.
    """

    def __init__(self, stop: Iterable[object], modules: Sequence[types.ModuleType]) -> None:
        self._stop = tuple(stop)
        self._hot_globals = {id(module.__dict__) for module in modules}
        self._hot_names = {module.__name__ for module in modules}
        self._plans: dict[type, TypePlan] = {}
        self.owner: dict[int, int] = {id(module.__dict__): SHARED for module in modules}
        self.owner.update((id(target), STOPPED) for target in self._stop)
        self.dictionaries: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        self.hashed: list[tuple[Any, TypePlan, Any]] = []
        self.lists: list[tuple[list[Any], list[Any]]] = []
        self.instances: list[tuple[Any, type, Any]] = []
        self.members: list[tuple[Any, TypePlan, list[Any]]] = []
        self.contents: list[tuple[Any, TypePlan, Any]] = []
        self.functions: list[tuple[types.FunctionType, Any, Any]] = []
        self.classes: list[tuple[type, dict[str, Any]]] = []
        self.closures: list[types.FunctionType] = []
        self.bound_builtins: list[types.BuiltinFunctionType] = []
        self.modules_met: list[types.ModuleType] = []
        self.weak_references: list[object] = []
        self.weakly_held: list[object] = []
        self.opaque: list[tuple[object, str]] = []
        self.links: set[tuple[int, int]] = set()
        self.stops_met: set[tuple[int, int]] = set()

    def run(self, section: int, roots: Iterable[object]) -> None:
        """Visit everything that `roots` reach and that no earlier section has visited."""
        todo: list[Any] = [root for root in roots if type(root) not in ATOMS]
        owner, dictionaries, lists, instances = self.owner, self.dictionaries, self.lists, self.instances
        atoms, all_atoms = ATOMS, ATOMS.issuperset
        plans: dict[
            type, TypePlan
        ] = {}  # of this section, so that each section links the local classes it uses
        while todo:
            target = todo.pop()
            key = id(target)
            seen_by = owner.get(key)
            if seen_by is not None:
                if seen_by != section:
                    self._meet(seen_by, section, key)
                continue
            kind = type(target)
            if kind is dict:
                owner[key] = section
                table = target.copy()
                if all_atoms(map(type, table)):
                    dictionaries.append((target, table))
                else:
                    self.hashed.append((target, self._plan(dict), table))
                    todo += [item for item in table if type(item) not in atoms]
                todo += [item for item in table.values() if type(item) not in atoms]
            elif kind is list:
                owner[key] = section
                items = target.copy()
                lists.append((target, items))
                todo += [item for item in items if type(item) not in atoms]
            elif kind is tuple:
                held = [item for item in target if type(item) not in atoms]
                if held:
                    owner[key] = section
                    todo += held
            else:
                plan = plans.get(kind)
                if plan is None:
                    plan = plans[kind] = self._plan(kind)
                    if kind.__flags__ & _HEAP_TYPE:
                        todo.append(kind)
                if plan.is_plain:
                    owner[key] = section
                    table = _getattribute(target, "__dict__")
                    instances.append((target, kind, table))
                    todo.append(table)
                elif not plan.is_atom:
                    todo += self._enter(target, kind, plan, section)

    def run_modules(self, modules: Sequence[types.ModuleType]) -> None:
        """Visit the data, functions and classes that the modules' names are bound to."""
        for module in modules:
            names = module.__dict__.copy()
            roots = [value for name, value in names.items() if not _is_left_alone(name, value)]
            self.run(MODULES, roots)

    def types_met(self) -> tuple[type, ...]:
        """Return the type of every object that was entered, but for exact built-in containers."""
        return tuple(self._plans)

    def _plan(self, kind: type) -> TypePlan:
        plan = self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = plan_for(kind)
        return plan

    def _meet(self, seen_by: int, section: int, key: int) -> None:
        if seen_by >= 0 and section >= 0:
            self.links.add((seen_by, section))
        elif seen_by == STOPPED:
            self.stops_met.add((section, key))

    def _enter(self, target: Any, kind: type, plan: TypePlan, section: int) -> list[Any]:
        if kind is types.FunctionType:
            return self._enter_function(target, section)
        if issubclass(kind, type):
            return self._enter_class(target, section)
        if issubclass(kind, types.ModuleType):
            self.owner[id(target)] = SHARED
            self.modules_met.append(target)
            return []
        if plan.live is not None:
            return self._enter_live(target, plan)
        self.owner[id(target)] = SHARED if plan.is_shared else section
        found = [item for item in self._save(target, kind, plan) if type(item) not in ATOMS]
        if kind is types.BuiltinFunctionType:
            if found:
                self.bound_builtins.append(target)
            else:
                self.owner[id(target)] = SHARED
        return found

    def _save(self, target: Any, kind: type, plan: TypePlan) -> list[Any]:
        found: list[Any] = []
        if plan.content is not None:
            saved = plan.content.save(target)
            found += plan.content.parts(saved)
            (self.hashed if _is_hashed(target) else self.contents).append((target, plan, saved))
        if plan.parts is not None:
            found += plan.parts(target)
        if plan.members:
            values = [read_member(member, target) for member in plan.members]
            self.members.append((target, plan, values))
            found += values
        if plan.has_dict:
            table = _getattribute(target, "__dict__")
            self.instances.append((target, kind, table))
            found.append(table)
        if plan.unprotected is not None:
            self.opaque.append((target, plan.unprotected))
        return found

    def _enter_live(self, target: Any, plan: TypePlan) -> list[Any]:
        self.owner[id(target)] = SHARED
        if plan.is_weak:
            # Undo may bring a weak reference back; what it refers to must then still be there.
            self.weak_references.append(target)
            self.weakly_held.append(target() if callable(target) else target)
            return []
        self.opaque.append((target, plan.live or ""))
        return []

    def _enter_function(self, function: types.FunctionType, section: int) -> list[Any]:
        is_hot = id(function.__globals__) in self._hot_globals or function.__module__ in self._hot_names
        is_state = not is_importable(function)
        self.owner[id(function)] = section if is_state else SHARED
        if not is_hot and not is_state:
            return []
        if is_state:
            self.closures.append(function)
        self.functions.append((function, function.__defaults__, function.__kwdefaults__))
        return [
            part
            for part in (
                function.__defaults__,
                function.__kwdefaults__,
                function.__dict__,
                *(function.__closure__ or ()),
            )
            if part is not None
        ]

    def _enter_class(self, cls: type, section: int) -> list[Any]:
        self.owner[id(cls)] = SHARED if is_importable(cls) else section
        if cls.__module__ not in self._hot_names:
            return []
        body = {name: value for name, value in vars(cls).items() if name not in SKIPPED_CLASS_NAMES}
        self.classes.append((cls, body))
        return [item for item in (*body.values(), *cls.__bases__) if type(item) not in ATOMS]


def _is_left_alone(name: str, value: object) -> bool:
    is_dunder = name.startswith("__") and name.endswith("__")
    return is_dunder or isinstance(value, types.ModuleType) or type(value) in ATOMS


def _is_hashed(target: object) -> bool:
    return isinstance(target, dict | set)


def read_member(member: types.MemberDescriptorType, target: object) -> Any:
    """Read a slot; `MISSING_MEMBER` if it is empty."""
    try:
        return member.__get__(target)
    except AttributeError:
        return MISSING_MEMBER
