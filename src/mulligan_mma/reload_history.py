"""What the dashboard shows of the journal, read rarely.

Invariant: drawing a frame reads the journal at most once a second, and at once when the reloader
has something new to say; a journal that cannot be read is a message, never an exception in a frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mulligan import MulliganError

if TYPE_CHECKING:
    from mulligan.view import View
    from mulligan_store.records import Entry

REFRESH_S = 1.0


class ReloadHistory:
    """The newest entries of the journal, newest first.

    Arguments:
        fetch: reads them; may raise a MulliganError.
        view: what the reloader says now.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        fetch: Callable[[], Sequence[Entry]],
        view: Callable[[], View],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._view = view
        self._clock = clock
        self._revision: int | None = None
        self._due_at_s = 0.0
        self._entries: tuple[Entry, ...] = ()
        self.problem: str | None = None

    def view(self) -> View:
        """Return what the reloader says now."""
        return self._view()

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries as read a second ago at most."""
        revision = self._view().revision
        now_s = self._clock()
        if now_s >= self._due_at_s or revision != self._revision:
            self._revision = revision
            self._due_at_s = now_s + REFRESH_S
            self._read()
        return self._entries

    def _read(self) -> None:
        try:
            self._entries = tuple(self._fetch())
            self.problem = None
        except MulliganError as error:
            self.problem = str(error)
