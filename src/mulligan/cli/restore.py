"""`mulligan restore`: ask for an earlier moment to be brought back.

Invariant: the command never touches a running app. It leaves a signed request in the journal, which the app
takes at its next safe point, or at its next start if it does not run now. Source files are written only when
asked for twice, by the option and by the answer, and only from an entry that this user signed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import (
    answer_to,
    entry_argument,
    entry_number,
    is_running,
    journal_option,
    json_option,
    open_journal,
    open_journal_to_write,
)
from mulligan_store.records import LAYOUT_KEY

if TYPE_CHECKING:
    from mulligan.source.write_back import SourceFile
    from mulligan_store.records import ModuleSource


@click.command("restore")
@entry_argument
@click.option("--state-only", is_flag=True, help="Bring back the state and leave the code as it is.")
@click.option("--code-only", is_flag=True, help="Bring back the code and leave the state as it is.")
@click.option("--layout", is_flag=True, help="Bring back where the windows were, too.")
@click.option(
    "--write-source",
    is_flag=True,
    help="Write the sources from before ENTRY back to their files, keeping what stands there beside them.",
)
@click.option("--yes", is_flag=True, help="Write without asking first.")
@journal_option
@json_option
def command(
    entry_id: int,
    state_only: bool,
    code_only: bool,
    layout: bool,
    write_source: bool,
    yes: bool,
    journal_path: Path | None,
    as_json: bool,
) -> None:
    """Ask the app to go back to the moment before ENTRY's edit.

    The state and the sources that ENTRY holds are those of the moment when its transaction began. ENTRY is a
    number from `mulligan log`, `last`, or `last~N`. A running app goes back at its next safe point, between
    two frames; otherwise the next start does. The restore is a transaction too: it has an entry of its own
    and can itself be taken back. The windows stay where they are, unless --layout is given.

    The files on disk stay as they are, so the next reload makes them live again, unless --write-source is
    given: then they are named, asked about, replaced as a whole, and what stood in them is
    kept beside them as NAME.before-restore-TIME.
    """
    if state_only and code_only:
        raise click.UsageError("--state-only and --code-only exclude each other")
    if state_only and write_source:
        raise click.UsageError(
            "--state-only leaves the code as it is, so --write-source has nothing to write"
        )
    if as_json and write_source and not yes:
        raise click.UsageError("--json cannot ask before it writes; add --yes")
    with open_journal(journal_path) as journal:
        number = entry_number(journal, entry_id)
        sources = journal.read_sources(number)  # the app would refuse what this user did not sign
        if layout and not any(each.key == LAYOUT_KEY for each in journal.key_summaries(number)):
            raise click.ClickException(
                f"entry {number} holds no window layout: no window was open; nothing was asked for"
            )
    written = _write_sources(sources, yes=yes) if write_source else []
    with open_journal_to_write(journal_path) as journal:
        request = journal.request_restore(number, state=not code_only, code=not state_only, layout=layout)
        live = is_running(journal)
        path = journal.path
    what = "the state" if state_only else "the code" if code_only else "state and code"
    what = f"{what} and the window layout" if layout else what
    when = "at the next safe point of the running app" if live else "when the app starts next"
    if as_json:
        answer = {
            "journal": path,
            "request": request,
            "entry": number,
            "state": not code_only,
            "code": not state_only,
            "layout": layout,
            "done_by": "running app" if live else "next start",
        }
        if write_source:
            answer["written"] = [{"path": file, "kept": kept} for file, kept in written]
        output.print_json(answer)
    else:
        output.screen().lines(_written_line(*each) for each in written)
        output.screen().lines([f"asked for {what} as before entry {number}; it will be done {when}"])


def _write_sources(sources: list[ModuleSource], *, yes: bool) -> list[tuple[Path, Path | None]]:
    from mulligan.source import write_back

    files = write_back.planned(sources)
    if files and not yes:
        _ask(files)
    return write_back.write(files)


def _ask(files: list[SourceFile]) -> None:
    screen = output.screen()
    for file in files:
        state = "is gone; it will be made" if file.present is None else "will be replaced, and kept beside it"
        screen.lines([f"{file.path} {state}"])
    question = "Write the sources from before that entry back to disk?"
    nothing = "nothing was written and nothing was asked for"
    if not answer_to(lambda: click.confirm(question), f"{nothing}; --yes answers for you"):
        raise click.ClickException(f"not confirmed, so {nothing}")


def _written_line(path: Path, kept: Path | None) -> str:
    return f"wrote {path}" if kept is None else f"wrote {path}; what stood there is in {kept.name}"
