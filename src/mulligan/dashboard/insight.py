"""What differs inside one state key between two moments, down to the element.

Invariant: a snapshot is decoded only where a person asked for it, in the process of the app that wrote
it, off the frame, and only after the store has verified that this user signed it. In an inspection
nothing is: there the summaries are all there is.

Decoding runs what the pickled classes define, as a restore does, and so it holds the session's lock: a
transaction may not exchange those classes at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from mulligan.dashboard.background import Background, Breathe
from mulligan.dashboard.elements import MOST_CHANGES, ElementDifference
from mulligan.dashboard.words import safe
from mulligan.hot_reloader import HotReloader
from mulligan_store.errors import MulliganError
from mulligan_store.inspection import Inspection

ALL = ""
"""Stands for all keys at once."""


@dataclass(frozen=True)
class Question:
    """Which key, or `ALL`, between which moments; `right` None is now. `asked` tells two askings apart."""

    key: str
    left: int
    right: int | None
    asked: Hashable = 0


@dataclass(frozen=True)
class Answer:
    """What differs, and what has to be said about it."""

    difference: ElementDifference | None
    problem: str = ""
    notes: tuple[str, ...] = ()


class Insight:
    """Compares values of one running app.

    Arguments:
        app: whose state it is; None: only entries are compared with each other.
        journal: gives the session's journal.
        wake: asks for a frame once an answer is there.
    """

    def __init__(
        self, app: object | None, journal: Callable[[], Inspection | None], wake: Callable[[], None]
    ) -> None:
        self._app = app
        self._journal = journal
        self.background = Background[Answer](wake)

    def ask(self, question: Question) -> Answer | None:
        """What is known of a question; None while it is worked on."""
        outcome = self.background.ask(question, lambda breathe: self._answer(question, breathe))
        if outcome is None:
            return None
        return outcome.value or Answer(None, safe(outcome.problem, 400))

    def stop(self) -> None:
        """Nobody looks any more."""
        self.background.stop()

    def _answer(self, question: Question, breathe: Breathe) -> Answer:
        notes: list[str] = []
        try:
            left = self._values(question.left, question.key, notes)
            breathe()
            right = self._values(question.right, question.key, notes)
            breathe()
        except (MulliganError, _NotThere) as error:
            return Answer(None, safe(str(error), 400))
        from mulligan.dashboard.element_difference import compare

        stops = self._stops()
        found = [
            compare(left[key], right[key], root=key, stops=stops, breathe=breathe)
            for key in left
            if key in right
        ]
        return Answer(_together(found), notes=tuple(safe(each, 400) for each in dict.fromkeys(notes)))

    def _values(self, entry_id: int | None, key: str, notes: list[str]) -> dict[str, object]:
        """The values at a moment: of one key, or of all."""
        values = self._present(key) if entry_id is None else self._decoded(entry_id, key, notes)
        if not values:
            what = f"value of {key}" if key != ALL else "state"
            when = "now" if entry_id is None else f"in the snapshot of entry {entry_id}"
            raise _NotThere(f"there is no {what} {when}, so there is nothing to compare inside")
        return values

    def _present(self, key: str) -> dict[str, object]:
        # Not getattr: a property would run the app's code on another thread.
        table = vars(self._app) if hasattr(self._app, "__dict__") else {}
        wanted = HotReloader.HOT_MODULES.state_keys if key == ALL else (key,)
        return {each: table[each] for each in wanted if each in table}

    def _decoded(self, entry_id: int, key: str, notes: list[str]) -> dict[str, object]:
        # Here, so that an inspection never even imports what unpickles.
        from mulligan import snapshot
        from mulligan.snapshot.references import AppReference

        journal = self._journal()
        if journal is None:
            raise _NotThere("there is no journal any more")
        groups = [each for each in journal.read_groups(entry_id) if key in (ALL, *each.keys)]
        app = self._app if self._app is not None else AppReference()
        with HotReloader.lock:
            values = snapshot.decode(groups, app=app, live_values=self._live_values(), notes=notes)
        return {name: value for name, value in values.items() if key in (ALL, name)}

    def _live_values(self) -> dict[str, object]:
        table = vars(self._app) if hasattr(self._app, "__dict__") else {}
        return {key: table[key] for key in HotReloader.HOT_MODULES.live_keys if key in table}

    def _stops(self) -> dict[int, str]:
        stops = {id(value): f"<app.{key}>" for key, value in self._live_values().items()}
        if self._app is not None:
            stops[id(self._app)] = "<the app>"
        return stops


def _together(found: Sequence[ElementDifference]) -> ElementDifference:
    return ElementDifference(
        tuple(each for part in found for each in part.changes)[:MOST_CHANGES],
        sum(part.total for part in found),
        sum(part.compared for part in found),
        all(part.complete for part in found),
        sum(part.opaque for part in found),
    )


class _NotThere(Exception):
    """A key has no value at a moment."""
