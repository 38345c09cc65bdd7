"""The layout of the windows: it travels with the state, and comes back only on request.

Invariant: a layout is a text of the GUI and never part of the state. It is a group of its own in an
entry, so that one that did not change is stored once; it is loaded only from an entry whose signature
holds, and by the GUI itself, before a frame begins.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from mulligan_store.records import LAYOUT_KEY

if TYPE_CHECKING:
    from mulligan_store.records import KeySummary, SnapshotGroup

_PROTOCOL = 5
_WINDOW, _TABLE = "[Window]", "[Table]"
_DOCKED = "DockId="


class Gui(Protocol):
    """The GUI that draws the app, as far as a session needs it."""

    def wake(self) -> None:
        """Draw a frame soon, though the app is idle; from any thread."""

    def layout(self) -> str | None:
        """The layout of the windows as it is now; None where it cannot be asked for."""

    def load_layout(self, text: str) -> None:
        """Take over a layout before the next frame begins."""


class LayoutLoaded:
    """The participant that gives the GUI the layout of an entry.

    Arguments:
        gui: who takes it over; None where no window is open.
        load: makes the text from the verified snapshot; None where the entry holds no layout.
        entry_id: the entry, for the words.
    """

    def __init__(self, gui: Gui | None, load: Callable[[], str] | None, entry_id: int) -> None:
        self._gui = gui
        self._load = load
        self._entry_id = entry_id
        self._before: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the windows stay where they are."""
        if self._load is None:
            return (f"entry {self._entry_id} holds no window layout, so the windows stay where they are",)
        if self._gui is None:
            return ("no window is open, so no window layout was brought back",)
        return ()

    def vote(self) -> None:
        """Remember the present layout."""
        self._before = self._gui.layout() if self._gui is not None else None

    def apply(self) -> None:
        """Hand the layout over; it shows in the next frame."""
        if self._gui is not None and self._load is not None:
            self._gui.load_layout(self._load())

    def undo(self) -> None:
        """Hand the earlier layout over instead."""
        if self._gui is not None and self._before is not None:
            self._gui.load_layout(self._before)


def group_of(text: str) -> SnapshotGroup:
    """The layout as it is stored: readable by whatever reads the groups of the state."""
    from mulligan_store.records import SnapshotGroup

    return SnapshotGroup((LAYOUT_KEY,), pickle.dumps({LAYOUT_KEY: text}, _PROTOCOL))


def summary_of(text: str, size_bytes: int, group: int) -> KeySummary:
    """What is shown of the layout.

    Arguments:
        text: the layout.
        size_bytes: its length as it is stored.
        group: the ordinal of its group.
    """
    from mulligan_store.records import KeySummary

    windows, docked, tables = (f"\n{text}".count(f"\n{each}") for each in (_WINDOW, _DOCKED, _TABLE))
    return KeySummary(
        key=LAYOUT_KEY,
        type="ImGui layout",
        bytes=size_bytes,
        length=len(text),
        repr=f"windows: {windows}, of them docked: {docked}; tables: {tables}",
        stored="snapshot",
        reason=None,
        group=group,
    )


def text_of(group: SnapshotGroup) -> str:
    """The layout that a group holds; to be called once the store has verified the payload."""
    text: str = pickle.loads(group.payload)[LAYOUT_KEY]
    return text


def is_layout(group: SnapshotGroup) -> bool:
    """Whether a group holds the layout and no state."""
    return group.keys == (LAYOUT_KEY,)


def state_only(groups: Iterable[SnapshotGroup]) -> tuple[SnapshotGroup, ...]:
    """The groups that hold state."""
    return tuple(group for group in groups if not is_layout(group))
