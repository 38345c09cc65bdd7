"""A trigger only queues; what was asked for is served in an order that loses nothing."""

from __future__ import annotations

from mulligan.triggers import Request, Triggers


def test_checkpoints_come_first_and_reloads_are_one():
    """A snapshot asked for in the same frame as an edit holds what was there before the edit."""
    triggers = Triggers()
    asked = [
        Request("button", "restore", 3),
        Request("shortcut"),
        Request("call"),
        Request("button", "checkpoint", label="a"),
        Request("button", "undo"),
    ]
    for each in asked:
        triggers.put(each)
    assert bool(triggers) is True
    assert triggers.take() == [asked[3], asked[1], asked[0], asked[4]]
    assert bool(triggers) is False
    assert triggers.take() == []


def test_without_a_journal_nothing_is_polled():
    """The frame path needs no journal."""
    triggers = Triggers()
    triggers.poll(None)
    assert triggers.take() == []


def test_every_request_wakes_the_window():
    """An idle app would serve it with its next frame, which may be seconds away."""
    triggers = Triggers()
    triggers.put(Request("button", "checkpoint"))  # without a window nobody is woken
    woken = []
    triggers.wake = lambda: woken.append(len(triggers.take()))
    triggers.put(Request("call"))
    triggers.put(Request("button", "undo"))
    assert woken == [2, 1], "the request is in the queue before the frame begins"


def test_a_journal_that_changed_is_looked_into_at_the_next_safe_point():
    """Otherwise the one frame that is drawn might come too early after the last look."""
    triggers = Triggers()
    assert triggers.due()
    assert not triggers.due()
    woken = []
    triggers.wake = lambda: woken.append(triggers.due())
    triggers.look_now()
    assert woken == [True]
