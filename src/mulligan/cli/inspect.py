"""`mulligan inspect`: the dashboard on a journal whose process is gone.

Invariant: the journal is opened for reading only; nothing of it is unpickled, and nothing is written.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli.options import journal_option, open_journal


@click.command("inspect")
@click.argument("journal", metavar="[JOURNAL]", required=False, type=click.Path(path_type=Path))
@journal_option
def command(journal: Path | None, journal_path: Path | None) -> None:
    """Look through a journal in a window: history, sources, state, timings and problems.

    The app need not run and its code need not be there; the journal may be another person's. What cannot be
    read is said where it would stand. Nothing can be restored from here: `mulligan restore` asks the app.
    """
    if journal is not None and journal_path is not None and journal != journal_path:
        raise click.UsageError("the journal is named twice: once as an argument and once by --journal")
    with open_journal(journal or journal_path) as opened:
        from mulligan.dashboard import inspect

        inspect(opened)
