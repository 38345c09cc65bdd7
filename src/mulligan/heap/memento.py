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
from functools import partial
from typing import Any, TypeVar

from mulligan.errors import StateError
from mulligan.heap.collection import collection_paused
from mulligan.heap.columns import SavedLists
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
            walk.save_postponed(lambda target: target)
            return cls(walk, covers_code=bool(modules))

        with collection_paused():
            return retry_when_torn(attempt)

    @property
    def opaque(self) -> tuple[object, ...]:
        """Objects whose inner state is not put back."""
        return tuple(target for records in self._walk.sections.values() for target, _ in records.opaque)

    def __len__(self) -> int:
        return sum(map(len, self._walk.sections.values()))

    def restore(self) -> None:
        """Put everything back, also after a step failed.

        Raises:
            StateError: some content could not be put back; everything else was.
        """
        refuse_failures(self.put_back())

    def put_back(self, replacements: Mapping[int, object] | None = None) -> list[str]:
        """Put everything back and return what could not be, as sentences.

        Arguments:
            replacements: id of an object -> another that takes its place wherever it was referred
                to; for objects whose content can only be had as a copy.
        """
        sections = self._walk.sections.values()
        failures: list[str] = []
        translate = Translator(replacements) if replacements else None
        for records in sections:
            _each(records.instances, self._put_instance, failures)
        if self._covers_code:
            for records in sections:
                _each(records.classes, put_class, failures)
        for records in sections:
            _each(records.functions, put_function, failures)
        steps: list[tuple[str, Callable[[Any], None]]] = [
            ("lists", partial(put_list, translate=translate)),
            ("dictionaries", partial(put_table, translate=translate)),
            ("members", partial(put_members, translate=translate)),
            ("contents", partial(put_content, translate=translate)),
            ("hashed", partial(put_content, translate=translate)),
        ]
        for kind, put in steps:
            for records in sections:
                saved = getattr(records, kind)
                if translate is None and isinstance(saved, SavedLists):
                    saved = saved.changed()
                _each(saved, put, failures)
        return failures

    def _put_instance(self, record: tuple[Any, type, Any]) -> None:
        target, kind, table = record
        if type(target) is not kind and (self._covers_code or not _is_renewed(type(target), kind)):
            object.__setattr__(target, "__class__", kind)
        if _getattribute(target, "__dict__") is not table:
            object.__setattr__(target, "__dict__", table)


def refuse_failures(failures: Sequence[str]) -> None:
    """Raise one StateError that names them all, if there are any."""
    if failures:
        raise StateError("some state could not be put back, everything else was:\n" + "\n".join(failures))


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
