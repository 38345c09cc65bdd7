"""Content of one loaded object, poured into the object that stands for it.

Invariant: an attribute that today's class gives its instances is not taken away, and where a secret
was left out the live object keeps what it has.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from mulligan.heap.contents import put_dictionary, same_items
from mulligan.heap.fields import initialised_names
from mulligan.heap.parallel import has_same_parameters
from mulligan.heap.placeholders import Redacted
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, Plans
from mulligan.heap.translation import Translator
from mulligan.heap.walk import MISSING_MEMBER, read_member

Members = tuple[types.MemberDescriptorType, ...]


class PouringAlone:
    """Pours one object at a time.

    Arguments:
        translate: leads from a loaded object to what stands for it.
        plans: the plans of this operation.
        classes: id of a class that was pickled by value -> the live class of that name.
        note_secret: is given a loaded object, and the label under which a secret was left out of it.
    """

    def __init__(
        self,
        translate: Translator,
        plans: Plans,
        classes: Mapping[int, type],
        note_secret: Callable[[Any, str], None],
    ) -> None:
        self._translate = translate
        self._plans = plans
        self._classes = classes
        self._note_secret = note_secret
        self._initialised: dict[type, frozenset[str]] = {}

    def pour_instance(self, loaded: Any) -> None:
        """Pour attributes and slots."""
        live = self._translate(loaded)
        if live is loaded and id(type(loaded)) in self._classes:
            object.__setattr__(loaded, "__class__", self._classes[id(type(loaded))])
        kept = self._names_kept(type(live))
        if self._plans[type(loaded)].has_dict:
            self._pour_dictionary(loaded, live, kept)
        self._pour_members(loaded, live, kept)

    def pour_function(self, loaded: types.FunctionType) -> None:
        """Pour what the cells, the attributes and the defaults hold."""
        live = self._translate(loaded)
        for cell, target in zip(loaded.__closure__ or (), live.__closure__ or (), strict=True):
            try:
                content = cell.cell_contents
            except ValueError:
                continue  # the cell was empty when it was written
            if type(content) is not Redacted:
                target.cell_contents = self._translate(content)
        put_dictionary(
            live.__dict__, {name: self._translate(value) for name, value in loaded.__dict__.items()}
        )
        self._pour_defaults(loaded, live)

    def pour_content(self, loaded: Any) -> None:
        """Pour what a container holds."""
        live, content = self._translate(loaded), self._plans[type(loaded)].content
        if content is None:
            return
        saved = content.save(loaded)
        if issubclass(type(loaded), dict):
            content.put(live, self._values(loaded, saved, live, "[{!r}]"))
        elif live is not loaded or any(True for _ in content.parts(saved)):
            content.put(live, content.translated(saved, self._translate))

    def _names_kept(self, cls: type) -> frozenset[str]:
        if cls not in self._initialised:
            self._initialised[cls] = initialised_names(cls)
        return self._initialised[cls]

    def _pour_dictionary(self, loaded: Any, live: Any, kept: Collection[str]) -> None:
        table, target = instance_dictionary(loaded) or {}, instance_dictionary(live)
        if target is None:
            return
        values = self._values(loaded, table, target, ".{}")
        if live is not loaded:
            values.update((name, target[name]) for name in target if name in kept and name not in values)
        put_dictionary(target, values)

    def _pour_members(self, loaded: Any, live: Any, kept: Collection[str]) -> None:
        members = self._plans[type(loaded)].members, self._plans[type(live)].members
        for own, member in _members_of_one_name(*members):
            value = self._translate(read_member(own, loaded))
            if type(value) is Redacted:
                self._note_secret(loaded, f".{member.__name__}")
                continue
            now = read_member(member, live)
            if now is value or (value is MISSING_MEMBER and member.__name__ in kept):
                continue
            if value is MISSING_MEMBER:
                member.__delete__(live)
            elif type(value) not in ATOMS or type(now) is not type(value) or now != value:
                member.__set__(live, value)

    def _pour_defaults(self, loaded: types.FunctionType, live: types.FunctionType) -> None:
        """`lambda row=row: ...` keeps its state there; an edit of its parameters since makes them code."""
        defaults, keywords = loaded.__defaults__ or (), loaded.__kwdefaults__ or {}
        is_hidden = any(type(value) is Redacted for value in (*defaults, *keywords.values()))
        if is_hidden or not has_same_parameters(loaded.__code__, live.__code__):
            return
        present, wanted = live.__defaults__ or (), self._translate(defaults)
        if len(present) != len(wanted) or not same_items(present, wanted):
            live.__defaults__ = wanted or None
        named = {name: self._translate(value) for name, value in keywords.items()}
        if live.__kwdefaults__ and named:
            put_dictionary(live.__kwdefaults__, named)
        elif live.__kwdefaults__ or named:
            live.__kwdefaults__ = named or None

    def _values(
        self, loaded: Any, table: dict[Any, Any], live: dict[Any, Any], pattern: str
    ) -> dict[Any, Any]:
        """Translate a table of `loaded`; where a secret was left out, keep what the live table has."""
        values = {}
        for key, value in dict.items(table):
            if type(value) is Redacted:
                self._note_secret(loaded, pattern.format(key))
                values[key] = dict.get(live, key, value)
            else:
                values[self._translate(key)] = self._translate(value)
        return values


def _members_of_one_name(
    loaded: Members, live: Members
) -> Iterator[tuple[types.MemberDescriptorType, types.MemberDescriptorType]]:
    """Pair the slots of a class with themselves, or with those of today's class of its name."""
    if loaded is live:
        yield from zip(loaded, live, strict=True)
        return
    named = {member.__name__: member for member in reversed(live)}
    yield from ((member, named[member.__name__]) for member in loaded if member.__name__ in named)
