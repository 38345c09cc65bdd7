"""`mulligan gc`: nothing without a limit, nothing in a dry run, and never what is precious."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.command_line import Run, new_entry


@pytest.fixture
def longer_journal_path(journal_path: Path) -> Path:
    """The journal of three with five more kept entries, without labels."""
    with Journal.open(journal_path) as journal:
        for _ in range(5):
            journal.set_status(journal.begin_entry(new_entry()), "kept")
    return journal_path


def ids_in(path: Path) -> list[int]:
    """The numbers of the entries, oldest first."""
    with Journal.open(path, read_only=True) as journal:
        return sorted(entry.id for entry in journal.entries())


def test_a_dry_run_removes_nothing_and_the_run_what_it_said(run: Run, longer_journal_path: Path) -> None:
    """The same entries are announced and removed; the labelled first one stays."""
    options = ("--keep", 3, "--journal", longer_journal_path)
    foretold = run("gc", *options, "--dry-run", "--json").json
    assert ids_in(longer_journal_path) == list(range(1, 9))
    assert "would be removed" in run("gc", *options, "--dry-run").out
    done = run("gc", *options, "--json").json
    assert foretold["removed"] == done["removed"] == [2, 3, 4, 5, 6]
    assert done["dry_run"] is False
    assert ids_in(longer_journal_path) == [1, 7, 8]
    assert run("verify", "--journal", longer_journal_path).status == 0
    assert "0 entries removed, 3 kept" in run("gc", *options).out


def test_what_stays_for_what_it_is_is_counted(run: Run, longer_journal_path: Path) -> None:
    """The label of entry 1 and the newest entry outlast any limit."""
    result = run("gc", "--max-bytes", 0, "--journal", longer_journal_path)
    assert result.status == 0
    assert "2 entries beyond the limits stay" in result.out
    assert ids_in(longer_journal_path) == [1, 8]


def test_age_removes_nothing_that_is_young(run: Run, longer_journal_path: Path) -> None:
    """Days are counted from now."""
    assert run("gc", "--older-than", 1, "--journal", longer_journal_path, "--json").json["removed"] == []


def test_without_a_limit_nothing_is_done(run: Run, longer_journal_path: Path) -> None:
    """`gc` alone is a mistake in the arguments, and negative limits are too."""
    result = run("gc", "--journal", longer_journal_path)
    assert result.status == 2
    assert "--older-than" in result.err
    assert run("gc", "--keep", -1, "--journal", longer_journal_path).status == 2
    assert len(ids_in(longer_journal_path)) == 8


def test_a_pruned_entry_is_named_as_such(run: Run, longer_journal_path: Path) -> None:
    """Whoever asks for it later is told where it went."""
    run("gc", "--keep", 2, "--journal", longer_journal_path)
    assert "removed by retention" in run("show", 4, "--journal", longer_journal_path).err
