"""How the tickets of a track stand at one moment, in words.

Invariant: list, graph and tree say the same of a ticket, since they all ask here. Made anew in each frame.
"""

from __future__ import annotations

from mulligan_mma.tickets import RETRIABLE, Ticket, Track

NEEDS_APPROVAL = "needs approval"


class Standing:
    """What may be said of each ticket of a track.

    Arguments:
        track: the track.
        step_mode: whether a person is asked before each ticket.
    """

    def __init__(self, track: Track, *, step_mode: bool) -> None:
        self._track = track
        self._asks = step_mode and track.started
        self._by_id = track.by_id()
        self._ready = {ticket.id for ticket in track.ready()}

    def obstacles(self, ticket: Ticket) -> list[Ticket]:
        """Return the tickets that must pass before this one may start."""
        return self._track.obstacles(ticket, self._by_id)

    def word(self, ticket: Ticket) -> str:
        """Return the status of a ticket with what keeps it: ready, needs approval or blocked."""
        if ticket.id in self._ready:
            return NEEDS_APPROVAL if self._asks and not ticket.approved else "ready"
        if any(other.status in RETRIABLE for other in self.obstacles(ticket)):
            return "blocked"
        return ticket.status.value
