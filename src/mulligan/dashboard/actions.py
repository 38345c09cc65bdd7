"""What may be done from the panels: with the running session, or with a journal that is only looked at.

Invariant: everything that changes code or state goes through `HotReloader`, which queues it for the
safe point; and a journal that is inspected is never written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from mulligan import hot_reloader
from mulligan.dashboard.model import Abilities
from mulligan.dashboard.words import safe
from mulligan.hot_reloader import HotReloader
from mulligan.view import View
from mulligan_store.inspection import Inspection
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary

_MISSING = "this version of Mulligan cannot do that yet"
_UNRECORDED = "there is no journal, so there is nothing to go back to"
_BUSY = "a reload or restore is about to run"
_POISONED = "an undo failed; restart the app first"


class Actions(Protocol):
    """What the controller needs of the process that it shows."""

    read_only: bool

    def view(self) -> View:
        """What a person is told now."""

    def journal(self) -> Inspection | None:
        """The journal, None while there is none."""

    def abilities(self) -> Abilities:
        """What can be asked for now."""

    def shortcut_paused(self) -> bool:
        """Whether the shortcut does nothing for now."""

    def state_now(self) -> list[KeySummary] | None:
        """Summaries of the state as it is now, None where there is no app."""

    def reload(self) -> None:
        """Ask for a reload."""

    def restore(self, entry_id: int, *, state: bool, code: bool) -> None:
        """Ask for a restore."""

    def checkpoint(self, label: str) -> None:
        """Ask for a checkpoint."""

    def dismiss(self) -> None:
        """The refusal was seen."""

    def pause_shortcut(self, paused: bool) -> None:
        """Let the shortcut rest, or not."""

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Name an entry."""

    def set_pinned(self, entry_id: int, pinned: bool) -> None:
        """Pin an entry."""


class LiveActions:
    """Actions on the session of this process.

    Arguments:
        app: whose state is compared with that of entries; None: it is not compared.
    """

    read_only = False

    def __init__(self, app: object | None) -> None:
        self._app = app

    def view(self) -> View:
        """What a person is told now."""
        return HotReloader.view()

    def journal(self) -> Journal | None:
        """The session's own journal.

        A second connection in this process would open and close the file, and closing any handle of
        a file drops every POSIX lock that the process holds on it, SQLite's included.
        """
        opened: Journal | None
        if (offered := _optional("journal")) is not None:
            opened = offered()
        else:
            recorder = hot_reloader._session._recorder
            opened = recorder.opened if recorder is not None else None
        return opened

    def abilities(self) -> Abilities:
        """What can be asked for now, and why not."""
        view = self.view()
        never = _POISONED if view.poisoned else ""
        busy = never or (_BUSY if view.busy else "")
        journal = self.journal()
        recorded = "" if journal is not None else safe(view.journal_problem) or _UNRECORDED
        return Abilities(
            reload=never,
            undo=busy or recorded,
            checkpoint=busy or recorded or _lacking("request_checkpoint"),
            restore=busy or recorded,
            mark=recorded,
            pause=_lacking("pause_shortcut"),
        )

    def shortcut_paused(self) -> bool:
        """Whether the shortcut does nothing for now."""
        return bool(getattr(HotReloader, "shortcut_paused", False))

    def state_now(self) -> list[KeySummary] | None:
        """Summaries of the state keys of the app as they are now."""
        if self._app is None:
            return None
        from mulligan.dashboard.live_state import summaries

        return summaries(self._app, HotReloader.HOT_MODULES)

    def reload(self) -> None:
        """Ask for a reload at the next safe point."""
        HotReloader.request_reload("button")

    def restore(self, entry_id: int, *, state: bool, code: bool) -> None:
        """Ask for a restore at the next safe point."""
        HotReloader.request_restore(entry_id, state=state, code=code)

    def checkpoint(self, label: str) -> None:
        """Ask for a checkpoint at the next safe point."""
        if (request := _optional("request_checkpoint")) is not None:
            request(label)

    def dismiss(self) -> None:
        """The refusal was seen."""
        HotReloader.dismiss()

    def pause_shortcut(self, paused: bool) -> None:
        """Let the shortcut rest, or not."""
        if (pause := _optional("pause_shortcut")) is not None:
            pause(paused)

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Name an entry, at once: neither code nor state is touched."""
        if (journal := self.journal()) is not None:
            journal.set_label(entry_id, label)

    def set_pinned(self, entry_id: int, pinned: bool) -> None:
        """Pin an entry, at once: neither code nor state is touched."""
        if (journal := self.journal()) is not None:
            journal.set_pinned(entry_id, pinned=pinned)


class InspectionActions:
    """A journal that is only looked at: of a process that is gone, of another app, of another person.

    Arguments:
        journal: opened for reading.
    """

    read_only = True
    _WHY = "this journal is only looked at"

    def __init__(self, journal: Inspection) -> None:
        self._journal = journal
        self._view = View(
            headline="an inspection: nothing of this journal is run, and nothing is written",
            journal_path=journal.path,
            journal_notes=journal.notes,
        )

    def view(self) -> View:
        """There is no session; the view says so."""
        return self._view

    def journal(self) -> Inspection:
        """The journal."""
        return self._journal

    def abilities(self) -> Abilities:
        """Nothing can be asked for."""
        return Abilities.none(self._WHY)

    def shortcut_paused(self) -> bool:
        """There is no shortcut here."""
        return False

    def state_now(self) -> None:
        """There is no app."""

    def reload(self) -> None:
        """Refused."""

    def restore(self, entry_id: int, *, state: bool, code: bool) -> None:
        """Refused."""

    def checkpoint(self, label: str) -> None:
        """Refused."""

    def dismiss(self) -> None:
        """Refused."""

    def pause_shortcut(self, paused: bool) -> None:
        """Refused."""

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Refused."""

    def set_pinned(self, entry_id: int, pinned: bool) -> None:
        """Refused."""


def _optional(name: str) -> Callable[..., Any] | None:
    """A method of HotReloader that not every version has."""
    method: Callable[..., Any] | None = getattr(HotReloader, name, None)
    return method


def _lacking(name: str) -> str:
    return _MISSING if _optional(name) is None else ""
