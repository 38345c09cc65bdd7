"""Builds the view from what happens.

Invariant: success and failure are both said, and an error stays said until the next success; a
dismissed error is smaller, never gone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mulligan.failure import Failure
from mulligan.view import Contained, RecoveryOffer, View

logger = logging.getLogger("mulligan")

CONTAINED_LIMIT = 50


class Notices:
    """Holds today's `View`; every method makes a new one."""

    def __init__(self) -> None:
        self.view = View()

    def _put(self, **changes: object) -> None:
        self.view = replace(self.view, revision=self.view.revision + 1, **changes)  # type: ignore[arg-type]

    def succeeded(self, text: str, *, on_trial: bool = False, notes: Iterable[str] = ()) -> None:
        """Say what now runs; clears the error."""
        logger.info("%s", text)
        self._put(
            is_error_state=False,
            headline=text,
            last_error=None,
            last_error_line=None,
            refused=None,
            dismissed=False,
            success=text,
            success_at=time.monotonic(),
            on_trial=on_trial,
            notes=tuple(notes),
            busy=None,
        )

    def noted(self, text: str) -> None:
        """Say briefly that something was done that changed neither code nor state; an error stays said."""
        logger.info("%s", text)
        self._put(success=text, success_at=time.monotonic(), notes=())

    def recovery(self, offer: RecoveryOffer | None) -> None:
        """Offer what a broken session left behind; None when that was answered."""
        if offer != self.view.recovery:
            self._put(recovery=offer)

    def failed(self, headline: str, failure: Failure, refused: str, *, poisoned: bool = False) -> None:
        """Say which edit was refused or undone, and why."""
        what = headline if refused in headline else f"{headline} ({refused})"
        logger.warning("%s: %s", what, failure.line)
        self._put(
            is_error_state=True,
            headline=headline,
            last_error=failure.traceback,
            last_error_line=failure.line,
            refused=refused,
            dismissed=False,
            success=None,
            success_at=None,
            on_trial=False,
            poisoned=self.view.poisoned or poisoned,
            busy=None,
        )

    def kept(self) -> None:
        """The trial is over."""
        self._put(on_trial=False)

    def contained(self, target: str, failure: Failure) -> None:
        """Count an exception that was contained; the same one again only counts up."""
        known = self.view.contained
        for index, each in enumerate(known):
            if each.target == target and each.line == failure.line:
                again = replace(each, count=each.count + 1)
                # The frame path: the same exception sixty times a second is no news, so no new revision.
                self.view = replace(self.view, contained=(*known[:index], again, *known[index + 1 :]))
                return
        logger.error("%s raised and was contained\n%s", target, failure.traceback)
        new = Contained(target, failure.line, failure.traceback, 1)
        self._put(contained=(*known, new)[-CONTAINED_LIMIT:])

    def journal(self, path: Path, problem: str | None, notes: tuple[str, ...]) -> None:
        """Say where entries go, why nothing is being recorded, and what was met on opening."""
        view = self.view
        if (path, problem, notes) != (view.journal_path, view.journal_problem, view.journal_notes):
            self._put(journal_path=path, journal_problem=problem, journal_notes=notes)

    def busy(self, text: str | None) -> None:
        """Say that something long is about to begin; None when it is over."""
        if text != self.view.busy:
            self._put(busy=text)

    def modules(self, names: Iterable[str]) -> None:
        """Say which modules are hot."""
        if tuple(names) != self.view.modules:
            self._put(modules=tuple(names))

    def unclassified(self, app: object, names: tuple[str, ...]) -> None:
        """Name, once and loudly, the attributes of the app that no transaction protects."""
        if names and names != self.view.unclassified:
            logger.warning(
                "%s has attributes that are neither state key nor live key: %s. A rollback or a restore "
                "leaves them as they are; add each to state_keys or live_keys of a hot module",
                type(app).__name__,
                ", ".join(names),
            )
        if names != self.view.unclassified:
            self._put(unclassified=names)

    def reset(self) -> None:
        """Forget everything, as in a new process."""
        self.view = View(revision=self.view.revision + 1)

    def clear_error(self) -> None:
        """Say nothing of the last error any more."""
        self._put(is_error_state=False, last_error=None, last_error_line=None, refused=None, dismissed=False)

    def dismiss(self) -> None:
        """The error was seen: show it small."""
        if self.view.is_error_state and not self.view.dismissed:
            self._put(dismissed=True)
