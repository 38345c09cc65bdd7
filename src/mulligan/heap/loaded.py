"""Pour state that was read from a journal into the objects that live.

Invariant: what the app refers to afterwards has the loaded content, with the aliases and cycles it
had when it was written; every live object that stands for a loaded one is still the same object. No
live object refers to a loaded one that a live object stands for.

The caller has an undo open: a failure here leaves the app half poured.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mulligan.errors import StateError, StateKeyMissing
from mulligan.heap.collection import collection_paused
from mulligan.heap.contents import put_dictionary, same_items
from mulligan.heap.fields import initialised_names
from mulligan.heap.graph import Label, Trail, each_reachable, render
from mulligan.heap.matching import Correspondence
from mulligan.heap.parallel import has_same_parameters
from mulligan.heap.placeholders import Redacted
from mulligan.heap.places import find_place, instance_dictionary, peek
from mulligan.heap.plans import ATOMS, Plans, TypePlan
from mulligan.heap.report import RestoreReport
from mulligan.heap.translation import Translator
from mulligan.heap.walk import MISSING_MEMBER, read_member

_MISSING = object()
Reached = tuple[Label, Any, Trail]


def pour_loaded(
    app: object, loaded: Mapping[str, object], *, live_keys: Collection[str] = ()
) -> RestoreReport:
    """Give the app the loaded state, in the objects it already has wherever they correspond.

    Arguments:
        app: the app; keys that `loaded` lacks are left alone.
        loaded: state key -> value, as `snapshot.decode` returns it. The values are used up.
        live_keys: attributes whose values are never poured into.

    Returns:
        paths where a loaded object took a live one's place, and where a secret was never written.

    Raises:
        StateError: something refused its content; the caller must undo.
    """
    pouring = _Pouring(app, loaded, [peek(app, key) for key in live_keys])
    with collection_paused():
        pouring.pour()
    return RestoreReport(replaced=pouring.matched.replaced(), redacted=tuple(pouring.redacted))


class _Pouring:
    """One pouring: correspondence first, then content, then the app's attributes."""

    def __init__(self, app: object, loaded: Mapping[str, object], live_values: Iterable[object]) -> None:
        self._app = app
        self._loaded = {key: value for key, value in loaded.items() if not isinstance(value, Redacted)}
        self._stop = [app, *(value for value in live_values if type(value) not in ATOMS)]
        self._failures: list[str] = []
        self._plans = Plans()
        self._initialised: dict[type, frozenset[str]] = {}
        self.redacted = [f"app.{key}" for key in loaded if key not in self._loaded]
        self.matched = Correspondence(self._stop)

    def pour(self) -> None:
        """Do it all; what fails is collected, so that one error names everything."""
        live = {key: _current(self._app, key) for key in self._loaded}
        self.matched.match(self._loaded, {key: value for key, value in live.items() if value is not _MISSING})
        roots = {f"app.{key}": value for key, value in self._loaded.items()}
        reached = list(each_reachable(roots, stop=[id(each) for each in self._stop]))
        # A live tuple that would only be rebuilt alike stays itself.
        self._translate = Translator(
            {**self.matched.live, **self.matched.classes}, likely=self.matched.holders
        )
        for each in reached:
            self._attempt(self._pour_fields, each)
        # Rehashing needs the keys' content to be right, so sets and dictionaries come last.
        for is_hashed in (False, True):
            for each in reached:
                if isinstance(each[1], dict | set) is is_hashed:
                    self._attempt(self._pour_content, each)
        for key, value in self._loaded.items():
            self._attempt(self._pour_key, (f"app.{key}", (key, value), None))
        if self._failures:
            raise StateError("the loaded state could not be put in place:\n" + "\n".join(self._failures))

    def _attempt(self, pour: Any, reached: Reached) -> None:
        try:
            pour(reached)
        except Exception as error:  # noqa: BLE001 - collected, and raised together at the end
            self._failures.append(f"{render(reached[0], reached[2])}: {type(error).__name__}: {error}")

    def _pour_fields(self, reached: Reached) -> None:
        loaded, plan = reached[1], self._plans[type(reached[1])]
        live = self._counterpart(loaded)
        if isinstance(loaded, types.FunctionType):
            self._pour_function(loaded, live)
        elif not isinstance(loaded, type | types.ModuleType) and not plan.is_shared and plan.live is None:
            if live is loaded and id(type(loaded)) in self.matched.classes:
                object.__setattr__(loaded, "__class__", self.matched.classes[id(type(loaded))])
            kept = self._names_kept(type(live))
            if plan.has_dict:
                self._pour_dictionary(loaded, live, kept, reached)
            self._pour_members(loaded, live, plan, kept, reached)

    def _names_kept(self, cls: type) -> frozenset[str]:
        if cls not in self._initialised:
            self._initialised[cls] = initialised_names(cls)
        return self._initialised[cls]

    def _counterpart(self, loaded: object) -> Any:
        return self.matched.live.get(id(loaded), loaded)

    def _pour_dictionary(self, loaded: Any, live: Any, kept: Collection[str], reached: Reached) -> None:
        table, target = instance_dictionary(loaded) or {}, instance_dictionary(live)
        if target is None:
            return
        values = self._values(table, target, reached, ".{}")
        if live is not loaded:
            values.update((name, target[name]) for name in target if name in kept and name not in values)
        put_dictionary(target, values)

    def _pour_members(
        self, loaded: Any, live: Any, plan: TypePlan, kept: Collection[str], reached: Reached
    ) -> None:
        for member in plan.members:
            value = self._translate(read_member(member, loaded))
            if isinstance(value, Redacted):
                self._report_redacted(reached, f".{member.__name__}")
                continue
            now = read_member(member, live)
            if now is value or (value is MISSING_MEMBER and member.__name__ in kept):
                continue
            if value is MISSING_MEMBER:
                member.__delete__(live)
            elif type(value) not in ATOMS or type(now) is not type(value) or now != value:
                member.__set__(live, value)

    def _pour_function(self, loaded: types.FunctionType, live: types.FunctionType) -> None:
        for cell, target in zip(loaded.__closure__ or (), live.__closure__ or (), strict=True):
            try:
                content = cell.cell_contents
            except ValueError:
                continue  # the cell was empty when it was written
            if not isinstance(content, Redacted):
                target.cell_contents = self._translate(content)
        put_dictionary(
            live.__dict__, {name: self._translate(value) for name, value in loaded.__dict__.items()}
        )
        self._pour_defaults(loaded, live)

    def _pour_defaults(self, loaded: types.FunctionType, live: types.FunctionType) -> None:
        """`lambda row=row: ...` keeps its state there; an edit of its parameters since makes them code."""
        defaults, keywords = loaded.__defaults__ or (), loaded.__kwdefaults__ or {}
        is_hidden = any(isinstance(value, Redacted) for value in (*defaults, *keywords.values()))
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

    def _pour_content(self, reached: Reached) -> None:
        loaded = reached[1]
        plan = self._plans[type(loaded)]
        if plan.content is None:
            return
        live = self._counterpart(loaded)
        if isinstance(loaded, dict):
            saved = plan.content.save(loaded)
            plan.content.put(live, self._values(saved, live, reached, "[{!r}]"))
        elif live is not loaded or any(True for _ in plan.content.parts(plan.content.save(loaded))):
            plan.content.put(live, plan.content.translated(plan.content.save(loaded), self._translate))

    def _values(
        self, loaded: dict[Any, Any], live: dict[Any, Any], reached: Reached, pattern: str
    ) -> dict[Any, Any]:
        """Translate a table; where a secret was left out, keep what the live table has."""
        values = {}
        for key, value in loaded.items():
            if isinstance(value, Redacted):
                self._report_redacted(reached, pattern.format(key))
                values[key] = live.get(key, value)
            else:
                values[self._translate(key)] = self._translate(value)
        return values

    def _report_redacted(self, reached: Reached, edge: str) -> None:
        self.redacted.append(render(reached[0], reached[2]) + edge)

    def _pour_key(self, reached: tuple[str, tuple[str, Any], None]) -> None:
        key, value = reached[1]
        counterpart = self._translate(value)
        try:
            place = find_place(self._app, key)
        except StateKeyMissing:
            setattr(self._app, key, counterpart)
        else:
            place.put(self._app, counterpart)


def _current(app: object, key: str) -> Any:
    try:
        return find_place(app, key).value
    except StateKeyMissing:
        return _MISSING
