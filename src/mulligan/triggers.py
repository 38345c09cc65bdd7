"""The queue of triggers.

Invariant: a trigger only queues, from any thread; it is served at the safe point and nowhere else.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mulligan_store.errors import JournalError

if TYPE_CHECKING:
    from mulligan_store.journal import Journal
    from mulligan_store.records import Request as JournalRequest

logger = logging.getLogger("mulligan")

POLL_INTERVAL_S = 0.25


What = Literal["reload", "restore", "checkpoint", "undo", "recovery"]


@dataclass(frozen=True)
class Request:
    """A trigger in the queue.

    Fields:
        trigger: who asked.
        what: what for.
        entry_id: for a restore, the entry.
        state, code, layout: for a restore, what is to be brought back.
        label: for a checkpoint, what it is called.
    """

    trigger: str
    what: What = "reload"
    entry_id: int = 0
    state: bool = True
    code: bool = True
    label: str | None = None
    layout: bool = False


class Triggers:
    """What was asked for and not served yet."""

    def __init__(self) -> None:
        self.wake: Callable[[], None] | None = None
        """Called, from whatever thread asks, when something waits for the next safe point."""
        self._queue: deque[Request] = deque()
        self._next_poll = 0.0

    def __bool__(self) -> bool:
        return bool(self._queue)

    def put(self, request: Request) -> None:
        """Queue a request; from any thread."""
        self._queue.append(request)
        self._wake()

    def look_now(self) -> None:
        """The journal has changed: look into it at the next safe point; from any thread."""
        self._next_poll = 0.0
        self._wake()

    def _wake(self) -> None:
        wake = self.wake
        if wake is not None:
            wake()

    def take(self) -> list[Request]:
        """Everything asked for so far: checkpoints, then the reloads as one, then the rest in its order."""
        taken: list[Request] = []
        while self._queue:
            taken.append(self._queue.popleft())
        checkpoints = [each for each in taken if each.what == "checkpoint"]
        reloads = [each for each in taken if each.what == "reload"]
        rest = [each for each in taken if each.what not in ("checkpoint", "reload")]
        return [*checkpoints, *reloads[:1], *rest]

    def due(self) -> bool:
        """Whether it is time to ask the journal again."""
        now = time.monotonic()
        if now < self._next_poll:
            return False
        self._next_poll = now + POLL_INTERVAL_S
        return True

    def poll(self, journal: Journal | None) -> None:
        """Queue what the command line left in the journal."""
        if journal is None:
            return
        try:
            if journal.has_requests():
                for each in journal.take_requests():
                    self.put(_request_of(each))
        except JournalError as error:
            logger.warning("requests of the command line cannot be read: %s", error)


def _request_of(asked: JournalRequest) -> Request:
    if asked.entry_id is None:
        return Request("command line", asked.kind)
    return Request("command line", asked.kind, asked.entry_id, asked.state, asked.code, layout=asked.layout)
