"""`mulligan log`: the entries of a journal, newest first.

Invariant: reads with `mulligan_store` alone; nothing that a journal holds is executed or unpickled.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import journal_option, json_option, open_journal
from mulligan.cli.wording import moment, size, status_style

if TYPE_CHECKING:
    from mulligan_store.journal import Journal
    from mulligan_store.records import Entry

TERMINAL_LIMIT = 30  # newest first: more would scroll the newest out of sight
COLUMNS = (
    output.Column("entry", right=True),
    output.Column("when"),
    output.Column("kind"),
    output.Column("trigger"),
    output.Column("status", style=status_style),
    output.Column("took", right=True),
    output.Column("size", right=True),
    output.Column("modules", folds=True),
    output.Column("what", folds=True),
)


@click.command("log")
@journal_option
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1, max=2**31),
    help=f"The newest N only. Without it: {TERMINAL_LIMIT} on a terminal, all in a pipe and with --json.",
)
@json_option
def command(journal_path: Path | None, limit: int | None, as_json: bool) -> None:
    """List the entries of the journal, newest first.

    An entry is one attempt to change code (reload) or to go back (restore). Its status is `open` while it
    runs, `on_trial` during its first frames, and in the end `kept`, `rolled_back`, `abandoned` (the process
    ended in the middle of it) or `poisoned` (an undo failed).
    """
    with open_journal(journal_path, read_only=True) as journal:
        if as_json:
            output.print_json([_summary(entry) for entry in journal.entries(limit=limit)])
        else:
            _print_entries(journal, limit)


def _print_entries(journal: Journal, limit: int | None) -> None:
    screen = output.screen()
    shown = TERMINAL_LIMIT if limit is None and output.is_terminal() else limit
    found = journal.entries(limit=shown)
    if not found:
        screen.lines([f"{journal.path} has no entries yet"])
        return
    screen.table(COLUMNS, (_row(entry) for entry in found))
    if limit is None and journal.entries(limit=1, before_id=found[-1].id):
        screen.lines([f"older entries are not shown; --limit N shows more than {len(found)}"])


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.id),
        moment(entry.started_at),
        entry.kind,
        entry.trigger,
        entry.status,
        f"{sum(entry.phases_ms.values()):.1f} ms" if entry.phases_ms else "",
        size(entry.snapshot_bytes),
        " ".join(entry.modules),
        "; ".join(text for text in (entry.label, entry.error) if text),
    )


def _summary(entry: Entry) -> dict[str, object]:
    """Everything of an entry but its plan and traceback, which `show` prints."""
    return {
        name: value
        for name, value in output.record_as_json(entry).items()
        if name not in ("plan", "traceback")
    }
