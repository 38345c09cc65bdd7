"""Pouring into functions and instances of classes that were written by value."""

from __future__ import annotations

import types
from typing import Any

import dill

from mulligan.heap import Redacted, pour_loaded
from tests.support.apps import App


def test_live_closures_get_the_loaded_cells() -> None:
    """A closure that lives keeps its identity and its code, and gets its state back."""

    def counter(start: int) -> Any:
        count = start

        def step() -> int:
            nonlocal count
            count += 1
            return count

        return step

    live, loaded = counter(10), counter(1)
    app = App(step=live)
    pour_loaded(app, {"step": loaded})
    assert app.step is live
    assert live() == 2


def test_live_lambdas_get_the_loaded_defaults() -> None:
    """`lambda row=row: ...` holds state in its defaults, and those made in one place look all alike."""

    def make(row: list[int], *, width: int) -> Any:
        return lambda index=0, row=row, *, width=width: (row[index], width)

    rows = [[1], [2]]
    app = App(rows=rows, calls=[make(rows[0], width=1), make(rows[1], width=2)])
    first, second = app.calls
    loaded = dill.loads(dill.dumps({"rows": app.rows, "calls": app.calls}, recurse=True))
    app.calls.reverse()
    rows[0][0] = 9
    pour_loaded(app, loaded)
    assert [call() for call in app.calls] == [(1, 1), (2, 2)]
    assert {id(call) for call in app.calls} == {id(first), id(second)}
    app.rows[1][0] = 5
    assert app.calls[1]() == (5, 2)


def test_defaults_are_code_once_the_parameters_were_edited() -> None:
    """A function whose parameters are others by now keeps the defaults that it has."""

    def call(size: int = 1) -> int:
        return size

    app = App(call=call)
    loaded = {"call": types.FunctionType(call.__code__, globals(), "call", (7,))}
    loaded["call"].__qualname__ = call.__qualname__
    call.__code__ = (lambda width=1: width * 2).__code__
    pour_loaded(app, loaded)
    assert app.call is call
    assert call() == 2


def test_live_local_class_takes_the_place_of_a_loaded_one_of_its_name() -> None:
    """A local class that was written by value and read in another process is today's class again."""

    def make() -> Any:
        class Local:
            """Defined anew by each call, as in another process."""

            def __init__(self, value: int) -> None:
                self.value = value

        return Local

    then, today = make(), make()
    app = App(one=today(1), others=[])
    live = app.one
    pour_loaded(app, {"one": then(2), "others": [then(3)]})
    assert app.one is live
    assert (type(app.one), app.one.value) == (today, 2)
    assert (type(app.others[0]), app.others[0].value) == (today, 3)


def test_live_local_class_with_slots_takes_the_place_of_a_loaded_one() -> None:
    """Slots of a class that was written by value are poured by their names."""

    def make() -> Any:
        class Local:
            __slots__ = ("first", "second")

        return Local

    def filled(cls: Any, first: int) -> Any:
        made = cls()
        made.first = first
        return made

    then, today = make(), make()
    app = App(one=filled(today, 1), others=[])
    live = app.one
    pour_loaded(app, {"one": filled(then, 2), "others": [filled(then, 3)]})
    assert app.one is live
    assert (type(app.one), app.one.first) == (today, 2)
    assert (type(app.others[0]), app.others[0].first) == (today, 3)


def test_secret_in_a_closure_stays_as_it_is() -> None:
    """Cells and defaults that were never written keep what the living function has."""

    def make(secret: Any, count: int) -> Any:
        return lambda extra=secret, count=count: (secret, extra, count)

    calls = [make("live", number) for number in range(100)]
    app = App(calls=list(calls), bare=(lambda: calls))
    loaded = [make("live", number) for number in range(99)] + [make(Redacted(), 7)]
    pour_loaded(app, {"calls": loaded})
    assert all(map(lambda one, other: one is other, app.calls, calls))
    assert app.calls[99]() == ("live", "live", 99)
