"""The capture: a deep copy beside a memento, restored into the original objects."""

from __future__ import annotations

import ctypes
import functools
import sys
import threading
import weakref
from typing import Any
from xml.etree import ElementTree

import pytest

from mulligan.errors import CaptureTorn
from mulligan.heap import RestoreReport, capture
from tests.support.state_photograph import photograph


class App:
    """An app with whatever attributes a test gives it."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)

    def on_click(self) -> App:
        """A callback bound to the app."""
        return self


class Ticket:
    """An instance with state."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tags: list[str] = []


def test_capture_maps_state_keys_to_copies() -> None:
    """A capture is a read-only mapping of equal values that later changes do not reach."""
    app = App(items=[1, [2]], count=3, other="left out")
    taken = capture(app, ["items", "count"])
    app.items[1].append(3)
    assert dict(taken) == {"items": [1, [2]], "count": 3}
    assert (len(taken), list(taken), taken.memory_only) == (2, ["items", "count"], {})
    assert taken.seconds > 0
    with pytest.raises(TypeError):
        taken["items"] = 1  # type: ignore[index]


def test_aliases_between_keys_are_one_object_in_the_copy() -> None:
    """One memo runs through all keys."""
    ticket = Ticket("a")
    app = App(tickets=[ticket], selected=ticket)
    taken: Any = capture(app, ["tickets", "selected"])
    assert taken["tickets"][0] is taken["selected"]
    assert taken["selected"] is not ticket


def test_restore_pours_into_the_original_objects_any_number_of_times() -> None:
    """Aliases held elsewhere see the old content again, however often it is restored."""
    ticket = Ticket("a")
    app = App(tickets=[ticket], selected=ticket)
    held, taken = app.tickets, capture(app, ["tickets", "selected"])
    for name in ("b", "c"):
        app.selected = None
        ticket.name = name
        ticket.tags.append(name)
        held.clear()
        app.tickets = []
        assert taken.restore(app) == RestoreReport()
        assert app.tickets is held
        assert held == [ticket]
        assert app.selected is ticket
        assert (ticket.name, ticket.tags) == ("a", [])


def test_app_and_live_values_are_never_copied() -> None:
    """A callback bound to the app must not copy the app, nor a ticket its live canvas."""
    canvas = Ticket("live")
    app = App(canvas=canvas)
    app.callbacks = [app.on_click, lambda: app, functools.partial(App.on_click, app)]
    app.tickets = [{"canvas": canvas}]
    taken: Any = capture(app, ["callbacks", "tickets"], live_keys=["canvas"])
    bound, closed, partial = taken["callbacks"]
    assert bound() is closed() is partial() is app
    assert taken["tickets"][0]["canvas"] is canvas
    canvas.name = "moved on"
    taken.restore(app)
    assert canvas.name == "moved on"


def test_state_key_wins_over_a_live_key_with_the_same_value() -> None:
    """What is state is captured even if a live key refers to the same object."""
    shared = [1]
    app = App(items=shared, view=shared)
    taken = capture(app, ["items"], live_keys=["view"])
    assert taken["items"] is not shared
    shared.append(2)
    taken.restore(app)
    assert shared == [1]


def test_live_key_that_does_not_exist_yet_is_no_error() -> None:
    """A texture may be created later than the first capture."""
    assert dict(capture(App(a=1), ["a"], live_keys=["texture"])) == {"a": 1}


def test_closures_are_copied_with_the_state_they_share() -> None:
    """A copied closure works on the copied list, and two copied closures share a copied cell."""

    def pair(items: list[int]) -> Any:
        count = 0

        def add() -> None:
            nonlocal count
            count += 1
            items.append(count)

        return add, lambda: count

    app = App(items=[])
    app.add, app.read = pair(app.items)
    taken: Any = capture(app, ["items", "add", "read"])
    taken["add"]()
    assert (taken["items"], taken["read"](), app.items, app.read()) == ([1], 1, [], 0)
    app.add()
    taken.restore(app)
    assert (app.items, app.read()) == ([], 0)


def test_bound_builtin_methods_are_copied_with_their_object() -> None:
    """`items.append` in the copy appends to the copied list."""
    app = App(items=[])
    app.on_add = app.items.append
    taken: Any = capture(app, ["items", "on_add"])
    taken["on_add"](1)
    assert (taken["items"], app.items) == ([1], [])


def test_cycles_through_sets_keep_their_form() -> None:
    """Nodes that refer to the set that holds them refer, in the copy, to the one copied set."""
    one, other = Ticket("a"), Ticket("b")
    nodes = {one, other}
    one.peers = other.peers = nodes  # type: ignore[attr-defined]
    taken: Any = capture(App(nodes=nodes), ["nodes"])
    assert {node.name for node in taken["nodes"]} == {"a", "b"}
    assert all(node.peers is taken["nodes"] for node in taken["nodes"])


def test_objects_copy_themselves_by_their_own_methods() -> None:
    """`__deepcopy__`, `__getstate__` and `__reduce__` of the app's classes are honoured."""

    class Cached:
        def __init__(self, source: list[int]) -> None:
            self.source = source
            self.total = sum(source)
            self.lock = threading.Lock()

        def __getstate__(self) -> dict[str, Any]:
            return {"source": self.source}

        def __setstate__(self, state: dict[str, Any]) -> None:
            self.__init__(state["source"])  # type: ignore[misc]

    app = App(cached=Cached([1, 2]), numbers=None)
    app.numbers = app.cached.source
    taken: Any = capture(app, ["cached", "numbers"])
    assert taken.memory_only == {}
    assert taken["cached"].total == 3
    assert taken["cached"].source is taken["numbers"]
    assert taken["cached"].lock is not app.cached.lock


def test_key_with_a_lock_stays_in_memory_and_is_still_undone() -> None:
    """A lock costs its key the copy, never the undo; other keys are not touched by it."""
    app = App(tickets=[Ticket("a"), Ticket("b")], plain=[1])
    app.tickets[1].lock = threading.Lock()
    lock = app.tickets[1].lock
    taken = capture(app, ["tickets", "plain"])
    assert taken.memory_only == {"tickets": "app.tickets[1].lock: a threading lock cannot be copied"}
    assert list(taken) == ["plain"]
    assert taken.unprotected == ("app.tickets[1].lock: a threading lock",)
    app.tickets[1].name = "changed"
    app.tickets.pop(0)
    del app.tickets[0].lock
    taken.restore(app)
    assert [ticket.name for ticket in app.tickets] == ["a", "b"]
    assert app.tickets[1].lock is lock


def test_failed_key_leaves_no_half_made_copy_behind() -> None:
    """A key that shares an object with a failing one gets a whole copy of it."""
    shared = Ticket("shared")
    app = App(bad=[shared, threading.Lock()], good=[shared])
    taken: Any = capture(app, ["bad", "good"])
    assert list(taken) == ["good"]
    assert taken["good"][0].__dict__ == {"name": "shared", "tags": []}
    assert taken["good"][0] is not shared


def test_closure_over_a_lock_keeps_its_key_in_memory() -> None:
    """A function is an atom to deepcopy, but what it closes over is state."""
    lock = threading.Lock()
    app = App(callbacks={"save": lambda: lock})
    taken = capture(app, ["callbacks"])
    assert taken.memory_only == {
        "callbacks": "app.callbacks['save'].<closure>.lock: a threading lock cannot be copied"
    }


def test_weak_reference_keeps_its_key_in_memory() -> None:
    """deepcopy passes a weak reference on as it is; the copy would refer to live state."""
    ticket = Ticket("a")
    taken = capture(App(parent=weakref.ref(ticket), ticket=ticket), ["parent", "ticket"])
    assert taken.memory_only == {"parent": "app.parent: a weak reference cannot be copied"}


def test_error_of_user_code_is_part_of_the_reason() -> None:
    """What a class's own method raised is said, in one line, with the path."""

    class Refuses:
        def __deepcopy__(self, memo: object) -> Any:
            raise ValueError("not now\nnor later")

    app = App(deep={"x": [Refuses()]})
    (reason,) = capture(app, ["deep"]).memory_only.values()
    assert reason.startswith("app.deep['x'][0]: a ")
    assert reason.endswith("Refuses cannot be copied (ValueError: not now)")


def test_object_of_unknown_make_is_replaced_by_a_copy_and_named() -> None:
    """C state that nothing gives access to is restored by a copy, wherever the object was referred to."""
    root = ElementTree.fromstring("<a><b/></a>")
    app = App(tree=root, alias=(root, 1), held=[root])
    taken = capture(app, ["tree", "alias", "held"])
    root.append(ElementTree.Element("c"))
    for _ in range(2):
        report = taken.restore(app)
        assert report.replaced == ("app.tree",)
        assert [child.tag for child in app.tree] == ["b"]
        assert app.tree is app.alias[0] is app.held[0]
        app.tree.append(ElementTree.Element("d"))


def test_object_of_unknown_make_that_did_not_change_keeps_its_identity() -> None:
    """Nothing is replaced without need."""

    class Point(ctypes.Structure):
        _fields_ = (("x", ctypes.c_int),)

    sys.modules[__name__].Point = Point  # type: ignore[attr-defined]
    Point.__qualname__ = "Point"
    root = ElementTree.fromstring("<a/>")
    app = App(tree=root, point=Point(3))
    taken = capture(app, ["tree", "point"])
    app.point.x = 4
    report = taken.restore(app)
    assert app.tree is root
    assert app.point.x == 3
    assert report.replaced == ("app.point",)


def test_replacement_refers_to_the_original_objects() -> None:
    """What a replaced object holds is the app's own, restored in place."""
    ticket = Ticket("a")
    root = ElementTree.Element("a", {"ticket": ticket})  # type: ignore[dict-item]
    app = App(tree=root, ticket=ticket)
    taken = capture(app, ["tree", "ticket"])
    ticket.name = "changed"
    root.text = "changed"
    taken.restore(app)
    assert app.tree.get("ticket") is ticket
    assert ticket.name == "a"


def test_linked_keys_are_those_that_share_an_object() -> None:
    """Sharing an enum member, a class or a plain value links nothing; sharing a list does."""
    shared: list[int] = []
    app = App(a=[shared], b=(shared, 1), c=[Ticket], d={"x": Ticket}, e="text", f="text")
    assert capture(app, list("abcdef")).linked_keys() == [("a", "b"), ("c",), ("d",), ("e",), ("f",)]


def test_many_objects_at_once_are_linked_as_few_are() -> None:
    """Of hundreds, each met twice, one that another key holds too links the keys; plain tuples do not."""
    lists = [[number] for number in range(100)]
    plain = [(number, "text") for number in range(100)]
    app = App(a=[*lists, *lists, *plain], b=[*plain, *plain], c=[{"one": lists[70]}, *plain], d=lists[70][:])
    taken = capture(app, list("abcd"))
    assert taken.linked_keys() == [("a", "c"), ("b",), ("d",)]
    assert taken["a"] == app.a
    assert taken["a"][70] is taken["a"][170] is taken["c"][0]["one"]
    lists[70].append("changed")
    taken.restore(app)
    assert app.a[170] is lists[70]
    assert lists[70] == [70]


def test_module_data_is_restored_with_the_state() -> None:
    """A transaction's capture covers hot modules' own data too; without modules it does not."""
    import types

    module = types.ModuleType("hot_for_capture")
    module.DATA = [1]  # type: ignore[attr-defined]
    app = App(a=1)
    capture(app, ["a"], modules=[module]).restore(app)
    taken = capture(app, ["a"], modules=[module])
    module.DATA.append(2)
    taken.restore(app)
    assert module.DATA == [1]


def test_modules_alone_can_be_captured() -> None:
    """Without an app there are no keys, and the modules' data is still protected."""
    import types

    module = types.ModuleType("hot_without_app")
    module.DATA = {"a": 1}  # type: ignore[attr-defined]
    taken = capture(None, (), modules=[module])
    module.DATA.clear()
    taken.restore(None)
    assert module.DATA == {"a": 1}
    assert len(taken) == 0


def test_renewed_class_survives_a_restore_without_modules() -> None:
    """State captured before a reload goes back into instances of today's class."""
    old = type("Model", (), {})
    new = type("Model", (), {})
    model = old()
    model.name = "a"
    app = App(model=model)
    taken = capture(app, ["model"])
    model.__class__ = new
    model.name = "b"
    taken.restore(app)
    assert type(app.model) is new
    assert app.model.name == "a"


def test_changes_by_threads_are_tried_again_or_refused() -> None:
    """A capture beside a busy thread gives a whole copy or CaptureTorn, nothing else."""
    app = App(table={number: [number] for number in range(300)}, items=[])
    stop = threading.Event()

    def churn() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            app.table[1_000 + number % 50] = [number]
            app.table.pop(1_000 + (number + 25) % 50, None)

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        outcomes = [_capture_or_refuse(app) for _ in range(50)]
    finally:
        stop.set()
        thread.join()
    assert all(outcome == "refused" or outcome >= set(range(300)) for outcome in outcomes)


def _capture_or_refuse(app: App) -> Any:
    try:
        taken: Any = capture(app, ["table", "items"])
    except CaptureTorn:
        return "refused"
    assert all(taken["table"][number] == [number] for number in range(300))
    return set(taken["table"])


def test_restore_does_not_touch_what_did_not_change() -> None:
    """Restoring right after capturing leaves the photograph as it was."""
    app = App(a={"x": [1, (2, [3])]}, b=Ticket("a"))
    before = photograph(app.a, app.b)
    capture(app, ["a", "b"]).restore(app)
    assert photograph(app.a, app.b) == before


def test_weak_collections_are_undone_in_memory() -> None:
    """A weak dictionary gets its entries back; its key has no copy, which would hold live objects."""
    ticket = Ticket("a")
    app = App(by_name=weakref.WeakValueDictionary(a=ticket), seen=weakref.WeakSet([ticket]))
    taken = capture(app, ["by_name", "seen"])
    assert set(taken.memory_only) == {"by_name", "seen"}
    assert all(reason.endswith("a weak reference cannot be copied") for reason in taken.memory_only.values())
    app.by_name.clear()
    app.seen.clear()
    taken.restore(app)
    assert dict(app.by_name) == {"a": ticket}
    assert list(app.seen) == [ticket]
