"""The options and arguments that commands share, and how they find and open the journal.

Invariant: a command opens exactly one journal, closes it again, and opens it for reading only unless the
command is there to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mulligan.cli.output import one_line
from mulligan_store.errors import EntryNotFound, JournalUnreadable

if TYPE_CHECKING:
    from mulligan_store.journal import Journal

Decorated = TypeVar("Decorated", bound=Callable[..., object])

LAST = "last"
LARGEST_NUMBER = 2**63 - 1  # SQLite's largest row number


def parse_entry(_context: click.Context, _parameter: click.Parameter, text: str) -> int | None:
    """Return the number of an entry; None for the word `last`.

    Raises:
        BadParameter: the text is neither.
    """
    if text == LAST:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:20]) <= LARGEST_NUMBER):
        raise click.BadParameter(f"{text!r} is neither the number of an entry nor `{LAST}`")
    return int(text)


def journal_option(function: Decorated) -> Decorated:
    """Add `--journal PATH`."""
    return click.option(
        "--journal",
        "journal_path",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="The journal to use, instead of the one that MULLIGAN_JOURNAL names or that was written last.",
    )(function)


def json_option(function: Decorated) -> Decorated:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")(
        function
    )


def entry_argument(function: Decorated) -> Decorated:
    """Add the argument ENTRY."""
    return click.argument("entry_id", metavar="ENTRY", callback=parse_entry)(function)


@contextmanager
def open_journal(path: Path | None, *, read_only: bool) -> Iterator[Journal]:
    """Find the journal, open it, and close it after use.

    Arguments:
        path: what the user named; None looks where `find_journal` looks.
        read_only: True unless the command is there to write.

    Raises:
        JournalError: there is no journal, or it cannot be opened.
    """
    from mulligan_store.journal import Journal
    from mulligan_store.locations import find_journal, state_folder

    found = find_journal(path)
    if found is None:
        raise JournalUnreadable(
            f"there is no journal in {state_folder()} yet, so there is nothing to look at; "
            "an app writes one when it starts, and --journal PATH names one elsewhere"
        )
    if not found.is_file():
        # Opening it for writing would make an empty journal out of a mistyped name.
        raise JournalUnreadable(f"{found} is not there or is no file, so there is nothing to look at")
    with Journal.open(found, read_only=read_only) as journal:
        for note in journal.notes:
            click.echo(f"mulligan: {one_line(note)}", err=True)
        yield journal


def entry_number(journal: Journal, asked: int | None) -> int:
    """Return the number asked for, or the newest entry's number for None.

    Raises:
        EntryNotFound: `last` was asked for and the journal has no entry.
    """
    if asked is not None:
        return asked
    newest = journal.entries(limit=1)
    if not newest:
        raise EntryNotFound(
            f"{journal.path} has no entries, so there is no last one; it is empty until a reload"
        )
    return newest[0].id


def is_running(journal: Journal) -> bool:
    """Return whether an app has a session in the journal, which was opened for writing.

    Opening it so has ended the sessions whose processes are gone.
    """
    return any(session.clean is None for session in journal.sessions())
