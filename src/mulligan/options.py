"""What `HotReloader.configure` sets.

Invariant: options are frozen; a transaction runs from begin to end under those it began with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mulligan.transaction import State


@dataclass(frozen=True)
class Options:
    """The options of a session; `HotReloader.configure` says what each means."""

    journal: Path | None = None
    strict: bool = False
    require_journal: bool = False
    trial_calls: int = 3
    trial_ticks: int = 120
    force_rollback_at: State | None = None
