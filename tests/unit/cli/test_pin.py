"""`mulligan pin`: an entry that is kept for ever."""

from __future__ import annotations

from pathlib import Path

from mulligan_store.journal import Journal
from tests.support.command_line import Run


def pinned(path: Path) -> dict[int, bool]:
    """Which entries are pinned; the journal must be sound."""
    with Journal.open(path, read_only=True) as journal:
        assert journal.verify().sound
        return {entry.id: entry.pinned for entry in journal.entries()}


def test_an_entry_is_pinned_and_the_pin_taken_off(run: Run, journal_path: Path) -> None:
    """Only that entry, and the journal stays sound."""
    result = run("pin", "2", "--journal", journal_path)
    assert (result.status, result.out) == (0, "entry 2 is pinned\n")
    assert pinned(journal_path) == {1: False, 2: True, 3: False}
    assert "no longer pinned" in run("pin", "2", "--off", "--journal", journal_path).out
    assert pinned(journal_path) == {1: False, 2: False, 3: False}


def test_json_says_what_was_done(run: Run, journal_path: Path) -> None:
    """The number that `last` stood for is in the answer."""
    answer = run("pin", "last", "--journal", journal_path, "--json").json
    assert answer == {"journal": str(journal_path), "entry": 3, "pinned": True}


def test_while_an_app_runs_it_can_be_pinned_too(run: Run, live_journal_path: Path) -> None:
    """The app and the command share the journal."""
    assert run("pin", "1", "--journal", live_journal_path).status == 0


def test_an_entry_that_is_not_there_is_an_error(run: Run, journal_path: Path) -> None:
    """And nothing is pinned."""
    result = run("pin", "99", "--journal", journal_path)
    assert result.status == 1
    assert "99" in result.err
    assert not any(pinned(journal_path).values())
