"""How things stand, in words: which version of the code runs, and how a run of the app ended.

Invariant: what is said follows from entries alone; what the journal does not tell is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from mulligan.dashboard.reader import Reader
from mulligan.dashboard.words import moment, safe, status
from mulligan_store.errors import JournalError
from mulligan_store.records import UNSETTLED, Entry

_LIVE = ("kept", "on_trial")


def runs(own: Sequence[Entry], target: Entry | None) -> str:
    """Which version of the code runs, and since when.

    Arguments:
        own: entries of this run of the app, newest first.
        target: the reload whose code runs, if one of them is.
    """
    restore = next((each for each in own if each.kind == "restore" and each.plan), None)
    if restore is not None and restore.status in _LIVE and (target is None or restore.id > target.id):
        back = f"the code from before entry {restore.parent_id}, brought back by entry {restore.id}"
        return f"{back}, since {moment(restore.started_at)}, {status(restore.status)}"
    if target is not None:
        return f"the code of entry {target.id}, since {moment(target.started_at)}, {status(target.status)}"
    return "the code that the app was started with"


def signature(reader: Reader, newest: Sequence[Entry]) -> str:
    """Whether the newest entry is as this user signed it: what is not can be looked at only."""
    if not newest:
        return ""
    try:
        reader.verify(newest[0].id)
    except JournalError as error:
        return safe(str(error), 400)
    return f"entry {newest[0].id} is as you signed it"


def last_run(reader: Reader, newest: Sequence[Entry]) -> str:
    """How the newest run of the app ended, as far as the journal knows."""
    try:
        sessions = reader.sessions()
    except JournalError as error:
        return safe(str(error), 400)
    if not sessions:
        return ""
    last = sessions[0]
    name, host = safe(last.app_name, 80), safe(last.host, 80)
    who = f"{name}, process {last.pid} on {host}, began {moment(last.started_at)}"
    middle = next(
        (each.id for each in newest if each.session_id == last.id and each.status in UNSETTLED), None
    )
    inside = f", in the middle of entry {middle}" if middle is not None else ""
    if last.clean:
        ended = (
            f"ended as it should at {moment(last.ended_at)}"
            if last.ended_at is not None
            else "ended as it should"
        )
    elif last.clean is None:
        ended = f"no end was recorded: it still runs, or it was killed{inside}"
    else:
        ended = f"broke off: it was killed or crashed{inside}"
    return f"{who}; {ended}"
