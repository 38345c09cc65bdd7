"""`mulligan export`: chosen entries as one file.

Invariant: the journal is only read, and no file is written over.
"""

from __future__ import annotations

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


def _entries(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> list[int]:
    return [parse_entry(context, parameter, word) for word in words]


@click.command("export")
@click.argument(
    "entries", metavar="ENTRY...", nargs=-1, required=True, callback=_entries, shell_complete=complete_entry
)
@click.option(
    "--to",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; it must not exist.",
)
@journal_option
@json_option
def command(entries: list[int], file: Path, journal_path: Path | None, as_json: bool) -> None:
    """Write chosen entries, with their state and sources, into one file.

    ENTRY is a number from `mulligan log`, `last`, or `last~N`. The file is itself a small journal: every
    command reads it with --journal FILE. State keys that were redacted are not in it; everything else is, so
    send it only to whom you would show the running app. Tell the receiver the fingerprint: `mulligan trust`
    asks for it.
    """
    with open_journal(journal_path) as journal:
        report = journal.export([entry_number(journal, each) for each in entries], file)
    if as_json:
        output.print_json(report)
    else:
        output.screen().lines(
            [
                f"{report.file}: {len(report.entries)} entries, {size(report.bytes)}",
                f"fingerprint of the content: {report.fingerprint}",
            ]
        )
