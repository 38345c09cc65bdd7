"""Makes the models of the panels from the journal and the session.

Invariant: nothing is changed, and an error of the journal becomes the `problem` of a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from mulligan.dashboard import comparison, standing
from mulligan.dashboard.actions import Actions
from mulligan.dashboard.grouping import FailureGroup
from mulligan.dashboard.index import EntryIndex
from mulligan.dashboard.insight import Answer
from mulligan.dashboard.keys import differences
from mulligan.dashboard.model import History, Inside, Now, Preview, Problem, Problems, Row, State, Timeline
from mulligan.dashboard.reader import Reader, row_of
from mulligan.dashboard.words import safe, safe_lines
from mulligan_store.errors import JournalError, MulliganError
from mulligan_store.records import LAYOUT_KEY, Entry, KeySummary, ModuleSource

TIMELINE_ENTRIES = 240
MOST_KEYS = 1_000
_UNDO_ENTRIES = 64
_IDS_SHOWN = 200
_LIVE = ("kept", "on_trial")


def now(actions: Actions, reader: Reader, problem: str) -> Now:
    """What runs, and what could be taken back."""
    view, journal = actions.view(), actions.journal()
    newest: list[Entry] = []
    with reader.trying():
        newest = reader.newest(_UNDO_ENTRIES)
    session_id = actions.session_id()
    own = [each for each in newest if each.session_id == session_id]
    target = undo_target(own)
    path = journal.path if journal is not None else view.journal_path
    return Now(
        view=view,
        abilities=actions.abilities(),
        undo=row_of(target) if target is not None else None,
        newest=row_of(newest[0]) if newest else None,
        paused=actions.shortcut_paused(),
        read_only=actions.read_only,
        journal=safe(str(path), 400) if path is not None else "",
        problem=problem or reader.problem or safe(view.journal_problem, 400),
        notes=_notes(actions, reader),
        runs="" if actions.read_only else standing.runs(own, target),
        signed=standing.signature(reader, newest) if actions.read_only else "",
        last_run=standing.last_run(reader, newest) if actions.read_only else "",
    )


def _notes(actions: Actions, reader: Reader) -> tuple[str, ...]:
    """What the journal has to say, and what helps against its damage."""
    journal = actions.journal()
    notes = [safe(each, 400) for each in (journal.notes if journal is not None else ())]
    if actions.read_only and journal is not None and reader.problem:
        notes.append(safe(f"`mulligan salvage {journal.path}` reads what is whole into a new journal", 400))
    return tuple(notes)


def undo_target(newest: Sequence[Entry]) -> Entry | None:
    """The reload whose code runs: the newest kept one that no later restore has taken back.

    Arguments:
        newest: entries of one run of the app, newest first.
    """
    below: int | None = None
    for entry in newest:
        if entry.status not in _LIVE or not entry.plan or (below is not None and entry.id >= below):
            continue
        if entry.kind == "reload":
            return entry
        if entry.kind == "restore" and entry.parent_id is not None:
            below = entry.parent_id  # the code from before that entry runs now
    return None


def history(
    actions: Actions,
    reader: Reader,
    index: EntryIndex,
    *,
    rows: tuple[int, int],
    selected: int | None,
    marked: int | None,
    previewed: int | None,
    written: tuple[str, ...] = (),
) -> History:
    """The list, with the rows from `rows[0]` up to, but without, `rows[1]`."""
    order = index.order
    first, stop = min(rows[0], max(len(order) - 1, 0)), min(rows[1], len(order))
    found: tuple[Row, ...] = ()
    chosen: Row | None = None
    problem = reader.problem
    try:
        found = reader.rows(order[first:stop])
        chosen = reader.row(selected) if selected is not None else None
    except JournalError as error:
        problem = safe(str(error), 400)
    return History(
        query=index.query,
        total=index.total,
        matching=len(order),
        complete=index.complete,
        first=first,
        rows=found,
        modules=tuple(index.modules),
        selected=chosen,
        selected_at=index.position(selected) if selected is not None else None,
        marked=marked,
        preview=preview(actions, reader, previewed, written) if previewed is not None else None,
        abilities=actions.abilities(),
        problem=problem,
    )


def preview(actions: Actions, reader: Reader, entry_id: int, written: tuple[str, ...] = ()) -> Preview | None:
    """What going back to the moment before an entry would change; None if the entry is gone."""
    try:
        row, newest = reader.row(entry_id), reader.newest(1)
        if row is None or not newest:
            return None
        keys, sources = reader.keys(entry_id), reader.sources(entry_id)
        running = _running(newest[0], reader.sources(newest[0].id))
    except JournalError as error:
        empty = Row(entry_id, None, "", "", "", "", "", False, (), "", None, 0, "")
        return Preview(empty, (), (), (), False, safe(str(error), 400))
    present = actions.state_now()
    stored = [each for each in keys if each.stored == "snapshot" and each.key != LAYOUT_KEY]
    names = {each.key for each in stored}
    changed = differences([each for each in present or () if each.key in names], stored)
    return Preview(
        row=row,
        code=comparison.code_differences(sources, running),
        state=tuple(each for each in changed if each.change != "same") if present is not None else (),
        left_alone=tuple(
            safe(f"{each.key}: {each.reason or each.stored}") for each in keys if each.stored != "snapshot"
        ),
        compares_state=present is not None,
        problem="",
        **_on_disk(actions, entry_id),
        written=written,
        holds_layout=any(each.key == LAYOUT_KEY for each in keys),
    )


class _OnDisk(TypedDict):
    files: tuple[str, ...]
    files_problem: str


def _on_disk(actions: Actions, entry_id: int) -> _OnDisk:
    """Which files are not what they were before an entry, or why that cannot be said."""
    try:
        differing = actions.source_files(entry_id)
    except MulliganError as error:
        return {"files": (), "files_problem": safe(str(error), 400)}
    return {"files": tuple(safe(str(each.path), 400) for each in differing), "files_problem": ""}


def _running(newest: Entry, sources: Sequence[ModuleSource]) -> list[ModuleSource]:
    """The texts that run after the newest entry: its own if it lives, otherwise those from before it."""
    if newest.status in _LIVE:
        return list(sources)
    return [ModuleSource(each.module, each.path, each.before, None) for each in sources]


def state(actions: Actions, reader: Reader, selected: int | None, marked: int | None) -> State:
    """The keys of the selected entry, against those of the marked one or of this moment."""
    if selected is None:
        return State(None, (), "", (), "no entry is selected")
    try:
        keys = _clean(reader.keys(selected))
        other, against = "", None
        if marked is not None and marked != selected:
            other, against = f"entry {marked}", _clean(reader.keys(marked))
        elif (present := actions.state_now()) is not None:
            other, against = "now", _clean(present)
            keys = [each for each in keys if each.key != LAYOUT_KEY]  # no part of the state now
        row = reader.row(selected)
    except JournalError as error:
        return State(None, (), "", (), safe(str(error), 400))
    changed = differences(keys, against) if against is not None else ()
    return State(row, tuple(keys), other, changed, "" if keys else "no state key was recorded")


def closed(is_open: bool, actions: Actions) -> str:
    """Why no key can be compared element by element; an empty text: one can."""
    if actions.read_only:
        return "nothing of a journal that is only looked at is unpickled, so summaries are compared"
    return "" if is_open else "this host shows no values, so summaries are compared"


def inside(key: str, answer: Answer | None) -> Inside:
    """What is known of a key that is compared element by element."""
    if answer is None:
        return Inside(safe(key, 120), None)
    return Inside(safe(key, 120), answer.difference, answer.problem, answer.notes)


def _clean(keys: Sequence[KeySummary]) -> list[KeySummary]:
    """Keys that can be drawn: harmless text, and no more of them than a frame can lay out."""
    return [
        replace(
            each,
            key=safe(each.key, 120),
            type=safe(each.type, 120),
            repr=safe(each.repr, 400),
            reason=safe(each.reason, 400) if each.reason is not None else None,
        )
        for each in keys[:MOST_KEYS]
    ]


def timeline(reader: Reader, selected: int | None) -> Timeline:
    """The newest entries, or those around the selected one if it is older."""
    try:
        entries = reader.newest(TIMELINE_ENTRIES)
        if selected is not None and entries and selected < entries[-1].id:
            entries = reader.newest(TIMELINE_ENTRIES, below=selected + TIMELINE_ENTRIES // 2)
    except JournalError as error:
        return Timeline((), (), (), (), None, safe(str(error), 400))
    entries.reverse()
    names = list(dict.fromkeys(name for each in entries for name in each.phases_ms))[:12]
    return Timeline(
        ids=tuple(each.id for each in entries),
        phases=tuple(
            (safe(name, 40), tuple(max(each.phases_ms.get(name, 0.0), 0.0) for each in entries))
            for name in names
        ),
        bytes=tuple(each.snapshot_bytes for each in entries),
        statuses=tuple(each.status for each in entries),
        selected=selected,
        problem="" if entries else "there are no entries yet",
    )


def problems(actions: Actions, index: EntryIndex, reader: Reader) -> Problems:
    """Every kind of failure, the newest first."""
    contained = tuple(
        Problem(safe(each.target), safe(each.line), each.count, (), "", safe_lines(each.traceback))
        for each in reversed(actions.view().contained)
    )
    found: list[Problem] = []
    with reader.trying():
        found = [_refusal(group, reader) for group in index.failures.groups()]
    return Problems(tuple(found), contained, index.complete, (reader.problem,) if reader.problem else ())


def _refusal(group: FailureGroup, reader: Reader) -> Problem:
    ids = sorted(group.entry_ids, reverse=True)
    row = reader.row(ids[0])
    last = row.started if row is not None else ""
    return Problem(group.status, group.line, len(ids), tuple(ids[:_IDS_SHOWN]), last)
