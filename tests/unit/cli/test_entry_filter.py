"""Filters of `mulligan log`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from mulligan.cli import entry_filter
from mulligan.cli.entry_filter import parse_since
from mulligan.cli.log import command
from mulligan_store.journal import Journal
from mulligan_store.records import ModuleSource
from tests.support.command_line import Run, new_entry


def since(text: str) -> datetime | None:
    """What `--since` makes of a text."""
    return parse_since(click.Context(command), command.params[0], text)


def listed(run: Run, journal: Path, *words: str) -> list[int]:
    """The numbers that the log lists."""
    return [entry["id"] for entry in run("log", "--journal", journal, "--json", *words).json]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["--status", "kept"], [3, 1]),
        (["--status", "kept", "--status", "rolled_back"], [3, 2, 1]),
        (["--kind", "restore"], [3]),
        (["--trigger", "shortcut"], [2, 1]),
        (["--module", "gui"], [3, 2, 1]),
        (["--module", "gu"], []),
        (["--text", "FIRST"], [1]),
        (["--text", "valueerror"], [2]),
        (["--pinned"], []),
        (["--since", "1h"], [3, 2, 1]),
        (["--since", "2999-01-01"], []),
        (["--status", "kept", "--trigger", "shortcut"], [1]),
        (["--status", "kept", "--limit", "1"], [3]),
    ],
)
def test_entries_answer_to_every_filter(
    run: Run, journal_path: Path, words: list[str], numbers: list[int]
) -> None:
    """Kinds of filters are joined by and, the words of one kind by or."""
    assert listed(run, journal_path, *words) == numbers


def test_pinned_entries_are_found(run: Run, journal_path: Path) -> None:
    """What is pinned is listed, and marked for people."""
    assert run("pin", "2", "--journal", journal_path).status == 0
    assert listed(run, journal_path, "--pinned") == [2]
    assert "(pinned)" in run("log", "--journal", journal_path).out


def test_a_filter_reads_further_than_one_page(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one entry that answers may be far back."""
    monkeypatch.setattr(entry_filter, "PAGE", 2)
    path = tmp_path / "journal.db"
    with Journal.open(path) as journal:
        for number in range(7):
            journal.begin_entry(new_entry(label=f"number {number}"))
    assert listed(run, path, "--text", "number 0") == [1]


def test_an_entry_before_one_of_an_earlier_time_is_found(run: Run, journal_path: Path) -> None:
    """A clock that went back hides nothing: every entry is looked at."""
    with Journal.open(journal_path) as journal:
        moments = [entry.started_at for entry in journal.entries()]
    assert listed(run, journal_path, "--since", min(moments).isoformat()) == [3, 2, 1]


def test_nothing_found_is_said(run: Run, journal_path: Path) -> None:
    """An empty table would look like an empty journal."""
    assert "no entries that answer" in run("log", "--journal", journal_path, "--text", "nothing").out


@pytest.mark.parametrize(("text", "ago"), [("30s", 30), ("20m", 1200), ("2h", 7200), ("3d", 259_200)])
def test_so_long_ago_is_a_moment(text: str, ago: float) -> None:
    """A number with a unit counts back from now."""
    found = since(text)
    assert found is not None
    assert abs((datetime.now(UTC) - found) / timedelta(seconds=1) - ago) < 60


def test_a_moment_without_a_zone_is_of_this_computer() -> None:
    """What `log` prints can be given back to it."""
    assert since("2026-03-04 05:06:07") == datetime(2026, 3, 4, 5, 6, 7).astimezone()


@pytest.mark.parametrize("text", ["yesterday", "", "5", "-1h", "999999w", "2026-13-01", "٣d"])
def test_what_names_no_moment_is_refused(run: Run, journal_path: Path, text: str) -> None:
    """The complaint shows what is accepted."""
    result = run("log", "--journal", journal_path, "--since", text)
    assert (result.status, "20m" in result.err) == (2, True)


def test_any_of_an_entrys_modules_answers(run: Run, tmp_path: Path) -> None:
    """A reload of several modules is found by each of them."""
    path = tmp_path / "journal.db"
    sources = tuple(ModuleSource(name, f"{name}.py", "", None) for name in ("gui", "model"))
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(sources=sources))
    assert listed(run, path, "--module", "model") == listed(run, path, "--module", "gui") == [1]
