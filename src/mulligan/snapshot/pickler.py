"""Writing values with C pickle, by name wherever a name leads back to the object.

Invariants:
    1. Classes and functions that their module holds are written by name, those of `__main__` too,
       so that they keep their identity; only lambdas, closures and local classes travel by value.
    2. A live resource is refused by its type, before anything could "copy" it into an unrelated object.
    3. The app and the values of its live keys become references.
    4. Everything written can be read by `dill.loads`.

C pickle calls `reducer_override` for what it has no fast path for, which makes this ten times as fast
as dill's own pickler, a subclass of pickle's Python one. What neither knows goes to that.
"""

from __future__ import annotations

import abc
import enum
import functools
import io
import pickle
import sys
import types
import uuid
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from mulligan.heap.importable import is_importable
from mulligan.heap.live_types import live_description
from mulligan.snapshot import rebuild
from mulligan.snapshot.dill_reducers import code_reduction
from mulligan.snapshot.missing import missing_name_of
from mulligan.snapshot.references import current_app, live_value

PROTOCOL = 5
NO_STAND_INS: Mapping[int, object] = types.MappingProxyType({})
Reducer = Callable[[Any], Any]


class CannotWrite(pickle.PicklingError):
    """An object has no form in which it could be written."""


class NeedsDill(pickle.PicklingError):
    """Only dill's own pickler can write this object."""


class Reducers:
    """Decides, type by type, how what C pickle has no fast path for is written.

    Arguments:
        app: written as a reference.
        live_values: live key -> value, each written as a reference.
        stand_ins: id of an object -> what is written in its place, of the same type.
    """

    def __init__(
        self,
        app: object,
        live_values: Mapping[str, object],
        stand_ins: Mapping[int, object] = NO_STAND_INS,
    ) -> None:
        self._stand_ins = stand_ins
        self._references: dict[int, tuple[Any, ...]] = {
            id(value): (live_value, (key,)) for key, value in live_values.items()
        }
        self._references[id(app)] = (current_app, ())
        self._reference_types = {type(app), *map(type, live_values.values()), *map(type, stand_ins.values())}
        self._by_type: dict[type, Reducer] = {}
        self._cells_written: set[int] = set()

    def reduce(self, target: Any) -> Any:
        """Return how to write `target`, or NotImplemented to leave it to pickle.

        Raises:
            CannotWrite: it is a live resource.
            NeedsDill: only dill can.
        """
        kind = type(target)
        reducer = self._by_type.get(kind)
        if reducer is None:
            reducer = self._by_type[kind] = self._choose(kind)
        return reducer(target)

    def _choose(self, kind: type) -> Reducer:
        reducer = self._choose_by_type(kind)
        if kind not in self._reference_types:
            return reducer

        def reference_or(target: Any) -> Any:
            found = self._references.get(id(target))
            if found is not None:
                return found
            stand_in = self._stand_ins.get(id(target))
            return reducer(target) if stand_in is None else stand_in.__reduce_ex__(PROTOCOL)

        return reference_or

    def _choose_by_type(self, kind: type) -> Reducer:
        for base in kind.__mro__:
            method = _METHODS.get(base)
            if method is not None:
                return functools.partial(method, self)
        live = live_description(kind)
        return _ordinary if live is None else functools.partial(_refuse, live)

    def _function(self, function: types.FunctionType) -> Any:
        if is_importable(function):
            return function.__qualname__
        module = sys.modules.get(str(function.__globals__.get("__name__")))
        if module is None or module.__dict__ is not function.__globals__:
            raise NeedsDill(f"the globals of {function.__qualname__} belong to no module")
        cells = function.__closure__ or ()
        state = {
            "attributes": _function_attributes(function),
            "dictionary": function.__dict__,
            "cells": [(cell, cell.cell_contents) for cell in cells if self._takes_cell(cell)],
        }
        made = (function.__code__, module.__name__, function.__name__, cells)
        return rebuild.make_function, made, state, None, None, rebuild.fill_function

    def _takes_cell(self, cell: types.CellType) -> bool:
        if id(cell) in self._cells_written:
            return False
        self._cells_written.add(id(cell))
        return not _is_empty(cell)

    def _cell(self, cell: types.CellType) -> Any:
        """A cell of a function is filled by that function; one that stands alone fills itself."""
        if not self._takes_cell(cell):
            return rebuild.make_cell, ()
        return rebuild.make_cell, (), (cell.cell_contents,), None, None, rebuild.fill_cell

    def _class(self, cls: type) -> Any:
        if is_importable(cls):
            return cls.__qualname__
        missing = missing_name_of(cls)
        if missing is not None:
            return rebuild.find_named, missing
        for name, named in vars(types).items():
            if named is cls:
                return rebuild.named_type, (name,)
        if issubclass(type(cls), enum.EnumMeta):
            return self._local_enum(cls)
        if type(cls) not in (type, abc.ABCMeta) or not cls.__flags__ & _HEAP_TYPE:
            raise NeedsDill(f"{cls.__qualname__} is a local class with a metaclass")
        return self._local_class(cls)

    def _local_enum(self, cls: Any) -> Any:
        tracker = _tracker(cls)
        members = {member.name: member.value for member in cls.__members__.values()}
        made = (tracker, type(cls), cls.__name__, cls.__bases__, cls.__module__, cls.__qualname__, members)
        state = {"tracker": tracker, "attributes": _enum_methods(cls)}
        return rebuild.make_enum, made, state, None, None, rebuild.fill_class

    def _local_class(self, cls: type) -> Any:
        tracker = _tracker(cls)
        slots = vars(cls).get("__slots__")
        body = {"__module__": cls.__module__, "__qualname__": cls.__qualname__}
        if slots is not None:
            body["__slots__"] = slots
        made = (tracker, type(cls), cls.__name__, cls.__bases__, body)
        state = {"tracker": tracker, "attributes": _class_attributes(cls, body)}
        return rebuild.make_class, made, state, None, None, rebuild.fill_class

    def _module(self, module: types.ModuleType) -> Any:
        if sys.modules.get(module.__name__) is not module:
            raise CannotWrite("a module that is not imported under its name")
        return rebuild.import_module, (module.__name__,)

    def _code(self, code: types.CodeType) -> Any:
        return code_reduction(code)

    def _property(self, target: property) -> Any:
        return property, (target.fget, target.fset, target.fdel, target.__doc__)

    def _method_wrapper(self, target: Any) -> Any:
        return type(target), (target.__func__,)

    def _cached_property(self, target: functools.cached_property[Any]) -> Any:
        """Up to Python 3.11 it holds a lock, which each makes for itself."""
        return functools.cached_property, (target.func,), {"attrname": target.attrname}

    def _mapping_proxy(self, proxy: types.MappingProxyType[Any, Any]) -> Any:
        return types.MappingProxyType, (dict(proxy),)

    def _keys(self, view: Any) -> Any:
        return rebuild.dictionary_view, ("keys", dict(view.mapping))

    def _values(self, view: Any) -> Any:
        return rebuild.dictionary_view, ("values", dict(view.mapping))

    def _items(self, view: Any) -> Any:
        return rebuild.dictionary_view, ("items", dict(view.mapping))

    def _cached(self, wrapper: Any) -> Any:
        inner = wrapper.__wrapped__
        if is_importable(wrapper):
            return NotImplemented
        parameters = wrapper.cache_parameters()
        return rebuild.cached, (inner, parameters["maxsize"], parameters["typed"])


_METHODS: dict[type, Callable[[Reducers, Any], Any]] = {
    types.FunctionType: Reducers._function,
    type: Reducers._class,
    types.CellType: Reducers._cell,
    types.CodeType: Reducers._code,
    types.ModuleType: Reducers._module,
    property: Reducers._property,
    staticmethod: Reducers._method_wrapper,
    classmethod: Reducers._method_wrapper,
    functools.cached_property: Reducers._cached_property,
    types.MappingProxyType: Reducers._mapping_proxy,
    type({}.keys()): Reducers._keys,
    type({}.values()): Reducers._values,
    type({}.items()): Reducers._items,
    type(functools.lru_cache(abs)): Reducers._cached,
}
_trackers: weakref.WeakKeyDictionary[type, str] = weakref.WeakKeyDictionary()
_UNWRITTEN_CLASS_NAMES = frozenset({"__dict__", "__weakref__", "_abc_impl", "__annotations_cache__"})
_FUNCTION_ATTRIBUTES = ("__qualname__", "__module__", "__doc__", "__defaults__", "__kwdefaults__")
_HEAP_TYPE = 1 << 9
_EMPTY_CELL = types.CellType()


class FastPickler(pickle.Pickler):
    """C pickle with these reducers."""

    def __init__(
        self, stream: Any, app: object, live_values: Mapping[str, object], stand_ins: Mapping[int, object]
    ) -> None:
        super().__init__(stream, PROTOCOL)
        # An instance attribute saves one Python call per object.
        self.__dict__["reducer_override"] = Reducers(app, live_values, stand_ins).reduce


def fast_dumps(
    value: object,
    app: object,
    live_values: Mapping[str, object],
    stand_ins: Mapping[int, object] = NO_STAND_INS,
) -> bytes:
    """Write `value` with C pickle; the arguments are those of `Reducers`.

    Raises:
        NeedsDill: something in it can only be written by dill.
        CannotWrite: something in it is a live resource.
        RecursionError: nested too deeply for this thread's stack.
        Exception: whatever the pickling methods of an object raise.
    """
    stream = io.BytesIO()
    FastPickler(stream, app, live_values, stand_ins).dump(value)
    return stream.getvalue()


def _ordinary(target: Any) -> Any:
    return NotImplemented


def _refuse(live: str, target: Any) -> Any:
    raise CannotWrite(live)


def _function_attributes(function: types.FunctionType) -> dict[str, Any]:
    names: tuple[str, ...] = _FUNCTION_ATTRIBUTES
    if sys.version_info < (3, 14):
        names = (*names, "__annotations__")  # later ones are computed when asked for, which may fail
    found = {name: getattr(function, name) for name in names}
    return {name: value for name, value in found.items() if value is not None and value != {}}


def _tracker(cls: type) -> str:
    tracker = _trackers.get(cls)
    if tracker is None:
        tracker = _trackers[cls] = uuid.uuid4().hex
        rebuild.remember_class(tracker, cls)
    return tracker


def _enum_methods(cls: type) -> dict[str, Any]:
    """What an enum defines besides its members; the rest is made by its metaclass."""
    kinds = (types.FunctionType, property, staticmethod, classmethod)
    return {
        name: value
        for name, value in vars(cls).items()
        if isinstance(value, kinds) and _defined_in(value).startswith(f"{cls.__qualname__}.")
    }


def _defined_in(value: Any) -> str:
    function = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
    return str(getattr(function, "__qualname__", ""))


def _class_attributes(cls: type, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(cls).items()
        if name not in body and name not in _UNWRITTEN_CLASS_NAMES and not _is_own_slot(cls, value)
    }


def _is_own_slot(cls: type, value: object) -> bool:
    return isinstance(value, types.MemberDescriptorType) and value.__objclass__ is cls


def _is_empty(cell: types.CellType) -> bool:
    return cell == _EMPTY_CELL
