"""`mulligan restore --layout`: where the windows were comes back with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan import layout
from mulligan_store.journal import Journal
from tests.support.command_line import Run, new_entry

TEXT = "[Window][tools]\nPos=1,2\n"


@pytest.fixture
def number(journal_path: Path) -> int:
    """An entry that holds a layout."""
    group = layout.group_of(TEXT)
    summary = layout.summary_of(TEXT, len(group.payload), 0)
    with Journal.open(journal_path) as journal:
        journal.begin_session("app")
        found = journal.begin_entry(new_entry(groups=(group,), keys=(summary,)))
        journal.set_status(found, "kept")
    return found


@pytest.mark.parametrize(
    ("options", "state", "code"),
    [((), True, True), (("--state-only",), True, False), (("--code-only",), False, True)],
)
def test_the_request_asks_for_the_layout_too(
    run: Run, journal_path: Path, number: int, options: tuple[str, ...], state: bool, code: bool
) -> None:
    """Whatever else is asked for; and the answer says so."""
    result = run("restore", number, "--layout", *options, "--journal", journal_path)
    assert result.status == 0
    assert "and the window layout as before" in result.out
    with Journal.open(journal_path) as journal:
        journal.begin_session("taker")
        (request,) = journal.take_requests()
    assert (request.kind, request.entry_id) == ("restore", number)
    assert (request.state, request.code, request.layout) == (state, code, True)


def test_programs_are_told(run: Run, journal_path: Path, number: int) -> None:
    """With the option and without it."""
    told = [
        run("restore", number, *option, "--journal", journal_path, "--json").json["layout"]
        for option in ((), ("--layout",))
    ]
    assert told == [False, True]


def test_an_entry_without_a_layout_is_refused_and_nothing_is_asked_for(run: Run, journal_path: Path) -> None:
    """A person learns it at once, and not from the app."""
    result = run("restore", "1", "--layout", "--journal", journal_path)
    assert result.status == 1
    assert "entry 1 holds no window layout" in result.err
    with Journal.open(journal_path) as journal:
        assert not journal.has_requests()
