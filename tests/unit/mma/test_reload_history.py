"""The dashboard reads the journal rarely, and survives one that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mulligan.view import View
from mulligan_mma.reload_history import ReloadHistory
from mulligan_store.errors import JournalBusy

if TYPE_CHECKING:
    from mulligan_store.records import Entry


class Desk:
    """A journal, a reloader and a clock that do as they are told."""

    def __init__(self) -> None:
        self.reads = 0
        self.busy = False
        self.view = View(revision=1)
        self.now_s = 100.0
        self.history = ReloadHistory(self.read, lambda: self.view, clock=lambda: self.now_s)

    def shown(self) -> list[str]:
        """What the dashboard shows."""
        return [str(entry) for entry in self.history.entries()]

    def read(self) -> list[Entry]:
        """One more reading."""
        self.reads += 1
        if self.busy:
            raise JournalBusy("another process writes")
        return [cast("Entry", f"entry of reading {self.reads}")]


def test_sixty_frames_read_the_journal_once() -> None:
    """A frame that has nothing new to show costs no query."""
    desk = Desk()
    for _ in range(60):
        assert desk.shown() == ["entry of reading 1"]
        desk.now_s += 1 / 61
    assert desk.reads == 1


def test_a_second_later_it_is_read_again() -> None:
    """Another process may have written to the journal."""
    desk = Desk()
    desk.history.entries()
    desk.now_s += 1.0
    assert desk.shown() == ["entry of reading 2"]


def test_news_of_the_reloader_are_shown_at_once() -> None:
    """A reload is in the table in the frame after it."""
    desk = Desk()
    desk.history.entries()
    desk.view = View(revision=2)
    assert desk.shown() == ["entry of reading 2"]


def test_a_journal_that_cannot_be_read_is_a_message() -> None:
    """The last known entries stay, the reason is told, and the next reading clears it."""
    desk = Desk()
    desk.history.entries()
    desk.busy = True
    desk.now_s += 1.0
    assert desk.shown() == ["entry of reading 1"]
    assert desk.history.problem == "another process writes"
    desk.busy = False
    desk.now_s += 1.0
    desk.history.entries()
    assert desk.history.problem is None
