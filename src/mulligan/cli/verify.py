"""`mulligan verify`: is every entry of a journal as it was written?

Invariant: the exit status answers the question. 0 says that every signature and every check held, 1 that
one did not or that the journal could not be read.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import journal_option, json_option, open_journal

EVERY = 100


@click.command("verify")
@journal_option
@json_option
@click.pass_context
def command(context: click.Context, journal_path: Path | None, as_json: bool) -> None:
    """Check the journal: its structure, and the signature of every entry.

    The exit status is 0 for a sound journal and 1 for any other.
    """
    with open_journal(journal_path) as journal:
        began = time.perf_counter()
        report = journal.verify(_progress)
        seconds = time.perf_counter() - began
        path = journal.path
    if as_json:
        output.print_json({"journal": path, **output.record_as_json(report), "seconds": round(seconds, 3)})
    else:
        verdict = "sound" if report.sound else "not sound"
        each = f", {seconds * 1000 / report.entries:.2f} ms an entry" if report.entries else ""
        output.screen().lines(
            [f"{path}: {report.entries} entries, {verdict} ({seconds:.1f} s{each})", *report.problems]
        )
    context.exit(0 if report.sound else 1)


def _progress(done: int, total: int) -> None:
    # Not so often that telling takes longer than verifying.
    if done % EVERY == 0 or done == total:
        output.tell_progress("verified", done, total)
