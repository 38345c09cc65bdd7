"""From ticket to ticket of a graph, step by step."""

from __future__ import annotations

import pytest

from mulligan_mma.graph_layout import layout
from mulligan_mma.graph_walk import Step, walk

DEPENDS_ON: dict[str, tuple[str, ...]] = {
    "plan": (),
    "build": ("plan",),
    "write": ("plan",),
    "test": ("build", "write"),
    "alone": (),
}
PLACES = layout(DEPENDS_ON)


@pytest.mark.parametrize(
    ("here", "step", "there"),
    [
        ("plan", "right", "build"),
        ("build", "left", "plan"),
        ("build", "down", "write"),
        ("write", "up", "build"),
        ("write", "right", "test"),
        ("plan", "left", "plan"),
        ("test", "right", "test"),
        ("plan", "up", "plan"),
        ("plan", "down", "alone"),
        ("plan", "next", "build"),
        ("build", "previous", "plan"),
        ("plan", "previous", "plan"),
        ("alone", "next", "alone"),
        ("test", "first", "plan"),
        ("plan", "last", "alone"),
        (None, "down", "plan"),
        (None, "last", "alone"),
        ("gone", "right", "plan"),
    ],
)
def test_a_step_goes_there(here: str | None, step: Step, there: str) -> None:
    """Left and right along dependencies, up and down in a column, the others in dependency order."""
    assert walk(PLACES, DEPENDS_ON, here, step) == there


def test_the_nearest_row_is_taken() -> None:
    """Of many that wait for a ticket, the one beside it."""
    depends_on: dict[str, tuple[str, ...]] = {"a": (), **{f"b{number}": ("a",) for number in range(5)}}
    places = layout(depends_on)
    assert walk(places, depends_on, "a", "right") == "b2"


def test_next_goes_through_all_of_them() -> None:
    """No ticket is out of reach, whatever hangs together with what."""
    here, seen = None, []
    for _ in DEPENDS_ON:
        here = walk(PLACES, DEPENDS_ON, here, "next")
        seen.append(here)
    assert seen == list(DEPENDS_ON)


def test_without_tickets_there_is_nowhere_to_go() -> None:
    """An empty graph is no error."""
    assert walk({}, {}, "a", "right") is None
