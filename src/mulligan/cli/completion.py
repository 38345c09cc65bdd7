"""What a shell offers when the Tab key is pressed where the number of an entry belongs.

Invariant: completing is looking: nothing is written, nothing of a journal is executed, and whatever is wrong
with a journal, the shell is offered nothing rather than an error in the middle of its line.
"""

from __future__ import annotations

from pathlib import Path

from click.shell_completion import CompletionItem

from mulligan.cli.output import one_line
from mulligan.cli.wording import moment
from mulligan_store.errors import MulliganError
from mulligan_store.records import Entry

MOST = 50


def entries_for(journal_path: Path | None, typed: str) -> list[CompletionItem]:
    """Return the newest entries whose number begins with what is typed, and `last`.

    Arguments:
        journal_path: what `--journal` names; None looks where the commands look.
        typed: the beginning of the word.
    """
    from mulligan_store.journal import Journal
    from mulligan_store.locations import find_journal

    found = find_journal(journal_path)
    entries: list[Entry] = []
    if found is not None and found.is_file():
        try:
            with Journal.open(found, read_only=True) as journal:
                entries = journal.entries(limit=MOST)
        except (MulliganError, OSError):
            entries = []  # a shell that completes has nowhere to put a message
    items = [CompletionItem(str(entry.id), help=_help(entry)) for entry in entries]
    if entries:
        items.insert(0, CompletionItem("last", help="the newest entry"))
    return [item for item in items if item.value.startswith(typed)]


def _help(entry: Entry) -> str:
    parts = (moment(entry.started_at), entry.kind, entry.status, entry.label)
    return one_line(" ".join(part for part in parts if part))
