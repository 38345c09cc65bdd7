"""`mulligan demo`: the window where there is a display, otherwise the story."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import pytest

import mulligan.imgui.environment as environment
from mulligan.cli import demo
from mulligan.errors import EnvironmentUnusable
from tests.support.command_line import Run

Calls = list[tuple[str, object, object]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Record what would be started, in place of starting it, with a display that answers."""
    made: Calls = []

    def find(name: str) -> Callable[..., object]:
        return lambda tracks, journal: made.append((name, tracks, journal))

    monkeypatch.setattr(demo, "find", find)
    monkeypatch.setattr(environment, "display_problem", lambda: None)
    monkeypatch.setattr(environment, "require_imgui", lambda: None)
    return made


def test_the_app_is_opened_where_there_is_a_display(run: Run, calls: Calls, tmp_path: Path) -> None:
    """The host app gets the folder and the journal that were named."""
    result = run("demo", "--tracks", tmp_path, "--journal", tmp_path / "j.db")
    assert result.status == 0
    assert calls == [("mma", tmp_path, tmp_path / "j.db")]


def test_headless_plays_the_story_and_says_so(run: Run, calls: Calls) -> None:
    """Asked for, the story is played although there is a display."""
    result = run("demo", "--headless")
    assert calls == [("story", None, None)]
    assert "--headless was given; the story is played without a window" in result.out


def test_without_a_display_the_story_is_played_and_the_reason_said(
    run: Run, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demonstration on a server shows something true instead of an error."""
    monkeypatch.setattr(environment, "display_problem", lambda: "neither DISPLAY nor WAYLAND_DISPLAY is set")
    result = run("demo")
    assert result.status == 0
    assert calls == [("story", None, None)]
    assert "neither DISPLAY" in result.out


def test_a_missing_library_is_one_line_with_its_packages(
    run: Run, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has to be installed is named; no traceback of an import is shown."""

    def missing() -> None:
        raise EnvironmentUnusable("imgui-bundle cannot be imported. On Debian: apt-get install libx11-6")

    monkeypatch.setattr(environment, "require_imgui", missing)
    result = run("demo")
    assert (result.status, calls) == (1, [])
    assert "libx11-6" in result.err
    assert result.err.count("\n") == 1


def test_a_folder_that_is_not_there_is_a_usage_error(run: Run, calls: Calls, tmp_path: Path) -> None:
    """A mistyped folder is named before anything is opened."""
    result = run("demo", "--tracks", tmp_path / "missing")
    assert (result.status, calls) == (2, [])
    assert "missing" in result.err


def test_an_installation_without_demonstration_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its entry points the command names what is missing and what to do."""
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: ())
    result = run("demo", "--headless")
    assert result.status == 1
    assert "install mulligan again" in result.err


@pytest.mark.parametrize("name", [demo.APP, demo.STORY])
def test_the_installation_declares_both_demonstrations(name: str) -> None:
    """`mulligan demo` finds app and story among the installed entry points."""
    assert callable(demo.find(name))
