"""`HotReloader`: the process-wide face of one session.

Invariant: modules are process-wide, so is this; every name stands on the class, and there are no
instances.
"""

from __future__ import annotations

import atexit
import copy
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mulligan import heap
from mulligan.layout import Gui
from mulligan.registry import HotModule, Registry
from mulligan.restoring import Wanted
from mulligan.session import Session
from mulligan.transaction import State
from mulligan.triggers import Request
from mulligan.view import View

if TYPE_CHECKING:
    from mulligan_store.journal import Journal
    from mulligan_store.records import Entry

_session = Session(Registry())
_UNSET: Any = object()


class _Face(type):
    """Makes what the session knows readable as attributes of the class."""

    @property
    def is_error_state(cls) -> bool:
        """Whether the last reload or restore was refused or undone; cleared by the next success."""
        return _session.view.is_error_state

    @is_error_state.setter
    def is_error_state(cls, value: bool) -> None:
        if value:
            raise AttributeError("is_error_state is set by a refused reload; it can only be cleared by hand")
        _session.notices.clear_error()

    @property
    def last_error(cls) -> str | None:
        """The full traceback of the last refusal or rollback, None after a success."""
        return _session.view.last_error

    @last_error.setter
    def last_error(cls, value: None) -> None:
        if value is not None:
            raise AttributeError("last_error is set by a refused reload; it can only be cleared by hand")
        _session.notices.clear_error()

    @property
    def shortcut_paused(cls) -> bool:
        """Whether the shortcut is switched off for now; buttons and calls still work."""
        return _session.shortcut_paused


class HotReloader(metaclass=_Face):
    """Hot reload of the registered modules, as transactions."""

    HOT_MODULES: Registry = _session.registry
    lock = _session.lock
    """Held by a running transaction; background threads may take it while they change state."""

    @classmethod
    def register(cls, module: HotModule) -> None:
        """Make a module hot; what it runs is remembered now, so every later edit is an edit.

        Raises:
            RegistrationError: `module` is not a HotModule.
        """
        _session.register(module)

    @classmethod
    def unregister(cls, name: str) -> None:
        """Forget a hot module; its code goes on running as it is.

        Raises:
            RegistrationError: no hot module has that name.
        """
        _session.registry.unregister(name)

    @classmethod
    def configure(
        cls,
        *,
        journal: str | Path | None = _UNSET,
        strict: bool = _UNSET,
        require_journal: bool = _UNSET,
        trial_calls: int = _UNSET,
        trial_ticks: int = _UNSET,
        force_rollback_at: State | None = _UNSET,
    ) -> None:
        """Set options; what is not given stays as it is.

        Arguments:
            journal: the journal's file; None means the variable MULLIGAN_JOURNAL, otherwise one per
                app in the platform's state folder, which is the default.
            strict: refuse an app with attributes that are neither state key nor live key; default False.
            require_journal: refuse what cannot be recorded, instead of going on in memory alone;
                default False.
            trial_calls: good calls of each delegate that end a trial; 0 commits without one; default 3.
            trial_ticks: safe points that end a trial whatever was called; default 120.
            force_rollback_at: a switch for tests: every transaction fails on reaching this state.
        """
        given = {
            "journal": Path(journal) if isinstance(journal, (str, Path)) else journal,
            "strict": strict,
            "require_journal": require_journal,
            "trial_calls": trial_calls,
            "trial_ticks": trial_ticks,
            "force_rollback_at": force_rollback_at,
        }
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not _UNSET}
        _session.configure(replace(_session.options, **changes))

    @classmethod
    def capture_state(cls, app: object, keys: Collection[str] | None = None) -> heap.StateCapture:
        """Deep-copy attributes of `app`, with one memo, so that aliases between them hold.

        Arguments:
            app: the app.
            keys: the attributes; None means the state keys of all hot modules.

        Raises:
            StateKeyMissing: the app lacks one of them.
            AttributeUnclassified: strict, and an attribute is neither state key nor live key.
            CaptureTorn: other threads kept changing the state.
        """
        with _session.lock:
            return _session.state.capture(app, keys)

    @classmethod
    def restore_state(
        cls, app: object, capture: heap.StateCapture | Mapping[str, object]
    ) -> heap.RestoreReport | None:
        """Put a capture back into the original objects, as often as wanted.

        A plain mapping of attribute names to values is poured into the objects that live, by path.
        """
        with _session.lock:
            if isinstance(capture, heap.StateCapture):
                return capture.restore(app)
            # Pouring uses its values up, and the caller may want to put them back again.
            values = copy.deepcopy(dict(capture))
            return heap.pour_loaded(app, values, live_keys=_session.registry.live_keys)

    @classmethod
    def reload(cls, name: str, app: object, *, trigger: str = "call") -> bool:
        """Reload one hot module now; True when what its file says is live.

        Never raises for a bad edit: `last_error` says why it was refused.
        """
        if name not in _session.registry:
            _session.refuse_unknown(name)
            return False
        return _session.reload([name], app, trigger=trigger)

    @classmethod
    def reload_all(cls, app: object, *, trigger: str = "call") -> bool:
        """Reload every hot module whose text changed, all or nothing, now.

        True when what the files say is live, also when nothing changed. Never raises for a bad
        edit: `last_error` says why it was refused.
        """
        return _session.reload(None, app, trigger=trigger)

    @classmethod
    def request_reload(cls, trigger: str = "call") -> None:
        """Ask for `reload_all` at the next safe point; from any thread. Many requests are one."""
        _session.triggers.put(Request(trigger))

    @classmethod
    def pause_shortcut(cls, paused: bool = True) -> None:
        """Switch the shortcut off, or on again: for a person who types Ctrl+Alt+R for something else."""
        _session.shortcut_paused = paused

    @classmethod
    def request_restore(
        cls,
        entry_id: int,
        *,
        state: bool = True,
        code: bool = True,
        layout: bool = False,
        trigger: str = "button",
    ) -> None:
        """Ask for `restore` at the next safe point; from any thread."""
        _session.triggers.put(Request(trigger, "restore", entry_id, state, code, layout=layout))

    @classmethod
    def tick(cls, app: object) -> None:
        """The safe point: call it once a frame, between two frames, on the GUI thread."""
        _session.tick(app)

    @classmethod
    def restore(
        cls,
        entry_id: int,
        app: object,
        *,
        state: bool = True,
        code: bool = True,
        layout: bool = False,
        trigger: str = "call",
    ) -> bool:
        """Go back to the moment at which an entry's transaction began, as a transaction of its own.

        Arguments:
            entry_id: an entry of `history`.
            app: the app to pour the state into.
            state: bring back the state keys.
            code: bring back the hot modules' code; files on disk are not touched.
            layout: bring back where the windows were; `view().notes` says if the entry does not know.
            trigger: who asked.

        Never raises for an entry that cannot be restored: `last_error` says why.
        """
        return _session.restore(Wanted(entry_id, state, code, layout), app, trigger=trigger)

    @classmethod
    def undo_last_reload(cls, app: object, *, trigger: str = "call") -> bool:
        """Bring back the code from before the last kept reload, as a transaction; the state stays.

        Called again it goes back further. Never raises for what cannot be undone: `last_error` says why.
        """
        return _session.undo_last_reload(app, trigger=trigger)

    @classmethod
    def request_undo(cls, trigger: str = "button") -> None:
        """Ask for `undo_last_reload` at the next safe point; from any thread."""
        _session.triggers.put(Request(trigger, "undo"))

    @classmethod
    def checkpoint(cls, label: str | None = None, app: object | None = None) -> int | None:
        """Keep state and sources as they are now, without an edit; returns the number of the entry.

        Arguments:
            label: what the entry is called.
            app: the app, for a checkpoint at once, on the GUI thread; without it the next safe
                point takes the checkpoint, and None is returned.

        Never raises for a state that cannot be captured or written: it returns None, and
        `last_error` says why.
        """
        if app is not None:
            return _session.checkpoint(app, label=label, trigger="call")
        cls.request_checkpoint(label, trigger="call")
        return None

    @classmethod
    def request_checkpoint(cls, label: str | None = None, trigger: str = "button") -> None:
        """Ask for a checkpoint at the next safe point; from any thread."""
        _session.triggers.put(Request(trigger, "checkpoint", label=label or None))

    @classmethod
    def accept_recovery(cls, app: object) -> bool:
        """Bring back what `view().recovery` offers, now, as a transaction of kind restore.

        False when nothing is offered, or when it was refused: `last_error` says why.
        """
        return _session.accept_recovery(app)

    @classmethod
    def request_recovery(cls) -> None:
        """Ask for `accept_recovery` at the next safe point; from any thread."""
        _session.triggers.put(Request("recovery", "recovery"))

    @classmethod
    def ignore_recovery(cls) -> None:
        """Leave what `view().recovery` offers; it stays in the journal."""
        _session.ignore_recovery()

    @classmethod
    def history(cls, limit: int | None = None) -> list[Entry]:
        """The journal's entries, newest first.

        Raises:
            JournalError: the journal cannot be read.
        """
        with _session.lock:
            _session.trial.settle(only_finished=True)
            return _session.journal.entries(limit=limit)

    @classmethod
    def label(cls, entry_id: int, text: str | None) -> None:
        """Call an entry `text`; None or an empty text takes its name away.

        Raises:
            EntryNotFound: no entry has that number.
            JournalError: it could not be written.
        """
        with _session.lock:
            _session.journal.require("labelled").set_label(entry_id, text or None)

    @classmethod
    def pin(cls, entry_id: int, pinned: bool = True) -> None:
        """Keep an entry for ever, whatever is cleaned away; `pinned` False ends that.

        Raises:
            EntryNotFound: no entry has that number.
            JournalError: it could not be written.
        """
        with _session.lock:
            _session.journal.require("pinned").set_pinned(entry_id, pinned=pinned)

    @classmethod
    def journal(cls) -> Journal | None:
        """The journal of this session if it is open; a second connection in this process would be unsafe."""
        return _session.journal.opened

    @classmethod
    def view(cls) -> View:
        """What a person is told now; frozen."""
        return _session.view

    @classmethod
    def dismiss(cls) -> None:
        """The error was seen: show it small. Old code runs on, and that stays visible."""
        _session.notices.dismiss()

    @classmethod
    def start(cls, app: object) -> None:
        """Open the journal for `app` and take what the command line left there; `tick` does it too."""
        _session.meet(app)

    @classmethod
    def stop(cls, app: object | None = None, *, clean: bool = True) -> None:
        """Keep what is on trial and end the session in the journal; at exit this is done by itself.

        Arguments:
            app: if given, its state is kept as a checkpoint first, unless the newest entry holds it.
            clean: False leaves the session marked as broken off.
        """
        _session.stop(app, clean=clean)

    @classmethod
    def attach(cls, gui: Gui | None) -> None:
        """Name the GUI that draws the app; None when its window goes.

        It is woken by every request, also by one that another process leaves in the journal, and its
        layout travels with every entry. `mulligan.imgui` does this by itself.
        """
        _session.attach(gui)

    @classmethod
    def after_restore(cls, notify: Callable[[], None]) -> None:
        """Call `notify` after every restore, at the safe point; a GUI lets go of its edit buffers there."""
        if notify not in _session.after_restore:
            _session.after_restore.append(notify)

    @classmethod
    def reset(cls) -> None:
        """Forget modules, errors, options and requests, as in a new process; for tests."""
        _session.reset()


def _stop_at_exit() -> None:
    """A session that ends by an unhandled exception did not end cleanly."""
    _session.stop(clean=getattr(sys, "last_value", None) is None)


atexit.register(_stop_at_exit)
