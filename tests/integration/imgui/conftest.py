"""A session that only takes down what the GUI asks of it, and a guard that is taken away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mulligan import delegation
from mulligan.imgui import installation
from mulligan.layout import Gui
from mulligan.view import View
from tests.support.imgui_headless import destroy_leftovers


class FakeReloader:
    """Stands in for `HotReloader`: says what it is told to say, and does nothing."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.shown = View()
        self.shortcut_paused = False
        self.gui: Gui | None = None

    def start(self, app: object) -> None:
        """The session begins."""
        self.calls.append("start")

    def stop(self, app: object) -> None:
        """The session ends."""
        self.calls.append("stop")

    def tick(self, app: object) -> None:
        """The safe point."""
        self.calls.append("tick")

    def view(self) -> View:
        """What is shown."""
        return self.shown

    def dismiss(self) -> None:
        """The banner was dismissed."""
        self.calls.append("dismiss")

    def request_reload(self, trigger: str) -> None:
        """The shortcut was pressed."""
        self.calls.append(f"request by {trigger}")

    def attach(self, gui: Gui | None) -> None:
        """The window comes, or goes."""
        self.gui = gui

    def after_restore(self, notify: Callable[[], None]) -> None:
        """Edit buffers are let go of after a restore."""
        self.restored = notify


@pytest.fixture
def reloader(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeReloader]:
    """The fake session in place of the real one."""
    fake = FakeReloader()
    monkeypatch.setattr(installation, "HotReloader", fake)
    yield fake
    delegation.set_guard(None)
    delegation.set_trial(None)
    destroy_leftovers()
