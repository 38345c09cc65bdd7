"""What can be brought back after a session that did not end cleanly.

Invariant: looking for it reads summaries only; nothing is unpickled, and nothing is restored that
nobody asked for.

What is offered is the last good state: the newest entry with a snapshot among the sessions that
broke off since the last clean end. An entry that was itself a recovery holds only what the app had
when it started, so it leads on to the entry that it brought back.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from mulligan.view import RecoveryOffer
from mulligan_store.errors import EntryNotFound
from mulligan_store.inspection import Inspection
from mulligan_store.records import LAYOUT_KEY, Entry, KeySummary, Session

TRIGGER = "recovery"
MAX_ATTEMPTS = 2
"""After so many crashes with the same state brought back, nobody but a person tries it again."""

_PAGE = 50


def find_offer(
    journal: Inspection, *, app_name: str | None = None, own_session: int | None = None
) -> RecoveryOffer | None:
    """What the last session left behind; None if it ended cleanly, still runs, or recorded no state.

    Arguments:
        journal: opened, so that sessions whose process is gone are known as broken off.
        app_name: whose sessions count; None looks through all apps, the one started last first.
        own_session: the session of this process, which does not count.

    Raises:
        JournalError: the journal cannot be read.
    """
    sessions = [each for each in journal.sessions() if each.id != own_session]
    names = dict.fromkeys(each.app_name for each in sessions) if app_name is None else (app_name,)
    for name in names:
        broken_off = _broken_off(each for each in sessions if each.app_name == name)
        entry = _last_good(journal, broken_off) if broken_off else None
        if entry is not None:
            return _offer(journal, entry, broken_off)
    return None


def with_changes(
    offer: RecoveryOffer, before: Iterable[KeySummary], now: Iterable[KeySummary]
) -> RecoveryOffer:
    """The same offer, naming only those keys that differ from what the app has now.

    Summaries are compared, so a difference deep inside a large value may not be named.
    """
    known = {each.key: _looks(each) for each in now}
    changed = tuple(each.key for each in before if _is_state(each) and known.get(each.key) != _looks(each))
    return replace(offer, keys=changed)


def _is_state(summary: KeySummary) -> bool:
    return summary.stored == "snapshot" and summary.key != LAYOUT_KEY


def _looks(summary: KeySummary) -> tuple[str, int | None, str]:
    return summary.type, summary.length, summary.repr


def _broken_off(sessions: Iterable[Session]) -> set[int]:
    """Of one app's sessions, newest first, those that broke off since the last that ended cleanly or runs."""
    unclean = itertools.takewhile(lambda session: session.clean is False, sessions)
    return {session.id for session in unclean}


def _last_good(journal: Inspection, sessions: Collection[int]) -> Entry | None:
    for entry in _entries_of(journal, sessions):
        if not _is_recovery(entry):
            if entry.snapshot_bytes and any(map(_is_state, journal.key_summaries(entry.id))):
                return entry
        elif entry.status != "rolled_back" and entry.parent_id is not None:
            try:
                return journal.entry(entry.parent_id)
            except EntryNotFound:
                continue  # it was pruned meanwhile; an older one may still be there
    return None


def _entries_of(journal: Inspection, sessions: Collection[int]) -> Iterator[Entry]:
    """Yield the entries of these sessions, newest first, a page at a time."""
    before_id: int | None = None
    while page := journal.entries(limit=_PAGE, before_id=before_id):
        yield from (entry for entry in page if entry.session_id in sessions)
        before_id = page[-1].id
        if all(entry.session_id < min(sessions) for entry in page):
            return


def _is_recovery(entry: Entry) -> bool:
    return entry.kind == "restore" and entry.trigger == TRIGGER


def _offer(journal: Inspection, entry: Entry, sessions: Collection[int]) -> RecoveryOffer:
    summaries: Sequence[KeySummary] = journal.key_summaries(entry.id)
    crashed = {
        each.session_id
        for each in _entries_of(journal, sessions)
        if _is_recovery(each) and each.parent_id == entry.id and each.status != "rolled_back"
    }
    return RecoveryOffer(
        entry_id=entry.id,
        saved_at=entry.started_at,
        label=entry.label,
        keys=tuple(each.key for each in summaries if _is_state(each)),
        unsaved=tuple(each.key for each in summaries if each.stored != "snapshot"),
        # The process died in the middle of this very edit, so its code is not known to be good.
        code=entry.kind == "reload" and entry.status in ("abandoned", "poisoned"),
        attempts=len(crashed),
    )
