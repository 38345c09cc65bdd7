"""The app's state as participants: captured before everything else, put back by undo.

Invariant: from the end of `StateGuard.vote` to the end of the trial, `undo` brings the content of
every captured object back into that same object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

from mulligan import heap
from mulligan.errors import AttributeUnclassified


class StateGuard:
    """Captures the state keys, and the hot modules' own data with them.

    Arguments:
        app: the app whose attributes are captured; None captures the modules' data alone.
        state_keys: the attributes to copy.
        live_keys: the attributes to leave alone.
        modules: the hot modules whose data an edit may change while it runs.
        strict: refuse when the app has attributes that are neither.
    """

    def __init__(
        self,
        app: object,
        state_keys: Sequence[str],
        live_keys: Sequence[str],
        modules: Sequence[ModuleType],
        *,
        strict: bool = False,
    ) -> None:
        self._app = app
        self._state_keys = state_keys
        self._live_keys = live_keys
        self._modules = modules
        self._strict = strict
        self.capture: heap.StateCapture | None = None

    def vote(self) -> None:
        """Capture.

        Raises:
            StateKeyMissing: the app lacks a state key.
            AttributeUnclassified: strict, and an attribute is neither state key nor live key.
            CaptureTorn: other threads kept changing the state.
        """
        if self._strict:
            refuse_unclassified(self._app, self._state_keys, self._live_keys)
        self.capture = heap.capture(
            self._app, self._state_keys, live_keys=self._live_keys, modules=self._modules
        )
        self.capture.fresh = True

    def apply(self) -> None:
        """Nothing to show: capturing changes nothing. From here on code of the app may run."""
        if self.capture is not None:
            self.capture.fresh = False

    def undo(self) -> None:
        """Pour the captured content back into the original objects."""
        if self.capture is not None:
            self.capture.fresh = False
            self.capture.restore(self._app)


def refuse_unclassified(app: object, state_keys: Sequence[str], live_keys: Sequence[str]) -> None:
    """Insist that every attribute of `app` is a state key or a live key.

    Raises:
        AttributeUnclassified: some are neither; all are named.
    """
    names = heap.unclassified(app, state_keys, live_keys)
    if names:
        raise AttributeUnclassified(
            f"{type(app).__name__} has attributes that are neither state key nor live key: "
            f"{', '.join(names)}. Nothing was changed; add each to state_keys or live_keys of a hot module"
        )


class StatePoured:
    """Pours the state of a journal's entry into the app; undone by the StateGuard that voted before.

    Arguments:
        app: the app that runs.
        load: makes the objects from the verified snapshot; called once the code is live, so that
            classes are those of the restored moment. It adds a sentence to the list that it is
            given for everything that is not what was written.
        live_keys: attributes whose values are left alone, also where the state refers to them.
    """

    def __init__(
        self,
        app: object,
        load: Callable[[list[str]], Mapping[str, object]],
        *,
        live_keys: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._load = load
        self._live_keys = live_keys
        self._load_notes: list[str] = []
        self.report: heap.RestoreReport | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not, or not the same object, as it was written."""
        notes = list(self._load_notes)
        if self.report is not None:
            if self.report.redacted:
                notes.append(f"never written, so left as they are: {_listed(self.report.redacted)}")
            if self.report.replaced:
                notes.append(f"another object stands there now: {_listed(self.report.replaced)}")
        return tuple(notes)

    def vote(self) -> None:
        """Agree: the snapshot was read and verified before the transaction began."""

    def apply(self) -> None:
        """Unpickle and pour into the live originals."""
        self._load_notes.clear()
        self.report = heap.pour_loaded(self._app, self._load(self._load_notes), live_keys=self._live_keys)

    def undo(self) -> None:
        """Nothing of its own: the guard's capture holds everything that pouring changes."""


_LISTED = 5


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _LISTED} more" if len(paths) > _LISTED else ""
    return ", ".join(paths[:_LISTED]) + more
