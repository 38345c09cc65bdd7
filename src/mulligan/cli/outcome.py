"""Waiting for what became of a reload that was asked for.

Invariant: waiting only reads. An outcome is told when the journal holds it; without one in time, nothing is
claimed.

    asked --[the app takes the request]--> taken --[its entry is written]--> open, on_trial --> settled
                                             |
                                             +--[no entry for longer than a capture takes]--> nothing changed
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mulligan_store.records import UNSETTLED, Entry, Status

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

POLL_S = 0.1
GRACE_S = 1.5
"""An app that finds nothing changed writes no entry. So much longer than capturing its state has taken lately
is waited for one."""

LIVES_S = 2.0
_LATELY = 20

Result = Status | Literal["nothing changed", "app ended", "not known"]


@dataclass(frozen=True)
class Outcome:
    """What became of a reload.

    Fields:
        result: the status of its entry, or why there is none.
        entry: its entry, None if there is none.
    """

    result: Result
    entry: Entry | None


@dataclass(frozen=True)
class Clock:
    """How time passes; tests have their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def await_reload(
    journal: Inspection,
    newest_before: int,
    *,
    lives: Callable[[], bool],
    timeout_s: float,
    clock: Clock | None = None,
) -> Outcome:
    """Wait until a reload that the command line asked for is settled.

    Arguments:
        journal: opened for reading.
        newest_before: the newest entry when it was asked for, 0 if there was none.
        lives: whether an app still runs that would do it; asked every two seconds.
        timeout_s: how long to wait at most.

    Raises:
        JournalError: the journal cannot be read any more.
    """
    clock = clock or Clock()
    end = clock.now() + timeout_s
    next_question = clock.now() + LIVES_S
    grace_s = GRACE_S + 3 * _longest_capture_s(journal)
    taken_at: float | None = None
    while True:
        entry = _entry_of(journal, newest_before)
        if entry is not None and entry.status not in UNSETTLED:
            return Outcome(entry.status, entry)
        now = clock.now()
        if now >= min(next_question, end):
            next_question = now + LIVES_S
            if not lives():
                # Finding it dead has settled what it left behind.
                entry = _entry_of(journal, newest_before)
                settled = entry is not None and entry.status not in UNSETTLED
                return Outcome(entry.status if entry and settled else "app ended", entry)
        if entry is None and not journal.has_requests():
            taken_at = now if taken_at is None else taken_at
            if now - taken_at >= grace_s:
                return Outcome("nothing changed", None)
        if now >= end:
            return Outcome("not known", entry)
        clock.sleep(min(POLL_S, end - now))


def _entry_of(journal: Inspection, newest_before: int) -> Entry | None:
    """The first reload since then that the command line asked for."""
    since = [each for each in journal.entries(limit=_LATELY) if each.id > newest_before]
    asked = [each for each in since if (each.kind, each.trigger) == ("reload", "command line")]
    return asked[-1] if asked else None


def _longest_capture_s(journal: Inspection) -> float:
    return (
        max((each.phases_ms.get("capture", 0) for each in journal.entries(limit=_LATELY)), default=0) / 1000
    )
