"""`main` puts the app together and takes it down again, however the window ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imgui_bundle import hello_imgui

from mulligan import HotReloader
from mulligan_mma.app import DELEGATION_TARGETS, GUI_2, LIVE_KEYS, STATE_KEYS, App, main
from mulligan_mma.tracks import sample_folder
from tests.support.mission_control import TrackFolderMaker


class Closed(Exception):
    """The window was closed in an unusual way."""


class FakeWindow:
    """Stands in for the window: runs a few frames without drawing, then ends."""

    def __init__(self) -> None:
        self.app: App | None = None
        self.params: Any = None
        self.error: Exception | None = None

    def run(self, gui: Any, app: App, *, runner_params: Any) -> None:
        """What `mulligan.imgui.run` is asked to do."""
        assert gui == app.frame
        self.app, self.params = app, runner_params
        app.start()
        app.update()
        if self.error is not None:
            raise self.error


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeWindow]:
    """No window is opened, and no journal outside the test's folder."""
    made = FakeWindow()
    monkeypatch.setattr("mulligan.imgui.run", made.run, raising=False)
    monkeypatch.setenv("MULLIGAN_JOURNAL", str(tmp_path / "journal.db"))
    HotReloader.reset()
    yield made
    HotReloader.reset()


def test_main_shows_the_samples_and_registers_gui_2(window: FakeWindow) -> None:
    """The first hot module comes with its complete inventory."""
    main()
    assert window.app is not None
    assert window.app.tracks_folder == sample_folder()
    module = HotReloader.HOT_MODULES[GUI_2]
    assert set(module.state_keys) == set(STATE_KEYS)
    assert set(module.live_keys) == set(LIVE_KEYS)
    assert set(module.delegation_targets) == set(DELEGATION_TARGETS)
    assert module.file_path is not None
    assert Path(module.file_path).name == "gui_2.py"


def test_the_window_is_of_a_useful_size_and_writes_no_file(window: FakeWindow) -> None:
    """No .ini file beside somebody's code, and no host window over the tiles."""
    main()
    params = window.params
    assert params.app_window_params.window_title == "MMA dashboard"
    assert tuple(params.app_window_params.window_geometry.size) == (1280, 800)
    assert params.ini_disable
    kind = params.imgui_window_params.default_imgui_window_type
    assert kind == hello_imgui.DefaultImGuiWindowType.no_default_window


def test_every_agent_is_ended_when_the_window_fails(window: FakeWindow, tmp_path: Path) -> None:
    """An exception out of the window leaves no process behind."""
    TrackFolderMaker(tmp_path).track("t", ("a", "{python} stay.py never", []))
    window.error = Closed()
    with pytest.raises(Closed):
        main(tmp_path)
    assert window.app is not None
    (run,) = window.app.runner
    assert run.ended


def test_a_missing_folder_opens_the_window_with_the_reason(window: FakeWindow, tmp_path: Path) -> None:
    """A typing error on the command line is told where one looks."""
    main(tmp_path / "missing")
    assert window.app is not None
    assert "does not exist" in window.app.problems[0].reason


def test_the_window_asks_before_it_closes_over_working_agents(window: FakeWindow, tmp_path: Path) -> None:
    """The cross of the window is answered by the app; an idle app just closes."""
    TrackFolderMaker(tmp_path).track("t", ("a", "{python} stay.py never", []))
    window.error = Closed()
    with pytest.raises(Closed):
        main(tmp_path)
    assert window.app is not None
    assert window.params.callbacks.confirm_exit()  # every agent has been ended by now
    window.app.quit_gate.stay()
    window.app.quit_gate.open = False
    (run,) = window.app.runner
    run._ended = False
    assert not window.params.callbacks.confirm_exit()
    assert window.app.quit_gate.asked
