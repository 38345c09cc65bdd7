"""The composition root: takes triggers, runs transactions at the safe point, tells what happened.

Invariant: a transaction runs only here, holding `lock`, one at a time; everything else queues.
What it leaves behind is said in three places that agree: the live code, the journal and the view.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan import delegation, heap, history
from mulligan.attempt import Attempt
from mulligan.delegation import DelegationCheck
from mulligan.draft import Draft, app_name
from mulligan.errors import Poisoned, RegistrationError, TransactionMisused
from mulligan.execution import CodeChange
from mulligan.failure import Failure
from mulligan.hot_code import HotCode, Refusal
from mulligan.notices import Notices
from mulligan.options import Options
from mulligan.record import Recorder
from mulligan.registry import Registry
from mulligan.state import StateGuard, StatePoured, refuse_unclassified
from mulligan.transaction import Participant
from mulligan.trial import TrialPeriod
from mulligan.triggers import Triggers
from mulligan.view import View
from mulligan_store.errors import JournalError

if TYPE_CHECKING:
    from mulligan_store.records import Entry

logger = logging.getLogger("mulligan")

LONG_CAPTURE_MS = 250.0


class Session:
    """One process's transactions over one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.lock = threading.RLock()
        self.options = Options()
        self.after_restore: list[Callable[[], None]] = []
        self.triggers = Triggers()
        self._notices = Notices()
        self._code = HotCode(registry)
        self._recorder: Recorder | None = None
        self._on_trial: Attempt | None = None
        self._running = False
        self._met: int | None = None
        self._announced = False
        self._last_capture_ms = 0.0
        delegation.set_containment(self._notices.contained)

    # The safe point ------------------------------------------------------------------------------

    def tick(self, app: object) -> None:
        """Once a frame, between two frames: end a finished trial, then do what was asked for."""
        if self._on_trial is not None:
            self._on_trial.period.tick()
            self.settle(only_finished=True)
        if self.triggers.due():
            self.meet(app)
            self.triggers.poll(self._recorder)
        if self.triggers and not self._announce():
            for request in self.triggers.take():
                if request.entry_id is None:
                    self.reload(None, app, trigger=request.trigger)
                else:
                    self.restore(
                        request.entry_id, app, state=request.state, code=request.code, trigger=request.trigger
                    )

    def _announce(self) -> bool:
        """Let one frame that says so be drawn before a capture that will be felt."""
        self._announced = self._last_capture_ms > LONG_CAPTURE_MS and not self._announced
        if self._announced:
            self._notices.busy(f"capturing the state (last time {self._last_capture_ms / 1000:.1f} s)")
        return self._announced

    # The app -------------------------------------------------------------------------------------

    def meet(self, app: object) -> None:
        """Look at an app when it is first seen: open its journal, name what nothing protects."""
        if self._met == id(app):
            return
        self._met = id(app)
        with self.lock:
            with contextlib.suppress(JournalError):  # the recorder has said it, and says it again at a reload
                self._recorder_for(app).open()
            self._show_journal()
            self._name_unclassified(app)

    def stop(self, *, clean: bool = True) -> None:
        """Keep what is on trial, end the session in the journal and close it."""
        with self.lock:
            self.settle()
            if self._recorder is not None:
                self._recorder.close(clean=clean)
            self._recorder, self._met = None, None

    def configure(self, options: Options) -> None:
        """Take new options; naming another journal closes the present one."""
        with self.lock:
            if options.journal != self.options.journal:
                self.stop()
            self.options = options
            if self._recorder is not None:
                self._recorder.required = options.require_journal

    def adopt(self, name: str) -> None:
        """Remember what a module that was just registered runs, if it is loaded.

        Raises:
            SourceUnreadable: its file cannot be read.
        """
        with self.lock:
            self._code.adopt(self.registry[name], load=False)

    # Transactions --------------------------------------------------------------------------------

    def reload(self, names: Collection[str] | None, app: object, *, trigger: str) -> bool:
        """Make the files' present text live, or change nothing; True when it is live.

        Arguments:
            names: the hot modules to look at; None means all.
            app: the app whose state is protected.
            trigger: who asked.

        Raises:
            TransactionMisused: called by code that a transaction is running.
            KeyboardInterrupt: the user pressed Ctrl+C; everything was undone first.
        """
        wanted = tuple(self.registry) if names is None else tuple(names)
        with self._exclusively(app):
            texts: dict[str, str] = {}
            change: Participant
            try:
                self._refuse_when_poisoned()
                live = self._code.adopt_all()
                texts = self._code.changed(self._code.read(wanted))
                if not texts:
                    self._notices.succeeded("nothing changed: the running code is what the files say")
                    return True
                change = CodeChange(live, texts, app=app)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - a first import may raise anything, sys.exit() too
                change = Refusal(error)
            return self._attempt(app, Draft("reload", trigger, tuple(texts) or wanted, texts), [change])

    def restore(self, entry_id: int, app: object, *, state: bool, code: bool, trigger: str) -> bool:
        """Go back to the moment at which an entry's transaction began; True when that is live.

        Arguments:
            entry_id: the entry, as `history` numbers them.
            app: the app to pour the state into.
            state: restore the state keys.
            code: restore the hot modules' code; files on disk are not touched.
            trigger: who asked.

        Raises:
            TransactionMisused: called by code that a transaction is running.
            KeyboardInterrupt: the user pressed Ctrl+C; everything was undone first.
        """
        what = " and ".join(word for word, asked in (("state", state), ("code", code)) if asked)
        draft = Draft("restore", trigger, parent_id=entry_id, what=what)
        with self._exclusively(app):
            try:
                self._refuse_when_poisoned()
                moment = history.moment(self._recorder_for(app), entry_id, state=state, code=code)
                live = self._code.adopt_all()
                texts = self._code.changed(moment.texts(self.registry))
                changes: list[Participant] = [CodeChange(live, texts, app=app)] if texts else []
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - a first import may raise anything, sys.exit() too
                self._notices.failed("nothing was restored", Failure.from_exception(error), draft.subject)
                return False
            if moment.groups:
                changes.append(StatePoured(app, lambda: moment.load(app, self._live_values(app))))
            draft = Draft("restore", trigger, tuple(texts), texts, entry_id, what)
            done = self._attempt(app, draft, changes)
        if done:
            for notify in self.after_restore:
                notify()
        return done

    def _attempt(self, app: object, draft: Draft, changes: Sequence[Participant]) -> bool:
        """Run one transaction over the state, the journal, `changes` and the delegation check."""
        live = self._code.loaded()
        recorder = self._recorder_for(app)
        targets = [target for hot in self.registry.values() for target in hot.target_functions()]
        attempt = Attempt(
            draft,
            StateGuard(
                app,
                self.registry.state_keys,
                self.registry.live_keys,
                [each.module for each in live],
                strict=self.options.strict,
            ),
            [*changes, DelegationCheck(targets, app)],
            recorder=recorder,
            live=live,
            redact=self.registry.redacted_keys,
            period=self._trial_period(app),
            force_rollback_at=self.options.force_rollback_at,
        )
        try:
            committed = attempt.run()
        finally:
            self._last_capture_ms = attempt.capture_ms
            self._show_journal()
            if attempt.failure is not None:
                self._say_undone(attempt, "was refused")
        if committed:
            self._begin_trial(attempt)
        return committed

    # The trial -----------------------------------------------------------------------------------

    def _trial_period(self, app: object) -> TrialPeriod:
        targets = {
            target
            for target in delegation.targets_of(app)
            if ":" not in target or target.partition(":")[0] in self.registry
        }
        return TrialPeriod(
            targets, calls=self.options.trial_calls, ticks=self.options.trial_ticks, undo=self._undo_trial
        )

    def _begin_trial(self, attempt: Attempt) -> None:
        on_trial = not attempt.period.finished
        self._on_trial = attempt
        if on_trial:
            delegation.set_trial(attempt.period)
        else:
            self.settle()
        text = f"{attempt.draft.done} in {attempt.took_ms:.0f} ms"
        self._notices.succeeded(text, on_trial=on_trial, notes=attempt.notes)

    def _undo_trial(self, target: str, error: BaseException) -> bool:
        """A delegate raised while on trial: bring back code and state at once."""
        with self.lock:
            attempt, self._on_trial = self._on_trial, None
            delegation.set_trial(None)
            if attempt is None:
                return False
            restored = attempt.undo(error)
            self._show_journal()
            self._say_undone(attempt, f"raised in {target} during its first frames and was undone")
            return restored

    def settle(self, *, only_finished: bool = False) -> None:
        """End the trial, if there is one, in favour of the new code."""
        with self.lock:
            attempt = self._on_trial
            if attempt is None or (only_finished and not attempt.period.finished):
                return
            self._on_trial = None
            delegation.set_trial(None)
            attempt.keep()
            self._notices.kept()

    # Questions -----------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What a person is told now."""
        return self._notices.view

    def dismiss(self) -> None:
        """The error was seen: show it small."""
        self._notices.dismiss()

    def clear_error(self) -> None:
        """Forget the error that is shown; what it told of stays in the journal."""
        self._notices.clear_error()

    def refuse_unknown(self, name: str) -> None:
        """Say that `name` was never registered."""
        error = RegistrationError(
            f"{name!r} is not a hot module, so nothing was reloaded; registered are {sorted(self.registry)}"
        )
        self._notices.failed("nothing was reloaded", Failure.from_exception(error), refused=f"module {name}")

    def reset(self) -> None:
        """As in a new process; what is on trial is kept."""
        with self.lock:
            self.stop()
            self.registry.clear()
            self._code.forget()
            self.triggers.take()
            self.after_restore.clear()
            self.options = Options()
            self._notices.reset()
            self._last_capture_ms = 0.0

    def history(self, *, limit: int | None) -> list[Entry]:
        """The newest entries first.

        Raises:
            JournalError: the journal cannot be read.
        """
        with self.lock:
            self.settle(only_finished=True)
            if self._recorder is None and self._named_journal() is None:
                return []  # no app was seen yet, so there is no journal to ask
            return history.entries(self._recorder_for(None), limit=limit)

    def capture_state(self, app: object, keys: Collection[str] | None) -> heap.StateCapture:
        """Deep-copy the state keys of `app`; see `HotReloader.capture_state`."""
        if self.options.strict:
            refuse_unclassified(app, self.registry.state_keys, self.registry.live_keys)
        wanted = self.registry.state_keys if keys is None else tuple(keys)
        live = tuple(key for key in self.registry.live_keys if key not in wanted)
        with self.lock:
            return heap.capture(app, wanted, live_keys=live)

    # Helpers -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _exclusively(self, app: object) -> Iterator[None]:
        with self.lock:
            if self._running:
                raise TransactionMisused(
                    "a reload was asked for by code that a reload is running; request_reload() waits its turn"
                )
            self._running = True
            try:
                self.settle()
                self.meet(app)
                self._name_unclassified(app)
                self._notices.modules(self.registry)
                yield
            finally:
                self._running = False
                self._notices.busy(None)

    def _refuse_when_poisoned(self) -> None:
        if self.view.poisoned:
            raise Poisoned(
                "an earlier undo failed, so the app may hold a mixture of old and new; "
                "this was not begun, and nothing will be until the app is restarted"
            )

    def _say_undone(self, attempt: Attempt, how: str) -> None:
        assert attempt.failure is not None
        headline = f"{attempt.draft.subject} {how}; running the last good code"
        if attempt.poisoned:
            headline = "an undo failed: the app may hold a mixture of old and new; restart it"
        self._notices.failed(headline, attempt.failure, attempt.draft.subject, poisoned=attempt.poisoned)

    def _name_unclassified(self, app: object) -> None:
        registry = self.registry
        if registry.state_keys or registry.live_keys:
            self._notices.unclassified(
                app, tuple(heap.unclassified(app, registry.state_keys, registry.live_keys))
            )

    def _live_values(self, app: object) -> Mapping[str, object]:
        return {key: getattr(app, key) for key in self.registry.live_keys if hasattr(app, key)}

    def _recorder_for(self, app: object | None) -> Recorder:
        if self._recorder is None:
            from mulligan_store.locations import default_journal

            name = app_name(app)
            path = self._named_journal() or default_journal(name)
            self._recorder = Recorder(path, name, required=self.options.require_journal)
        return self._recorder

    def _named_journal(self) -> Path | None:
        named = self.options.journal or os.environ.get("MULLIGAN_JOURNAL")
        return Path(named) if named else None

    def _show_journal(self) -> None:
        if self._recorder is not None:
            recorder = self._recorder
            self._notices.journal(recorder.path, recorder.problem, recorder.notes)
