"""A snapshot of state and sources without an edit.

Invariant: taking one changes neither code nor state and ends no trial; when `take` has returned a
number, the snapshot is on disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from mulligan.draft import Draft
from mulligan.execution import LiveModule
from mulligan.heap import StateCapture
from mulligan.layout import state_only
from mulligan.record import EntryRecord, Recorder
from mulligan_store.errors import JournalError, JournalWriteFailed

if TYPE_CHECKING:
    from mulligan_store.records import NewEntry

EXIT = "exit"
"""The trigger of the checkpoint at the clean end of a session."""


def take(
    draft: Draft,
    recorder: Recorder,
    capture: Callable[[], StateCapture],
    live: Sequence[LiveModule],
    redact: Collection[str],
    *,
    unless_known: bool = False,
) -> int | None:
    """Write a checkpoint and return the number of its entry.

    Arguments:
        draft: who asked, and what it is called.
        recorder: the journal.
        capture: copies the state.
        live: the hot modules that run.
        redact: state keys that are never written.
        unless_known: return None instead if the newest entry holds the same state, or if there is
            none to hold.

    Raises:
        StateError: the state could not be captured.
        JournalError: it could not be written.
    """
    if recorder.open() is None:
        raise JournalWriteFailed(f"no checkpoint was taken, for nothing is recorded: {recorder.problem}")
    began = time.perf_counter()
    captured = capture()
    copied = time.perf_counter()
    new = draft.compose(recorder.session_id, captured, live, redact)
    if unless_known and not _is_news(new, recorder):
        return None
    record = EntryRecord(recorder, lambda _session_id: new)
    record.vote()
    if record.entry_id is None:
        raise JournalWriteFailed(f"the checkpoint was not recorded: {recorder.problem}")
    written = time.perf_counter()
    phases_ms = {"capture": (copied - began) * 1000, "record": (written - copied) * 1000}
    record.conclude("kept", phases_ms=phases_ms)
    return record.entry_id


def _is_news(new: NewEntry, recorder: Recorder) -> bool:
    """Whether the newest entry's snapshot is another one; also true where it cannot be trusted."""
    journal = recorder.opened
    state = state_only(new.groups)  # windows that were moved are no news of their own
    if journal is None or not state:
        return False
    try:
        newest = journal.entries(limit=1)
        return not newest or state_only(journal.read_groups(newest[0].id)) != state
    except JournalError:
        return True
