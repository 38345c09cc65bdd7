"""Every way in which a journal is read without being trusted, to be held against a canary."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

from mulligan.cli.main import main
from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.salvage import salvage
from mulligan_store.transfer import export_entries

EXPECTED = (JournalError,)


def quietly(*words: object) -> int:
    """Run a command; its output is thrown away."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return main([str(word) for word in words])


def read_everything(path: Path, scratch: Path, entry_id: int) -> tuple[int, int]:
    """Read a journal along every path but a trusted restore; return how many paths, how many refused.

    Arguments:
        scratch: an empty folder to write into; emptied afterwards.

    Raises:
        Exception: whatever is not an error of the journal's.
    """
    refused = 0
    calls: list[Callable[[Journal], object]] = [
        lambda journal: journal.entries(),
        lambda journal: journal.entry(entry_id),
        lambda journal: journal.key_summaries(entry_id),
        lambda journal: journal.sources(entry_id),
        lambda journal: journal.read_sources(entry_id),
        lambda journal: journal.read_groups(entry_id),
        lambda journal: journal.sessions(),
        lambda journal: journal.origins(),
        lambda journal: journal.verify(),
        lambda journal: journal.trust_question(),
        lambda journal: journal.prune(dry_run=True),
        lambda journal: export_entries(journal, [entry_id], scratch / "out.db"),
    ]
    for call in calls:
        try:
            with Journal.open(path, read_only=True) as journal:
                call(journal)
        except EXPECTED:
            refused += 1
    outside: list[Callable[[], object]] = [
        lambda: salvage(path, scratch / "salvaged.db"),
        lambda: _imported(path, scratch / "own.db"),
    ]
    for work in outside:
        try:
            work()
        except EXPECTED:
            refused += 1
    shutil.rmtree(scratch)
    scratch.mkdir()
    return len(calls) + len(outside), refused


def _imported(path: Path, own: Path) -> None:
    with Journal.open(own) as journal:
        journal.import_from(path)


def read_by_command(path: Path, entry_id: int) -> int:
    """Read a journal with every command that reads; return how many there were."""
    commands: list[tuple[object, ...]] = [
        ("log",),
        ("log", "--json"),
        ("show", entry_id),
        ("show", entry_id, "--json"),
        ("diff", entry_id, entry_id),
        ("verify",),
        ("gc", "--keep", 0, "--dry-run"),
    ]
    for words in commands:
        assert quietly(*words, "--journal", path) in (0, 1, 2)
    assert quietly("trust", path, "--json") in (0, 1)
    return len(commands) + 1
