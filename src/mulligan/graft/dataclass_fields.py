"""Dataclass fields that were added while instances live.

Invariant: after an edit every live instance has every field of its class that has a default.
"""

from __future__ import annotations

import dataclasses
import gc
from typing import Any

from mulligan.graft.undo_log import UndoLog


def instances_of(*classes: type) -> list[Any]:
    """The live direct instances of some classes; one pass over the heap.

    An instance refers to its class. Instances that cannot refer to anything, of classes with empty
    `__slots__`, are not tracked and not found; they have nothing that could be missing.
    """
    wanted = {id(cls) for cls in classes}
    return [each for each in gc.get_referrers(*classes) if id(type(each)) in wanted]


def fill_instances(log: UndoLog, old: type, new: type) -> None:
    """Give instances made earlier the defaults of fields that they lack."""
    fields = new.__dict__.get("__dataclass_fields__", {})
    known = {
        name
        for name, value in fields.items()
        if value._field_type is dataclasses._FIELD and _has_default(value)  # type: ignore[attr-defined]
    }
    if not known:
        return
    for instance in instances_of(*_with_subclasses(old)):
        own = getattr(instance, "__dict__", None)
        for name in known:
            if own is None or name in own:
                continue
            field = fields[name]
            value = field.default if field.default is not dataclasses.MISSING else field.default_factory()
            log.add(f"the field {name}", _drop, instance, name)
            object.__setattr__(instance, name, value)


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _drop(instance: object, name: str) -> None:
    if name in instance.__dict__:
        object.__delattr__(instance, name)


def _with_subclasses(cls: type) -> list[type]:
    found = [cls]
    for each in found:
        found += [sub for sub in type.__subclasses__(each) if all(sub is not known for known in found)]
    return found
