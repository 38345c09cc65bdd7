"""Dataclass fields that were added while instances live.

Invariant: after an edit every live instance has every field of its class that has a default.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from mulligan.graft.family import instances_of, subclasses_of
from mulligan.graft.undo_log import UndoLog


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
    for instance in instances_of(*subclasses_of(old)):
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
