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
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, repeat
from typing import Any

from mulligan.heap.copying import has_state
from mulligan.heap.importable import is_importable
from mulligan.heap.plans import ATOMS, Plans, TypePlan
from mulligan.heap.records import Records

STOPPED = -1
SHARED = -2
MODULES = -3
SKIPPED_CLASS_NAMES = frozenset({"__dict__", "__weakref__", "_abc_impl", "__annotations_cache__"})
MISSING_MEMBER = object()
POSTPONED = object()
_HEAP_TYPE = 1 << 9
_MANY = 32
_SAVED = frozenset({dict, list})
_EXACT = _SAVED | {tuple}
# Not the others of this form: `__all__` and an app's own registries are data.
_OF_THE_IMPORT_SYSTEM = frozenset(
    f"__{name}__" for name in ("builtins", "spec", "loader", "path", "annotations", "warningregistry")
)
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
        self._plans = Plans()
        self.owner: dict[int, int] = {id(module.__dict__): SHARED for module in modules}
        self.owner.update((id(target), STOPPED) for target in self._stop)
        self.sections: dict[int, Records] = {}
        self.links: set[tuple[int, int]] = set()
        self.stops_met: set[tuple[int, int]] = set()

    def run(self, section: int, roots: Iterable[object]) -> None:
        """Visit everything that `roots` reach and that no earlier section has visited."""
        todo: list[Any] = [root for root in roots if type(root) not in ATOMS]
        if not todo:
            return
        records = self.sections.setdefault(section, Records())
        while todo:
            visit = self._visit_many if len(todo) >= _MANY else self._visit_few
            todo = visit(todo, section, records)

    def _visit_few(self, todo: list[Any], section: int, records: Records) -> list[Any]:
        """Visit object by object until nothing is left, or until much waits."""
        owner, plans, atoms = self.owner, records.kinds, ATOMS
        while todo and len(todo) < _MANY:
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
                todo += [item for item in self._save_table(target, records) if type(item) not in atoms]
            elif kind is list:
                owner[key] = section
                items = target.copy()
                records.lists.add(target, items)
                todo += [item for item in items if type(item) not in atoms]
            elif kind is tuple:
                held = [item for item in target if type(item) not in atoms]
                if held:
                    owner[key] = section
                    todo += held
            else:
                plan = plans.get(kind)
                if plan is None:
                    plan = self._meet_kind(kind, records, todo)
                if not plan.is_atom:
                    todo += self._enter(target, plan, section, records)
        return todo

    def _visit_many(self, todo: list[Any], section: int, records: Records) -> list[Any]:
        """Visit all that wait, with no step of Python for each dictionary, list or plain instance."""
        unseen, found = self._unseen(todo, section), list[Any]()
        kinds = {*map(type, unseen)}
        for kind in kinds.difference(_EXACT, records.kinds):
            self._meet_kind(kind, records, found)
        plain = {kind for kind in kinds.difference(_EXACT) if records.kinds[kind].is_plain}
        others = kinds.difference(_SAVED, plain)
        if others:
            for target in [each for each in unseen if type(each) in others]:
                del self.owner[id(target)]  # owned again if it can change: a tuple of atoms links nothing
                found += self._visit_one(target, section, records)
        if dict in kinds:
            found += self._save_tables(_of(dict, unseen, kinds), records)
        if list in kinds:
            items = records.lists.save(_of(list, unseen, kinds))
            found += [item for item in items or () if type(item) not in ATOMS]
        if plain:
            found += _save_instances([each for each in unseen if type(each) in plain], records)
        return found

    def _unseen(self, todo: list[Any], section: int) -> list[Any]:
        """Return each object once, without those that were visited before, and own all of them."""
        owner, known = self.owner, len(self.owner)
        owners = list(map(owner.setdefault, map(id, todo), repeat(section)))
        if len(owner) - known == len(todo):
            return todo
        new, found = set(islice(reversed(owner), len(owner) - known)), dict[int, Any]()
        for each, seen_by in zip(todo, owners, strict=True):
            if id(each) in new:
                found[id(each)] = each
            elif seen_by != section:
                self._meet(seen_by, section, id(each))
        return list(found.values())

    def _visit_one(self, target: Any, section: int, records: Records) -> list[Any]:
        """Visit what is neither an exact dictionary or list nor a plain instance."""
        if type(target) is tuple:
            held = [item for item in target if type(item) not in ATOMS]
            if held:
                self.owner[id(target)] = section
            return held
        plan = records.kinds[type(target)]
        return [] if plan.is_atom else self._enter(target, plan, section, records)

    def _save_tables(self, targets: list[Any], records: Records) -> list[Any]:
        held = records.dictionaries.save(targets)
        if held is None:
            held = [item for target in targets for item in self._save_table(target, records)]
        return [item for item in held if type(item) not in ATOMS]

    def _save_table(self, target: dict[Any, Any], records: Records) -> list[Any]:
        """Save a dictionary, whatever its keys, and return what it holds."""
        table = target.copy()
        if ATOMS.issuperset(map(type, table)):
            records.dictionaries.add(target, table)
            return list(table.values())
        records.hashed.append((target, self._plans[dict], table))
        return [*table, *table.values()]

    def _meet_kind(self, kind: type, records: Records, todo: list[Any]) -> TypePlan:
        plan = records.kinds[kind] = self._plans[kind]
        if kind.__flags__ & _HEAP_TYPE:
            todo.append(kind)  # a local class is shared by the sections that use it
        return plan

    def run_modules(self, modules: Sequence[types.ModuleType]) -> None:
        """Visit the data, functions and classes that the modules' names are bound to."""
        for module in modules:
            names = module.__dict__.copy()
            roots = [value for name, value in names.items() if not _is_left_alone(name, value)]
            self.run(MODULES, roots)

    def types_met(self) -> tuple[type, ...]:
        """Return the type of every object that was met, but for exact built-in containers."""
        return tuple(self.plans_met())

    def plans_met(self) -> dict[type, TypePlan]:
        """Return those types, each with its plan of the moment of the walk."""
        return {kind: plan for records in self.sections.values() for kind, plan in records.kinds.items()}

    def linked(self, sections: Iterable[int]) -> set[int]:
        """Return these sections and all that share an object with one of them, near or far."""
        found, todo = set[int](), set(sections)
        while todo:
            found |= todo
            todo = {b for pair in self.links for a, b in (pair, pair[::-1]) if a in todo} - found
        return found

    def save_postponed(self, copy_of: Callable[[Any], Any]) -> None:
        """Save large content that a deep copy may have saved already.

        Arguments:
            copy_of: returns the copy of an object, or the object itself if it was not copied.
        """
        for records in self.sections.values():
            for position, (target, plan, saved) in enumerate(records.contents):
                if saved is POSTPONED and plan.content is not None:
                    content = plan.content.saved_late(target, copy_of(target))
                    records.contents[position] = (target, plan, content)

    def _meet(self, seen_by: int, section: int, key: int) -> None:
        if seen_by >= 0 and section >= 0:
            self.links.add((seen_by, section))
        elif seen_by == STOPPED:
            self.stops_met.add((section, key))

    def _enter(self, target: Any, plan: TypePlan, section: int, records: Records) -> list[Any]:
        kind = type(target)
        if kind is types.FunctionType:
            return self._enter_function(target, section, records)
        if issubclass(kind, type):
            return self._enter_class(target, section, records)
        if issubclass(kind, types.ModuleType):
            self.owner[id(target)] = SHARED
            records.modules.append(target)
            return []
        if plan.live is not None:
            self.owner[id(target)] = SHARED
            _note_live(target, plan, records)
            return []
        self.owner[id(target)] = SHARED if plan.is_shared else section
        if plan.is_plain:
            return _save_instances([target], records)
        found = [item for item in _save(target, plan, records) if type(item) not in ATOMS]
        if kind is types.BuiltinFunctionType:
            if found:
                records.bound_builtins.append(target)
            else:
                self.owner[id(target)] = SHARED
        return found

    def _enter_function(self, function: types.FunctionType, section: int, records: Records) -> list[Any]:
        is_hot = id(function.__globals__) in self._hot_globals or function.__module__ in self._hot_names
        is_state = not is_importable(function)
        self.owner[id(function)] = section if is_state else SHARED
        if not is_hot and not is_state:
            return []
        defaults, keyword_defaults, attributes = (
            function.__defaults__,
            function.__kwdefaults__,
            function.__dict__,
        )
        if is_state and has_state(function):
            records.closures.append((function, function.__code__))
        # The engine counts who holds the code of a hot module's function, and alone changes it: not we.
        code = None if is_hot else function.__code__
        records.functions.append((function, code, defaults, keyword_defaults, attributes))
        parts = (defaults, keyword_defaults, attributes, *(function.__closure__ or ()))
        return [part for part in parts if part is not None]

    def _enter_class(self, cls: type, section: int, records: Records) -> list[Any]:
        self.owner[id(cls)] = SHARED if is_importable(cls) else section
        if cls.__module__ not in self._hot_names:
            return []
        body = {name: value for name, value in vars(cls).items() if name not in SKIPPED_CLASS_NAMES}
        records.classes.append((cls, body))
        return [item for item in (*body.values(), *cls.__bases__) if type(item) not in ATOMS]


def _save(target: Any, plan: TypePlan, records: Records) -> list[Any]:
    """Save what is no exact dictionary, list or plain instance; return what it refers to."""
    found: list[Any] = []
    if plan.content is not None:
        if plan.content.is_large(target):
            records.contents.append((target, plan, POSTPONED))
        else:
            saved = plan.content.save(target)
            found += plan.content.parts(saved)
            is_hashed = isinstance(target, dict | set)
            (records.hashed if is_hashed else records.contents).append((target, plan, saved))
    if plan.parts is not None:
        found += plan.parts(target)
    if plan.members:
        values = [read_member(member, target) for member in plan.members]
        records.members.append((target, plan, values))
        found += values
    if plan.has_dict:
        table = _getattribute(target, "__dict__")
        records.instances.extend((target,), (type(target),), (table,))
        found.append(table)
    if plan.unprotected is not None:
        records.opaque.append((target, plan.unprotected))
    return found


def _of(kind: type, targets: list[Any], kinds: set[type]) -> list[Any]:
    return targets if len(kinds) == 1 else [each for each in targets if type(each) is kind]


def _save_instances(targets: list[Any], records: Records) -> list[Any]:
    """Save plain instances and return their dictionaries."""
    tables = list(map(_getattribute, targets, repeat("__dict__")))
    records.instances.extend(targets, map(type, targets), tables)
    return tables


def _note_live(target: Any, plan: TypePlan, records: Records) -> None:
    if plan.is_weak:
        # Undo may bring a weak reference back; what it refers to must then still be there.
        records.weak.append(target)
        records.referents.append(target() if callable(target) else target)
        return
    records.live.append((target, plan.live or ""))
    records.opaque.append(records.live[-1])


def _is_left_alone(name: str, value: object) -> bool:
    return name in _OF_THE_IMPORT_SYSTEM or isinstance(value, types.ModuleType) or type(value) in ATOMS


def read_member(member: types.MemberDescriptorType, target: object) -> Any:
    """Read a slot; `MISSING_MEMBER` if it is empty."""
    try:
        return member.__get__(target)
    except AttributeError:
        return MISSING_MEMBER
