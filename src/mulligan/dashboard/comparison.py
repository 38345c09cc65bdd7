"""The source panel's model: two texts of a module, and the place where an entry failed.

Invariant: a path that a journal names is opened only when a person asked for the file on disk, and
then only an ordinary local file of bounded length: a network path would announce this user to its
host, and a pipe would stop the frame.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from mulligan.dashboard.intents import Side
from mulligan.dashboard.model import CodeDifference, Source, SourceText
from mulligan.dashboard.reader import Reader, row_of
from mulligan.dashboard.tracebacks import TraceLine, failing_place, read
from mulligan.dashboard.words import damage, safe, safe_lines
from mulligan.errors import EditRefused
from mulligan.source import read_source
from mulligan_store.errors import JournalError
from mulligan_store.records import Entry, ModuleSource

LONGEST_FILE_BYTES = 4_000_000
DISK = Side(None)
_UNRECORDED = "no source was recorded with this entry"


def build(
    reader: Reader,
    selected: int,
    *,
    marked: int | None,
    module: str,
    left: Side | None,
    right: Side | None,
) -> Source:
    """Return what the source panel shows of an entry.

    Arguments:
        reader: of the journal.
        selected: the entry.
        marked: another entry that may be compared with.
        module: which module; the first one that the entry changes, if it has no such module.
        left, right: the sides; None follows the selection: before, and after.

    Raises:
        JournalError: the entry cannot be read.
    """
    entry = reader.entry(selected)
    if entry is None:
        return empty(f"entry {selected} is not in the journal any more")
    known = {selected: reader.sources(selected)}
    shown = _chosen(known[selected], module)
    sides = (left or Side(selected, "before"), right or Side(selected, "after"))
    texts = [_side(reader, known, each, shown) for each in sides]
    trace = _traceback(entry, known[selected])
    place = failing_place([each for each in trace if each.module == shown])
    failed_here = sides[1] == Side(selected, "after")
    return Source(
        row=row_of(entry),
        module=shown,
        modules=tuple(each.module for each in known[selected]),
        left=texts[0],
        right=texts[1],
        choices=_choices(selected, marked),
        traceback=trace,
        failing_line=place.line if place is not None and failed_here else None,
        problem=safe(damage(entry.problems), 400) or ("" if known[selected] else _UNRECORDED),
    )


def empty(problem: str) -> Source:
    """Nothing to compare, and why."""
    return Source(None, "", (), None, None, (), (), None, problem)


def code_differences(
    before: Sequence[ModuleSource], running: Sequence[ModuleSource]
) -> tuple[CodeDifference, ...]:
    """What going back to `before` would change in each module, against the texts that run."""
    now = {each.module: each.after if each.after is not None else each.before for each in running}
    found = []
    for each in before:
        text = now.get(each.module)
        if each.before is None or text is None or text == each.before:
            continue
        lines = list(difflib.unified_diff(text.splitlines(), each.before.splitlines(), n=0, lineterm=""))[2:]
        added = sum(line.startswith("+") for line in lines)
        removed = sum(line.startswith("-") for line in lines)
        found.append(CodeDifference(safe(each.module, 80), added, removed))
    return tuple(found)


def _chosen(sources: Sequence[ModuleSource], module: str) -> str:
    names = [each.module for each in sources]
    if module in names:
        return module
    edited = [each.module for each in sources if each.after is not None and each.after != each.before]
    return next(iter([*edited, *names]), "")


def _side(reader: Reader, known: dict[int, list[ModuleSource]], side: Side, module: str) -> SourceText:
    if side.entry_id is None:
        path = next((each.path for each in next(iter(known.values())) if each.module == module), "")
        return _on_disk(path)
    title = f"{side.moment} entry {side.entry_id}"
    try:
        if side.entry_id not in known:
            known[side.entry_id] = reader.sources(side.entry_id)
    except JournalError as error:
        return SourceText(side, title, None, safe(str(error), 400))
    source = next((each for each in known[side.entry_id] if each.module == module), None)
    if source is None:
        return SourceText(side, title, None, f"entry {side.entry_id} does not know this module")
    text = source.before if side.moment == "before" else source.after
    if text is None and source.problem:
        return SourceText(side, title, None, safe(source.problem, 400))
    if text is None:
        return SourceText(side, title, None, f"the text {side.moment} this entry was not recorded")
    return SourceText(side, title, safe_lines(text, LONGEST_FILE_BYTES))


def _on_disk(path: str) -> SourceText:
    title = "file on disk"
    problem = _unfit(path)
    if problem:
        return SourceText(DISK, title, None, problem)
    try:
        return SourceText(DISK, title, safe_lines(read_source(Path(path)), LONGEST_FILE_BYTES))
    except EditRefused as error:
        return SourceText(DISK, title, None, safe(str(error), 400))


def _unfit(path: str) -> str:
    """Why a path is not opened; an empty text for a path that may be."""
    shown = safe(path)
    if not path or "\0" in path or path.startswith(("\\\\", "//")):
        return f"{shown!r} is no path of a local file, so it was not opened"
    try:
        file = Path(path)
        if not file.is_file():
            return f"there is no file {shown} on this computer"
        if file.stat().st_size > LONGEST_FILE_BYTES:
            return f"{shown} is larger than {LONGEST_FILE_BYTES // 1_000_000} MB, so it was not opened"
    except (OSError, ValueError) as error:
        return f"{shown} cannot be looked at: {safe(str(error))}"
    return ""


def _traceback(entry: Entry, sources: Sequence[ModuleSource]) -> tuple[TraceLine, ...]:
    if not entry.traceback:
        return ()
    return read(safe_lines(entry.traceback), {each.module: each.path for each in sources})


def _choices(selected: int, marked: int | None) -> tuple[tuple[str, Side], ...]:
    entries = [selected, *([marked] if marked is not None and marked != selected else [])]
    sides = [Side(each, moment) for each in entries for moment in ("before", "after")]
    return (*((f"{side.moment} entry {side.entry_id}", side) for side in sides), ("file on disk", DISK))
