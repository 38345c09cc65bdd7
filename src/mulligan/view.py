"""What a person is told: a frozen view that panels, tint and banner draw.

Invariant: a view never changes once it is made, and holds text and numbers only. Panels compare
`revision` to learn that something happened.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Contained:
    """An exception that was contained where it happened, with how often it came."""

    target: str
    line: str
    traceback: str
    count: int


@dataclass(frozen=True)
class RecoveryOffer:
    """What a session that broke off left behind, for a person to take or to leave.

    Fields:
        entry_id: the entry whose moment can be brought back.
        saved_at: when it was written, in UTC.
        label: what the entry is called.
        keys: the state keys that would change.
        unsaved: state keys that were never written; the app keeps what it has.
        code: whether the code from before that entry comes back as well, because the process died
            in the middle of its edit.
        attempts: how often it was brought back before, with a crash right after.
    """

    entry_id: int
    saved_at: datetime
    label: str | None = None
    keys: tuple[str, ...] = ()
    unsaved: tuple[str, ...] = ()
    code: bool = False
    attempts: int = 0


@dataclass(frozen=True)
class View:
    """One moment of the session, as shown.

    `success_at` is on the clock of `time.monotonic`, in seconds.
    """

    revision: int = 0
    is_error_state: bool = False
    headline: str = ""
    last_error: str | None = None
    last_error_line: str | None = None
    refused: str | None = None
    dismissed: bool = False
    success: str | None = None
    success_at: float | None = None
    on_trial: bool = False
    poisoned: bool = False
    journal_problem: str | None = None
    journal_path: Path | None = None
    journal_notes: tuple[str, ...] = ()
    busy: str | None = None
    modules: tuple[str, ...] = ()
    unclassified: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contained: tuple[Contained, ...] = ()
    recovery: RecoveryOffer | None = None

    @property
    def success_age_s(self) -> float | None:
        """Seconds since the last success, None when there is none to show."""
        return None if self.success_at is None else time.monotonic() - self.success_at
