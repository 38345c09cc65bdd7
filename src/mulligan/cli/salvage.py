"""`mulligan salvage`: get out of a damaged journal what can be read.

Invariant: the damaged journal is not changed, nothing is written over, and what was lost is said.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import json_option


@click.command("salvage")
@click.argument("journal", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The new journal; it must not exist. Without it: JOURNAL with `.salvaged.db` behind.",
)
@json_option
def command(journal: Path, target: Path | None, as_json: bool) -> None:
    """Read what can be read of the damaged JOURNAL into a new one.

    A damaged journal is one that `mulligan` or an app has moved aside, named like `app.db.damaged-...`. It
    is read page by page and row by row, and is not changed. Entries keep their numbers and signatures, so
    what is whole can be restored from the new journal: name it with --journal or MULLIGAN_JOURNAL.
    """
    from mulligan_store.salvage import salvage

    report = salvage(journal, target or journal.with_name(f"{journal.name}.salvaged.db"))
    if as_json:
        output.print_json(report)
        return
    lines = [
        f"{report.target}: {report.entries} entries, {report.restorable} of them whole and authentic",
        *report.lost,
        *report.notes,
    ]
    if report.without_outcome:
        numbers = " ".join(map(str, report.without_outcome))
        lines.append(f"of these entries only the content was found, not what became of them: {numbers}")
    if report.unusable_rows:
        lines.append(f"{report.unusable_rows} rows were found and were damaged")
    output.screen().lines(lines)
