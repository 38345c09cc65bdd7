"""`mulligan log --follow`: new entries and outcomes, whatever happens to the journal meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mulligan.cli import log
from mulligan.cli.follow import Follower
from mulligan_store.journal import Journal
from mulligan_store.pruning import gc
from tests.support.command_line import Run, new_entry

Seen = list[tuple[int, str]]


class Watched:
    """A follower of one path, with what it said."""

    def __init__(self, path: Path) -> None:
        self.said: list[str] = []
        self.follower = Follower(lambda: path, self.said.append)

    def look(self) -> Seen:
        """What is new, as (number, status)."""
        return [(entry.id, entry.status) for entry in self.follower.look()]


def test_entries_and_outcomes_come_once_and_in_order(tmp_path: Path) -> None:
    """An entry comes when it begins, again when it is settled, and never otherwise."""
    watched = Watched(tmp_path / "journal.db")
    with Journal.open(tmp_path / "journal.db") as journal:
        first, second = (journal.begin_entry(new_entry()) for _ in range(2))
        assert watched.look() == [(first, "open"), (second, "open")]
        journal.set_status(first, "on_trial")
        assert watched.look() == [(first, "on_trial")]
        journal.set_label(second, "a name is no outcome")
        assert watched.look() == []
        journal.set_status(first, "kept")
        third = journal.begin_entry(new_entry())
        assert watched.look() == [(first, "kept"), (third, "open")]
        assert watched.look() == []
    assert watched.said == []


def test_a_journal_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    """It is said once, and the first entry comes when there is one."""
    path = tmp_path / "journal.db"
    watched = Watched(path)
    assert [watched.look(), watched.look()] == [[], []]
    path.touch()
    assert watched.look() == []
    assert [line.endswith("waiting for it") for line in watched.said] == [True]
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
        assert watched.look() == [(1, "open")]


def test_a_journal_that_nobody_has_made_yet_is_waited_for() -> None:
    """Without a name there may be no path at all."""
    said: list[str] = []
    assert Follower(lambda: None, said.append).look() == []
    assert "no journal yet" in said[0]


def test_a_journal_that_is_replaced_is_read_from_its_beginning(tmp_path: Path, journal_path: Path) -> None:
    """An app that set a damaged journal aside begins another under the same name."""
    watched = Watched(journal_path)
    assert [number for number, _ in watched.look()] == [1, 2, 3]
    other = tmp_path / "other.db"
    with Journal.open(other) as journal:
        journal.begin_entry(new_entry())
    shutil.copyfile(other, journal_path)
    assert [number for number, _ in watched.look()] == [1]
    assert "another journal" in watched.said[0]


def test_a_journal_that_is_pruned_goes_on(journal_path: Path) -> None:
    """Entries that go are no news, and those that come are."""
    watched = Watched(journal_path)
    watched.look()
    with Journal.open(journal_path) as journal:
        assert gc(journal, keep_entries=1).removed
        assert watched.look() == []
        journal.begin_entry(new_entry())
        assert watched.look() == [(4, "open")]


def test_a_journal_that_cannot_be_read_is_tried_again(journal_path: Path) -> None:
    """Damage is said once; when the journal is back, it goes on."""
    watched = Watched(journal_path)
    watched.look()
    sound = journal_path.read_bytes()
    journal_path.write_bytes(b"x" * 20_000)
    assert [watched.look(), watched.look()] == [[], []]
    assert len(watched.said) == 1
    journal_path.write_bytes(sound)
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry())
        assert watched.look() == [(4, "open")]


def test_the_log_begins_with_the_newest_oldest_first(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there is listed once, those that answer to the filters only; Ctrl+C ends it quietly."""

    def interrupt(_: Follower) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Follower, "look", interrupt)
    result = run("log", "--follow", "--journal", journal_path, "--status", "kept", "--limit", "5")
    assert [line.split()[0] for line in result.out.splitlines()] == ["1", "3"]
    assert (result.status, result.err) == (log.STATUS_INTERRUPTED, "")


def test_new_entries_are_filtered_too(run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes later has to answer to the filters as well."""
    with Journal.open(journal_path) as journal:
        entries = journal.entries()
    looks = iter([entries])

    def look(_: Follower) -> object:
        try:
            return next(looks)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(Follower, "look", look)
    words = ("log", "--follow", "--kind", "restore", "--limit", "1", "--journal", journal_path)
    assert [line.split()[0] for line in run(*words).out.splitlines()] == ["3", "3"]
