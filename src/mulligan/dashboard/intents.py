"""What a person asks for on a panel.

Invariant: a panel changes nothing; it returns intents, which hold plain values. One controller
applies them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Moment = Literal["before", "after"]
"""The two source texts of an entry: what ran when it began, and what it makes run."""

Column = Literal["id", "status", "took", "bytes"]
"""What the history can be sorted by."""


@dataclass(frozen=True)
class Query:
    """Which entries the history lists, and in what order.

    `text` is looked for in labels, errors, triggers, kinds and changes, whatever its case; no status
    means all statuses; an empty module means all modules.
    """

    text: str = ""
    statuses: frozenset[str] = field(default_factory=frozenset)
    module: str = ""
    pinned_only: bool = False
    column: Column = "id"
    descending: bool = True


@dataclass(frozen=True)
class Side:
    """One side of a source comparison; without an entry, the file on disk."""

    entry_id: int | None
    moment: Moment = "before"


@dataclass(frozen=True)
class Reload:
    """Make the edited files live."""


@dataclass(frozen=True)
class UndoLast:
    """Bring back the code from before the last reload; the state stays."""


@dataclass(frozen=True)
class Recover:
    """Bring back what a session that broke off left behind, or leave it in the journal."""

    accepted: bool


@dataclass(frozen=True)
class Checkpoint:
    """Keep the present moment under a name."""

    label: str


@dataclass(frozen=True)
class Dismiss:
    """The refusal was seen."""


@dataclass(frozen=True)
class PauseShortcut:
    """Let the shortcut do nothing, or something again."""

    paused: bool


@dataclass(frozen=True)
class Preview:
    """Show what a restore would change; None closes it."""

    entry_id: int | None


@dataclass(frozen=True)
class TakeLayout:
    """Let the restore that is previewed bring back where the windows were, too, or not."""

    taken: bool


@dataclass(frozen=True)
class Restore:
    """Go back to the moment before an entry's transaction."""

    entry_id: int
    state: bool
    code: bool


@dataclass(frozen=True)
class WriteSources:
    """Write the sources from before an entry's transaction back to their files."""

    entry_id: int


@dataclass(frozen=True)
class Pin:
    """Keep an entry for ever, or no longer."""

    entry_id: int
    pinned: bool


@dataclass(frozen=True)
class Label:
    """Name an entry; an empty label takes its name away."""

    entry_id: int
    label: str


@dataclass(frozen=True)
class Copy:
    """Put a text on the clipboard."""

    text: str


@dataclass(frozen=True)
class Select:
    """Look at an entry."""

    entry_id: int


@dataclass(frozen=True)
class SelectAt:
    """Look at the entry at a place of the list as it is sorted now; beyond its ends is its end."""

    position: int


@dataclass(frozen=True)
class Mark:
    """Compare the selected entry with this one; None with nothing."""

    entry_id: int | None


@dataclass(frozen=True)
class Find:
    """List other entries, or in another order."""

    query: Query


@dataclass(frozen=True)
class ShowRows:
    """The list needs the rows from `first` up to, but without, `stop`."""

    first: int
    stop: int


@dataclass(frozen=True)
class ShowModule:
    """Compare the sources of another module."""

    module: str


@dataclass(frozen=True)
class ChooseSides:
    """Compare other sources; None lets a side follow the selection."""

    left: Side | None
    right: Side | None


@dataclass(frozen=True)
class LookInside:
    """Compare a state key element by element; None stops it. Asked again, it is looked at again."""

    key: str | None


@dataclass(frozen=True)
class Verify:
    """Look whether the journal is whole and authentic."""


Intent = (
    Reload | UndoLast | Recover | Checkpoint | Dismiss | PauseShortcut | Preview | TakeLayout | Restore
    | WriteSources | Pin | Label | Copy | Select | SelectAt | Mark | Find | ShowRows | ShowModule
    | ChooseSides | LookInside | Verify
)  # fmt: skip
