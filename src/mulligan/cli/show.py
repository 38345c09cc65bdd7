"""`mulligan show`: everything about one entry, read from the summary that was written with it.

Invariant: what is shown was written as text when the entry was made. No snapshot is decoded: showing
anyone's journal executes nothing. `--deep` reads a snapshot's structure, and still makes no object.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, entry_number, journal_option, json_option, open_journal
from mulligan.cli.plan_text import plan_lines
from mulligan.cli.wording import moment, size
from mulligan_store.errors import JournalUnreadable

if TYPE_CHECKING:
    from mulligan.cli.deep import Structure
    from mulligan_store.journal import Journal
    from mulligan_store.records import Entry, KeySummary, ModuleSource

KEY_COLUMNS = (
    output.Column("key", folds=24, style=lambda _: "bold"),
    output.Column("type", folds=12, dispensable=1),
    output.Column("length", right=True, dispensable=3),
    output.Column("size", right=True, dispensable=2),
    output.Column("kept as", folds=12),
    output.Column("value", folds=20),
)


@click.command("show")
@entry_argument
@click.option(
    "--deep",
    is_flag=True,
    help="Read the structure of the snapshot as well: in a process of its own, without making any object.",
)
@journal_option
@json_option
def command(entry_id: int, deep: bool, journal_path: Path | None, as_json: bool) -> None:
    """Show one entry: its outcome, its error, what was changed and what the state was.

    ENTRY is a number from `mulligan log`, `last`, or `last~N`, the Nth before the last. With --deep the names
    of the classes and functions that restoring the snapshot would use are listed, and its objects; that works
    for journals of others and for damaged ones, since nothing of the snapshot is imported, called or made.
    """
    with open_journal(journal_path) as journal:
        number = entry_number(journal, entry_id)
        entry = journal.entry(number)
        keys = journal.key_summaries(number)
        sources = journal.sources(number)
        structures = _structures(journal, number) if deep else None
    try:
        if as_json:
            shown = _everything(entry, keys, sources)
            output.print_json(shown if structures is None else {**shown, "structures": structures})
        else:
            _print_entry(entry, keys, sources)
            _print_structures(structures)
    except RecursionError as error:  # the one part of an entry that has any depth is its plan
        raise JournalUnreadable(
            f"the plan of entry {number} is nested too deeply to be shown; it was not written by Mulligan"
        ) from error


def _structures(journal: Journal, number: int) -> list[Structure]:
    from mulligan.cli.deep import structures

    return structures(journal, number)


def _print_structures(structures: Sequence[Structure] | None) -> None:
    screen = output.screen()
    for each in structures or ():
        screen.heading(f"Structure of {', '.join(each.keys)} ({size(each.payload_bytes) or 'unreadable'})")
        if each.doubt:
            screen.lines([f"vouched for by nobody you trust: {each.doubt}"], style=lambda _: "yellow")
        if each.problem:
            screen.lines([f"could not be read to its end: {each.problem}"], style=lambda _: "red")
        screen.lines(f"names {name}" for name in each.names)
        screen.lines("  " * depth + text for depth, text in each.lines)
        if not each.complete and not each.problem:
            screen.lines(["the rest is not shown"])
    if structures is not None and not structures:
        screen.heading("Structure")
        screen.lines(["this entry holds no snapshot"])


def source_diff(source: ModuleSource) -> list[str]:
    """Return the unified diff from a module's source before the entry to its source after it.

    A side that the entry does not know is compared as an empty text, and the header says so.
    """
    before, after = (
        _side(source, side, text) for side, text in (("before", source.before), ("after", source.after))
    )
    return list(difflib.unified_diff(before[1], after[1], before[0], after[0], lineterm=""))


def _side(source: ModuleSource, side: str, text: str | None) -> tuple[str, list[str]]:
    if text is None:
        return f"{source.path} ({side}, unknown)", []
    lines = text.split("\n")
    if lines[-1]:
        return f"{source.path} ({side})", [*lines, "\\ no newline at the end of the file"]
    return f"{source.path} ({side})", lines[:-1]


def _everything(
    entry: Entry, keys: Sequence[KeySummary], sources: Sequence[ModuleSource]
) -> dict[str, object]:
    described = [
        {
            "module": source.module,
            "path": source.path,
            "before": source.before,
            "after": source.after,
            "diff": "\n".join(source_diff(source)),
            "problem": source.problem,
        }
        for source in sources
    ]
    return {**output.record_as_json(entry), "keys": output.as_json(keys), "sources": described}


def _print_entry(entry: Entry, keys: Sequence[KeySummary], sources: Sequence[ModuleSource]) -> None:
    screen = output.screen()
    plan = plan_lines(entry.plan) if entry.plan else []
    screen.facts(_facts(entry))
    _print_error(screen, entry)
    if entry.phases_ms:
        screen.heading("Phases")
        screen.facts((name, f"{spent:9.3f} ms") for name, spent in entry.phases_ms.items())
    if plan:
        screen.heading("Plan")
        screen.lines(plan)
    screen.heading("State as it was before this entry")
    if keys:
        screen.table(KEY_COLUMNS, (_key_row(key) for key in keys))
    else:
        screen.lines(["no state key was recorded"])
    for source in sources:
        _print_source(screen, source)


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "entry", str(entry.id)
    yield "kind", entry.kind
    yield "status", entry.status
    yield "trigger", entry.trigger
    if entry.label:
        yield "label", entry.label
    yield "started", moment(entry.started_at)
    yield "finished", moment(entry.finished_at)
    if entry.parent_id is not None:
        yield "parent", str(entry.parent_id)
    if entry.pinned:
        yield "pinned", "yes"
    yield "modules", " ".join(entry.modules) or "none"
    yield "snapshot", size(entry.snapshot_bytes)
    if entry.origin is not None:
        origin = entry.origin
        yield "imported", moment(origin.imported_at)
        yield "it was", f"entry {origin.entry_id} of journal {origin.journal_id}"
        yield "signed by, it says", origin.signer or "nobody"
    for problem in entry.problems:
        yield "damaged", problem


def _print_error(screen: output.Screen, entry: Entry) -> None:
    if not (entry.error or entry.traceback):
        return
    screen.heading("Error")
    text = entry.traceback or entry.error or ""
    screen.lines(output.many_lines(text.rstrip("\n")), style=lambda _: "red")


def _key_row(key: KeySummary) -> tuple[str, ...]:
    kept = key.stored if key.reason is None else f"{key.stored}: {key.reason}"
    length = "" if key.length is None else str(key.length)
    return (key.key, key.type, length, size(key.bytes), kept, key.repr)


def _print_source(screen: output.Screen, source: ModuleSource) -> None:
    screen.heading(f"Source of {source.module}")
    if source.problem is not None:
        screen.lines([f"could not be read: {source.problem}"], style=lambda _: "red")
        return
    difference = source_diff(source)
    if not difference:
        screen.lines([f"{source.path}: the same before and after"])
        return
    screen.lines((line for part in difference for line in output.many_lines(part)), style=output.diff_style)
