"""`mulligan pin`: keep an entry for ever.

Invariant: only the mark changes, and it is signed with the entry's outcome; what the entry holds is
never written again.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, journal_option, json_option, open_entry_to_write


@click.command("pin")
@entry_argument
@click.option("--off", is_flag=True, help="Take the pin off again.")
@journal_option
@json_option
def command(entry_id: int, off: bool, journal_path: Path | None, as_json: bool) -> None:
    """Keep ENTRY whatever is cleaned away, or no longer.

    ENTRY is a number from `mulligan log`, `last`, or `last~N`.
    """
    with open_entry_to_write(journal_path, entry_id) as (journal, number):
        journal.set_pinned(number, pinned=not off)
        path = journal.path
    if as_json:
        output.print_json({"journal": path, "entry": number, "pinned": not off})
    else:
        output.screen().lines([f"entry {number} is {'no longer ' if off else ''}pinned"])
