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
