"""The options and arguments that commands share, and how they find and open the journal.

Invariant: a command opens exactly one journal, closes it again, and opens it for reading only unless the
command is there to write. What is to be written to is opened for reading first, so that a mistake in the
command's words leaves no trace.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mulligan.cli.output import one_line
from mulligan_store.errors import EntryNotFound, JournalUnreadable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mulligan_store.journal import Journal

Answer = TypeVar("Answer")
Decorated = TypeVar("Decorated", bound=Callable[..., object])

NEWEST = re.compile(r"(?:last|latest)(?:~([0-9]{1,9}))?", re.ASCII)
LARGEST_NUMBER = 2**63 - 1  # SQLite's largest row number


def parse_entry(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    """Return the number of an entry, or for `last~N` the number -N: so many before the newest.

    Raises:
        BadParameter: the text is neither.
    """
    newest = NEWEST.fullmatch(text)
    if newest:
        return -int(newest[1] or 0)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:20]) <= LARGEST_NUMBER):
        raise click.BadParameter(
            f"{text!r} is neither the number of an entry, nor `last`, nor `last~N` for the Nth before it"
        )
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
    return click.argument("entry_id", metavar="ENTRY", callback=parse_entry, shell_complete=complete_entry)(
        function
    )


def complete_entry(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the newest entries whose number begins with what is typed, for a shell that completes it."""
    from mulligan.cli.completion import entries_for

    return entries_for(context.params.get("journal_path"), typed)


@contextmanager
def open_journal(path: Path | None) -> Iterator[Journal]:
    """Find the journal, open it for reading only, and close it after use.

    Arguments:
        path: what the user named; None looks where `find_journal` looks.

    Raises:
        JournalError: there is no journal, or it cannot be opened.
    """
    with _opened_for_reading(path) as journal:
        _tell_notes(journal)
        yield journal


@contextmanager
def _opened_for_reading(path: Path | None) -> Iterator[Journal]:
    from mulligan_store.journal import Journal
    from mulligan_store.locations import find_journal, state_folder

    found = find_journal(path)
    if found is None:
        raise JournalUnreadable(
            f"there is no journal in {state_folder()} yet, so there is nothing to look at; "
            "an app writes one when it starts, and --journal PATH names one elsewhere"
        )
    refuse_no_file(found)
    with _salvage_named(found), Journal.open(found, read_only=True) as journal:
        yield journal


@contextmanager
def _salvage_named(path: Path) -> Iterator[None]:
    """Say, where a journal is damaged, how to get at what is left of it."""
    try:
        yield
    except JournalUnreadable as error:
        raise JournalUnreadable(f"{error}; `mulligan salvage {path}` reads what is left of it") from error


@contextmanager
def open_journal_to_write(path: Path | None) -> Iterator[Journal]:
    """Find the journal and open it for writing; a damaged one is left where it is.

    Opening would move it aside. An app does so because it has to go on recording; whoever only wants to pin
    an entry must not lose the journal for it.

    Arguments:
        path: what the user named; None looks where `find_journal` looks.

    Raises:
        JournalError: there is no journal, it is damaged, or it cannot be opened.
    """
    from mulligan_store.journal import Journal

    with _opened_for_reading(path) as journal:
        found, damage = journal.path, journal.structural_damage()
        if damage is not None:
            raise JournalUnreadable(f"{found}: its structure is damaged ({damage}); nothing was changed")
    with Journal.open(found) as journal:
        _tell_notes(journal)
        yield journal


@contextmanager
def open_entry_to_write(path: Path | None, asked: int) -> Iterator[tuple[Journal, int]]:
    """Find an entry, and open its journal for writing.

    Arguments:
        path: what the user named; None looks where `find_journal` looks.
        asked: as `parse_entry` returns it.

    Raises:
        EntryNotFound: there is no such entry; the journal was not opened for writing.
        JournalError: there is no journal, or it cannot be opened.
    """
    with _opened_for_reading(path) as journal:
        found, number = journal.path, entry_number(journal, asked)
        journal.entry(number)
    with open_journal_to_write(found) as journal:
        yield journal, number


def refuse_no_file(path: Path) -> None:
    """Make sure that a path leads to a file with something in it.

    Opening it for writing would make an empty journal out of a mistyped name.

    Raises:
        JournalUnreadable: it does not.
    """
    nothing = "so there is nothing to look at"
    try:
        if path.is_dir():
            raise JournalUnreadable(f"{path} is a folder, {nothing}; name the journal's file in it")
        if not path.is_file():
            raise JournalUnreadable(f"{path} is not there or is no file, {nothing}")
        if path.stat().st_size == 0:
            raise JournalUnreadable(f"{path} is empty, {nothing}; an app that opens it makes a journal of it")
    except (OSError, ValueError) as error:  # a folder that may not be entered, or a NUL in the name
        raise JournalUnreadable(f"{path} cannot be read: {error}, {nothing}") from error


def _tell_notes(journal: Journal) -> None:
    for note in journal.notes:
        click.echo(f"mulligan: {one_line(note)}", err=True)


def entry_number(journal: Journal, asked: int) -> int:
    """Return the number of the entry that was asked for; it may not be there.

    Arguments:
        asked: as `parse_entry` returns it.

    Raises:
        EntryNotFound: `last~N` was asked for and the journal has no so many entries.
    """
    if asked > 0:
        return asked
    newest = journal.entries(limit=1 - asked)
    if not newest:
        raise EntryNotFound(
            f"{journal.path} has no entries, so there is no last one; it is empty until a reload"
        )
    if len(newest) <= -asked:
        raise EntryNotFound(f"{journal.path} has only {len(newest)} entries, so there is no last~{-asked}")
    return newest[-1].id


def answer_to(ask: Callable[[], Answer], otherwise: str) -> Answer:
    """Return what a person answers.

    Arguments:
        ask: asks, as `click.confirm` and `click.prompt` do.
        otherwise: what is to be said where nobody is there to answer.

    Raises:
        ClickException: standard input is at its end.
        Abort: the person pressed Ctrl+C.
    """
    try:
        return ask()
    except click.Abort:
        if sys.stdin is not None and sys.stdin.isatty():
            raise
        raise click.ClickException(f"nothing was answered: {otherwise}") from None


def is_running(journal: Journal) -> bool:
    """Return whether an app has a session in the journal, which was opened for writing.

    Opening it so has ended the sessions whose processes are gone.
    """
    return any(session.clean is None for session in journal.sessions())
