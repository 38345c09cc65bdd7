"""Which attributes of an app are state and which are live, by what they hold.

Invariant: a proposal, never a decision; nothing is copied and none of the app's code runs.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Iterable
from typing import Any, Literal

from mulligan.heap.graph import find_paths, labelled_parts
from mulligan.heap.places import attribute_names, peek
from mulligan.heap.plans import ATOMS, plan_for

Class = Literal["state", "live"]
_OWN_PREFIX = "_mulligan"


def unclassified(app: object, state_keys: Collection[str], live_keys: Collection[str]) -> tuple[str, ...]:
    """Name the attributes of `app` that are neither state keys nor live keys, in the order they were set."""
    known = {*state_keys, *live_keys}
    return tuple(name for name in _own_names(app) if name not in known)


def classify(app: object) -> dict[str, tuple[Class, str]]:
    """Propose for each attribute of `app` whether it is "state" or "live", and say why.

    Returns:
        attribute -> (proposal, reason), in the order in which the attributes were set.
    """
    return {name: _proposal(app, name, peek(app, name)) for name in _own_names(app)}


def _own_names(app: object) -> Iterable[str]:
    return (name for name in attribute_names(app) if not name.startswith(_OWN_PREFIX))


def _proposal(app: object, name: str, value: Any) -> tuple[Class, str]:
    kind = type(value)
    live = plan_for(kind).live
    if live is not None:
        return "live", live
    if isinstance(value, types.ModuleType):
        return "live", "a module"
    if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType):
        return "live", "a callback: code, not data"
    parts = [part for _, part in labelled_parts(value)] if kind not in ATOMS else []
    kinds = {plan_for(type(part)).live for part in parts}
    if parts and None not in kinds:
        return "live", f"holds {_some(kinds)}"
    found = find_paths(
        {f"app.{name}": value}, lambda each: plan_for(type(each)).live is not None, stop=[id(app)], limit=1
    )
    if found:
        path, offender = found[0]
        return (
            "state",
            f"{kind.__qualname__}, but kept in memory only: {path} is {plan_for(type(offender)).live}",
        )
    return "state", kind.__qualname__


def _some(kinds: Iterable[str | None]) -> str:
    return " and ".join(sorted(kind for kind in kinds if kind is not None))
