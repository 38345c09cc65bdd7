"""The functions that a payload calls to make what pickle itself cannot.

Invariant: the names and parameters here are part of the journal's format. A payload that was written
once must be readable for ever, so they are added to, never changed.

Functions and classes are made empty first and filled afterwards, so that they may refer to
themselves; a closure's cells are filled by the function that was written first.
"""

from __future__ import annotations

import functools
import importlib
import types
import weakref
from collections.abc import Mapping
from typing import Any

from mulligan.snapshot.missing import missing_kind, missing_value

local_classes: weakref.WeakValueDictionary[str, type] = weakref.WeakValueDictionary()
"""Classes that were written by value in this process, so that reading them back gives them back."""


def make_function(
    code: types.CodeType, module: str, name: str, cells: tuple[types.CellType, ...]
) -> types.FunctionType:
    """Make a function over the live namespace of its module."""
    return types.FunctionType(code, importlib.import_module(module).__dict__, name, None, cells or None)


def fill_function(function: types.FunctionType, state: Mapping[str, Any]) -> None:
    """Give a function its attributes, and those of its cells that it was written with."""
    for name, value in state["attributes"].items():
        setattr(function, name, value)
    function.__dict__.update(state["dictionary"])
    for cell, content in state["cells"]:
        cell.cell_contents = content


def make_cell() -> types.CellType:
    """Make an empty cell."""
    return types.CellType()


def fill_cell(cell: types.CellType, content: tuple[Any]) -> None:
    """Fill a cell that no function was written with."""
    (cell.cell_contents,) = content


def make_class(
    tracker: str, metaclass: type, name: str, bases: tuple[type, ...], body: dict[str, Any]
) -> type:
    """Return the class of this process that was written, or make one with the given body."""
    known = local_classes.get(tracker)
    if known is not None:
        return known
    made = types.new_class(name, bases, {"metaclass": metaclass}, lambda namespace: namespace.update(body))
    local_classes[tracker] = made
    return made


def make_enum(
    tracker: str,
    metaclass: Any,
    name: str,
    bases: tuple[type, ...],
    module: str,
    qualified_name: str,
    members: Mapping[str, Any],
) -> type:
    """Return the enum of this process that was written, or make one with the given members."""
    known = local_classes.get(tracker)
    if known is not None:
        return known
    body = metaclass.__prepare__(name, bases)
    body["__module__"], body["__qualname__"] = module, qualified_name
    for member, value in members.items():
        body[member] = value
    made: type = metaclass(name, bases, body)
    local_classes[tracker] = made
    return made


def fill_class(cls: type, state: Mapping[str, Any]) -> None:
    """Give a class its attributes, unless it is one that lives and already has them."""
    if state["tracker"] in filled:
        return
    for name, value in state["attributes"].items():
        type.__setattr__(cls, name, value)
    filled.add(state["tracker"])


filled: set[str] = set()


def remember_class(tracker: str, cls: type) -> None:
    """Note that `cls` lives here, so that reading it back changes nothing."""
    local_classes[tracker] = cls
    filled.add(tracker)


def import_module(name: str) -> types.ModuleType:
    """Return a module by name."""
    return importlib.import_module(name)


def named_type(name: str) -> type:
    """Return a type that only the `types` module has a name for."""
    found: type = getattr(types, name)
    return found


def dictionary_view(kind: str, table: dict[Any, Any]) -> object:
    """Make a keys, values or items view."""
    view: object = getattr(table, kind)()
    return view


def cached(function: Any, maxsize: int | None, typed: bool) -> object:
    """Wrap a function by an empty lru_cache."""
    return functools.lru_cache(maxsize=maxsize, typed=typed)(function)


def find_named(module: str, name: str) -> Any:
    """Return the class or function of that name, or a placeholder class while there is none."""
    try:
        return _find(module, name)
    except (ImportError, AttributeError) as error:
        return missing_kind(module, name, gone(error))


def find_value(module: str, name: str) -> Any:
    """Return the value of that name, or a placeholder while there is none."""
    try:
        return _find(module, name)
    except (ImportError, AttributeError) as error:
        return missing_value(module, name, gone(error))


def gone(error: Exception) -> str:
    """Say why a name cannot be used."""
    return f"which does not exist any more ({error})"


def _find(module: str, name: str) -> Any:
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found
