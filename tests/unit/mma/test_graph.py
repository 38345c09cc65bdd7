"""Tickets as a graph and as a tree: each in one place, each after what it waits for."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mulligan_mma.graph_layout import GraphLayouts, Place, layout
from mulligan_mma.standing import Standing
from mulligan_mma.ticket_tree import tree_rows
from mulligan_mma.tickets import Ticket, TicketStatus, Track

GRAPHS = st.lists(st.sets(st.integers(0, 30)), max_size=30).map(
    lambda edges: {str(n): tuple(str(m) for m in sorted(below) if m < n) for n, below in enumerate(edges)}
)


def track_of(depends_on: dict[str, tuple[str, ...]]) -> Track:
    """A track of such tickets."""
    tickets = [Ticket(name, name, "x", depends_on=others) for name, others in depends_on.items()]
    return Track("t", "T", Path("t.toml"), tickets)


@given(GRAPHS)
def test_every_arrow_goes_right_and_no_two_tickets_share_a_place(graph: dict[str, tuple[str, ...]]) -> None:
    """Whatever the dependencies."""
    places = layout(graph)
    assert sorted(places) == sorted(graph)
    assert len(set(places.values())) == len(places)
    assert all(places[other].column < places[name].column for name in graph for other in graph[name])


def test_neighbours_stand_side_by_side() -> None:
    """Two chains do not cross."""
    places = layout({"a": (), "b": (), "b2": ("b",), "a2": ("a",)})
    assert (places["a"].row < places["b"].row) == (places["a2"].row < places["b2"].row)


def test_a_diamond_is_centred() -> None:
    """The first and the last ticket stand in the middle."""
    places = layout({"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")})
    assert places["a"] == Place(0, 0.0)
    assert {places["b"], places["c"]} == {Place(1, -0.5), Place(1, 0.5)}
    assert places["d"] == Place(2, 0.0)


def test_a_layout_is_made_anew_only_when_the_graph_changes() -> None:
    """A frame costs no layout, and a saved dependency is seen at once."""
    layouts = GraphLayouts()
    track = track_of({"a": (), "b": ()})
    places = layouts.of(track)
    track.tickets[0].status = TicketStatus.DONE
    assert layouts.of(track) is places
    track.tickets[1].depends_on = ("a",)
    assert layouts.of(track)["b"].column == 1


@given(GRAPHS)
def test_each_ticket_stands_in_the_tree_once_below_one_that_it_waits_for(
    graph: dict[str, tuple[str, ...]],
) -> None:
    """A graph of many arrows has as many rows as tickets, and no dependency is hidden."""
    rows = tree_rows([track_of(graph)], ())
    names = [row.ticket.id for row in rows if row.ticket is not None]
    assert sorted(names) == sorted(graph)
    path: list[str] = []
    for row in rows[1:]:
        assert row.ticket is not None
        del path[row.depth - 1 :]
        parent = set(path[-1:])
        assert parent | set(row.also_waits_for) == set(row.ticket.depends_on)
        path.append(row.ticket.id)


def test_a_closed_branch_hides_what_is_below_it() -> None:
    """By key, so that it stays closed when the track is read again."""
    track = track_of({"a": (), "b": ("a",), "c": ("b",)})
    assert [row.key for row in tree_rows([track], {"t/b"})] == ["t", "t/a", "t/b"]
    assert [row.key for row in tree_rows([track], {"t"})] == ["t"]


def test_a_word_says_what_keeps_a_ticket() -> None:
    """Ready, needs approval, blocked by one that failed, or what happened last."""
    track = track_of({"a": (), "b": (), "c": ("b",), "d": ("c",)})
    track.tickets[1].status = TicketStatus.FAILED
    assert [Standing(track, step_mode=True).word(each) for each in track.tickets] == [
        *("ready", "failed", "blocked", "waiting")
    ]
    track.started = True
    assert Standing(track, step_mode=True).word(track.tickets[0]) == "needs approval"
    track.tickets[0].approved = True
    assert Standing(track, step_mode=True).word(track.tickets[0]) == "ready"
