"""Pour state that was read from a journal into the objects that live.

Invariant: what the app refers to afterwards has the loaded content, with the aliases and cycles it
had when it was written; every live object that stands for a loaded one is still the same object. No
live object refers to a loaded one that a live object stands for.

The caller has an undo open: a failure here leaves the app half poured.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from mulligan.errors import StateError, StateKeyMissing
from mulligan.heap.collection import collection_paused
from mulligan.heap.held_parts import can_be_read_together, held_by
from mulligan.heap.level_parts import Level
from mulligan.heap.loaded_places import LoadedPlaces, Remark
from mulligan.heap.matching import Correspondence
from mulligan.heap.placeholders import Redacted
from mulligan.heap.places import find_place, peek
from mulligan.heap.plans import ATOMS, Plans, TypePlan
from mulligan.heap.pouring_alone import PouringAlone
from mulligan.heap.pouring_together import pour_together
from mulligan.heap.report import RestoreReport
from mulligan.heap.translation import Translator
from mulligan.heap.unmatched import reached_by_type

_MISSING = object()
_TOGETHER = 512
_FIELDS, _CONTENT, _HASHED = _STEPS = range(3)
"""Rehashing needs the keys' content to be right, so sets and dictionaries come last."""


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
    return RestoreReport(replaced=pouring.matched.replaced, redacted=pouring.redacted())


class _Pouring:
    """One pouring: correspondence first, then content, then the app's attributes."""

    def __init__(self, app: object, loaded: Mapping[str, object], live_values: Iterable[object]) -> None:
        self._app = app
        self._loaded = {key: value for key, value in loaded.items() if type(value) is not Redacted}
        self._secret_keys = [f"app.{key}" for key in loaded if key not in self._loaded]
        stop = [app, *(value for value in live_values if type(value) not in ATOMS)]
        self._stop = {id(target) for target in stop}
        roots = {f"app.{key}": value for key, value in self._loaded.items()}
        self._places = LoadedPlaces(roots, stop=self._stop)
        self._plans = Plans()
        self._step = _FIELDS
        self._secrets: list[Remark] = []
        self._failures: list[Remark] = []
        self.matched = Correspondence(stop, self._plans)

    def pour(self) -> None:
        """Do it all; what fails is collected, so that one error names everything."""
        live = {key: _current(self._app, key) for key in self._loaded}
        self.matched.match(self._loaded, {key: value for key, value in live.items() if value is not _MISSING})
        found = self._found_alone()
        if Redacted in found:
            self._places.look_for({*map(id, found[Redacted])})
        # A live tuple that would only be rebuilt alike stays itself.
        self._translate = Translator(
            {**self.matched.live, **self.matched.classes}, likely=self.matched.holders
        )
        self._alone = PouringAlone(self._translate, self._plans, self.matched.classes, self._note_secret)
        levels = self._levels(found)
        for self._step in _STEPS:
            for level in levels:
                if self._step in _steps_of(level.plan):
                    self._pour_alone(level.plan, self._left_of(level))
            for kind, objects in found.items():
                if self._step in _steps_of(self._plans[kind]):
                    self._pour_alone(self._plans[kind], objects)
        failures = self._named(self._failures) + self._pour_keys()
        if failures:
            raise StateError("the loaded state could not be put in place:\n" + "\n".join(failures))

    def redacted(self) -> tuple[str, ...]:
        """Name the places where a secret was never written."""
        return (*self._secret_keys, *self._named(self._secrets))

    def _found_alone(self) -> dict[type, list[Any]]:
        """Return by type what is in no level of the correspondence."""
        stop = {**self.matched.live, **dict.fromkeys(self._stop)}
        alone = self.matched.alone
        for cell in [each for each in alone if type(each) is types.CellType]:
            del stop[id(cell)]  # of a closure: what it holds is poured with its function
        parts = chain.from_iterable(level.held.parts for level in self.matched.levels)
        return reached_by_type(
            chain(self._loaded.values(), parts),
            visited=[each for each in alone if id(each) in stop],
            stop=stop.keys(),
            plans=self._plans,
        )

    def _levels(self, found: dict[type, list[Any]]) -> list[Level]:
        """Return all that is poured together; what cannot be stays in `found`."""
        levels = [*self.matched.levels]
        for kind, objects in found.items():
            plan = self._plans[kind]
            if can_be_read_together(plan) and id(kind) not in self.matched.classes:
                found[kind] = []
                for begin in range(0, len(objects), _TOGETHER):
                    some = objects[begin : begin + _TOGETHER]
                    held = held_by(plan, some)
                    if held is None:
                        found[kind] += some
                    else:
                        levels.append(Level(plan, some, self._translate.many(some), held))
        return levels

    def _left_of(self, level: Level) -> list[Any]:
        """Pour a level; return the objects that have to be poured alone."""
        try:
            left = pour_together(level, self._translate)
        except Exception:  # noqa: BLE001 - one that is poured alone fails again, and is named
            return level.loaded
        return [level.loaded[position] for position in sorted(left)]

    def _pour_alone(self, plan: TypePlan, objects: Iterable[Any]) -> None:
        pour: Callable[[Any], None] = self._alone.pour_content
        if self._step == _FIELDS:
            is_function = issubclass(plan.kind, types.FunctionType)
            pour = self._alone.pour_function if is_function else self._alone.pour_instance
        for loaded in objects:
            try:
                pour(loaded)
            except Exception as error:  # noqa: BLE001 - collected, and raised together at the end
                self._failures.append(Remark(self._step, loaded, f": {type(error).__name__}: {error}"))

    def _note_secret(self, loaded: Any, label: str) -> None:
        self._secrets.append(Remark(self._step, loaded, label))

    def _named(self, remarks: list[Remark]) -> list[str]:
        def originals() -> dict[int, Any]:
            return {**self._translate.originals(), **self.matched.originals()}

        return self._places.named(remarks, originals)

    def _pour_keys(self) -> list[str]:
        """Give the app its attributes; return what could not be set, as sentences."""
        failures = []
        for key, value in self._loaded.items():
            try:
                _set(self._app, key, self._translate(value))
            except Exception as error:  # noqa: BLE001 - collected, and raised together at the end
                failures.append(f"app.{key}: {type(error).__name__}: {error}")
        return failures


def _current(app: object, key: str) -> Any:
    try:
        return find_place(app, key).value
    except StateKeyMissing:
        return _MISSING


def _set(app: object, key: str, value: object) -> None:
    try:
        place = find_place(app, key)
    except StateKeyMissing:
        setattr(app, key, value)
    else:
        place.put(app, value)


def _steps_of(plan: TypePlan) -> Iterator[int]:
    """Say in which steps objects of this type are poured."""
    has_fields = (plan.has_dict or plan.members) and not plan.is_shared and plan.live is None
    if has_fields or issubclass(plan.kind, types.FunctionType):
        yield _FIELDS
    if plan.content is not None:
        yield _HASHED if issubclass(plan.kind, dict | set) else _CONTENT
