"""`mulligan show`: everything about one entry, read from the summary that was written with it.

Invariant: what is shown was written as text when the entry was made. No snapshot is decoded: showing
anyone's journal executes nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, entry_number, journal_option, json_option, open_journal
from mulligan.cli.wording import moment, size

if TYPE_CHECKING:
    from mulligan_store.records import Entry, KeySummary, ModuleSource

KEY_COLUMNS = (
    output.Column("key", folds=True, style=lambda _: "bold"),
    output.Column("type", folds=True),
    output.Column("length", right=True),
    output.Column("size", right=True),
    output.Column("kept as", folds=True),
    output.Column("value", folds=True),
)


@click.command("show")
@entry_argument
@journal_option
@json_option
def command(entry_id: int | None, journal_path: Path | None, as_json: bool) -> None:
    """Show one entry: its outcome, its error, what was changed and what the state was.

    ENTRY is a number from `mulligan log`, or `last`.
    """
    with open_journal(journal_path, read_only=True) as journal:
        number = entry_number(journal, entry_id)
        entry = journal.entry(number)
        keys = journal.key_summaries(number)
        sources = journal.sources(number)
    if as_json:
        output.print_json(_everything(entry, keys, sources))
    else:
        _print_entry(entry, keys, sources)


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
        }
        for source in sources
    ]
    return {**output.record_as_json(entry), "keys": output.as_json(keys), "sources": described}


def _print_entry(entry: Entry, keys: Sequence[KeySummary], sources: Sequence[ModuleSource]) -> None:
    screen = output.screen()
    screen.facts(_facts(entry))
    _print_error(screen, entry)
    if entry.phases_ms:
        screen.heading("Phases")
        screen.facts((name, f"{spent:9.3f} ms") for name, spent in entry.phases_ms.items())
    if entry.plan:
        screen.heading("Plan")
        screen.lines(plan_lines(entry.plan))
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
    yield "modules", " ".join(entry.modules) or "none"
    yield "snapshot", size(entry.snapshot_bytes)


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
    difference = source_diff(source)
    if not difference:
        screen.lines([f"{source.path}: the same before and after"])
        return
    screen.lines((line for part in difference for line in output.many_lines(part)), style=output.diff_style)


def plan_lines(plan: object, indent: str = "") -> list[str]:
    """Return a plan as indented lines, whatever its shape: journals of later versions are read too."""
    if isinstance(plan, dict):
        return [line for name, value in plan.items() for line in _named(name, value, indent)]
    if isinstance(plan, list):
        return [line for value in plan for line in _item(value, indent)]
    return [f"{indent}{_short(plan)}"]


def _named(name: str, value: object, indent: str) -> list[str]:
    if _is_flat(value):
        return [f"{indent}{name}: {_short(value)}"]
    return [f"{indent}{name}", *plan_lines(value, f"{indent}  ")]


def _item(value: object, indent: str) -> list[str]:
    """An object of plain values takes one line: in a plan, that is a statement."""
    if isinstance(value, dict) and all(_is_flat(part) for part in value.values()):
        return [f"{indent}- " + ", ".join(f"{name} {_short(part)}" for name, part in value.items())]
    if _is_flat(value):
        return [f"{indent}- {_short(value)}"]
    return [f"{indent}-", *plan_lines(value, f"{indent}  ")]


def _is_flat(value: object) -> bool:
    """Whether a value fits on the line of its name."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list) for part in parts)


def _short(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
