"""`mulligan inspect`: a window on a journal, or one line that says why there is none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mulligan import dashboard
from mulligan.cli import main
from mulligan_store.journal import Journal
from tests.support.command_line import Run, run_python


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is one of the group's."""
    monkeypatch.setattr(main, "COMMANDS", tuple(dict.fromkeys([*main.COMMANDS, "inspect"])))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, bool]]:
    """The journals that a window was opened on, and whether for reading only."""
    found: list[tuple[Path, bool]] = []

    def note(journal: Journal) -> None:
        found.append((journal.path, journal.read_only))

    monkeypatch.setattr(dashboard, "inspect", note, raising=False)
    return found


@pytest.mark.parametrize("option", [(), ("--journal",)])
def test_a_journal_is_opened_for_reading(
    run: Run, journal_path: Path, opened: list[tuple[Path, bool]], option: tuple[str, ...]
) -> None:
    """Named as an argument, or as with the other commands."""
    assert run("inspect", *option, journal_path).status == 0
    assert opened == [(journal_path, True)]


def test_without_a_name_the_usual_journal_is_opened(
    run: Run, journal_path: Path, opened: list[tuple[Path, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that MULLIGAN_JOURNAL names."""
    monkeypatch.setenv("MULLIGAN_JOURNAL", str(journal_path))
    assert run("inspect").status == 0
    assert opened == [(journal_path, True)]


def test_two_names_are_a_usage_error(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """Which one was meant is not guessed."""
    assert run("inspect", journal_path, "--journal", tmp_path / "other.db").status == 2


def broken(folder: Path, kind: str) -> Path:
    """A file that is no journal."""
    path = folder / f"{kind}.db"
    if kind == "foreign":
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE t (x)")
        other.commit()
        other.close()
    elif kind == "damaged":
        path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    elif kind == "text":
        path.write_text("no database", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["foreign", "damaged", "text", "missing"])
def test_what_is_no_journal_is_one_line(
    run: Run, tmp_path: Path, opened: list[tuple[Path, bool]], kind: str
) -> None:
    """It says what the file is, and no window opens."""
    path = broken(tmp_path, kind)
    result = run("inspect", path)
    assert (result.status, result.out, opened) == (1, "", [])
    assert result.err.startswith("mulligan: ")
    assert path.name in result.err
    assert len(result.err.splitlines()) == 1


def test_without_a_display_the_line_says_what_to_do(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other commands read the same journal without a window."""
    monkeypatch.setattr("mulligan.dashboard.inspection.display_problem", lambda: "no window can be opened")
    result = run("inspect", journal_path)
    assert result.status == 1
    assert "no window can be opened" in result.err
    assert "mulligan log" in result.err


def test_naming_the_command_imports_no_imgui() -> None:
    """Help and errors come at once, and where ImGui cannot be imported."""
    code = (
        "import mulligan.cli.inspect, mulligan.cli.diff, sys; raise SystemExit('imgui_bundle' in sys.modules)"
    )
    assert run_python("-c", code).status == 0
