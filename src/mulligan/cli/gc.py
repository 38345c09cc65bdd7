"""`mulligan gc`: let old entries go, and give their room back.

Invariant: nothing goes that is pinned, labelled, unsettled or the newest, and nothing goes unless a limit
was named.
"""

from __future__ import annotations

from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import journal_option, json_option, open_journal, open_journal_to_write
from mulligan.cli.wording import size


@click.command("gc")
@click.option("--keep", metavar="N", type=click.IntRange(min=0), help="Keep so many entries.")
@click.option("--older-than", metavar="DAYS", type=click.FloatRange(min=0), help="Remove what is older.")
@click.option("--max-bytes", metavar="N", type=click.IntRange(min=0), help="Let the file use so much room.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@journal_option
@json_option
def command(
    keep: int | None,
    older_than: float | None,
    max_bytes: int | None,
    dry_run: bool,
    journal_path: Path | None,
    as_json: bool,
) -> None:
    """Remove the oldest entries that the limits do not keep, and give their room back to the disk.

    At least one limit must be named. Pinned and labelled entries stay, and so do the newest one, the newest
    kept one, unsettled ones and those that a restore was asked for.
    """
    from mulligan_store.pruning import gc

    if keep is None and older_than is None and max_bytes is None:
        raise click.UsageError("name what to keep: --keep, --older-than or --max-bytes")
    # Looking first: opening for writing sets a damaged journal aside, and a dry run changes nothing at all.
    with open_journal(journal_path) as journal:
        path = journal.path
        foretold = gc(journal, keep_entries=keep, keep_days=older_than, keep_bytes=max_bytes, dry_run=True)
    report = foretold
    if not dry_run:
        with open_journal_to_write(path) as journal:
            report = gc(
                journal, keep_entries=keep, keep_days=older_than, keep_bytes=max_bytes, progress=_progress
            )
    if as_json:
        output.print_json({"journal": path, **output.record_as_json(report)})
        return
    done = "would be removed" if dry_run else "removed"
    room = f"{size(report.bytes_before)}, {'about ' if dry_run else ''}{size(report.bytes_after)} afterwards"
    lines = [f"{path}: {len(report.removed)} entries {done}, {report.kept} kept; {room}"]
    if report.protected:
        lines.append(f"{report.protected} entries beyond the limits stay, for what they are")
    output.screen().lines([*lines, *report.notes])


def _progress(done: int, total: int) -> None:
    output.tell_progress("removed", done, total)
