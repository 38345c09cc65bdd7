"""`mulligan reload --wait`: the exit status tells what became of the edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan.cli import outcome
from mulligan.cli.main import STATUS_UNKNOWN
from mulligan.cli.outcome import Clock, Outcome, await_reload
from mulligan_store.journal import Journal
from mulligan_store.records import ErrorReport, Status
from tests.support.command_line import Run, new_entry

TIMEOUT_S = 60.0


class Frames:
    """Time that passes only while somebody waits, and an app that does something in each wait.

    Arguments:
        app: what the app does, one step a wait; afterwards it does nothing.
    """

    def __init__(self, *app: Callable[[], object]) -> None:
        self.now = 0.0
        self._steps = list(app)

    def clock(self) -> Clock:
        """The clock to wait by."""
        return Clock(lambda: self.now, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds
        if self._steps:
            self._steps.pop(0)()


def awaited(path: Path, frames: Frames, *, lives: bool = True, newest: int = 3) -> Outcome:
    """Wait for a reload in a journal."""
    with Journal.open(path, read_only=True) as reading:
        return await_reload(reading, newest, lives=lambda: lives, timeout_s=TIMEOUT_S, clock=frames.clock())


def begin(journal: Journal) -> int:
    """The app takes up the request and records its entry."""
    journal.take_requests()
    return journal.begin_entry(new_entry(trigger="command line"))


@pytest.mark.parametrize("status", ["kept", "rolled_back", "poisoned"])
def test_the_outcome_is_that_of_the_entry(journal_path: Path, status: Status) -> None:
    """While it is open or on trial nothing is told yet."""
    with Journal.open(journal_path) as journal:
        journal.request_reload()
        frames = Frames(
            lambda: begin(journal),
            lambda: journal.set_status(4, "on_trial"),
            lambda: journal.set_status(4, status),
        )
        found = awaited(journal_path, frames)
    assert (found.result, found.entry and found.entry.id) == (status, 4)


def test_somebody_elses_reload_is_not_taken_for_it(journal_path: Path) -> None:
    """An entry that the shortcut asked for says nothing of the request."""
    with Journal.open(journal_path) as journal:
        journal.request_reload()
        frames = Frames(lambda: journal.set_status(journal.begin_entry(new_entry()), "kept"))
        found = awaited(journal_path, frames)
    assert (found, frames.now) == (Outcome("not known", None), TIMEOUT_S)


def test_a_request_that_was_taken_without_an_entry_found_nothing_changed(journal_path: Path) -> None:
    """An app whose files say what already runs records nothing; it is given the time of a capture."""
    with Journal.open(journal_path) as journal:
        journal.set_status(3, "kept", phases_ms={"capture": 4_000.0})
        journal.request_reload()
        frames = Frames(journal.take_requests)
        found = awaited(journal_path, frames)
    assert found == Outcome("nothing changed", None)
    assert 12 + outcome.GRACE_S <= frames.now < 20


def test_an_app_that_ends_first_is_said(journal_path: Path) -> None:
    """Nobody is left who would do it, so nobody waits any longer."""
    with Journal.open(journal_path) as journal:
        journal.request_reload()
    frames = Frames()
    assert awaited(journal_path, frames, lives=False) == Outcome("app ended", None)
    assert frames.now < TIMEOUT_S


def test_the_exit_status_tells_a_refused_edit(
    run: Run, live_journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that asked for a reload is told by the status, and by one line on standard error."""
    with Journal.open(live_journal_path) as journal:
        number = journal.begin_entry(new_entry())
        journal.set_status(number, "rolled_back", error=ErrorReport("SyntaxError", "line 3", ""))
        entry = journal.entry(number)
    results = iter([Outcome("rolled_back", entry), Outcome("kept", entry), Outcome("not known", None)])
    monkeypatch.setattr(outcome, "await_reload", lambda *_, **__: next(results))
    words = ("reload", "--wait", "1", "--journal", live_journal_path)
    refused, kept, unknown = run(*words), run(*words), run(*words)
    assert (refused.status, refused.out) == (1, "")
    assert "SyntaxError: line 3" in refused.err
    assert (kept.status, kept.err) == (0, "")
    assert (unknown.status, unknown.out) == (STATUS_UNKNOWN, "")


def test_an_app_that_was_killed_is_noticed(run: Run, journal_path: Path) -> None:
    """Its session is still in the journal, and its process is gone: nobody is asked."""
    with Journal.open(journal_path) as journal:
        journal.begin_session("an app that is killed")
    result = run("reload", "--wait", "0", "--journal", journal_path)
    assert (result.status, "nobody was asked" in result.err) == (1, True)
