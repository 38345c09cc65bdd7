"""`mulligan restore`: a signed request, and a true word about who will carry it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from mulligan_store.records import Request
from tests.support.command_line import Run


def requests_in(path: Path) -> list[Request]:
    """Take the requests as a running app would."""
    with Journal.open(path) as journal:
        journal.begin_session("taker")
        return list(journal.take_requests())


@pytest.mark.parametrize(
    ("options", "state", "code"),
    [((), True, True), (("--state-only",), True, False), (("--code-only",), False, True)],
)
def test_a_request_is_left_in_the_journal(
    run: Run, journal_path: Path, options: list[str], state: bool, code: bool
) -> None:
    """An app that takes requests finds the entry, and which of state and code to bring back."""
    result = run("restore", "1", *options, "--journal", journal_path)
    assert result.status == 0
    found = requests_in(journal_path)
    assert [(each.entry_id, each.state, each.code) for each in found] == [(1, state, code)]


def test_without_a_running_app_the_next_start_is_named(run: Run, journal_path: Path) -> None:
    """Nobody is told that something happened which has not."""
    assert "when the app starts next" in run("restore", "1", "--journal", journal_path).out
    answer = run("restore", "1", "--journal", journal_path, "--json").json
    assert answer["done_by"] == "next start"
    assert (answer["entry"], answer["state"], answer["code"]) == (1, True, True)


def test_a_running_app_is_named(run: Run, live_journal_path: Path) -> None:
    """While an app has a session in the journal it will carry the request out at its next safe point."""
    assert "next safe point of the running app" in run("restore", "last", "--journal", live_journal_path).out
    answer = run("restore", "last", "--journal", live_journal_path, "--json").json
    assert (answer["done_by"], answer["entry"]) == ("running app", 3)


def test_both_only_options_exclude_each_other(run: Run, journal_path: Path) -> None:
    """Neither state nor code would be left to restore."""
    result = run("restore", "1", "--state-only", "--code-only", "--journal", journal_path)
    assert result.status == 2
    assert "exclude each other" in result.err
    assert requests_in(journal_path) == []


def test_an_entry_that_is_not_there_leaves_no_request(run: Run, journal_path: Path) -> None:
    """A mistyped number must not wait in the journal for the next start."""
    result = run("restore", "99", "--journal", journal_path)
    assert result.status == 1
    assert "99" in result.err
    assert requests_in(journal_path) == []
