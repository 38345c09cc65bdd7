"""A track that is read again keeps what happened to its tickets.

Invariant: a ticket that is kept is the same object as before, so that whoever holds it sees its new title.
"""

from __future__ import annotations

from collections.abc import Callable

from mulligan_mma.tickets import Ticket, Track


def same_command(known: Ticket, ticket: Ticket) -> bool:
    """Return whether both run the same command: then what one did counts for the other."""
    return known.command == ticket.command


def carry_over(old: Track | None, new: Track, keeps: Callable[[Ticket, Ticket], bool]) -> Track:
    """Keep what happened to the tickets of `new` that `old` has too, where `keeps(old, new)` says so."""
    if old is None:
        return new
    new.started = old.started
    by_id = old.by_id()
    for index, ticket in enumerate(new.tickets):
        known = by_id.get(ticket.id)
        if known is not None and keeps(known, ticket):
            known.title, known.role, known.depends_on = ticket.title, ticket.role, ticket.depends_on
            known.command = ticket.command
            new.tickets[index] = known
    return new
