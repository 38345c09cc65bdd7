"""The shallow content of every object that can change, put back in place.

Invariant: after `restore`, every object that the memento covers is the same object with the same
content, referring to the same objects. It may be called any number of times, and what was saved is
never handed out, so that later changes to the app cannot reach it.

The order of putting back is part of the promise: plain attributes, lists and string-keyed
dictionaries first, then sets and dictionaries with other keys, because the hash of a key may depend
on content that must already be right.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from mulligan.errors import StateError
from mulligan.heap.putting import (
    put_class,
    put_content,
    put_function,
    put_list,
    put_members,
    put_table,
)
from mulligan.heap.tearing import retry_when_torn
from mulligan.heap.translation import Translator
from mulligan.heap.walk import HeapWalk

Record = TypeVar("Record")
_getattribute = object.__getattribute__


class Memento:
    """What `take` saved.

    Attributes:
        opaque: objects that were reached and whose inner state `restore` cannot put back:
            live resources, and C objects of unknown make.
    """

    def __init__(self, walk: HeapWalk, *, covers_code: bool) -> None:
        self._walk = walk
        self._covers_code = covers_code

    @classmethod
    def take(
        cls,
        roots: Iterable[object],
        *,
        stop: Iterable[object] = (),
        modules: Sequence[types.ModuleType] = (),
    ) -> Memento:
        """Save the content of everything that `roots` and the names of `modules` reach.

        Arguments:
            roots: where to begin; usually the values of the state keys.
            stop: objects that are neither entered nor saved, such as the app itself.
            modules: hot modules, whose data, functions (cells, defaults, attributes) and class
                attributes are saved too; their namespaces are not.

        Raises:
            CaptureTorn: other threads kept changing a container during every attempt.
        """
        roots, stop = list(roots), list(stop)

        def attempt() -> Memento:
            walk = HeapWalk(stop, modules)
            walk.run(0, roots)
            walk.run_modules(modules)
            return cls(walk, covers_code=bool(modules))

        return retry_when_torn(attempt)

    @property
    def opaque(self) -> tuple[object, ...]:
        """Objects whose inner state is not put back."""
        return tuple(target for target, _ in self._walk.opaque)

    def __len__(self) -> int:
        walk = self._walk
        return len(walk.dictionaries) + len(walk.lists) + len(walk.contents) + len(walk.hashed)

    def restore(self, replacements: Mapping[int, object] | None = None) -> None:
        """Put everything back, also after a step failed.

        Arguments:
            replacements: id of an object -> another that takes its place wherever it was referred
                to; for objects whose content can only be had as a copy.

        Raises:
            StateError: some content could not be put back; everything else was.
        """
        walk = self._walk
        failures: list[str] = []
        translate = Translator(replacements) if replacements else None
        _each(walk.instances, self._put_instance, failures)
        if self._covers_code:
            _each(walk.classes, put_class, failures)
        _each(walk.functions, put_function, failures)
        _each(walk.lists, lambda record: put_list(record, translate), failures)
        _each(walk.dictionaries, lambda record: put_table(record, translate), failures)
        _each(walk.members, lambda record: put_members(record, translate), failures)
        _each(walk.contents, lambda record: put_content(record, translate), failures)
        _each(walk.hashed, lambda record: put_content(record, translate), failures)
        if failures:
            raise StateError("some state could not be put back, everything else was:\n" + "\n".join(failures))

    def _put_instance(self, record: tuple[Any, type, Any]) -> None:
        target, kind, table = record
        if type(target) is not kind and (self._covers_code or not _is_renewed(type(target), kind)):
            object.__setattr__(target, "__class__", kind)
        if _getattribute(target, "__dict__") is not table:
            object.__setattr__(target, "__dict__", table)


def _each(records: Iterable[Record], put: Callable[[Record], None], failures: list[str]) -> None:
    for record in records:
        try:
            put(record)
        except Exception as error:  # noqa: BLE001 - the rest must still be put back; raised at the end
            failures.append(f"{_type_name(record)}: {type(error).__name__}: {error}")


def _type_name(record: Any) -> str:
    kind = type(record[0])
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_renewed(now: type, then: type) -> bool:
    """A class of the same name took the old one's place: the code went on, and state follows it."""
    return (now.__module__, now.__qualname__) == (then.__module__, then.__qualname__)
