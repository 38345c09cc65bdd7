"""What takes long is computed off the frame, and what nobody waits for is stopped."""

from __future__ import annotations

import threading

import pytest

from mulligan.dashboard.background import Background, Breathe

TIMEOUT_S = 20.0


def test_a_result_is_computed_once_on_another_thread() -> None:
    """The frame is asked for when it is there."""
    woken = threading.Event()
    background = Background[str](woken.set)
    names: list[str] = []

    def compute(_: Breathe) -> str:
        names.append(threading.current_thread().name)
        return "result"

    assert background.ask("key", compute) is None or names
    assert woken.wait(TIMEOUT_S)
    outcome = background.ask("key", compute)
    assert outcome is not None
    assert (outcome.value, len(names)) == ("result", 1)
    assert names[0] != threading.current_thread().name


def test_what_was_asked_for_later_stops_what_was_asked_for_before() -> None:
    """Its result never appears, though it would have come."""
    stopped, started = threading.Event(), threading.Event()
    background = Background[str](lambda: None)

    def endless(breathe: Breathe) -> str:
        started.set()
        try:
            while True:
                breathe()
        finally:
            stopped.set()

    background.ask("first", endless)
    assert started.wait(TIMEOUT_S)
    outcome = background.ask("second", lambda _: "second", at_once=True)
    assert stopped.wait(TIMEOUT_S)
    assert outcome is not None
    assert outcome.value == "second"


@pytest.mark.parametrize("at_once", [True, False])
def test_what_goes_wrong_is_a_sentence(at_once: bool) -> None:
    """No exception leaves the thread or meets the frame."""
    background = Background[str](lambda: None)

    def fail(_: Breathe) -> str:
        raise ValueError("no such thing")

    background.ask("key", fail, at_once=at_once)
    assert background.wait(TIMEOUT_S)
    outcome = background.ask("key", fail)
    assert outcome is not None
    assert (outcome.value, outcome.problem) == (None, "ValueError: no such thing")


def test_nothing_is_waited_for_when_nothing_was_asked() -> None:
    """Nor after a stop."""
    background = Background[str](lambda: None)
    assert background.wait(0)
    background.ask("key", lambda _: "x", at_once=True)
    background.stop()
    assert background.wait(0)
