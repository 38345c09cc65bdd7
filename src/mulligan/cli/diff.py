"""`mulligan diff`: what differs between two moments of the journal, in state and in source.

Invariant: compared is what was written as text when the entries were made. No snapshot is decoded:
comparing moments of anyone's journal executes nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import (
    complete_entry,
    entry_number,
    journal_option,
    json_option,
    open_journal,
    parse_entry,
)
from mulligan.cli.wording import size
from mulligan.dashboard.keys import KeyDifference, differences
from mulligan_store.records import KeySummary, ModuleSource

COLUMNS = (
    output.Column("key", folds=24, style=lambda _: "bold"),
    output.Column("what differs", folds=12),
    output.Column("first", folds=16),
    output.Column("second", folds=16),
)
_NO_NEWLINE = "\\ no newline at the end of the file"


@dataclass(frozen=True)
class SourceDifference:
    """How a module's source differs; a side that is not known is compared as an empty text."""

    module: str
    first_known: bool
    second_known: bool
    diff: tuple[str, ...]


@click.command("diff")
@click.argument("first", metavar="A", callback=parse_entry, shell_complete=complete_entry)
@click.argument("second", metavar="B", callback=parse_entry, shell_complete=complete_entry)
@journal_option
@json_option
def command(first: int, second: int, journal_path: Path | None, as_json: bool) -> None:
    """Compare the moments before entry A and before entry B: their state and their sources.

    These are the moments that `mulligan restore` goes back to. A and B are numbers from `mulligan log`,
    `last`, or `last~N`. State keys are compared by type, number of items, size and short value: nothing is
    unpickled.
    """
    with open_journal(journal_path) as journal:
        numbers = entry_number(journal, first), entry_number(journal, second)
        keys = [journal.key_summaries(number) for number in numbers]
        sources = [journal.sources(number) for number in numbers]
    state = differences(*keys)
    code = source_differences(numbers, *sources)
    if as_json:
        output.print_json(_everything(numbers, state, code))
    else:
        _print(numbers, state, code)


def source_differences(
    numbers: tuple[int, int], first: Sequence[ModuleSource], second: Sequence[ModuleSource]
) -> list[SourceDifference]:
    """Return the modules whose source before one entry is not that before the other.

    Arguments:
        numbers: of the entries, for the headers of the differences.
        first, second: the sources of the entries.
    """
    before = {each.module: each.before for each in first}
    after = {each.module: each.before for each in second}
    found = []
    for module in dict.fromkeys([*before, *after]):
        texts = before.get(module), after.get(module)
        if texts[0] != texts[1]:
            left, right = (f"{module} before entry {number}" for number in numbers)
            diff = difflib.unified_diff(_lines(texts[0]), _lines(texts[1]), left, right, lineterm="")
            found.append(SourceDifference(module, texts[0] is not None, texts[1] is not None, tuple(diff)))
    return found


def _lines(text: str | None) -> list[str]:
    if text is None:
        return []
    lines = text.split("\n")
    return [*lines, _NO_NEWLINE] if lines[-1] else lines[:-1]


def _everything(
    numbers: tuple[int, int], state: Sequence[KeyDifference], code: Sequence[SourceDifference]
) -> dict[str, object]:
    return {
        "first": numbers[0],
        "second": numbers[1],
        "keys": [
            {
                "key": each.key,
                "change": each.change,
                "reasons": list(each.reasons),
                "first": each.left,
                "second": each.right,
            }
            for each in state
        ],
        "sources": [
            {
                "module": each.module,
                "first_known": each.first_known,
                "second_known": each.second_known,
                "diff": "\n".join(each.diff),
            }
            for each in code
        ],
    }


def _print(
    numbers: tuple[int, int], state: Sequence[KeyDifference], code: Sequence[SourceDifference]
) -> None:
    screen = output.screen()
    screen.lines([f"from the moment before entry {numbers[0]} to the moment before entry {numbers[1]}"])
    changed = [each for each in state if each.change != "same"]
    screen.heading("State")
    if changed:
        screen.table(COLUMNS, (_row(each) for each in changed))
    else:
        screen.lines(["no difference seen" if state else "no state key was recorded"])
    if not code:
        screen.heading("Source")
        screen.lines(["the same"])
    for each in code:
        screen.heading(f"Source of {each.module}")
        screen.lines(_unknown(each, numbers))
        lines = (line for part in each.diff for line in output.many_lines(part))
        screen.lines(lines, style=output.diff_style)


def _unknown(difference: SourceDifference, numbers: tuple[int, int]) -> Iterator[str]:
    for known, number in zip((difference.first_known, difference.second_known), numbers, strict=True):
        if not known:
            yield f"not known before entry {number}"


def _row(difference: KeyDifference) -> tuple[str, ...]:
    sides = (_side(difference.left), _side(difference.right))
    return (difference.key, ", ".join(difference.reasons), *sides)


def _side(key: KeySummary | None) -> str:
    if key is None:
        return ""
    kept = "" if key.stored == "snapshot" else f" ({key.stored})"
    bulk = f", {size(key.bytes)}" if key.bytes is not None else ""
    return f"{key.type}{bulk}: {key.repr}{kept}"
