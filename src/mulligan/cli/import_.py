"""`mulligan import`: take the entries of a file into the own journal.

Invariant: what comes in can be looked at and is not restored; `mulligan trust` is the only way to change
that. The file is only read.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import journal_option, json_option, open_journal, open_journal_to_write


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@journal_option
@json_option
def command(file: Path, journal_path: Path | None, as_json: bool) -> None:
    """Take the entries of FILE, an exported file or any other journal, into the journal.

    They get new numbers, and are shown as triggered by `import`. They can be looked at; they are not restored
    before `mulligan trust FILE`, not even if they were exported here.
    """
    with open_journal(file):  # what cannot be read is named before the own journal is opened
        pass
    with open_journal_to_write(journal_path) as journal:
        path, report = journal.path, journal.import_from(file)
    if as_json:
        output.print_json({"journal": path, "file": file, **output.record_as_json(report)})
        return
    lines = [f"entry {old} came in as entry {new}" for old, new in report.imported]
    if report.already_here:
        lines.append(f"{len(report.already_here)} entries were here already")
    output.screen().lines([*lines, f"fingerprint of the content: {report.fingerprint}"])
