"""`mulligan log`: the entries of a journal, newest first, or as they come.

Invariant: reads with `mulligan_store` alone; nothing that a journal holds is executed or unpickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mulligan.cli import output
from mulligan.cli.entry_filter import EntryFilter, filter_options
from mulligan.cli.options import journal_option, json_option, open_journal
from mulligan.cli.wording import moment, size, status_style

if TYPE_CHECKING:
    from mulligan.cli.follow import Follower
    from mulligan_store.journal import Journal
    from mulligan_store.records import Entry

TERMINAL_LIMIT = 30  # newest first: more would scroll the newest out of sight
FOLLOW_LIMIT = 10
UNSETTLED_AMONG = 100  # of these the ones that still run are watched for their outcome
LINE_WIDTHS = (5, 19, 10, 12, 11, 10, 8, 0, 0)  # a line that follows cannot wait for the widest cell
STATUS_INTERRUPTED = 130
COLUMNS = (
    output.Column("entry", right=True),
    output.Column("when", dispensable=1),
    output.Column("kind", dispensable=2),
    output.Column("trigger", dispensable=4),
    output.Column("status", style=status_style),
    output.Column("took", right=True, dispensable=5),
    output.Column("size", right=True, dispensable=6),
    output.Column("modules", folds=12, dispensable=3),
    output.Column("what", folds=27),
)


@click.command("log")
@journal_option
@filter_options
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1, max=2**31),
    help=f"The newest N only. Without it: {TERMINAL_LIMIT} on a terminal, all in a pipe and with --json; "
    f"{FOLLOW_LIMIT} before what --follow adds.",
)
@click.option(
    "--follow",
    is_flag=True,
    help="Oldest first, and go on with new entries and outcomes until Ctrl+C. With --json one value a line.",
)
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    journal_path: Path | None,
    limit: int | None,
    follow: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """List the entries of the journal, newest first.

    An entry is one attempt to change code (reload) or to go back (restore), or a moment that was kept
    (checkpoint). Its status is `open` while it runs, `on_trial` during its first frames, and in the end
    `kept`, `rolled_back`, `abandoned` (the process ended in the middle of it) or `poisoned` (an undo failed).

    Entries that answer to every filter are listed. A journal that is followed need not be there yet.
    """
    wanted = EntryFilter(**filters)
    if follow:
        _follow(context, journal_path, wanted, limit or FOLLOW_LIMIT, as_json=as_json)
        return
    with open_journal(journal_path) as journal:
        if as_json:
            output.print_json([_summary(entry) for entry in wanted.newest(journal, limit)])
        else:
            _print_entries(journal, wanted, limit)


def _print_entries(journal: Journal, wanted: EntryFilter, limit: int | None) -> None:
    screen = output.screen()
    shown = TERMINAL_LIMIT if limit is None and output.is_terminal() else limit
    found = wanted.newest(journal, None if shown is None else shown + 1)
    if not found:
        none = "has no entries yet" if wanted == EntryFilter() else "has no entries that answer to this"
        screen.lines([f"{journal.path} {none}"])
        return
    screen.table(COLUMNS, (_row(entry) for entry in found[:shown]))
    if limit is None and shown is not None and len(found) > shown:
        screen.lines([f"older entries are not shown; --limit N shows more than {shown}"])


def _follow(
    context: click.Context, path: Path | None, wanted: EntryFilter, limit: int, *, as_json: bool
) -> None:
    """Print what is there, oldest first, and then whatever comes."""
    from mulligan.cli.follow import Follower
    from mulligan_store.locations import find_journal

    follower = Follower(lambda: find_journal(path), _tell)
    try:
        _print_followed(_begin(follower, find_journal(path), wanted, limit), as_json=as_json)
        for entry in follower.follow():
            if wanted.takes(entry):
                _print_followed([entry], as_json=as_json)
    except KeyboardInterrupt:  # the way to end it, and no reason to complain
        context.exit(STATUS_INTERRUPTED)


def _begin(follower: Follower, found: Path | None, wanted: EntryFilter, limit: int) -> list[Entry]:
    if found is None or not found.is_file() or found.stat().st_size == 0:
        return []  # the follower says so, and waits
    with open_journal(found) as journal:
        # Taken before what is listed: an entry that comes in between is then new, not missed.
        follower.start(journal, journal.entries(limit=UNSETTLED_AMONG))
        return wanted.newest(journal, limit)[::-1]


def _print_followed(entries: list[Entry], *, as_json: bool) -> None:
    for entry in entries:
        if as_json:
            output.print_json_line(_summary(entry))
        else:
            _print_line(entry)


def _print_line(entry: Entry) -> None:
    line = "  ".join(text.ljust(width) for text, width in zip(_row(entry), LINE_WIDTHS, strict=True))
    output.screen().lines([line.rstrip()], style=lambda _: status_style(entry.status))


def _tell(sentence: str) -> None:
    click.echo(f"mulligan: {output.one_line(sentence)}", err=True)


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
        "; ".join(_remarks(entry)),
    )


def _remarks(entry: Entry) -> Iterator[str]:
    if entry.problems:
        yield "(damaged)"
    if entry.pinned:
        yield "(pinned)"
    if entry.label:
        yield entry.label
    if entry.error:
        yield entry.error
    if entry.origin:
        yield f"entry {entry.origin.entry_id} of journal {entry.origin.journal_id[:8]}"


def _summary(entry: Entry) -> dict[str, object]:
    """Everything of an entry but its plan and traceback, which `show` prints."""
    return {
        name: value
        for name, value in output.record_as_json(entry).items()
        if name not in ("plan", "traceback")
    }
