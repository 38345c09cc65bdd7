"""A copy that waits until somebody asks for it, and the proof that nothing changed meanwhile."""

from __future__ import annotations

import functools
import gc
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from mulligan.heap import capture
from mulligan.heap.columns import SavedLists
from mulligan.heap.tearing import Quiet, disturb, is_torn
from tests.support.state_graphs import Plain, Slotted


class Eager:
    """Makes every attribute that is asked for."""

    def __getattr__(self, name: str) -> list[object]:
        made = self.__dict__[name] = []
        return made


class ShowsMore(list[int]):
    """A list that says it is longer than it is, as one that another thread shortens would."""

    def __len__(self) -> int:
        return super().__len__() + 1


def test_copy_is_made_when_it_is_asked_for_and_once() -> None:
    """Until then the capture holds no second graph; afterwards it is the same one at every reading."""
    app = SimpleNamespace(rows=[[1], [2]])
    taken = capture(app, ["rows"])
    assert not taken.late.is_made
    app.rows[0].append("changed")
    first = taken["rows"]
    assert first == [[1], [2]]
    assert taken.late.is_made
    assert taken["rows"] is first


def test_late_copy_of_a_closure_has_the_code_of_the_capture() -> None:
    """An edit that gives the live function other code does not reach the copy."""
    held = [1]
    app: Any = SimpleNamespace(callback=lambda: held)
    taken: Any = capture(app, ["callback"])
    app.callback.__code__ = (lambda: (held, "edited")).__code__
    held.append(2)
    assert taken["callback"]() == [1]
    assert app.callback() == ([1, 2], "edited")


def test_late_copy_of_an_instance_has_the_class_of_the_capture() -> None:
    """An edit that moves an instance to another class does not reach the copy."""
    app: Any = SimpleNamespace(things=[Plain(), Slotted()])
    taken: Any = capture(app, ["things"])
    app.things[0].__class__ = type("Moved", (Plain,), {})
    app.things[1].__class__ = type("Moved", (Slotted,), {"__slots__": ()})
    assert [type(each) for each in taken["things"]] == [Plain, Slotted]


def test_partials_do_not_keep_the_rest_from_waiting() -> None:
    """A partial is copied with what it holds; one with keywords is copied at once, for they may change."""
    held = [1]
    app: Any = SimpleNamespace(call=functools.partial(list, held), other=functools.partial(dict, held=held))
    taken: Any = capture(app, ["call"])
    assert taken.late.keys == {"call"}
    held.append(2)
    assert taken["call"]() == [1]
    now: Any = capture(app, ["other"])
    assert now.late.keys == frozenset()
    held.append(3)
    assert now["other"]() == {"held": [1, 2]}


def test_objects_that_run_code_when_they_are_read_are_copied_at_once() -> None:
    """Pickle asks an object for attributes; one that makes them would be changed by being written."""
    app: Any = SimpleNamespace(eager=Eager(), rows=[])
    taken = capture(app, ["eager", "rows"])
    assert taken.late.keys == {"rows"}
    assert vars(app.eager) == {}


def test_capture_is_current_until_something_changes() -> None:
    """A list that is replaced by an equal one is another list."""
    app: Any = SimpleNamespace(rows=[[1], {"a": (2, [3])}, {4}, {(5,): [6]}])
    taken = capture(app, ["rows"])
    assert taken.is_current()
    app.rows[1]["a"] = (2, [3])
    assert not taken.is_current()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the threads of whatever runs the tests were not there."""
    present = sys._current_frames
    others = present().keys() - {threading.get_ident()}
    monkeypatch.setattr(
        sys, "_current_frames", lambda: {at: frame for at, frame in present().items() if at not in others}
    )


@pytest.mark.usefixtures("alone")
def test_fresh_capture_is_compared_if_anybody_may_have_changed_it() -> None:
    """Alone on its thread it is current by itself; another thread, a collection or a log handler end that."""
    app: Any = SimpleNamespace(rows=[1])
    gc.disable()
    try:
        taken = capture(app, ["rows"])
        app.rows.append(2)
        assert not taken.is_current()
        taken.fresh = True  # a lie, which shows whether anything is compared
        assert taken.is_current()
        disturb()
        assert not taken.is_current()
    finally:
        gc.enable()


@pytest.mark.parametrize(("name", "is_quiet"), [("worker", False), ("mulligan watch", True)])
@pytest.mark.usefixtures("alone")
def test_threads_of_others_disturb_the_quiet(name: str, is_quiet: bool) -> None:
    """Mulligan's own threads never touch an app's state; all others may."""
    done = threading.Event()
    gc.disable()
    try:
        quiet = Quiet()
        assert quiet.lasts()
        thread = threading.Thread(target=done.wait, name=name)
        thread.start()
        assert quiet.lasts() is is_quiet
        done.set()
        thread.join()
        gc.collect()
        assert not quiet.lasts()
    finally:
        done.set()
        gc.enable()


def test_list_that_changes_its_size_while_it_is_read_is_torn() -> None:
    """The error is the one that makes a capture try again."""
    saved = SavedLists()
    with pytest.raises(RuntimeError) as raised:
        saved.save([[1, 2], ShowsMore([3])])
    assert is_torn(raised.value)
    assert len(saved) == 0
