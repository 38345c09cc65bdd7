"""What may be done from the panels: with the running session, or with a journal that is only looked at.

Invariant: everything that changes code or state goes through `HotReloader`, which queues it for the
safe point; and a journal that is inspected is never written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mulligan.dashboard.model import Abilities
from mulligan.dashboard.words import safe
from mulligan.hot_reloader import HotReloader
from mulligan.source import write_back
from mulligan.source.write_back import SourceFile
from mulligan.view import View
from mulligan_store.inspection import Inspection
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary

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

    def session_id(self) -> int | None:
        """The run of the app whose reloads can be taken back."""

    def reload(self) -> None:
        """Ask for a reload."""

    def undo(self) -> None:
        """Ask for the last reload to be taken back."""

    def recover(self, accepted: bool) -> None:
        """Ask for what a broken session left to be brought back, or leave it."""

    def restore(self, entry_id: int, *, state: bool, code: bool, layout: bool = False) -> None:
        """Ask for a restore; `layout`: of where the windows were, too."""

    def source_files(self, entry_id: int) -> Sequence[SourceFile]:
        """The files that are not what they were when an entry began."""

    def write_sources(self, entry_id: int) -> Sequence[tuple[Path, Path | None]]:
        """Write these files; each with where what stood there is kept."""

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
        self._session: tuple[Journal, int | None] | None = None

    def view(self) -> View:
        """What a person is told now."""
        return HotReloader.view()

    def journal(self) -> Journal | None:
        """The session's own journal.

        A second connection in this process would open and close the file, and closing any handle of
        a file drops every POSIX lock that the process holds on it, SQLite's included.
        """
        return HotReloader.journal()

    def session_id(self) -> int | None:
        """The run of this process, as its journal numbers it."""
        journal = self.journal()
        if journal is None:
            return None
        if self._session is None or self._session[0] is not journal:
            own = (each.id for each in journal.sessions() if each.clean is None and each.pid == os.getpid())
            self._session = (journal, next(own, None))
        return self._session[1]

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
            checkpoint=busy or recorded,
            restore=busy or recorded,
            mark=recorded,
        )

    def shortcut_paused(self) -> bool:
        """Whether the shortcut does nothing for now."""
        return HotReloader.shortcut_paused

    def state_now(self) -> list[KeySummary] | None:
        """Summaries of the state keys of the app as they are now."""
        if self._app is None:
            return None
        from mulligan.live_state import summaries

        return summaries(self._app, HotReloader.HOT_MODULES)

    def reload(self) -> None:
        """Ask for a reload at the next safe point."""
        HotReloader.request_reload("button")

    def restore(self, entry_id: int, *, state: bool, code: bool, layout: bool = False) -> None:
        """Ask for a restore at the next safe point."""
        HotReloader.request_restore(entry_id, state=state, code=code, layout=layout)

    def source_files(self, entry_id: int) -> list[SourceFile]:
        """The files that are not what they were when an entry began.

        Raises:
            JournalError: its sources cannot be read, or nobody signed them.
            SourceNotWritable: they name no place on this computer.
        """
        journal = self.journal()
        return [] if journal is None else write_back.planned(journal.read_sources(entry_id))

    def write_sources(self, entry_id: int) -> list[tuple[Path, Path | None]]:
        """Write these files, at once: what runs does not read them until the next reload.

        Raises:
            JournalError, SourceNotWritable: as `source_files`, or one cannot be written.
        """
        return write_back.write(self.source_files(entry_id))

    def undo(self) -> None:
        """Ask for an undo at the next safe point."""
        HotReloader.request_undo("button")

    def recover(self, accepted: bool) -> None:
        """Ask for the recovery at the next safe point, or leave it."""
        HotReloader.request_recovery() if accepted else HotReloader.ignore_recovery()

    def checkpoint(self, label: str) -> None:
        """Ask for a checkpoint at the next safe point."""
        HotReloader.request_checkpoint(label, "button")

    def dismiss(self) -> None:
        """The refusal was seen."""
        HotReloader.dismiss()

    def pause_shortcut(self, paused: bool) -> None:
        """Let the shortcut rest, or not."""
        HotReloader.pause_shortcut(paused)

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Name an entry, at once: neither code nor state is touched."""
        HotReloader.label(entry_id, label)

    def set_pinned(self, entry_id: int, pinned: bool) -> None:
        """Pin an entry, at once: neither code nor state is touched."""
        HotReloader.pin(entry_id, pinned)


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

    def session_id(self) -> None:
        """There is no session."""

    def reload(self) -> None:
        """Refused."""

    def undo(self) -> None:
        """Refused."""

    def recover(self, accepted: bool) -> None:
        """Refused."""

    def restore(self, entry_id: int, *, state: bool, code: bool, layout: bool = False) -> None:
        """Refused."""

    def source_files(self, entry_id: int) -> Sequence[SourceFile]:
        """The files of an entry that is only looked at are not opened."""
        return ()

    def write_sources(self, entry_id: int) -> Sequence[tuple[Path, Path | None]]:
        """Refused."""
        return ()

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
