"""The queue of triggers.

Invariant: a trigger only queues, from any thread; it is served at the safe point and nowhere else.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass

from mulligan.record import Recorder
from mulligan_store.errors import JournalError

logger = logging.getLogger("mulligan")

POLL_INTERVAL_S = 0.25


@dataclass(frozen=True)
class Request:
    """A trigger in the queue; `entry_id` None asks for a reload, otherwise for a restore."""

    trigger: str
    entry_id: int | None = None
    state: bool = True
    code: bool = True


class Triggers:
    """What was asked for and not served yet."""

    def __init__(self) -> None:
        self._queue: deque[Request] = deque()
        self._next_poll = 0.0

    def __bool__(self) -> bool:
        return bool(self._queue)

    def put(self, request: Request) -> None:
        """Queue a request; from any thread."""
        self._queue.append(request)

    def take(self) -> list[Request]:
        """Everything asked for so far: the reloads as one, before the restores in their order."""
        taken: list[Request] = []
        while self._queue:
            taken.append(self._queue.popleft())
        reloads = [each for each in taken if each.entry_id is None]
        return reloads[:1] + [each for each in taken if each.entry_id is not None]

    def due(self) -> bool:
        """Whether it is time to ask the journal again."""
        now = time.monotonic()
        if now < self._next_poll:
            return False
        self._next_poll = now + POLL_INTERVAL_S
        return True

    def poll(self, recorder: Recorder | None) -> None:
        """Queue what the command line left in the journal."""
        journal = recorder.opened if recorder is not None else None
        if journal is None:
            return
        try:
            if journal.has_requests():
                for each in journal.take_requests():
                    self.put(Request("command line", each.entry_id, each.state, each.code))
        except JournalError as error:
            logger.warning("requests of the command line cannot be read: %s", error)
