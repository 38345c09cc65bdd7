"""`mulligan reload`: ask the running app to make the edited files live.

Invariant: the command never touches a running app. It leaves a signed request in the journal, which
the app takes at its next safe point; an app that does not run reads its files anyway when it starts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import is_running, journal_option, json_option, open_journal, open_journal_to_write

if TYPE_CHECKING:
    from mulligan.cli.outcome import Outcome

STATUS = {"kept": 0, "nothing changed": 0, "not known": 3}  # every other result is a 1


@click.command("reload")
@click.option(
    "--wait",
    "wait_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0, max=86_400),
    help="Wait until it is kept or undone, at most so long, and say what became of it.",
)
@journal_option
@json_option
@click.pass_context
def command(context: click.Context, wait_s: float | None, journal_path: Path | None, as_json: bool) -> None:
    """Ask the running app to reload its edited files, as Ctrl+Alt+R in its window does.

    It reloads at its next safe point, between two frames; `mulligan show last` tells what became of it. With
    --wait the exit status tells: 0 when it was kept or nothing had changed, 1 when it was refused or undone
    or the app ended, 3 when that was not known in time. The exit status is 1 when no app runs.
    """
    with open_journal_to_write(journal_path) as journal:
        if not is_running(journal):
            raise click.ClickException(
                f"no app that records in {journal.path} is running, so nobody was asked; "
                "an app reads its files when it starts"
            )
        newest = journal.entries(limit=1)
        request = journal.request_reload()
        path = journal.path
    outcome = None if wait_s is None else _outcome(path, newest[0].id if newest else 0, wait_s)
    if as_json:
        answer: dict[str, object] = {"journal": path, "request": request, "done_by": "running app"}
        if outcome is not None:
            answer["result"] = outcome.result
            answer["entry"] = outcome.entry.id if outcome.entry else None
            answer["error"] = outcome.entry.error if outcome.entry else None
        output.print_json(answer)
    elif outcome is None:
        output.screen().lines(
            ["asked for a reload; it will be done at the next safe point of the running app"]
        )
    else:
        _tell(outcome, wait_s)
    context.exit(0 if outcome is None else STATUS.get(outcome.result, 1))


def _outcome(path: Path, newest: int, wait_s: float) -> Outcome:
    from mulligan.cli.outcome import await_reload

    with open_journal(path) as journal:
        return await_reload(journal, newest, lives=lambda: _lives(path), timeout_s=wait_s)


def _lives(path: Path) -> bool:
    """Whether an app runs: opening the journal for writing ends the sessions whose processes are gone."""
    with open_journal_to_write(path) as journal:
        return is_running(journal)


def _tell(outcome: Outcome, wait_s: float | None) -> None:
    """What went as hoped goes to standard output, everything else to standard error."""
    number = f"entry {outcome.entry.id}" if outcome.entry else "no entry"
    error = outcome.entry.error if outcome.entry else None
    line = {
        "kept": f"{number}: the edit is live",
        "nothing changed": "nothing changed: the running code is what the files say",
        "rolled_back": f"{number}: the edit was undone: {error}; the app runs on as before",
        "poisoned": f"{number}: an undo failed: {error}; restart the app",
        "abandoned": f"{number}: the app ended in the middle of it; `mulligan recover` brings its state back",
        "app ended": "the app ended before it did anything; it reads its files when it starts again",
        "not known": f"asked for, but what becomes of it was not known within {wait_s:g} s ({number}); "
        "`mulligan log` will tell",
    }[outcome.result]
    if STATUS.get(outcome.result, 1) == 0:
        output.screen().lines([line])
    else:
        click.echo(f"mulligan: {output.one_line(line)}", err=True)
