"""`mulligan doctor`: what is missing is named, with what to do; looking changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan.cli import doctor
from mulligan.cli.doctor import Check, examine
from mulligan.imgui import environment
from tests.support.command_line import Run, run_python
from tests.support.journals import contents, forging


@pytest.fixture(autouse=True)
def display(monkeypatch: pytest.MonkeyPatch) -> None:
    """A display, an ImGui and an OpenGL, whatever the machine has."""
    monkeypatch.setattr(environment, "display_problem", lambda: None)
    monkeypatch.setattr(environment, "require_imgui", lambda: None)
    monkeypatch.setattr(doctor, "_opengl", lambda: Check("OpenGL", True, "there"))


def check(name: str, journal_path: Path | None = None) -> Check:
    """One check by name."""
    return next(each for each in examine(journal_path) if each.name == name)


def test_where_all_is_well_the_status_is_0(run: Run, journal_path: Path) -> None:
    """Every check is listed and none has advice."""
    result = run("doctor", "--journal", journal_path)
    assert result.status == 0, result.out
    for expected in ("python", "packages", "imgui-bundle", "OpenGL", "display", "key", "3 entries, sound"):
        assert expected in result.out
    answer = run("doctor", "--journal", journal_path, "--json").json
    assert answer["well"] is True
    assert all(each["advice"] is None for each in answer["checks"])


def test_on_a_new_machine_all_is_well(run: Run) -> None:
    """No key, folder or journal yet is nothing to complain of, and none is made."""
    home = Path(os.environ["MULLIGAN_KEY_DIR"]).parent
    before = contents(home)
    assert run("doctor").status == 0
    assert contents(home) == before


def test_a_missing_display_is_said_with_advice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status is 1 and the advice is printed below the table."""
    problem = "no window can be opened: DISPLAY is not set. Use xvfb-run"
    monkeypatch.setattr(environment, "display_problem", lambda: problem)
    result = run("doctor")
    assert result.status == 1
    assert "display: Use xvfb-run" in result.out


def test_an_imgui_that_cannot_be_imported_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""

    def fail() -> None:
        raise environment.EnvironmentUnusable("imgui-bundle cannot be imported: pip install imgui-bundle")

    monkeypatch.setattr(environment, "require_imgui", fail)
    found = check("imgui-bundle")
    assert (found.well, found.advice) == (False, "pip install imgui-bundle")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, as one command."""
    monkeypatch.setattr(doctor, "PACKAGES", ("click", "no-such-package", "nor-this"))
    found = check("packages")
    assert (found.well, found.advice) == (False, "pip install no-such-package nor-this")


@pytest.mark.parametrize(("name", "mode"), [("key", 0o644), ("state folder", 0o755)])
def test_what_is_open_to_others_is_said(run: Run, journal_path: Path, name: str, mode: int) -> None:
    """The advice is the command that closes it; where there are no modes there is nothing to say."""
    state = Path(os.environ["MULLIGAN_STATE_DIR"])
    state.mkdir(mode=0o700, exist_ok=True)
    key = Path(os.environ["MULLIGAN_KEY_DIR"]) / "journal.key"
    path = key if name == "key" else state
    path.chmod(mode)
    found = check(name)
    assert found.well is (os.name != "posix")
    assert os.name != "posix" or f"chmod {'600' if name == 'key' else '700'} {path}" in str(found.advice)


def test_a_key_that_is_none_is_said(journal_path: Path) -> None:
    """The file is left as it is."""
    key = Path(os.environ["MULLIGAN_KEY_DIR"]) / "journal.key"
    key.write_bytes(b"short")
    found = check("key")
    assert found.well is False
    assert "no signing key" in str(found.advice)
    assert key.read_bytes() == b"short"


def test_a_folder_that_is_a_file_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the variable that names another."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("MULLIGAN_STATE_DIR", str(tmp_path / "file"))
    found = check("state folder")
    assert found.well is False
    assert "MULLIGAN_STATE_DIR" in str(found.advice)


def alter(path: Path) -> None:
    """Change an entry behind its signature."""
    with forging(path) as raw:
        raw.execute("UPDATE entries SET label = 'forged' WHERE id = 1")


@pytest.mark.parametrize("harm", [alter, lambda path: path.write_bytes(b"x" * 9_000), Path.unlink])
def test_a_journal_that_is_not_sound_is_said(journal_path: Path, harm: Callable[[Path], object]) -> None:
    """Altered, no database, gone: each says what it is and what to do, and stays as it is."""
    harm(journal_path)
    before = contents(journal_path.parent)
    found = check("journal", journal_path)
    assert found.well is False
    assert found.advice
    assert contents(journal_path.parent) == before


def test_a_free_threaded_build_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reload relies on being alone at the safe point."""
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert check("python").well is False


def test_it_runs_where_imgui_bundle_cannot_be_imported(journal_path: Path) -> None:
    """The command that says what is missing must not need it."""
    code = (
        "import sys; sys.modules['imgui_bundle'] = None\n"
        "from mulligan.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    done = run_python("-c", code, "doctor", "--journal", journal_path)
    assert done.status == 1
    assert "imgui-bundle" in done.out
    assert "Traceback" not in done.err
