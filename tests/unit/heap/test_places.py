"""Where the app keeps a state key, and that it goes back there."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from mulligan.errors import StateError, StateKeyMissing
from mulligan.heap import capture
from tests.support.apps import App


def test_missing_state_key_is_refused_by_name() -> None:
    """A key that the app lacks is an error that says what to do; nothing was changed."""
    with pytest.raises(StateKeyMissing, match="App has no attribute 'gone'"):
        capture(App(), ["gone"])


def test_property_that_raises_is_refused() -> None:
    """Reading a key may run the app's code; its error is wrapped and named."""

    class Broken(App):
        @property
        def total(self) -> int:
            raise ZeroDivisionError("no items")

    with pytest.raises(StateError, match=r"'total' of Broken failed with ZeroDivisionError: no items"):
        capture(Broken(), ["total"])


def test_keys_in_slots_properties_and_classes_go_back_where_they_came_from() -> None:
    """Slots are slots again, properties are set, and a class's default leaves the instance bare."""

    class Mixed:
        __slots__ = ("__dict__", "in_slot")
        default: Any = (1,)

        @property
        def managed(self) -> Any:
            return self.__dict__["_managed"]

        @managed.setter
        def managed(self, value: Any) -> None:
            self.__dict__["_managed"] = value

        @property
        def computed(self) -> int:
            return 42

        @functools.cached_property
        def cached(self) -> list[int]:
            return [1]

    app = Mixed()
    app.in_slot, app.managed = [1], [2]
    slot, managed = app.in_slot, app.managed
    taken = capture(app, ["in_slot", "managed", "computed", "default", "cached"])
    cached = app.cached
    app.in_slot, app.managed, app.default, app.cached = None, None, (2,), [2]
    taken.restore(app)
    assert app.in_slot is slot
    assert app.managed is managed
    assert app.default == (1,)
    assert "default" not in app.__dict__
    assert app.cached is cached


def test_attributes_made_by_getattr_are_set_back() -> None:
    """An app that serves attributes from elsewhere gets them through its own `__setattr__`."""

    class Dynamic:
        def __init__(self) -> None:
            object.__setattr__(self, "store", {"a": 1})

        def __getattr__(self, name: str) -> Any:
            try:
                return object.__getattribute__(self, "store")[name]
            except KeyError as error:
                raise AttributeError(name) from error

        def __setattr__(self, name: str, value: Any) -> None:
            object.__getattribute__(self, "store")[name] = value

    app = Dynamic()
    taken = capture(app, ["a"])
    app.a = 2
    taken.restore(app)
    assert app.store == {"a": 1}


def test_property_that_refuses_is_named_after_everything_else_was_restored() -> None:
    """A setter that raises does not keep the other keys from being restored."""

    class Refusing(App):
        @property
        def managed(self) -> Any:
            return self.__dict__["value"]

        @managed.setter
        def managed(self, value: Any) -> None:
            raise PermissionError("read only today")

    app = Refusing(value=[1], items=[1])
    taken = capture(app, ["managed", "items"])
    app.__dict__["value"], app.items = [2], [2]
    with pytest.raises(StateError, match=r"app\.managed: PermissionError: read only today"):
        taken.restore(app)
    assert app.items == [1]
