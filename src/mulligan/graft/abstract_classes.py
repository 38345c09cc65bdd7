"""Abstract base classes: what is abstract, and answers of `isinstance` that they remember.

Invariant: no answer that was given before a change of classes is given after it, nor after its undo.
Virtual subclasses stay registered.
"""

from __future__ import annotations

import abc
import importlib
from collections.abc import Iterable

from mulligan.graft.family import subclasses_of
from mulligan.graft.undo_log import UndoLog


class _Counter(abc.ABC):  # noqa: B024 - it is there to be registered with
    """Registering with any abstract class makes all of them ask again where they answered no."""


def refresh_abstract_methods(log: UndoLog, old: type, new: type) -> None:
    """Recompute down the tree which methods are abstract."""
    if not isinstance(old, abc.ABCMeta):
        return
    tree = subclasses_of(old)
    for cls in tree:
        if "__abstractmethods__" in cls.__dict__:
            before = cls.__dict__["__abstractmethods__"]
            log.add("abstract methods", setattr, cls, "__abstractmethods__", before)
    old.__abstractmethods__ = getattr(new, "__abstractmethods__", frozenset())
    for cls in tree[1:]:
        abc.update_abstractmethods(cls)


def forget_subclass_checks(log: UndoLog, things: Iterable[object]) -> None:
    """Make abstract classes among `things`, and those derived from them, ask again; also when undone."""
    classes = [
        each
        for thing in things
        if isinstance(thing, abc.ABCMeta)
        for each in subclasses_of(thing)
        if isinstance(each, abc.ABCMeta)
    ]
    log.add("remembered subclass checks", _forget, classes)
    _forget(classes)


def _forget(classes: list[abc.ABCMeta]) -> None:
    _Counter.register(type("Registered", (), {}))
    try:
        reset = importlib.import_module("_abc")._reset_caches
    except (ImportError, AttributeError):
        return  # another implementation of Python; where they answered yes they may do so once more
    for cls in classes:
        reset(cls)
