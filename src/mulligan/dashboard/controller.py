"""Applies what a person asks for, and keeps the models that the panels draw.

Invariant: the one place where an intent becomes an action. Between two frames nothing is read that
no panel draws: each model is made when it is asked for, and kept until what it shows may have changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from mulligan.dashboard import builders, comparison, intents, words
from mulligan.dashboard.actions import Actions
from mulligan.dashboard.index import EntryIndex
from mulligan.dashboard.insight import Insight, Question
from mulligan.dashboard.intents import Intent, Query, Side
from mulligan.dashboard.model import History, Now, Problems, Source, State, Timeline
from mulligan.dashboard.reader import Reader
from mulligan.dashboard.verification import Verification
from mulligan.dashboard.words import safe
from mulligan_store.errors import JournalError, MulliganError

Model = TypeVar("Model")

GLANCE_INTERVAL_S = 1.0
"""How often the journal is looked at for what other processes wrote."""
ROWS_AT_FIRST = 80


class Controller:
    """The state of one dashboard: what is listed, selected and compared.

    Arguments:
        actions: what may be done.
        copy: puts a text on the clipboard.
        clock: seconds that never go back.
        insight: compares values element by element; None where none may be decoded.
        wake: asks for a frame, from any thread, once something that took long is done.
    """

    def __init__(
        self,
        actions: Actions,
        *,
        copy: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        insight: Insight | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self.actions = actions
        self.reader = Reader(actions.journal)
        self.index = EntryIndex(self.reader.page)
        self.problem = ""
        self._copy = copy
        self._clock = clock
        self._glanced_at = float("-inf")
        self._revision = -1
        self._journal: object = None
        self._models: dict[str, tuple[Hashable, object]] = {}
        self._rows = (0, ROWS_AT_FIRST)
        self._selected: int | None = None  # None follows the newest entry
        self._marked: int | None = None
        self._preview: int | None = None
        self._written: tuple[str, ...] = ()
        self._takes_layout = False
        self._module = ""
        self._sides: tuple[Side | None, Side | None] = (None, None)
        self._insight = insight
        self._verification = Verification(wake)
        self._verify_asked = 0
        self._inside: str | None = None
        self._asked_inside = 0

    def begin_frame(self) -> bool:
        """Take notice of what happened since the last frame; True while the journal is still read."""
        view, now_s, journal = self.actions.view(), self._clock(), self.actions.journal()
        is_due = view.revision != self._revision or now_s - self._glanced_at >= GLANCE_INTERVAL_S
        is_other = journal is not self._journal
        if is_due or is_other:
            self._journal, self._revision, self._glanced_at = journal, view.revision, now_s
            self.reader.forget_rows()
        elif self.index.complete or self.reader.problem:
            return False  # what failed is tried again at the next glance, not sixty times a second
        try:
            return self._read_on(is_other=is_other, is_due=is_due)
        except JournalError as error:
            self.reader.problem = safe(str(error), 400)
            return False

    def _read_on(self, *, is_other: bool, is_due: bool) -> bool:
        if is_other:
            self.index.restart(self.index.query)
        elif is_due:
            self.index.refresh()
        has_more = self.index.step()
        self.reader.problem = ""
        return has_more

    # What the panels draw ------------------------------------------------------------------------

    def now(self) -> Now:
        """What runs."""
        actions = self.actions
        key = (
            actions.view(),
            actions.shortcut_paused(),
            actions.abilities(),
            self.index.version,
            self.problem,
        )
        model = self._model("now", key, lambda: builders.now(self.actions, self.reader, self.problem))
        return self._with_verification(model)

    def _with_verification(self, model: Now) -> Now:
        journal = self.actions.journal()
        if not self._verify_asked or journal is None:
            return model
        verified = self._verification.ask(journal.path, self._verify_asked)
        return replace(model, verified=verified, verifying=verified is None)

    def history(self) -> History:
        """The entries that are listed."""
        abilities = self.actions.abilities()
        key = (self.index.version, self._rows, self.selected, self._marked, self._preview, abilities)
        # Files may change under an open preview, so they are looked at again with the journal.
        looked = self._glanced_at if self._preview is not None else 0.0
        said = (self.reader.problem, self._written, self._takes_layout)
        return self._model("history", (*key, *said, looked), self._history)

    def source(self) -> Source:
        """The sources that are compared."""
        key = (self.index.version, self.selected, self._marked, self._module, self._sides)
        return self._model("source", key, self._source)

    def state(self) -> State:
        """The state that is compared."""
        # The app's state moves without telling anyone, so it is looked at again with the journal.
        key = (self.index.version, self.selected, self._marked, self._glanced_at)
        return self._inside_of(
            self._model(
                "state",
                key,
                lambda: builders.state(self.actions, self.reader, self.selected, self._marked),
            )
        )

    def _inside_of(self, state: State) -> State:
        """The same, with what is known of the key that is looked into."""
        insight, key, left = self._insight, self._inside, self.selected
        if insight is None or key is None or left is None or not state.other:
            return replace(state, closed=builders.closed(insight is not None, self.actions))
        right = self._marked if state.other != "now" else None
        # A key is looked at again after a transaction, not sixty times a second.
        asked = (self._asked_inside, self._revision)
        answer = insight.ask(Question(key, left, right, asked))
        return replace(state, inside=builders.inside(key, answer))

    def timeline(self) -> Timeline:
        """Durations and sizes."""
        key = (self.index.version, self.selected)
        return self._model("timeline", key, lambda: builders.timeline(self.reader, self.selected))

    def problems(self) -> Problems:
        """Failures, grouped."""
        key = (self.index.version, self.actions.view().contained)
        return self._model("problems", key, lambda: builders.problems(self.actions, self.index, self.reader))

    @property
    def selected(self) -> int | None:
        """The entry that is looked at; the newest one unless a person chose."""
        return self._selected if self._selected is not None else self.index.newest_id

    def _model(self, name: str, key: Hashable, build: Callable[[], Model]) -> Model:
        known = self._models.get(name)
        if known is None or known[0] != key:
            known = (key, build())
            self._models[name] = known
        model: Model = known[1]  # type: ignore[assignment]
        return model

    def _history(self) -> History:
        history = builders.history(
            self.actions,
            self.reader,
            self.index,
            rows=self._rows,
            selected=self.selected,
            marked=self._marked,
            previewed=self._preview,
            written=self._written,
        )
        if history.preview is None or not self._takes_layout:
            return history
        return replace(history, preview=replace(history.preview, takes_layout=True))

    def _source(self) -> Source:
        if self.selected is None:
            return comparison.empty("no entry is selected")
        left, right = self._sides
        try:
            return comparison.build(
                self.reader, self.selected, marked=self._marked, module=self._module, left=left, right=right
            )
        except JournalError as error:
            return comparison.empty(safe(str(error), 400))

    # What a person asks for ----------------------------------------------------------------------

    def apply(self, asked: Iterable[Intent]) -> None:
        """Do what was asked for; what cannot be done is said on the Now panel."""
        for intent in asked:
            try:
                self._apply(intent)
            except JournalError as error:
                self.problem = safe(str(error), 400)

    def _apply(self, intent: Intent) -> None:
        match intent:
            case intents.Copy(text):
                self._copy(text)
            case intents.Select(entry_id):
                self._select(entry_id)
            case intents.SelectAt(position):
                self._select_at(position)
            case intents.Mark(entry_id):
                self._marked = entry_id
                self._sides = (None, None)
            case intents.Preview(entry_id):
                self._preview, self._written, self._takes_layout = entry_id, (), False
            case intents.TakeLayout(taken):
                self._takes_layout = taken
            case intents.ShowRows(first, stop):
                self._rows = (max(first, 0), stop)
            case intents.Find(query):
                self._find(query)
            case intents.ShowModule(module):
                self._module = module
            case intents.ChooseSides(left, right):
                self._sides = (left, right)
            case intents.Verify():
                self._verify_asked += 1
            case intents.LookInside(key):
                self._look_inside(key)
            case _ if not self.actions.read_only:
                self._act(intent)
            case _:
                self.problem = "this journal is only looked at, so nothing was done"

    def _act(self, intent: Intent) -> None:
        self.problem = ""
        match intent:
            case intents.Reload():
                self.actions.reload()
            case intents.UndoLast():
                self.actions.undo()
            case intents.Recover(accepted):
                self.actions.recover(accepted)
            case intents.Restore(entry_id, state, code):
                self._preview = None
                self.actions.restore(entry_id, state=state, code=code, layout=self._takes_layout)
            case intents.WriteSources(entry_id):
                self._written = self._write_sources(entry_id)
            case intents.Checkpoint(label):
                self.actions.checkpoint(label)
            case intents.Dismiss():
                self.actions.dismiss()
            case intents.PauseShortcut(paused):
                self.actions.pause_shortcut(paused)
            case intents.Pin(entry_id, pinned):
                self.actions.set_pinned(entry_id, pinned)
                self._entry_changed()
            case intents.Label(entry_id, label):
                self.actions.set_label(entry_id, label.strip() or None)
                self._entry_changed()

    def _write_sources(self, entry_id: int) -> tuple[str, ...]:
        """Write the files of an entry; what is said of it is shown where it was asked for."""
        try:
            written = self.actions.write_sources(entry_id)
        except MulliganError as error:
            self.problem = safe(str(error), 400)
            return (self.problem,)
        return tuple(words.written(path, kept) for path, kept in written)

    def _entry_changed(self) -> None:
        """An entry of any age has another label or pin: its row, and whether it is listed, may change."""
        self.reader.forget_rows()
        query = self.index.query
        if query.pinned_only or query.text:
            self.index.restart(query)
        else:
            self.index.resort(query)

    def _look_inside(self, key: str | None) -> None:
        self._inside = key
        self._asked_inside += 1
        if key is None and self._insight is not None:
            self._insight.stop()

    def _select(self, entry_id: int) -> None:
        if entry_id != self._selected:
            self._selected = entry_id
            self._sides = (None, None)

    def _select_at(self, position: int) -> None:
        order = self.index.order
        if order:
            self._select(order[min(max(position, 0), len(order) - 1)])

    def _find(self, query: Query) -> None:
        old = self.index.query
        self._rows = (0, ROWS_AT_FIRST)
        if replace(old, column=query.column, descending=query.descending) == query:
            self.index.resort(query)
        else:
            self.index.restart(query)
