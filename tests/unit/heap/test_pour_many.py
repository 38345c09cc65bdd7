"""Pouring loaded state in which there is much of a kind, with a few objects that need a closer look."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from mulligan.errors import StateError
from mulligan.heap import Redacted, pour_loaded
from tests.support.apps import App, Ticket


class Slotted:
    """State in slots."""

    __slots__ = ("first", "second")


def written(app: App, *keys: str) -> Any:
    """What a snapshot of these keys would give when read."""
    return pickle.loads(pickle.dumps({key: getattr(app, key) for key in keys}))


MANY = 200
"""More objects than are ever looked at one by one."""


def test_rows_among_many_that_differ_in_form_are_poured_like_the_others() -> None:
    """Names that came, went or changed places, and slots that are empty, are as they were written."""
    tickets = [Ticket(number, "then") for number in range(MANY)]
    slotted = [Slotted() for _ in range(MANY)]
    for each in slotted[1:]:
        each.first = [each]  # type: ignore[attr-defined]
    app = App(
        rows=[{"id": number, "a": 1, "b": [2]} for number in range(MANY)], tickets=tickets, slots=slotted
    )
    loaded = written(app, "rows", "tickets", "slots")
    del loaded["tickets"][3].tags
    app.rows[5]["a"] = app.rows[5].pop("a")
    app.rows[6].clear()
    app.rows[7][("a", "key")] = 1
    tickets[3].extra = "removed"  # type: ignore[attr-defined]
    tickets[4].__dict__ = {"name": "now", "id": 4}
    slotted[0].first, slotted[0].second = 1, 2  # type: ignore[attr-defined]
    del slotted[8].first  # type: ignore[attr-defined]
    rows = list(app.rows)
    report = pour_loaded(app, loaded)
    assert app.rows == [{"id": number, "a": 1, "b": [2]} for number in range(MANY)]
    assert all(list(row) == ["id", "a", "b"] for row in app.rows)
    assert [app.rows[number] is rows[number] for number in (4, 5, 6, 7, 8)] == [True] * 5
    assert all(map(Ticket.__eq__, tickets, [Ticket(number, "then") for number in range(MANY)]))
    assert not hasattr(tickets[3], "extra")
    assert not hasattr(slotted[0], "first")
    assert not hasattr(slotted[0], "second")
    assert all(each.first == [each] for each in slotted[1:])  # type: ignore[attr-defined]
    assert report.replaced == ()


def test_secrets_among_many_rows_are_kept_and_named_in_the_order_of_the_rows() -> None:
    """Rows without a secret are poured; the others keep theirs, whatever kind of object they are."""
    app = App(
        rows=[{"id": number, "key_of": [number], "password": "live"} for number in range(MANY)],
        tickets=[Ticket(number, "live") for number in range(MANY)],
        slots=[Slotted() for _ in range(MANY)],
    )
    for each in app.slots:
        each.first = "live"
    loaded = written(app, "rows", "tickets", "slots")
    loaded["rows"][150]["password"] = loaded["rows"][9]["password"] = Redacted()
    loaded["rows"][9]["key_of"] = ["then"]
    loaded["tickets"][4].name = Redacted()
    loaded["slots"][7].first = Redacted()
    for row in app.rows:
        row["key_of"] = "now"
    report = pour_loaded(app, loaded)
    assert [row["key_of"] for row in app.rows] == [[n] if n != 9 else ["then"] for n in range(MANY)]
    assert {row["password"] for row in app.rows} == {ticket.name for ticket in app.tickets} == {"live"}
    assert {each.first for each in app.slots} == {"live"}
    places = ["tickets[4].name", "slots[7].first", "rows[9]['password']", "rows[150]['password']"]
    assert report.redacted == tuple(f"app.{place}" for place in places)


def test_objects_that_many_rows_share_are_shared_afterwards() -> None:
    """One to one: an object at many places stays one, and of two that stood for it one gives way."""
    app = App(rows=[{"id": number, "style": ["then"]} for number in range(MANY)])
    style = app.rows[0]["style"]
    for row in app.rows:
        row["style"] = style
    loaded = written(app, "rows")
    app.rows[1]["style"] = ["another"]
    report = pour_loaded(app, loaded)
    assert all(row["style"] is style for row in app.rows)
    assert report.replaced == ()
    split = written(app, "rows")
    split["rows"][5]["style"] = ["alone"]
    report = pour_loaded(app, split)
    assert app.rows[4]["style"] is app.rows[6]["style"] is style
    assert app.rows[5]["style"] == ["alone"]
    assert report.replaced == ("app.rows[5]['style']",)


def test_what_fails_among_many_is_named_in_the_order_of_the_rows() -> None:
    """Everything else is poured, and the paths are those of the loaded state."""

    class Key:
        def __init__(self, number: int) -> None:
            self.number = number

        def __hash__(self) -> int:
            if self.number < 0:
                raise ValueError("below zero")
            return self.number

    def rows(value: int, *more: int) -> list[Any]:
        keys = list(map(Key, range(MANY)))
        made: list[Any] = [{"cells": [value], "key": key, "of": frozenset({key, *more})} for key in keys]
        made[3]["table"] = {Key(1): value}
        return made

    app, loaded = App(rows=rows(1, 7)), rows(2)
    next(iter(loaded[3]["table"])).number = -1
    loaded[190]["key"].number = loaded[90]["key"].number = -1
    with pytest.raises(StateError) as caught:
        pour_loaded(app, {"rows": loaded})
    assert str(caught.value).splitlines()[1:] == [
        f"app.rows[{place}: ValueError: below zero" for place in ("90]", "190]", "3]['table']")
    ]
    assert [row["cells"] for row in app.rows] == [[2]] * MANY


def test_rows_whose_names_are_equal_only_end_to_end_are_not_taken_for_alike() -> None:
    """Each dictionary is compared with its own counterpart, and a key's own `__eq__` is not asked."""

    class Key:
        def __eq__(self, other: object) -> bool:
            asked.append(other)
            return False

        def __hash__(self) -> int:
            return 7

    asked: list[object] = []
    rows = [{"c": 2} if number % 2 else {"a": [number], "b": 1} for number in range(MANY)]
    app = App(rows=rows, texts=[{"key": number} for number in range(MANY)])
    loaded = written(app, "rows", "texts")
    app.rows = [{"b": 3, "c": 4} if number % 2 else {"a": [0]} for number in range(MANY)]
    app.texts[9] = {Key(): 9}
    pour_loaded(app, loaded)
    assert app.rows == rows
    assert app.texts == [{"key": number} for number in range(MANY)]
    assert asked == []


def test_entities_at_each_other_s_places_are_not_confused() -> None:
    """Identifiers decide at every place, also where no list is searched for the same entity."""
    tickets = [Ticket(number, f"t{number}") for number in range(MANY)]
    app = App(places={f"at{each.id}": each for each in tickets}, tickets=tickets)
    loaded = written(app, "places", "tickets")
    app.places.update({f"at{each.id}": tickets[each.id - 1] for each in tickets})
    for each in tickets:
        each.name = "changed"
    report = pour_loaded(app, loaded)
    assert all(app.places[f"at{each.id}"] is each for each in tickets)
    assert [each.name for each in tickets] == [f"t{number}" for number in range(MANY)]
    assert report.replaced == ()


def test_objects_that_were_all_renamed_are_the_same_objects() -> None:
    """Where no name is known any more the place decides, after everything else was matched."""
    rows = [{"name": f"row {number}", "cells": [number]} for number in range(MANY)]
    app = App(rows=rows, shown={"first": rows[0]})
    loaded = written(app, "rows", "shown")
    app.shown["first"] = {"name": "row 0", "cells": ["another"]}
    for row in rows:
        row["name"] = f"renamed {row['name']}"
    before = list(map(id, rows))
    pour_loaded(app, loaded)
    assert [row["name"] for row in app.rows] == [f"row {number}" for number in range(MANY)]
    assert list(map(id, app.rows))[1:] == before[1:]
    assert app.shown["first"] is app.rows[0]
    assert app.rows[0]["cells"] == [0]


def test_secrets_in_objects_of_several_kinds_are_named_in_the_order_of_the_objects() -> None:
    """The report follows the state, not the order in which kinds were poured."""
    app = App(mixed=[Slotted() if number % 2 else Ticket(number, "live") for number in range(MANY)])
    for each in app.mixed[1::2]:
        each.first = "live"
    loaded = written(app, "mixed")
    secret = [5, 6, 9, 10]
    for number in secret:
        setattr(loaded["mixed"][number], "first" if number % 2 else "name", Redacted())
    report = pour_loaded(app, loaded)
    names = ["first" if number % 2 else "name" for number in secret]
    assert report.redacted == tuple(
        f"app.mixed[{number}].{name}" for number, name in zip(secret, names, strict=True)
    )
    assert report.replaced == ()


def test_objects_that_are_keys_are_matched_too() -> None:
    """Dictionaries with objects for keys, among others, refer to the living keys afterwards."""
    app = App(rows=[{"id": number, "by_key": {}} for number in range(MANY)], tables=[])
    for number in range(MANY):
        app.tables.append({Slotted(): [number]} if number % 3 == 0 else {"text": [number]})
    keys = [next(iter(table)) for table in app.tables]
    loaded = written(app, "rows", "tables")
    for table in app.tables:
        next(iter(table.values())).append("changed")
    pour_loaded(app, loaded)
    assert all(next(iter(table)) is key for table, key in zip(app.tables, keys, strict=True))
    assert [next(iter(table.values())) for table in app.tables] == [[number] for number in range(MANY)]


def test_entities_that_are_gone_leave_those_in_their_places_alone() -> None:
    """Where another entity stands today the loaded one takes its place, and is named."""
    tickets = [Ticket(number, "then") for number in range(MANY)]
    app = App(places={f"at{each.id}": each for each in tickets})
    loaded = written(app, "places")
    others = [Ticket(number, "now") for number in range(MANY, 2 * MANY)]
    app.places = dict(zip(app.places, others, strict=True))
    report = pour_loaded(app, loaded)
    assert list(app.places.values()) == tickets
    assert {each.name for each in others} == {"now"}
    assert report.replaced == tuple(f"app.places['at{number}']" for number in range(MANY))


def test_tuples_stay_only_where_their_numbers_are_of_the_same_type() -> None:
    """Equal is not alike: a flag is no number, and a whole number no fraction."""
    points: list[Any] = [(number, 1) for number in range(MANY)]
    app = App(points=list(points))
    loaded = written(app, "points")
    app.points[3], app.points[4], app.points[5] = (3.0, 1), (4, True), (5, 1, None)
    pour_loaded(app, loaded)
    assert list(map(repr, app.points)) == list(map(repr, points))
    assert [number for number in range(MANY) if app.points[number] is not points[number]] == [3, 4, 5]
