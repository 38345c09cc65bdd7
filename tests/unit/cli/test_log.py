"""`mulligan log`: every entry, newest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan.cli import log, output
from mulligan_store.journal import Journal
from tests.support.command_line import Run, new_entry


def test_json_is_one_array_newest_first(run: Run, journal_path: Path) -> None:
    """Programs get every entry with its outcome; the traceback and the plan are left to `show`."""
    result = run("log", "--journal", journal_path, "--json")
    assert result.status == 0
    assert [entry["id"] for entry in result.json] == [3, 2, 1]
    rolled_back = result.json[1]
    assert rolled_back["status"] == "rolled_back"
    assert rolled_back["error_type"] == "ValueError"
    assert rolled_back["error"] == "ValueError: no"
    assert rolled_back["modules"] == ["gui"]
    assert result.json[0]["parent_id"] == 1
    assert result.json[0]["started_at"].endswith("+00:00")
    assert not {"traceback", "plan"} & set(rolled_back)


def test_limit_keeps_the_newest(run: Run, journal_path: Path) -> None:
    """`--limit N` gives at most the newest N."""
    result = run("log", "--journal", journal_path, "--json", "--limit", "2")
    assert [entry["id"] for entry in result.json] == [3, 2]


def test_a_pipe_gets_aligned_lines(run: Run, journal_path: Path) -> None:
    """One line an entry under one line of titles, without colour."""
    lines = run("log", "--journal", journal_path).out.splitlines()
    assert len(lines) == 4
    assert lines[0].split()[:3] == ["entry", "when", "kind"]
    assert lines[1].split()[0] == "3"
    assert "first edit" in lines[3]
    assert "ValueError: no" in lines[2]
    assert (
        len({line.index(word) for line, word in zip(lines[1:], ["restore", "reload", "reload"], strict=True)})
        == 1
    )


def test_an_empty_journal_says_so(run: Run, tmp_path: Path) -> None:
    """Nothing to list is an answer, and an empty array for programs."""
    path = tmp_path / "empty.db"
    Journal.open(path).close()
    assert "no entries yet" in run("log", "--journal", path).out
    assert run("log", "--journal", path, "--json").json == []


def test_a_terminal_shows_the_newest_and_says_that_there_are_more(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newest first, a long list would scroll the newest out of sight; a pipe gets everything."""
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setattr(log, "TERMINAL_LIMIT", 2)
    monkeypatch.setenv("COLUMNS", "200")
    shown = run("log", "--journal", journal_path).out
    assert "first edit" not in shown
    assert "older entries are not shown" in shown
    assert "first edit" in run("log", "--journal", journal_path, "--limit", "3").out


def test_hostile_labels_do_nothing_to_the_terminal(run: Run, journal_path: Path) -> None:
    """A label that would clear the screen is printed as its escapes."""
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry(label="\x1b[2J\x1b]0;owned\x07", session_id=journal.begin_session("t")))
    printed = run("log", "--journal", journal_path).out
    assert "\x1b" not in printed
    assert "\\x1b[2J" in printed


def test_reading_leaves_the_journal_as_it_is(run: Run, journal_path: Path) -> None:
    """Looking changes no byte of any file and makes none."""
    before = contents(journal_path.parent)
    run("log", "--journal", journal_path)
    run("show", "last", "--journal", journal_path)
    run("verify", "--journal", journal_path)
    assert contents(journal_path.parent) == before


def contents(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
