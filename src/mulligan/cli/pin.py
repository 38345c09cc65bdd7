"""`mulligan pin`: keep an entry for ever.

Invariant: only the mark changes, and it is signed with the entry's outcome; what the entry holds is
never written again.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, entry_number, journal_option, json_option, open_journal


@click.command("pin")
@entry_argument
@click.option("--off", is_flag=True, help="Take the pin off again.")
@journal_option
@json_option
def command(entry_id: int | None, off: bool, journal_path: Path | None, as_json: bool) -> None:
    """Keep ENTRY whatever is cleaned away, or no longer.

    ENTRY is a number from `mulligan log`, or `last`.
    """
    # Opening for writing sets a damaged journal aside, so the entry is first looked for without a trace.
    with open_journal(journal_path, read_only=True) as journal:
        number = entry_number(journal, entry_id)
        journal.entry(number)
    with open_journal(journal_path, read_only=False) as journal:
        journal.set_pinned(number, pinned=not off)
        path = journal.path
    if as_json:
        output.print_json({"journal": path, "entry": number, "pinned": not off})
    else:
        output.screen().lines([f"entry {number} is {'no longer ' if off else ''}pinned"])
