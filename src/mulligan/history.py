"""Questions to the journal, and what a restore needs from it.

Invariant: the payload of an entry is read through the store's verification, and nothing is
unpickled here: `Moment.load` does that later, inside the transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mulligan.errors import RestoreRefused
from mulligan.layout import is_layout, state_only, text_of
from mulligan.record import Recorder

if TYPE_CHECKING:
    from mulligan_store.records import Entry, ModuleSource, SnapshotGroup

_PAGE = 50


@dataclass(frozen=True)
class Moment:
    """State, sources and layout as they were when an entry's transaction began."""

    entry: Entry
    groups: Sequence[SnapshotGroup]
    sources: Sequence[ModuleSource]
    windows: SnapshotGroup | None = None

    def load(self, app: object, live_values: Mapping[str, object], notes: list[str]) -> dict[str, object]:
        """Make the objects of the snapshot; runs what the pickled classes define, so only inside a
        transaction and only after the store has verified the payload.

        Arguments:
            app: what references to the app lead to.
            live_values: what references to live values lead to.
            notes: takes a sentence for each class that is gone or changed, whose objects are then
                placeholders.

        Raises:
            RestoreRefused: the snapshot cannot be read even so.
        """
        from mulligan import snapshot

        return snapshot.decode(self.groups, app=app, live_values=live_values, notes=notes)

    @property
    def load_layout(self) -> Callable[[], str] | None:
        """Makes the text of the layout, None where the entry holds none; as `load`, once it is verified."""
        windows = self.windows
        return None if windows is None else lambda: text_of(windows)

    def texts(self, hot: Mapping[str, object]) -> dict[str, str]:
        """The source text of each hot module at that moment, for those that are still hot."""
        return {
            each.module: each.before
            for each in self.sources
            if each.before is not None and each.module in hot
        }


def entries(recorder: Recorder | None, *, limit: int | None) -> list[Entry]:
    """The newest entries first; none when nothing can be read.

    Raises:
        JournalError: the journal is open and cannot be read.
    """
    journal = recorder.open() if recorder is not None else None
    return journal.entries(limit=limit) if journal is not None else []


def moment(recorder: Recorder, entry_id: int, *, state: bool, code: bool, layout: bool = False) -> Moment:
    """What is needed to go back to the beginning of an entry's transaction.

    Arguments:
        recorder: the journal.
        entry_id: the entry.
        state, code, layout: what is wanted: the state, the sources, the layout of the windows.

    Raises:
        EntryNotFound: no such entry.
        SignatureInvalid: the entry is not what was written; it may be inspected only.
        RestoreRefused: nothing is recorded, nothing was asked for, or the entry holds nothing of it.
    """
    if not (state or code or layout):
        raise RestoreRefused(
            "a restore takes state, code or window layout; none was asked for, so nothing was changed"
        )
    journal = recorder.open()
    if journal is None:
        raise RestoreRefused(f"the journal cannot be read, so nothing was changed: {recorder.problem}")
    entry = journal.entry(entry_id)
    held = journal.read_groups(entry_id) if state or layout else ()
    groups = state_only(held) if state else ()
    windows = next(filter(is_layout, held), None) if layout else None
    if not (groups or windows or code):
        lacks = "state: nothing was captured for it" if state else "window layout: no window was open"
        raise RestoreRefused(f"entry {entry_id} holds no {lacks}, so nothing was changed")
    return Moment(entry, groups, journal.read_sources(entry_id) if code else (), windows)


def last_reload(recorder: Recorder) -> Entry:
    """The newest reload of this session whose code still runs, so that it can be taken back.

    A restore of code leads back to the moment before the entry that it restored; what was reloaded
    after that moment does not run any more.

    Raises:
        JournalError: the journal cannot be read.
        RestoreRefused: nothing was reloaded, or all of it was taken back already.
    """
    journal = recorder.open()
    if journal is None:
        raise RestoreRefused(f"nothing is recorded, so there is nothing to go back to: {recorder.problem}")
    before_id: int | None = None
    while page := journal.entries(limit=_PAGE, before_id=before_id):
        before_id = page[-1].id
        for entry in page:
            if entry.session_id != recorder.session_id or entry.status not in ("kept", "on_trial"):
                continue
            if entry.kind == "reload":
                return entry
            if entry.kind == "restore" and entry.parent_id is not None and _changed_code(entry):
                before_id = min(entry.id, entry.parent_id)
                break
    raise RestoreRefused("no reload of this run of the app is left to undo; the code stays as it is")


def _changed_code(entry: Entry) -> bool:
    return isinstance(entry.plan, dict) and bool(entry.plan.get("modules"))
