"""A stream is searched while it grows, a bounded part of it a frame."""

from __future__ import annotations

import pytest

from mulligan_mma.stream_search import StreamSearch
from mulligan_mma.tickets import Ticket


@pytest.fixture
def ticket() -> Ticket:
    """A ticket whose every third line says something."""
    made = Ticket("a", "A", "x")
    made.add_output([f"{n} fizz" if n % 3 == 0 else f"{n}" for n in range(10)], limit=1_000)
    return made


def test_matches_are_found_whatever_the_case_and_through_colours(ticket: Ticket) -> None:
    """What is seen is what is searched: a colour in the middle of a word does not hide it."""
    ticket.output.append("\x1b[0;32mFI\x1b[0mZZ")
    search = StreamSearch()
    search.update(ticket, "fizz")
    assert search.matches == [0, 3, 6, 9, 10]
    assert search.complete(ticket)


def test_a_query_is_text_not_a_pattern(ticket: Ticket) -> None:
    """Nobody who looks for `a.b(` wants an error."""
    ticket.output.append("call a.b(c) [x")
    search = StreamSearch()
    search.update(ticket, "a.b(c) [")
    assert search.matches == [10]


def test_a_frame_looks_at_a_bounded_number_of_lines(ticket: Ticket) -> None:
    """A hundred thousand lines take a few frames more, not a frame that stands still."""
    search = StreamSearch()
    search.update(ticket, "fizz", limit=4)
    assert (search.matches, search.complete(ticket)) == ([0, 3], False)
    search.update(ticket, "fizz", limit=4)
    search.update(ticket, "fizz", limit=4)
    assert (search.matches, search.complete(ticket)) == ([0, 3, 6, 9], True)


def test_new_lines_are_found_and_dropped_ones_forgotten(ticket: Ticket) -> None:
    """A match keeps its number while the stream moves on."""
    search = StreamSearch()
    search.update(ticket, "fizz")
    ticket.add_output(["fizz again", "nothing"], limit=4)
    search.update(ticket, "fizz")
    assert ticket.dropped == 8
    assert search.matches == [9, 10]
    assert [ticket.output[number - ticket.dropped] for number in search.matches] == ["9 fizz", "fizz again"]


def test_next_and_previous_go_around_the_end(ticket: Ticket) -> None:
    """From the last match to the first, and back."""
    search = StreamSearch()
    search.update(ticket, "fizz")
    assert [search.step(1) for _ in range(5)] == [0, 3, 6, 9, 0]
    assert search.step(-1) == 9
    assert (search.position, search.scroll_to) == (4, 9)
    assert StreamSearch().step(1) is None


def test_another_ticket_another_query_or_an_earlier_moment_begins_anew(ticket: Ticket) -> None:
    """What was found is never told of another stream."""
    search = StreamSearch()
    search.update(ticket, "fizz")
    search.update(Ticket("b", "B", "x"), "fizz")
    assert search.matches == []
    search.update(ticket, "fizz")
    ticket.output[:] = ["other fizz", *["no"] * 20]
    search.update(ticket, "fizz")
    assert search.matches == [0]
    ticket.output[:] = ["no"]
    search.update(ticket, "fizz")
    assert search.matches == []
    search.update(ticket, "")
    assert (search.pattern, search.complete(ticket)) == (None, True)
