"""Classes that Python cannot change in place.

Invariant: either the old class is replaced everywhere, its instances and subclasses moved with what it
held, and the user is told that its identity changed; or the edit is refused.
"""

from __future__ import annotations

import enum
from types import FunctionType
from typing import TYPE_CHECKING

from mulligan.errors import CannotChangeInPlace
from mulligan.graft.class_contents import was_put_at_run_time
from mulligan.graft.family import direct_subclasses, instances_of
from mulligan.graft.references import replace_references

if TYPE_CHECKING:
    from mulligan.graft.merging import Graft
    from mulligan.graft.rerun import Rerun


def replace_class(graft: Graft, old: type, new: type, obstacle: str, rerun: Rerun) -> type:
    """Let `new` take the place of `old`.

    Raises:
        CannotChangeInPlace: an instance or a subclass cannot follow.
    """
    name = old.__qualname__
    instances = instances_of(old)
    if instances and "layout" in obstacle:
        raise CannotChangeInPlace(
            f"{name}: {obstacle}, and {len(instances)} live instance(s) cannot follow; "
            "restart, or let go of the instances first"
        )
    for instance in instances:
        _move_instance(graft, instance, old, new, obstacle)
    _keep_functions(graft, old, new, rerun)
    _keep_values(graft, old, new, rerun)
    for subclass in direct_subclasses(old):
        if subclass is not new:
            _move_subclass(graft, subclass, old, new, obstacle)
    replace_references(graft, old, new)
    graft.note(
        f"{name} was replaced by a new class, since {obstacle}; its instances were moved, but a tuple "
        "that holds the class keeps the old one"
    )
    return new


def _move_instance(graft: Graft, instance: object, old: type, new: type, obstacle: str) -> None:
    try:
        graft.log.set_class_of(instance, new)
    except TypeError as error:
        raise CannotChangeInPlace(
            f"{old.__qualname__}: {obstacle}, and a live instance cannot follow: {error}"
        ) from error


def _keep_functions(graft: Graft, old: type, new: type, rerun: Rerun) -> None:
    """Methods held elsewhere follow as well: the new class takes over the old function objects."""
    for name, value in list(new.__dict__.items()):
        before = old.__dict__.get(name)
        if type(before) is FunctionType and type(value) is FunctionType:
            graft.log.set_class_attribute(new, name, graft.merge(before, value, rerun))


def _keep_values(graft: Graft, old: type, new: type, rerun: Rerun) -> None:
    """What unchanged lines of the body bound, and what was put on the class at run time, moves along."""
    text = rerun.class_text(new)
    for name, value in list(old.__dict__.items()):
        stays = name in text.kept if name in new.__dict__ else was_put_at_run_time(name, old, text)
        if stays and not isinstance(old, enum.EnumMeta):
            graft.log.set_class_attribute(new, name, value)


def _move_subclass(graft: Graft, subclass: type, old: type, new: type, obstacle: str) -> None:
    bases = tuple(new if base is old else base for base in subclass.__bases__)
    try:
        graft.log.set_attribute(subclass, "__bases__", bases)
    except TypeError as error:
        raise CannotChangeInPlace(
            f"{old.__qualname__}: {obstacle}, and its subclass {subclass.__qualname__} cannot follow: {error}"
        ) from error
