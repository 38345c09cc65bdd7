"""`mulligan restore`: ask for an earlier moment to be brought back.

Invariant: the command never touches a running app. It leaves a signed request in the journal, which the app
takes at its next safe point, or at its next start if it does not run now.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import entry_argument, entry_number, journal_option, json_option, open_journal


@click.command("restore")
@entry_argument
@click.option("--state-only", is_flag=True, help="Bring back the state and leave the code as it is.")
@click.option("--code-only", is_flag=True, help="Bring back the code and leave the state as it is.")
@journal_option
@json_option
def command(
    entry_id: int | None, state_only: bool, code_only: bool, journal_path: Path | None, as_json: bool
) -> None:
    """Ask the app to go back to the moment before ENTRY's edit.

    The state and the sources that ENTRY holds are those of the moment when its transaction began. ENTRY is a
    number from `mulligan log`, or `last`. A running app goes back at its next safe point, between two frames;
    otherwise the next start does. The restore is a transaction too: it has an entry of its own and can
    itself be taken back.
    """
    if state_only and code_only:
        raise click.UsageError("--state-only and --code-only exclude each other")
    # Opening for writing sets a damaged journal aside, so the entry is first looked for without a trace.
    with open_journal(journal_path, read_only=True) as journal:
        number = entry_number(journal, entry_id)
        journal.entry(number)
    with open_journal(journal_path, read_only=False) as journal:
        request = journal.request_restore(number, state=not code_only, code=not state_only)
        live = any(session.clean is None for session in journal.sessions())
        path = journal.path
    what = "the state" if state_only else "the code" if code_only else "state and code"
    when = "at the next safe point of the running app" if live else "when the app starts next"
    if as_json:
        done_by = "running app" if live else "next start"
        output.print_json(
            {
                "journal": path,
                "request": request,
                "entry": number,
                "state": not code_only,
                "code": not state_only,
                "done_by": done_by,
            }
        )
    else:
        output.screen().lines([f"asked for {what} as before entry {number}; it will be done {when}"])
