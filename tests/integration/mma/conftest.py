"""Mission control drawn without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.view import View
from mulligan_mma.app import App
from mulligan_mma.reload_history import ReloadHistory
from tests.support.imgui_headless import bare_context, frame
from tests.support.mission_control import TrackFolderMaker


class Reloader:
    """What the dashboard shows of the reloader, and what it asked of it."""

    def __init__(self) -> None:
        self.view = View()
        self.entries: list[Any] = []
        self.asked: list[tuple[object, ...]] = []

    def entry(self, entry_id: int, status: str, **more: object) -> None:
        """Add an entry to the history, newest first."""
        fields: dict[str, object] = {
            "id": entry_id,
            "status": status,
            "started_at": datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC),
            "error": None,
            "label": None,
            "kind": "reload",
            "trigger": "button",
            "phases_ms": {},
        }
        self.entries.insert(0, SimpleNamespace(**(fields | more)))

    def request_reload(self, trigger: str) -> None:
        """The Hot Reload button was pressed."""
        self.asked.append(("reload", trigger))

    def request_restore(self, entry_id: int) -> None:
        """A Restore button was pressed."""
        self.asked.append(("restore", entry_id))


@pytest.fixture
def reloader_desk(monkeypatch: pytest.MonkeyPatch) -> Reloader:
    """Stands where the panels expect HotReloader, so that no journal is opened."""
    desk = Reloader()
    monkeypatch.setattr("mulligan_mma.gui_2.HotReloader", desk)
    return desk


@pytest.fixture
def folder(tmp_path: Any) -> TrackFolderMaker:
    """A folder of tracks."""
    return TrackFolderMaker(tmp_path)


@pytest.fixture
def app(reloader_desk: Reloader) -> Iterator[App]:
    """An app that leaves no process behind."""
    made = App()
    made.reload_history = ReloadHistory(lambda: reloader_desk.entries, lambda: reloader_desk.view)
    yield made
    made.runner.close(grace_s=1.0)


@pytest.fixture
def picture(app: App) -> Iterator[Callable[[], str]]:
    """Draw the app until the picture rests; the text of the last frame, as ImGui logs it."""
    with bare_context((1280, 800)):

        def draw() -> str:
            for _ in range(3):  # a new window is hidden in its first frame
                with frame():
                    imgui.log_to_clipboard()
                    app.frame()
                    imgui.log_finish()
            return imgui.get_clipboard_text()

        yield draw
