"""Mission control under a real reloader: agents work on while code and state come and go."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imgui_bundle import imgui

import mulligan
import mulligan.imgui
import mulligan_mma
from mulligan import HotModule, HotReloader
from mulligan_mma.app import DELEGATION_TARGETS, LIVE_KEYS, STATE_KEYS, App
from mulligan_mma.tickets import Ticket
from tests.support.imgui_headless import null_params, stepped
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

COPY = "mma_gui_under_test"
AGENT = "{python} stay.py go"


class CopiedApp(App):
    """Mission control, drawn by a copy of gui_2 that a test may edit."""


for _target in DELEGATION_TARGETS:
    setattr(CopiedApp, f"_{_target}", mulligan.delegate(f"{COPY}:{_target}"))


class Window:
    """The app, the file that draws it, and what it shows."""

    def __init__(self, app: App, file: Path) -> None:
        self.app = app
        self.file = file
        self.text = ""
        self.render: Callable[[], None] = self.draw

    def draw(self) -> None:
        """Draw the app, and keep the text of its widgets."""
        imgui.log_to_clipboard()
        self.app.frame()
        imgui.log_finish()
        self.text = imgui.get_clipboard_text()

    def edit(self, old: str, new: str) -> bool:
        """Save the file with another text and reload."""
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")
        return HotReloader.reload_all(self.app)

    def show(self, frames: int = 1) -> str:
        """Pass the safe point and draw, so often; the text of the last frame."""
        for _ in range(frames):
            self.render()
        return self.text

    @property
    def ticket(self) -> Ticket:
        """The only ticket."""
        return self.app.tracks[0].tickets[0]


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """Mission control with one track of one agent that works until it is let go."""
    file = tmp_path / f"{COPY}.py"
    source = Path(mulligan_mma.__file__).with_name("gui_2.py")
    file.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(COPY, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, COPY, module)
    spec.loader.exec_module(module)
    HotReloader.reset()
    HotReloader.configure(journal=tmp_path / "journal.db")
    HotReloader.register(HotModule(COPY, file, STATE_KEYS, DELEGATION_TARGETS, live_keys=LIVE_KEYS))
    app = CopiedApp()
    try:
        made = Window(app, file)
        params = null_params(made.draw, (1280, 800))
        mulligan.imgui.install(params, app)
        with stepped(params) as made.render:
            yield made
    finally:
        app.runner.close(grace_s=1.0)
        HotReloader.reset()


@pytest.fixture
def folder(tmp_path: Path, window: Window) -> TrackFolderMaker:
    """The folder of that track, loaded."""
    made = TrackFolderMaker(tmp_path)
    made.track("t", ("a", AGENT, []))
    window.app.load_tracks(tmp_path)
    return made


def wait_for(window: Window, condition: Callable[[], bool]) -> None:
    """Wait until the agent has come so far; the app is not updated meanwhile."""
    for _ in range(3_000):
        if condition():
            return
        window.app.runner.wait_for_news(0.01)
    raise AssertionError("the agent did not do what the test waits for")


def start_agent(window: Window) -> None:
    """Start the agent and see its first line."""
    window.app.start()
    window.show(3)
    (run,) = window.app.runner
    wait_for(window, lambda: bool(run.news_after(0).lines))
    assert "working" in window.show()


def test_an_edit_goes_live_while_an_agent_works(window: Window, folder: TrackFolderMaker) -> None:
    """The panel is new, the note and the ticket are the same, and the agent never noticed."""
    start_agent(window)
    window.app.note = "kept"
    ticket = window.ticket
    assert window.edit('"Hot Reload"', '"Hot Reload, edited"'), HotReloader.last_error
    assert "Hot Reload, edited" in window.show(6)
    assert (window.app.note, window.ticket, ticket.status) == ("kept", ticket, "running")
    folder.release("go")
    assert window.app.wait_idle(DEADLINE_S)
    assert (ticket.status, ticket.output) == ("done", ["working", "finished"])


def test_a_result_that_came_during_a_trial_survives_the_rollback(
    window: Window, folder: TrackFolderMaker
) -> None:
    """An agent ends in the frame in which a bad edit is undone: the next frame knows its result."""
    start_agent(window)
    assert window.edit('"Hot Reload"', '"Hot" + 1')
    (run,) = window.app.runner
    folder.release("go")
    wait_for(window, lambda: run.ended)
    assert "Hot Reload" in window.show()
    assert HotReloader.is_error_state
    window.show()
    assert (window.ticket.status, window.ticket.output) == ("done", ["working", "finished"])


def test_a_restore_to_before_the_start_keeps_the_process(window: Window, folder: TrackFolderMaker) -> None:
    """State goes back; the process that cannot is shown by its ticket, and its result arrives."""
    window.show(3)
    assert window.edit('"Hot Reload"', '"Hot Reload 2"'), HotReloader.last_error
    window.show(6)
    entry = HotReloader.history(limit=1)[0]
    start_agent(window)
    assert HotReloader.restore(entry.id, window.app), HotReloader.last_error
    shown = window.show()
    assert "Hot Reload 2" not in shown
    assert (window.ticket.status, window.ticket.output) == ("running", ["working"])
    folder.release("go")
    assert window.app.wait_idle(DEADLINE_S)
    assert window.ticket.status == "done"


def test_a_restore_to_a_working_agent_that_ended_meanwhile_interrupts_its_ticket(
    window: Window, folder: TrackFolderMaker
) -> None:
    """The ticket says why, and can be retried."""
    start_agent(window)
    assert window.edit('"Hot Reload"', '"Hot Reload 2"'), HotReloader.last_error
    window.show(6)
    entry = HotReloader.history(limit=1)[0]
    folder.release("go")
    assert window.app.wait_idle(DEADLINE_S)
    assert window.ticket.status == "done"
    assert HotReloader.restore(entry.id, window.app), HotReloader.last_error
    assert "interrupted" in window.show()
    window.app.retry(window.ticket)
    assert window.app.wait_idle(DEADLINE_S)
    assert window.ticket.status == "done"


def test_the_button_reloads_at_the_next_safe_point(window: Window, folder: TrackFolderMaker) -> None:
    """What the Hot Reload button asks for happens between two frames, and the history shows it."""
    window.show(3)
    text = window.file.read_text(encoding="utf-8")
    window.file.write_text(text.replace('"Snapshots"', '"Moments"'), encoding="utf-8")
    HotReloader.request_reload(trigger="button")
    shown = window.show(6)
    assert "Moments" in shown
    assert "reload by button" in shown
