"""Order, readiness and status of tickets."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_mma.tickets import DependencyCycle, Ticket, TicketStatus, Track, dependency_order


def make_track(*tickets: Ticket) -> Track:
    """A track as the reader would make it."""
    return Track("track", "Track", Path("track.toml"), list(tickets))


def make_ticket(ticket_id: str, *depends_on: str, status: TicketStatus = TicketStatus.WAITING) -> Ticket:
    """A ticket that never runs."""
    return Ticket(ticket_id, f"Ticket {ticket_id}", "true", depends_on=depends_on, status=status)


def test_independent_names_keep_their_order() -> None:
    """A track file without dependencies is shown as it is written."""
    assert dependency_order({"b": (), "a": (), "c": ()}) == ["b", "a", "c"]


def test_a_name_comes_after_all_it_depends_on() -> None:
    """The order of the file gives way to the dependencies, and no further than it must."""
    assert dependency_order({"test": ("plan", "make"), "make": ("plan",), "plan": ()}) == [
        "plan",
        "make",
        "test",
    ]


def test_a_cycle_is_named_from_end_to_end() -> None:
    """The message shows the whole circle and nothing that only leads to it."""
    with pytest.raises(DependencyCycle, match=r"^b -> c -> b$") as caught:
        dependency_order({"a": ("b",), "b": ("c",), "c": ("b",)})
    assert caught.value.path == ("b", "c", "b")


def test_a_name_that_waits_for_itself_is_a_cycle() -> None:
    """The smallest circle is found too."""
    with pytest.raises(DependencyCycle, match=r"^a -> a$"):
        dependency_order({"a": ("a",)})


def test_a_chain_longer_than_the_stack_is_ordered() -> None:
    """Ten thousand tickets in a row end in an order, not in a RecursionError."""
    chain = {str(number): (str(number + 1),) for number in range(10_000)} | {"10000": ()}
    assert dependency_order(chain)[:2] == ["10000", "9999"]


@given(st.lists(st.sets(st.integers(0, 30)), max_size=30))
def test_every_acyclic_graph_is_ordered(edges: list[set[int]]) -> None:
    """Each name comes once, after all it depends on."""
    graph = {str(n): tuple(str(m) for m in below if m < n) for n, below in enumerate(edges)}
    order = dependency_order(graph)
    assert sorted(order) == sorted(graph)
    assert all(order.index(other) < order.index(name) for name in graph for other in graph[name])


def test_only_tickets_whose_dependencies_passed_are_ready() -> None:
    """Done and skipped let dependants go on; failed does not."""
    track = make_track(
        make_ticket("done", status=TicketStatus.DONE),
        make_ticket("skipped", status=TicketStatus.SKIPPED),
        make_ticket("failed", status=TicketStatus.FAILED),
        make_ticket("free", "done", "skipped"),
        make_ticket("held", "done", "failed"),
    )
    assert [ticket.id for ticket in track.ready()] == ["free"]
    assert [other.id for other in track.obstacles(track.tickets[4])] == ["failed"]


@pytest.mark.parametrize(
    ("statuses", "started", "word"),
    [
        (["waiting", "waiting"], False, "not started"),
        (["waiting", "waiting"], True, "waiting"),
        (["done", "waiting"], False, "paused"),
        (["done", "running"], True, "running"),
        (["failed", "running"], True, "running"),
        (["failed", "waiting"], True, "needs help"),
        (["interrupted", "waiting"], False, "needs help"),
        (["done", "skipped"], True, "done"),
    ],
)
def test_the_status_of_a_track_is_one_word(statuses: list[str], started: bool, word: str) -> None:
    """What a person should know first wins."""
    tickets = [make_ticket(str(n), status=TicketStatus(status)) for n, status in enumerate(statuses)]
    track = make_track(*tickets)
    track.started = started
    assert track.status == word


def test_output_keeps_the_last_lines_and_counts_the_others() -> None:
    """However much an agent writes, the ticket stays small and says what it dropped."""
    ticket = make_ticket("a")
    ticket.add_output(["1", "2", "3"], limit=4)
    ticket.add_output(["9", "10"], missed=5, limit=4)
    assert ticket.output == ["2", "3", "9", "10"]
    assert (ticket.dropped, ticket.lines_received) == (6, 10)


def test_a_second_attempt_stands_below_the_first() -> None:
    """Why it failed before stays readable while it runs again."""
    ticket = make_ticket("a")
    ticket.begin("run 1", now_s=10.0)
    ticket.add_output(["no luck"], limit=10)
    ticket.finish(TicketStatus.FAILED, exit_code=1, now_s=12.5)
    assert ticket.seconds(99.0) == 2.5
    ticket.reset()
    ticket.begin("run 2", now_s=20.0)
    assert ticket.output == ["no luck", "--- attempt 2 ---"]
    assert (ticket.attempts, ticket.exit_code, ticket.seconds(21.0)) == (2, None, 1.0)


def test_tickets_and_tracks_are_plain_data() -> None:
    """A copy is equal and shares nothing, which is what a snapshot needs."""
    track = make_track(make_ticket("a"))
    copied = copy.deepcopy(track)
    copied.tickets[0].output.append("only in the copy")
    assert track.tickets[0].output == []
    assert copied.tickets[0].status is TicketStatus.WAITING
