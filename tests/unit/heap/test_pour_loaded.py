"""Pouring state that was read from a journal into the objects that live."""

from __future__ import annotations

import collections
import pickle
from typing import Any, NamedTuple

import pytest

from mulligan.errors import StateError
from mulligan.heap import Redacted, pour_loaded
from tests.support.apps import App, Ticket


class Pair(NamedTuple):
    """An immutable holder."""

    left: Any
    right: Any


class Slotted:
    """State in slots."""

    __slots__ = ("first", "second")


def written(app: App, *keys: str) -> Any:
    """What a snapshot of these keys would give when read."""
    return pickle.loads(pickle.dumps({key: getattr(app, key) for key in keys}))


def test_live_objects_get_the_loaded_content() -> None:
    """Lists, dictionaries and instances at the same place are the same objects afterwards."""
    app = App(table={"rows": [[1], [2]]}, ticket=Ticket(1, "a"))
    table, rows, first, ticket = app.table, app.table["rows"], app.table["rows"][0], app.ticket
    loaded = written(app, "table", "ticket")
    first.append(9)
    rows.append([3])
    app.table = {}
    ticket.name = "b"
    report = pour_loaded(app, loaded)
    assert app.table == {"rows": [[1], [2]]}
    assert app.ticket is ticket
    assert ticket == Ticket(1, "a")
    assert report.replaced == ()
    assert (table, rows, first) == ({"rows": rows}, rows, first)


def test_elements_are_matched_by_their_id() -> None:
    """A list that was sorted, cut and extended gives each entity its own content back."""
    tickets = [Ticket(number, f"t{number}") for number in range(4)]
    app = App(tickets=list(tickets))
    loaded = written(app, "tickets")
    app.tickets.reverse()
    app.tickets.pop()
    app.tickets.append(Ticket(99, "new"))
    for ticket in tickets:
        ticket.name = "changed"
    pour_loaded(app, loaded)
    assert [ticket.name for ticket in app.tickets] == ["t0", "t1", "t2", "t3"]
    assert [app.tickets[number] is tickets[number] for number in range(4)] == [False, True, True, True]


def test_dictionaries_are_matched_by_their_id_too() -> None:
    """Rows of a table that are dictionaries follow the same rule."""
    rows = [{"id": number, "value": number} for number in range(3)]
    app = App(rows=list(rows))
    loaded = written(app, "rows")
    app.rows.reverse()
    rows[0]["value"] = 77
    pour_loaded(app, loaded)
    assert app.rows == [{"id": number, "value": number} for number in range(3)]
    assert all(one is other for one, other in zip(app.rows, rows, strict=True))


def test_different_entities_at_one_place_are_not_confused() -> None:
    """The ticket selected then and the ticket selected now keep apart."""
    first, second = Ticket(1, "first"), Ticket(2, "second")
    app = App(selected=first, tickets=[first, second])
    loaded = written(app, "selected", "tickets")
    app.selected = second
    report = pour_loaded(app, loaded)
    assert app.selected is first
    assert app.tickets == [first, second]
    assert (first.name, second.name) == ("first", "second")
    assert report.replaced == ()


def test_renamed_object_is_still_the_same_object() -> None:
    """A name may have been edited; without a better match the place decides."""
    panel = {"name": "before", "open": True}
    app = App(panel=panel)
    loaded = written(app, "panel")
    panel["name"] = "after"
    pour_loaded(app, loaded)
    assert app.panel is panel
    assert panel["name"] == "before"


def test_aliases_and_cycles_are_those_of_the_snapshot() -> None:
    """What was one object when written is one object when poured, whatever it is now."""
    shared: list[Any] = [1]
    shared.append(shared)
    app = App(a=shared, b={"x": shared})
    loaded = written(app, "a", "b")
    app.b["x"] = [1]
    report = pour_loaded(app, loaded)
    assert app.a is shared
    assert app.b["x"] is shared
    assert shared[1] is shared
    assert report.replaced == ()


def test_loaded_objects_without_a_counterpart_are_used_and_refer_to_live_ones() -> None:
    """An object that is gone comes back as a new one that holds the app's own objects."""
    ticket = Ticket(1, "a")
    app = App(tickets=[ticket], groups={"g": {"members": [ticket]}})
    loaded = written(app, "tickets", "groups")
    app.groups = {}
    pour_loaded(app, loaded)
    assert app.groups["g"]["members"][0] is ticket
    assert app.tickets[0] is ticket


def test_object_of_another_type_gives_way_and_is_named() -> None:
    """Where types differ the loaded object is used, and the report says where."""
    app = App(value={"inner": [1, 2]})
    loaded = written(app, "value")
    app.value["inner"] = {"other": "type"}
    report = pour_loaded(app, loaded)
    assert app.value == {"inner": [1, 2]}
    assert report.replaced == ("app.value['inner']",)


def test_tuples_keep_their_identity_unless_their_content_changed() -> None:
    """A tuple, named or not, at the same place with the same live content stays."""
    inner: list[int] = [1]
    same, changed = (inner, "x"), Pair(inner, 1)
    app = App(same=same, changed=changed)
    loaded = written(app, "same", "changed")
    inner.append(2)
    app.changed = Pair(inner, 2)
    pour_loaded(app, loaded)
    assert app.same is same
    assert app.changed == Pair([1], 1)
    assert app.changed.left is inner


def test_other_containers_are_poured_in_place() -> None:
    """Sets, deques, ordered dictionaries, slots and bytearrays keep their identity."""
    slotted = Slotted()
    slotted.first = [1]  # type: ignore[attr-defined]
    app = App(
        names={"a"}, last=collections.deque([1]),
        order=collections.OrderedDict(a=1, b=2), data=bytearray(b"x"),
        slotted=slotted,
    )  # fmt: skip
    before = dict(vars(app))
    loaded = written(app, *before)
    app.names.add("b")
    app.last.append(2)
    app.order.move_to_end("a")
    app.data.extend(b"y")
    slotted.second = 2  # type: ignore[attr-defined]
    pour_loaded(app, loaded)
    assert all(vars(app)[key] is before[key] for key in before)
    assert (app.names, list(app.last), list(app.order), app.data) == ({"a"}, [1], ["a", "b"], b"x")
    assert not hasattr(slotted, "second")


def test_keys_that_were_not_written_are_left_alone() -> None:
    """A key kept in memory only is not in the snapshot and keeps today's value."""
    app = App(a=1, b=2)
    loaded = written(app, "a")
    app.a, app.b = 8, 9
    pour_loaded(app, loaded)
    assert (app.a, app.b) == (1, 9)


def test_key_that_the_app_lost_is_set_again() -> None:
    """A state key that was deleted since comes back."""
    app = App(a=[1])
    loaded = written(app, "a")
    del app.a
    pour_loaded(app, loaded)
    assert app.a == [1]


def test_attribute_that_today_s_class_sets_is_kept() -> None:
    """State of an older version of a class lacks a field; today's methods must find it."""
    ticket = Ticket(1, "a", ["kept"])
    app = App(ticket=ticket)
    loaded = written(app, "ticket")
    del loaded["ticket"].tags
    ticket.extra = "removed"  # type: ignore[attr-defined]
    pour_loaded(app, loaded)
    assert ticket.tags == ["kept"]
    assert not hasattr(ticket, "extra")


def test_secret_that_was_never_written_stays_as_it_is() -> None:
    """Where the snapshot has a placeholder the app keeps its value, and the report says so."""
    app = App(account={"user": "a", "password": "today"}, token="live", gone={"api_key": Redacted()})
    loaded: Any = {"account": {"user": "b", "password": Redacted()}, "token": Redacted()}
    report = pour_loaded(app, loaded)
    assert app.account == {"user": "b", "password": "today"}
    assert app.token == "live"
    assert report.redacted == ("app.token", "app.account['password']")


def test_app_and_live_values_are_not_poured_into() -> None:
    """A loaded reference to the app is the app; its content is not touched by it."""
    canvas = Ticket(1, "live")
    app = App(canvas=canvas, callbacks=[])
    app.callbacks.append(app)
    pour_loaded(app, {"callbacks": [app, canvas], "extra": Ticket(1, "loaded")}, live_keys=["canvas"])
    assert app.callbacks == [app, canvas]
    assert canvas.name == "live"
    assert app.extra == Ticket(1, "loaded")


def test_what_refuses_its_content_is_named() -> None:
    """A failure names every place; the caller undoes."""

    class Strict(App):
        @property
        def level(self) -> int:
            return 1

        @level.setter
        def level(self, value: int) -> None:
            raise ValueError("too high")

    app = Strict(a=1)
    with pytest.raises(StateError, match=r"app\.level: ValueError: too high"):
        pour_loaded(app, {"level": 2, "a": 5})
    assert app.a == 5


def test_deep_state_is_poured_without_recursion() -> None:
    """Fifty thousand levels are matched and poured."""

    def nest(value: int) -> Any:
        deep: list[Any] = [value]
        for _ in range(50_000):
            deep = [deep]
        return deep

    app = App(deep=nest(1))
    live, bottom = app.deep, app.deep
    while isinstance(bottom[0], list):
        bottom = bottom[0]
    pour_loaded(app, {"deep": nest(2)})
    assert app.deep is live
    assert bottom == [2]


def test_attributes_of_a_tuple_are_poured_too() -> None:
    """A tuple that stays, and one that is made anew, have the attributes that were written."""

    def record(*items: Any, note: Any) -> Record:
        made = Record(items)
        made.note = note
        return made

    inner: list[int] = [1]
    app = App(inner=inner, same=record(1, note=inner), other=record(inner, note=inner))
    loaded = written(app, "inner", "same", "other")
    same = app.same
    app.same.note, app.other = "changed", record(2, note=None)
    pour_loaded(app, loaded)
    assert app.same is same
    assert app.same.note is app.inner is inner
    assert app.other.note is app.other[0] is inner


class Record(tuple[Any, ...]):
    """A tuple with attributes."""

    note: Any


def test_value_of_a_live_key_is_never_taken_for_another_object() -> None:
    """What the loaded state refers to as it is stays that, whatever is at its place today."""
    canvas: list[Any] = ["canvas"]
    app = App(canvas=canvas, shown=[["another"]], last=None)
    pour_loaded(app, {"shown": [canvas], "last": canvas}, live_keys=["canvas"])
    assert app.shown[0] is app.last is app.canvas is canvas
    assert canvas == ["canvas"]


def test_class_that_answers_for_every_attribute_is_not_asked() -> None:
    """Types tell what an object is; `__class__` and `__getattribute__` of the app's classes do not run."""

    class Proxy:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(f"asked for {name}")

    def holding(value: int) -> Proxy:
        proxy = Proxy()
        object.__setattr__(proxy, "value", [value])
        return proxy

    live = holding(1)
    app = App(proxy=live)
    pour_loaded(app, {"proxy": holding(2)})
    assert app.proxy is live
    assert object.__getattribute__(live, "__dict__") == {"value": [2]}
