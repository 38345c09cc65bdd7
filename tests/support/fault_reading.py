"""Every way in which a journal is read without being trusted, to be held against a canary."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from mulligan.cli.main import main
from mulligan.cli.pickle_structure import describe
from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.salvage import salvage
from mulligan_store.transfer import export_entries

Reading = Callable[[], None]
MOST_GROUPS = 100
"""It gives one group after another, for as long as it is asked."""


def readings(path: Path, scratch: Path, entry_ids: Sequence[int], *, deep: bool = True) -> list[Reading]:
    """Return every way of reading a journal but a trusted restore, each to be called.

    What a reading raises is not an error of the journal's.

    Arguments:
        scratch: an empty folder to write into; emptied afterwards.
        entry_ids: the entries to look into.
        deep: with `show --deep` as well, which starts a process for each payload.
    """
    calls: list[Callable[[Journal], object]] = [
        Journal.entries,
        Journal.sessions,
        Journal.origins,
        Journal.verify,
        Journal.trust_question,
        lambda journal: journal.prune(dry_run=True),
        lambda journal: export_entries(journal, list(entry_ids), scratch / "out.db"),
    ]
    of_one: list[Callable[[Journal, int], object]] = [
        Journal.entry,
        Journal.key_summaries,
        Journal.sources,
        Journal.read_sources,
        Journal.read_groups,
        lambda journal, entry_id: list(itertools.islice(journal.inspect_groups(entry_id), MOST_GROUPS)),
    ]
    return [
        *(functools.partial(_with_journal, path, call) for call in calls),
        *(functools.partial(_of_each, path, look, entry_ids) for look in of_one),
        functools.partial(_salvaged, path, scratch),
        functools.partial(_imported, path, scratch),
        *(functools.partial(_commanded, words) for words in _commands(path, entry_ids, deep=deep)),
    ]


def read_everything(path: Path, scratch: Path, entry_ids: Sequence[int], *, deep: bool = True) -> int:
    """Read a journal in every way, as `readings`; return how many there were."""
    ways = readings(path, scratch, entry_ids, deep=deep)
    for read in ways:
        read()
    return len(ways)


def read_by_command(path: Path, entry_ids: Sequence[int]) -> int:
    """Read a journal with every command that reads; return how many there were."""
    commands = _commands(path, entry_ids, deep=True)
    for words in commands:
        _commanded(words)
    return len(commands)


def read_structure(payload: bytes) -> None:
    """Read a payload as `show --deep` does, in this process instead of one of its own."""
    assert isinstance(describe(payload)["globals"], list)


def _with_journal(path: Path, call: Callable[[Journal], object]) -> None:
    with contextlib.suppress(JournalError), Journal.open(path, read_only=True) as journal:
        call(journal)


def _of_each(path: Path, look: Callable[[Journal, int], object], entry_ids: Sequence[int]) -> None:
    with contextlib.suppress(JournalError), Journal.open(path, read_only=True) as journal:
        for entry_id in entry_ids:
            with contextlib.suppress(JournalError):
                look(journal, entry_id)


def _salvaged(path: Path, scratch: Path) -> None:
    with contextlib.suppress(JournalError):
        salvage(path, scratch / "salvaged.db")
    _emptied(scratch)


def _imported(path: Path, scratch: Path) -> None:
    with contextlib.suppress(JournalError), Journal.open(scratch / "own.db") as journal:
        journal.import_from(path)
    _emptied(scratch)


def _emptied(scratch: Path) -> None:
    shutil.rmtree(scratch)
    scratch.mkdir()


def _commands(path: Path, entry_ids: Sequence[int], *, deep: bool) -> list[tuple[str, ...]]:
    whole: list[tuple[object, ...]] = [
        ("log",),
        ("log", "--json"),
        ("verify",),
        ("verify", "--json"),
        ("gc", "--keep", 0, "--dry-run"),
        ("diff", entry_ids[0], entry_ids[-1]),
    ]
    of_one: list[tuple[object, ...]] = [("show",), ("show", "--json")]
    of_one += [("show", "--deep"), ("show", "--deep", "--json")] if deep else []
    commands = [*whole, *((*words, entry_id) for entry_id in entry_ids for words in of_one)]
    of_journal = [(*map(str, words), "--journal", str(path)) for words in commands]
    return [*of_journal, ("trust", str(path), "--json")]


def _commanded(words: tuple[str, ...]) -> None:
    """Run a command; its output is thrown away."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert main(words) in (0, 1, 2)
