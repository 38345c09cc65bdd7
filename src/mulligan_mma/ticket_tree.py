"""The tracks and their tickets as the rows of a tree.

Invariant: each ticket stands in the tree once, below the last of the tickets that it waits for; what else it
waits for is said beside it. A graph with many arrows therefore has as many rows as tickets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mulligan_mma.tickets import Ticket, Track


@dataclass(frozen=True)
class Branch:
    """A row: a track, or a ticket of it. `key` names it for as long as the track file does.

    `also_waits_for` are the tickets it depends on besides the one that it stands below.
    """

    key: str
    depth: int
    track: Track
    ticket: Ticket | None
    has_children: bool
    also_waits_for: tuple[str, ...] = ()


def tree_rows(tracks: Iterable[Track], closed: Collection[str]) -> list[Branch]:
    """Return the rows that are seen, from above.

    Arguments:
        tracks: in the order of their rows.
        closed: keys of the rows whose children are hidden.
    """
    rows: list[Branch] = []
    for track in tracks:
        rows.append(Branch(track.id, 0, track, None, has_children=bool(track.tickets)))
        if track.id not in closed:
            _add_tickets(rows, track, closed)
    return rows


def _add_tickets(rows: list[Branch], track: Track, closed: Collection[str]) -> None:
    children: dict[str | None, list[Ticket]] = {}
    position = {ticket.id: number for number, ticket in enumerate(track.tickets)}
    for ticket in track.tickets:
        parent = _parent(ticket, position)
        children.setdefault(parent, []).append(ticket)
    pending = [(ticket, 1) for ticket in reversed(children.get(None, []))]
    while pending:  # a stack of its own: a chain of tickets may be longer than Python's
        ticket, depth = pending.pop()
        below = children.get(ticket.id, [])
        key = f"{track.id}/{ticket.id}"
        parent = _parent(ticket, position)
        others = tuple(name for name in ticket.depends_on if name != parent)
        rows.append(Branch(key, depth, track, ticket, bool(below), others))
        if key not in closed:
            pending.extend((child, depth + 1) for child in reversed(below))


def _parent(ticket: Ticket, position: Mapping[str, int]) -> str | None:
    return max(ticket.depends_on, key=position.__getitem__, default=None)
