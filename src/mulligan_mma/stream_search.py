"""Searching a stream of output while it grows.

Invariant: a frame looks at `LINES_A_FRAME` lines at most, however long the stream and whatever is typed, and
what was found is never told of a stream other than the one it was found in. Lines are counted from the first
that the ticket ever got, so a match keeps its number while older lines are let go.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from mulligan_mma.ansi import plain
from mulligan_mma.tickets import Ticket

LINES_A_FRAME = 5_000


class StreamSearch:
    """The matches of one query in one ticket's output. For the GUI thread; nothing of it is state.

    `matches` holds the numbers of the lines that match, ascending, counted with those that were dropped.
    `current` is the match that was last gone to, `scroll_to` a line that the panel has yet to bring in view.
    """

    def __init__(self) -> None:
        self.matches: list[int] = []
        self.current: int | None = None
        self.scroll_to: int | None = None
        self.pattern: re.Pattern[str] | None = None
        self._query = ""
        self._output: list[str] | None = None
        self._next = 0
        self._last_seen: str | None = None

    def update(self, ticket: Ticket, query: str, *, limit: int = LINES_A_FRAME) -> None:
        """Look at the next `limit` lines of a ticket's output that were not looked at yet.

        Arguments:
            ticket: whose output.
            query: what to look for, upper and lower case alike; empty finds nothing.
            limit: how many lines to look at in this call.
        """
        if query != self._query or ticket.output is not self._output or self._has_gone_back(ticket):
            self._begin(ticket, query)
        if self.pattern is None:
            return
        first = ticket.dropped
        del self.matches[: bisect_left(self.matches, first)]
        self._next = max(self._next, first)
        lines = ticket.output[self._next - first : self._next - first + limit]
        search = self.pattern.search
        self.matches.extend(number for number, line in enumerate(lines, self._next) if search(plain(line)))
        self._next += len(lines)
        if lines:
            self._last_seen = lines[-1]

    def complete(self, ticket: Ticket) -> bool:
        """Return whether every line of the ticket was looked at."""
        return self.pattern is None or self._next >= ticket.dropped + len(ticket.output)

    def step(self, direction: int) -> int | None:
        """Go to the next match (1) or to the one before (-1), around the end; return its line's number."""
        if not self.matches:
            return None
        if self.current is None:
            position = 0 if direction > 0 else -1
        elif direction > 0:
            position = bisect_right(self.matches, self.current) % len(self.matches)
        else:
            position = bisect_left(self.matches, self.current) - 1
        self.current = self.scroll_to = self.matches[position]
        return self.current

    @property
    def position(self) -> int:
        """Which of the matches is the current one, counted from 1; 0 when none is."""
        if self.current is None:
            return 0
        found = bisect_left(self.matches, self.current)
        return found + 1 if found < len(self.matches) and self.matches[found] == self.current else 0

    def _begin(self, ticket: Ticket, query: str) -> None:
        self._query, self._output = query, ticket.output
        self.pattern = re.compile(re.escape(query), re.IGNORECASE) if query else None
        self.matches = []
        self.current = self.scroll_to = None
        self._next, self._last_seen = ticket.dropped, None

    def _has_gone_back(self, ticket: Ticket) -> bool:
        """A restore brings back an earlier content of the same list."""
        position = self._next - 1 - ticket.dropped
        if self._last_seen is None or position < 0:
            return False
        return position >= len(ticket.output) or ticket.output[position] != self._last_seen
