"""The composition root: takes triggers, runs transactions at the safe point, tells what happened.

Invariant: a transaction runs only here, holding `lock`, one at a time; everything else queues.
What it leaves behind is said in three places that agree: the live code, the journal and the view.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from mulligan import checkpoint, delegation, history, recovery
from mulligan.app_state import AppState
from mulligan.attempt import Attempt
from mulligan.delegation import DelegationCheck
from mulligan.draft import Draft
from mulligan.errors import Poisoned, RegistrationError, TransactionMisused
from mulligan.execution import CodeChange
from mulligan.failure import Failure
from mulligan.hot_code import HotCode, Refusal
from mulligan.journal_watch import JournalWatch
from mulligan.layout import Gui
from mulligan.notices import Notices
from mulligan.on_trial import OnTrial, say_undone
from mulligan.options import Options
from mulligan.registry import HotModule, Registry
from mulligan.restoring import Wanted
from mulligan.session_journal import SessionJournal
from mulligan.transaction import Participant
from mulligan.triggers import Request, Triggers
from mulligan.view import View
from mulligan_store.errors import JournalError, MulliganError

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
        self.notices = Notices()
        self._code = HotCode(registry)
        self.journal = SessionJournal(self._present_options, self.notices)
        self.state = AppState(registry, self._present_options, self.notices)
        self.trial = OnTrial(self.lock, registry, self._present_options, self.notices, self.journal)
        self.shortcut_paused = False
        self.gui: Gui | None = None
        self._watch = JournalWatch(lambda: self.journal.path, self.triggers.look_now)
        self._running = False
        self._met: int | None = None
        self._announced = False
        self._last_capture_ms = 0.0
        delegation.set_containment(self.notices.contained)
        delegation.set_import_listener(self._code.imported)

    def _present_options(self) -> Options:
        return self.options

    # The safe point ------------------------------------------------------------------------------

    def tick(self, app: object) -> None:
        """Once a frame, between two frames: end a finished trial, then do what was asked for."""
        self.trial.tick()
        if self.triggers.due():
            self.meet(app)
            self.triggers.poll(self.journal.opened)
        if self.triggers and not self._announce():
            for request in self.triggers.take():
                self._serve(request, app)

    def _serve(self, request: Request, app: object) -> None:
        trigger = request.trigger
        if request.what == "reload":
            self.reload(None, app, trigger=trigger)
        elif request.what == "restore":
            wanted = Wanted(request.entry_id, request.state, request.code, request.layout)
            self.restore(wanted, app, trigger=trigger)
        elif request.what == "checkpoint":
            self.checkpoint(app, label=request.label, trigger=trigger)
        elif request.what == "undo":
            self.undo_last_reload(app, trigger=trigger)
        else:
            self.accept_recovery(app)

    def _announce(self) -> bool:
        """Let one frame that says so be drawn before a capture that will be felt."""
        self._announced = self._last_capture_ms > LONG_CAPTURE_MS and not self._announced
        if self._announced:
            self.notices.busy(f"capturing the state (last time {self._last_capture_ms / 1000:.1f} s)")
        return self._announced

    # The app -------------------------------------------------------------------------------------

    def meet(self, app: object) -> None:
        """Look at an app when it is first seen: open its journal, name what nothing protects."""
        if self._met == id(app):
            return
        self._met = id(app)
        with self.lock:
            with contextlib.suppress(JournalError):  # the recorder has said it, and says it again at a reload
                if self.journal.recorder(app).open() is not None:
                    self.journal.offer_recovery(lambda: self.state.summaries(app))
            self.journal.show()
            self.state.name_unclassified(app)

    def attach(self, gui: Gui | None) -> None:
        """Let `gui` be woken by whatever is asked for, and keep its layout; None lets go of it."""
        self.gui = gui
        self.triggers.wake = gui.wake if gui is not None else None
        if gui is not None:
            self._watch.start()
        else:
            self._watch.stop()

    def stop(self, app: object = None, *, clean: bool = True) -> None:
        """Keep what is on trial, end the session in the journal and close it.

        Arguments:
            app: whose state is kept as a checkpoint first, if it is not what the newest entry holds.
            clean: False leaves the session marked as broken off.
        """
        with self.lock:
            self.trial.settle()
            if clean and app is not None and self._met == id(app) and self.registry.state_keys:
                try:
                    self._take_checkpoint(app, Draft("checkpoint", checkpoint.EXIT), unless_known=True)
                except MulliganError as error:
                    logger.warning("the state was not kept at the end of the session: %s", error)
            self.journal.close(clean=clean)
            self._met = None
            self.notices.recovery(None)

    def configure(self, options: Options) -> None:
        """Take new options; naming another journal closes the present one."""
        with self.lock:
            if options.journal != self.options.journal:
                self.stop()
            self.options = options
            self.journal.use(options)

    def register(self, module: HotModule) -> None:
        """Make a module hot, and remember what it runs.

        Raises:
            RegistrationError: `module` is not a HotModule.
        """
        with self.lock:
            self.registry.register(module)
            self._code.meet(module)

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
                    self.notices.succeeded("nothing changed: the running code is what the files say")
                    return True
                change = CodeChange(live, texts, app=app)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - a first import may raise anything, sys.exit() too
                change = Refusal(error)
            return self._attempt(app, Draft("reload", trigger, tuple(texts) or wanted, texts), [change])

    def restore(self, wanted: Wanted, app: object, *, trigger: str) -> bool:
        """Go back to the moment at which an entry's transaction began; True when that is live.

        Arguments:
            wanted: the entry, and what of it comes back.
            app: the app to pour the state into.
            trigger: who asked.

        Raises:
            TransactionMisused: called by code that a transaction is running.
            KeyboardInterrupt: the user pressed Ctrl+C; everything was undone first.
        """
        entry_id, state = wanted.entry_id, wanted.state
        if state and self.journal.offers(entry_id):
            trigger = recovery.TRIGGER  # so that the next start knows that it was tried
        draft = Draft("restore", trigger, parent_id=entry_id, what=wanted.what())
        with self._exclusively(app):
            try:
                self._refuse_when_poisoned()
                moment = history.moment(
                    self.journal.recorder(app), entry_id, state=state, code=wanted.code, layout=wanted.layout
                )
                live = self._code.adopt_all()
                texts = self._code.changed(moment.texts(self.registry))
                changes: list[Participant] = [CodeChange(live, texts, app=app)] if texts else []
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - a first import may raise anything, sys.exit() too
                self.notices.failed("nothing was restored", Failure.from_exception(error), draft.subject)
                return False
            live_keys, live_values = self.registry.live_keys, self.state.live_values
            changes += wanted.changes(moment, app, live_keys=live_keys, live_values=live_values, gui=self.gui)
            draft = Draft("restore", trigger, tuple(texts), texts, entry_id, wanted.what(moment))
            done = self._attempt(app, draft, changes)
        if done:
            if state and self.journal.offers(entry_id):
                self.notices.recovery(None)
            for notify in self.after_restore:
                notify()
        return done

    def undo_last_reload(self, app: object, *, trigger: str) -> bool:
        """Bring back the code from before the last kept reload; the state stays as it is.

        Raises:
            TransactionMisused: called by code that a transaction is running.
        """
        with self.lock:
            self._refuse_inside_transaction()
            self.trial.settle()
            self.meet(app)
            try:
                entry = history.last_reload(self.journal.recorder(app))
            except MulliganError as error:
                self.notices.failed("nothing was undone", Failure.from_exception(error), "undo of a reload")
                return False
            return self.restore(Wanted(entry.id, False, True, False), app, trigger=trigger)

    def checkpoint(self, app: object, *, label: str | None, trigger: str) -> int | None:
        """Keep state and sources as they are now; the number of the entry, None if it was not recorded.

        A trial goes on, and an error that is shown stays.

        Raises:
            TransactionMisused: called by code that a transaction is running.
        """
        if self.view.poisoned:
            label = ", ".join(filter(None, (label, "taken after an undo that failed")))
        draft = Draft("checkpoint", trigger, label=label)
        with self.lock:
            self._refuse_inside_transaction()
            self.meet(app)
            try:
                entry_id = self._take_checkpoint(app, draft)
            except MulliganError as error:
                self.notices.failed("no checkpoint was taken", Failure.from_exception(error), draft.subject)
                return None
            finally:
                self.journal.show()
                self.notices.busy(None)
            self.notices.noted(f"kept as entry {entry_id}: {draft.subject}")
            return entry_id

    def _take_checkpoint(self, app: object, draft: Draft, *, unless_known: bool = False) -> int | None:
        began = time.perf_counter()
        try:
            return checkpoint.take(
                replace(draft, layout=self._layout()),
                self.journal.recorder(app),
                lambda: self.state.capture(app),
                self._code.loaded(),
                self.registry.redacted_keys,
                unless_known=unless_known,
            )
        finally:
            self._last_capture_ms = (time.perf_counter() - began) * 1000

    def _attempt(self, app: object, draft: Draft, changes: Sequence[Participant]) -> bool:
        """Run one transaction over the state, the journal, `changes` and the delegation check."""
        live = self._code.loaded()
        recorder = self.journal.recorder(app)
        targets = [target for hot in self.registry.values() for target in hot.target_functions()]
        attempt = Attempt(
            replace(draft, layout=self._layout()),
            self.state.guard(app, [each.module for each in live]),
            [*changes, DelegationCheck(targets, app)],
            recorder=recorder,
            live=live,
            redact=self.registry.redacted_keys,
            period=self.trial.period(app),
            force_rollback_at=self.options.force_rollback_at,
        )
        try:
            committed = attempt.run()
        finally:
            self._last_capture_ms = attempt.capture_ms
            self.journal.show()
            if attempt.failure is not None:
                say_undone(self.notices, attempt, "was refused")
        if committed:
            self.trial.begin(attempt)
        return committed

    # Recovery ------------------------------------------------------------------------------------

    def accept_recovery(self, app: object) -> bool:
        """Bring back what a broken session left behind; False when nothing is offered or it is refused."""
        self.meet(app)
        offer = self.view.recovery
        if offer is None:
            return False
        wanted = Wanted(offer.entry_id, state=True, code=offer.code, layout=False)
        return self.restore(wanted, app, trigger=recovery.TRIGGER)

    def ignore_recovery(self) -> None:
        """Offer it no more in this session; it stays in the journal."""
        self.notices.recovery(None)

    # Questions -----------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What a person is told now."""
        return self.notices.view

    def refuse_unknown(self, name: str) -> None:
        """Say that `name` was never registered."""
        error = RegistrationError(
            f"{name!r} is not a hot module, so nothing was reloaded; registered are {sorted(self.registry)}"
        )
        self.notices.failed("nothing was reloaded", Failure.from_exception(error), refused=f"module {name}")

    def reset(self) -> None:
        """As in a new process; what is on trial is kept."""
        with self.lock:
            self.stop()
            self.registry.clear()
            self._code.forget()
            self.triggers.take()
            self.attach(None)
            self.after_restore.clear()
            self.options = Options()
            self.shortcut_paused = False
            self.notices.reset()
            delegation.set_containment(self.notices.contained)
            delegation.set_import_listener(self._code.imported)
            self._last_capture_ms = 0.0

    # Helpers -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _exclusively(self, app: object) -> Iterator[None]:
        with self.lock:
            self._refuse_inside_transaction()
            self._running = True
            try:
                self.trial.settle()
                self.meet(app)
                self.state.name_unclassified(app)
                self.notices.modules(self.registry)
                yield
            finally:
                self._running = False
                self.notices.busy(None)

    def _layout(self) -> str | None:
        return self.gui.layout() if self.gui is not None else None

    def _refuse_inside_transaction(self) -> None:
        if self._running:
            raise TransactionMisused(
                "a reload was asked for by code that a reload is running; request_reload() waits its turn"
            )

    def _refuse_when_poisoned(self) -> None:
        if self.view.poisoned:
            raise Poisoned(
                "an earlier undo failed, so the app may hold a mixture of old and new; "
                "this was not begun, and nothing will be until the app is restarted"
            )
