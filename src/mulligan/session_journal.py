"""Which journal this process records in, and the questions that are asked of it.

Invariant: a process has one journal at a time, opened when an app is first seen or asked for by
name; whoever wants it comes here, so that it is never opened twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan import history, recovery
from mulligan.draft import app_name
from mulligan.notices import Notices
from mulligan.options import Options
from mulligan.record import Recorder
from mulligan_store.errors import JournalUnreadable

if TYPE_CHECKING:
    from mulligan_store.journal import Journal
    from mulligan_store.records import Entry, KeySummary


class SessionJournal:
    """The journal of one session.

    Arguments:
        options: gives the session's present options.
        notices: where its path and its problems are told.
    """

    def __init__(self, options: Callable[[], Options], notices: Notices) -> None:
        self._options = options
        self._notices = notices
        self._recorder: Recorder | None = None

    def recorder(self, app: object | None) -> Recorder:
        """The recorder, made for `app` at the first call."""
        if self._recorder is None:
            from mulligan_store.locations import default_journal

            name = app_name(app)
            path = self._named() or default_journal(name)
            self._recorder = Recorder(path, name, required=self._options().require_journal)
        return self._recorder

    @property
    def opened(self) -> Journal | None:
        """The journal if it is open by now."""
        return self._recorder.opened if self._recorder is not None else None

    @property
    def path(self) -> Path | None:
        """The journal's file, None before an app was seen."""
        return self._recorder.path if self._recorder is not None else None

    def require(self, doing: str) -> Journal:
        """The journal, opened.

        Arguments:
            doing: what it is needed for, in the past tense, for the message.

        Raises:
            JournalError: there is none, or it cannot be opened.
        """
        if self._recorder is None and self._named() is None:
            raise JournalUnreadable(f"no app was seen yet, so there is no journal; nothing was {doing}")
        recorder = self.recorder(None)
        journal = recorder.open()
        if journal is None:
            raise JournalUnreadable(f"{recorder.problem}; nothing was {doing}")
        return journal

    def entries(self, *, limit: int | None) -> list[Entry]:
        """The newest entries first; none where no app was seen yet, so that no journal can be asked.

        Raises:
            JournalError: the journal cannot be read.
        """
        if self._recorder is None and self._named() is None:
            return []
        return history.entries(self.recorder(None), limit=limit)

    def offer_recovery(self, now: Callable[[], Iterable[KeySummary]]) -> None:
        """Offer what a session of this app that broke off left behind, if there is something.

        Arguments:
            now: makes summaries of the state that the app started with.

        Raises:
            JournalError: the journal cannot be read.
        """
        recorder = self._recorder
        journal = self.opened
        if recorder is None or journal is None:
            return
        offer = recovery.find_offer(journal, app_name=recorder.app_name, own_session=recorder.session_id)
        if offer is not None:
            offer = recovery.with_changes(offer, journal.key_summaries(offer.entry_id), now())
        self._notices.recovery(offer)

    def offers(self, entry_id: int) -> bool:
        """Whether it is this entry that is offered for recovery now."""
        offer = self._notices.view.recovery
        return offer is not None and offer.entry_id == entry_id

    def use(self, options: Options) -> None:
        """Take over what new options say about a journal that is open."""
        if self._recorder is not None:
            self._recorder.required = options.require_journal

    def close(self, *, clean: bool) -> None:
        """End the session in the journal and close it; `clean` False leaves it marked as broken off."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.close(clean=clean)

    def show(self) -> None:
        """Tell where entries go, or why they go nowhere."""
        recorder = self._recorder
        if recorder is not None:
            self._notices.journal(recorder.path, recorder.problem, recorder.notes)

    def _named(self) -> Path | None:
        named = self._options().journal or os.environ.get("MULLIGAN_JOURNAL")
        return Path(named) if named else None
