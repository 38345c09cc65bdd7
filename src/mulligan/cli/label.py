"""`mulligan label`: give an entry a name.

Invariant: only the name changes, and it is signed with the entry's outcome; what the entry holds is
never written again.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, journal_option, json_option, open_entry_to_write


@click.command("label")
@entry_argument
@click.argument("text")
@journal_option
@json_option
def command(entry_id: int, text: str, journal_path: Path | None, as_json: bool) -> None:
    """Call ENTRY by the name TEXT; an empty text takes its name away.

    ENTRY is a number from `mulligan log`, `last`, or `last~N`.
    """
    with open_entry_to_write(journal_path, entry_id) as (journal, number):
        journal.set_label(number, text or None)
        path = journal.path
    if as_json:
        output.print_json({"journal": path, "entry": number, "label": text or None})
    else:
        output.screen().lines([f"entry {number} is called {text}" if text else f"entry {number} has no name"])
