"""Delegates call today's function, take part in the trial, and are contained by a guard."""

from __future__ import annotations

import sys
import types

import pytest

from mulligan import delegation
from mulligan.delegation import DelegationCheck, delegate, guarded, targets_of
from mulligan.errors import DelegationBroken, RegistrationError


@pytest.fixture
def panels():
    """A module of panels, and delegation as in a new process."""
    module = types.ModuleType("delegation_panels")
    sys.modules["delegation_panels"] = module
    yield module
    del sys.modules["delegation_panels"]
    delegation.set_guard(None)
    delegation.set_trial(None)


class App:
    _render_outer = delegate("delegation_panels:render_outer")
    _render_inner = delegate("delegation_panels:render_inner")


class RecordingGuard:
    """Counts what a GUI would do."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def call(self, function, app):
        self.calls.append("enter")
        try:
            result = function(app)
        except (Exception, delegation.Retreat):
            self.calls.append("recover")
            raise
        self.calls.append("leave")
        return result

    def show_contained(self, name: str, line: str) -> None:
        self.calls.append(f"{name}: {line}")


class UndoingTrial:
    """A trial whose undo puts the good functions back."""

    def __init__(self, module, good) -> None:
        self.module, self.good, self.passes, self.errors = module, good, [], []

    def passed(self, target: str) -> None:
        self.passes.append(target)

    def failed(self, target: str, error: BaseException) -> bool:
        self.errors.append((target, str(error)))
        vars(self.module).update(self.good)
        return True


def test_a_delegate_calls_the_function_of_today(panels):
    """A function replaced in its module is called from the next call on."""
    app = App()
    panels.render_outer = lambda app: "old"
    assert app._render_outer() == "old"
    panels.render_outer = lambda app, extra=1: ("new", extra)
    assert app._render_outer(extra=2) == ("new", 2)


@pytest.mark.parametrize("target", ["no_colon", "pkg:", ":f", "pkg:a.b", "a b:f"])
def test_a_malformed_target_is_refused_when_the_class_is_made(target):
    """A wrong target is an error at once, not at the first frame."""
    with pytest.raises(RegistrationError):
        delegate(target)


def test_without_guard_and_trial_an_exception_reaches_the_caller(panels):
    """Nothing is swallowed for an app without a GUI."""
    panels.render_outer = lambda app: 1 / 0
    with pytest.raises(ZeroDivisionError):
        App()._render_outer()


def test_a_raising_delegate_on_trial_is_called_again_with_the_good_code(panels):
    """The caller gets the good code's result in the same call."""
    panels.render_outer = lambda app: 1 / 0
    trial = UndoingTrial(panels, {"render_outer": lambda app: "good"})
    delegation.set_trial(trial)
    assert App()._render_outer() == "good"
    assert trial.errors == [("delegation_panels:render_outer", "division by zero")]


def test_no_line_of_refused_code_runs_after_a_nested_delegate_raised(panels):
    """The exception passes the refused outer function, even one that catches exceptions."""
    ran = []

    def bad_outer(app):
        try:
            app._render_inner()
        except Exception:
            ran.append("swallowed")
        ran.append("went on")

    panels.render_outer, panels.render_inner = bad_outer, lambda app: 1 / 0
    good = {"render_outer": lambda app: ["outer", app._render_inner()], "render_inner": lambda app: "inner"}
    trial = UndoingTrial(panels, good)
    delegation.set_trial(trial)
    assert App()._render_outer() == ["outer", "inner"]
    assert ran == []
    assert trial.errors == [("delegation_panels:render_inner", "division by zero")]


def test_good_calls_are_counted_for_the_trial(panels):
    """Each good call of a delegate on trial is told to the trial."""
    panels.render_outer = lambda app: app._render_inner()
    panels.render_inner = lambda app: 5
    trial = UndoingTrial(panels, {})
    delegation.set_trial(trial)
    assert App()._render_outer() == 5
    assert trial.passes == ["delegation_panels:render_inner", "delegation_panels:render_outer"]


def test_with_a_guard_an_exception_is_contained_where_it_happens(panels):
    """The neighbour's panel goes on, and the exception is reported once with its traceback."""
    told = []
    panels.render_outer = lambda app: (app._render_inner(), "went on")[1]
    panels.render_inner = lambda app: 1 / 0
    guard = RecordingGuard()
    delegation.set_guard(guard)
    delegation.set_containment(lambda target, failure: told.append((target, failure.line)))
    assert App()._render_outer() == "went on"
    line = "ZeroDivisionError: division by zero"
    assert guard.calls == [
        "enter",
        "enter",
        "recover",
        f"delegation_panels:render_inner: {line}",
        "leave",
    ]
    assert told == [("delegation_panels:render_inner", line)]


def test_a_guard_unwinds_every_delegate_that_a_retreat_passes(panels):
    """On trial the GUI's stacks are unwound at each level before the outermost is called again."""
    panels.render_outer, panels.render_inner = lambda app: app._render_inner(), lambda app: 1 / 0
    guard = RecordingGuard()
    delegation.set_guard(guard)
    delegation.set_trial(UndoingTrial(panels, {"render_outer": lambda app: "good"}))
    assert App()._render_outer() == "good"
    assert guard.calls == ["enter", "enter", "recover", "recover", "enter", "leave"]


@pytest.mark.parametrize("way", ["bare", "guarded", "on trial", "guarded on trial"])
def test_whatever_is_given_is_handed_on(panels, way):
    """The app alone, more than it, keywords, or nothing at all, wherever the call goes through."""
    if way.startswith("guarded"):
        delegation.set_guard(RecordingGuard())
    if way.endswith("on trial"):
        delegation.set_trial(UndoingTrial(panels, {}))
    panels.render_outer = lambda *given, **named: (given, named)
    app = App()
    for given in ((), (1,), (None, 2)):
        for named in ({}, {"app": 3, "extra": 4}):
            assert app._render_outer(*given, **named) == ((app, *given), named)
            assert guarded(panels.render_outer, "gui")(*given, **named) == (given, named)


def test_a_call_with_wrong_arguments_is_contained_like_any_error(panels):
    """The caller's mistake costs that panel, not the frame."""
    panels.render_outer = lambda app: "drawn"
    guard = RecordingGuard()
    delegation.set_guard(guard)
    assert App()._render_outer(extra=1) is None
    assert guard.calls[:2] == ["enter", "recover"]
    assert "unexpected keyword argument 'extra'" in guard.calls[2]
    assert App()._render_outer() == "drawn"


def test_a_delegate_whose_function_is_gone_is_contained_like_any_error(panels):
    """It is looked up within the guard."""
    guard = RecordingGuard()
    delegation.set_guard(guard)
    assert App()._render_outer() is None
    assert guard.calls[:2] == ["enter", "recover"]
    assert "AttributeError" in guard.calls[2]


def test_a_retreat_that_passes_a_call_that_is_not_on_trial_unwinds_it_too(panels):
    """A trial may begin between an outer call and an inner one."""
    guard = RecordingGuard()
    trial = UndoingTrial(panels, {"render_inner": lambda app: "good"})

    def outer(app):
        delegation.set_trial(trial)
        return app._render_inner()

    panels.render_outer, panels.render_inner = outer, lambda app: 1 / 0
    delegation.set_guard(guard)
    assert App()._render_outer() == "good"
    assert guard.calls == ["enter", "enter", "recover", "enter", "leave", "leave"]


def test_a_guarded_function_takes_part_like_a_delegate(panels):
    """What guarded() wraps is contained and listed among the targets."""
    gui = guarded(lambda app: 1 / 0, "gui")
    guard = RecordingGuard()
    delegation.set_guard(guard)
    app = App()
    assert gui(app) is None
    assert "recover" in guard.calls
    assert {"gui", "delegation_panels:render_outer", "delegation_panels:render_inner"} <= targets_of(app)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (None, "is missing"),
        (7, "cannot be called"),
        (lambda: None, "does not take the app"),
        (lambda app, other: None, "does not take the app"),
        (lambda *, app: None, "does not take the app"),
    ],
)
def test_a_broken_delegation_target_is_refused_with_the_reason(panels, function, reason):
    """A target that is missing, not callable or does not take the app refuses the reload."""
    if function is not None:
        panels.render_outer = function
    check = DelegationCheck([("delegation_panels", "render_outer")], App())
    check.vote()
    with pytest.raises(DelegationBroken, match=reason):
        check.apply()


def test_all_broken_targets_are_named_at_once(panels):
    """One refusal tells everything that is to be mended."""
    check = DelegationCheck([("delegation_panels", "a"), ("delegation_panels", "b")], App())
    with pytest.raises(DelegationBroken) as caught:
        check.apply()
    assert len(caught.value.reasons) == 2


@pytest.mark.parametrize("function", [lambda app: None, lambda app, extra=0: None, lambda *args: None, print])
def test_a_target_that_takes_the_app_is_accepted(panels, function):
    """Anything that can be called with the app alone will do."""
    panels.render_outer = function
    check = DelegationCheck([("delegation_panels", "render_outer")], App())
    check.apply()
    assert panels.render_outer is function


def failing(message, depth=0):
    """A panel that raises, from a place of its own for each depth."""

    def fail(app):
        raise ValueError(message())

    def fail_elsewhere(app):
        raise ValueError(message())

    return fail if depth == 0 else fail_elsewhere


@pytest.fixture
def told(panels, monkeypatch):
    """What is told of contained exceptions, and how often one was put into text."""
    from mulligan.failure import Failure

    failures, formatted = [], []
    make = Failure.from_exception
    monkeypatch.setattr(Failure, "from_exception", lambda error: formatted.append(1) or make(error))
    delegation.set_guard(RecordingGuard())
    delegation.set_containment(lambda target, failure: failures.append(failure))
    yield failures, formatted
    delegation.set_containment(None)


def test_the_same_exception_in_every_frame_is_put_into_text_once_and_told_each_time(panels, told):
    """Formatting takes a millisecond; counting does not."""
    failures, formatted = told
    panels.render_outer = failing(lambda: "boom")
    for _ in range(60):
        App()._render_outer()
    assert (len(failures), len(formatted)) == (60, 1)
    assert "ValueError: boom" in failures[-1].traceback


def test_another_message_place_type_or_target_is_put_into_text_again(panels, told):
    """What differs is told as what it is."""
    failures, formatted = told
    messages = iter(["one", "two", "two", "two"])
    panels.render_outer = failing(lambda: next(messages))
    for _ in range(3):
        App()._render_outer()
    assert len(formatted) == 2
    panels.render_outer = failing(lambda: "two", depth=1)
    App()._render_outer()
    assert len(formatted) == 3
    panels.render_outer = lambda app: {}["two"]
    App()._render_outer()
    panels.render_inner = failing(lambda: "two", depth=1)
    App()._render_inner()
    assert len(formatted) == 5
    assert [each.line for each in failures[-3:]] == ["ValueError: two", "KeyError: 'two'", "ValueError: two"]


def test_after_an_edit_the_text_is_made_anew(panels, told):
    """The line that raises may be the same and read differently."""
    _, formatted = told
    panels.render_outer = failing(lambda: "boom")
    App()._render_outer()
    delegation.set_trial(None)
    App()._render_outer()
    assert len(formatted) == 2


def test_an_exception_without_a_text_is_contained_all_the_same(panels, told):
    """Its own `__str__` raises, so nothing tells whether it is the one of the last frame."""

    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no text")

    def fail(app):
        raise Mute

    failures, formatted = told
    panels.render_outer = fail
    for _ in range(2):
        App()._render_outer()
    assert (len(failures), len(formatted)) == (2, 2)
