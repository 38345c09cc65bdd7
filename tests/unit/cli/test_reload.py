"""`mulligan reload`: a signed request that a running app takes for a reload."""

from __future__ import annotations

from pathlib import Path

from mulligan.triggers import Triggers
from mulligan_store.journal import Journal
from tests.support.command_line import Run


def test_a_running_app_takes_the_request_for_a_reload(run: Run, live_journal_path: Path) -> None:
    """What its queue then holds is one reload by the command line, and no restore."""
    result = run("reload", "--journal", live_journal_path)
    assert result.status == 0
    assert "next safe point of the running app" in result.out
    assert run("reload", "--journal", live_journal_path, "--json").json["done_by"] == "running app"
    triggers = Triggers()
    with Journal.open(live_journal_path) as journal:
        triggers.poll(journal)
    (request,) = triggers.take()
    assert (request.what, request.trigger) == ("reload", "command line")


def test_without_a_running_app_nobody_is_asked(run: Run, journal_path: Path) -> None:
    """A request that waits for the next start would be of no use to anybody."""
    result = run("reload", "--journal", journal_path)
    assert result.status == 1
    assert "nobody was asked" in result.err
    with Journal.open(journal_path) as journal:
        assert not journal.has_requests()


def test_a_journal_without_entries_passes_a_reload_on(run: Run, tmp_path: Path) -> None:
    """The very first reload can be asked for from the command line too."""
    path = tmp_path / "new.db"
    with Journal.open(path) as journal:
        journal.begin_session("a running app")
        assert run("reload", "--journal", path).status == 0
        assert [request.kind for request in journal.take_requests()] == ["reload"]
