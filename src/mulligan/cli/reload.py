"""`mulligan reload`: ask the running app to make the edited files live.

Invariant: the command never touches a running app. It leaves a signed request in the journal, which
the app takes at its next safe point; an app that does not run reads its files anyway when it starts.

The journal knows requests to restore an entry; one for neither state nor code restores nothing, and
is how a reload is asked for.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import is_running, journal_option, json_option, open_journal


@click.command("reload")
@journal_option
@json_option
def command(journal_path: Path | None, as_json: bool) -> None:
    """Ask the running app to reload its edited files, as Ctrl+Alt+R in its window does.

    It reloads at its next safe point, between two frames; `mulligan show last` tells what became of it. The
    exit status is 1 when no app runs.
    """
    with open_journal(journal_path, read_only=True):
        pass
    with open_journal(journal_path, read_only=False) as journal:
        if not is_running(journal):
            raise click.ClickException(
                f"no app that records in {journal.path} is running, so nobody was asked; "
                "an app reads its files when it starts"
            )
        newest = journal.entries(limit=1)
        if not newest:
            raise click.ClickException(
                f"{journal.path} has no entry yet, and a request must name one, so nobody was asked; "
                "the first reload of a journal is asked for in the app's window"
            )
        request = journal.request_restore(newest[0].id, state=False, code=False)
        path = journal.path
    if as_json:
        output.print_json({"journal": path, "request": request, "done_by": "running app"})
    else:
        output.screen().lines(
            ["asked for a reload; it will be done at the next safe point of the running app"]
        )
