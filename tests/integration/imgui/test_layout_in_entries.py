"""Where the windows stand travels with every entry, and comes back on request only."""

from __future__ import annotations

import sqlite3
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from imgui_bundle import hello_imgui, imgui

import mulligan
from mulligan import HotModule, HotReloader, delegation, hot_reloader
from mulligan.imgui import install
from mulligan_store.records import LAYOUT_KEY
from tests.support.imgui_headless import destroy_leftovers, null_params, stepped

NAME = "hot_windows_of_the_test"
SOURCE = """
    from imgui_bundle import imgui

    def draw(app):
        if app.puts is not None:
            imgui.set_next_window_pos(app.puts)
            app.puts = None
        imgui.begin("tools")
        app.stands = (imgui.get_window_pos().x, imgui.get_window_pos().y)
        imgui.end()
"""
FIRST, SECOND = (30.0, 40.0), (200.0, 150.0)


class App:
    """An app with one window that can be put somewhere."""

    draw = mulligan.delegate(f"{NAME}:draw")

    def __init__(self) -> None:
        self.count = 0
        self.puts: tuple[float, float] | None = FIRST
        self.stands = (0.0, 0.0)


class Desk:
    """The app in its frames, and its source file."""

    def __init__(self, path: Path, render: Callable[[], None], app: App, journal: Path) -> None:
        self.path, self.render, self.app, self.journal = path, render, app, journal

    def frames(self, count: int = 2) -> None:
        """Render some frames."""
        for _ in range(count):
            self.render()

    def move(self, place: tuple[float, float]) -> None:
        """Drag the window elsewhere."""
        self.app.puts = place
        self.frames()

    def checkpoint(self) -> int:
        """Keep the present moment, as a button does."""
        HotReloader.request_checkpoint("moment")
        self.frames()
        return HotReloader.history()[0].id

    def layouts(self) -> list[str]:
        """The summary of the layout of each entry, newest first; empty where it holds none."""
        journal = HotReloader.journal()
        assert journal is not None
        found = []
        for entry in HotReloader.history():
            keys = [each for each in journal.key_summaries(entry.id) if each.key == LAYOUT_KEY]
            found.append(keys[0].repr if keys else "")
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The app, some frames old."""
    path = tmp_path / f"{NAME}.py"
    path.write_text(textwrap.dedent(SOURCE), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    journal = tmp_path / "journal.db"
    HotReloader.reset()
    HotReloader.configure(journal=journal)
    HotReloader.register(HotModule(NAME, path, ["count"], ["draw"], live_keys=["puts", "stands"]))
    app = App()
    params = null_params(app.draw)
    install(params, app)
    try:
        with stepped(params) as render:
            each = Desk(path, render, app, journal)
            each.frames(4)
            yield each
    finally:
        delegation.set_guard(None)
        destroy_leftovers()
        HotReloader.reset()
        sys.modules.pop(NAME, None)


def test_restore_brings_the_windows_back_only_when_asked(desk: Desk) -> None:
    """State and code come back without moving anything on the screen."""
    entry_id = desk.checkpoint()
    desk.app.count = 7
    desk.move(SECOND)
    HotReloader.request_restore(entry_id)
    desk.frames()
    assert (desk.app.count, desk.app.stands) == (0, SECOND)
    HotReloader.request_restore(entry_id, layout=True)
    desk.frames()
    assert desk.app.stands == FIRST
    assert HotReloader.view().headline.startswith("restored state, code and window layout from before entry")


def test_the_layout_comes_back_alone_too_and_that_can_be_taken_back(desk: Desk) -> None:
    """It is a restore as any other: its own entry holds where the windows were before it."""
    entry_id = desk.checkpoint()
    desk.app.count = 7
    desk.move(SECOND)
    assert HotReloader.restore(entry_id, desk.app, state=False, code=False, layout=True)
    desk.frames()
    assert (desk.app.count, desk.app.stands) == (7, FIRST)
    newest = HotReloader.history()[0]
    assert newest.kind == "restore"
    HotReloader.request_restore(newest.id, state=False, code=False, layout=True)
    desk.frames()
    assert desk.app.stands == SECOND


def test_every_entry_holds_it_and_it_is_no_part_of_the_state(desk: Desk) -> None:
    """A reload's too, a refused one's too; nothing that lists state keys names it."""
    desk.checkpoint()
    desk.path.write_text(textwrap.dedent(SOURCE).replace("tools", "instruments"), encoding="utf-8")
    HotReloader.request_reload()
    desk.frames(4)
    desk.path.write_text("def draw(app:\n", encoding="utf-8")
    HotReloader.request_reload()
    desk.frames()
    assert [entry.status for entry in HotReloader.history()] == ["rolled_back", "kept", "kept"]
    assert all(each.startswith("windows: ") for each in desk.layouts())
    assert HotReloader.view().unclassified == ()
    assert list(HotReloader.capture_state(desk.app)) == ["count"]


def test_an_unchanged_layout_is_stored_once(desk: Desk) -> None:
    """Ten checkpoints of windows that nobody moved share one blob."""
    for count in range(10):
        desk.app.count = count
        desk.checkpoint()
    with closing(sqlite3.connect(desk.journal)) as raw:
        found = raw.execute(
            "SELECT count(*), count(DISTINCT blob_id) FROM entry_groups WHERE state_keys LIKE ?",
            (f"%{LAYOUT_KEY}%",),
        ).fetchone()
    assert found == (10, 1)


def test_an_entry_without_a_layout_says_so(desk: Desk) -> None:
    """It was recorded where no window was open; the rest is restored."""
    gui = hot_reloader._session.gui
    HotReloader.attach(None)
    entry_id = HotReloader.checkpoint("blind", desk.app)
    HotReloader.attach(gui)
    assert entry_id is not None
    desk.app.count = 7
    desk.move(SECOND)
    HotReloader.request_restore(entry_id, layout=True)
    desk.frames()
    assert (desk.app.count, desk.app.stands) == (0, SECOND)
    assert any("holds no window layout" in note for note in HotReloader.view().notes)
    entry = HotReloader.history()[0]
    assert isinstance(entry.plan, dict)
    assert any("holds no window layout" in note for note in entry.plan["notes"])
    HotReloader.request_restore(entry_id, state=False, code=False, layout=True)
    desk.frames()
    assert HotReloader.is_error_state
    assert f"entry {entry_id} holds no window layout" in (HotReloader.last_error or "")


def test_a_restore_whose_trial_fails_puts_the_windows_back_too(desk: Desk) -> None:
    """All of it or nothing: what was on the screen is there again."""
    desk.path.write_text(
        textwrap.dedent(SOURCE).replace("imgui.end()", "imgui.end(); 1 / app.count"), encoding="utf-8"
    )
    desk.app.count = 1
    HotReloader.request_reload()
    desk.frames(4)
    desk.path.write_text(textwrap.dedent(SOURCE), encoding="utf-8")
    HotReloader.request_reload()
    desk.frames(4)
    entry_id = HotReloader.history()[0].id  # before it ran the code that fails when count is 0
    desk.app.count = 0
    desk.move(SECOND)
    HotReloader.request_restore(entry_id, state=False, layout=True)
    desk.frames(3)
    assert HotReloader.is_error_state
    assert "ZeroDivisionError" in (HotReloader.last_error or "")
    assert desk.app.stands == SECOND


def test_moving_windows_alone_makes_no_entry_at_the_end(desk: Desk) -> None:
    """The checkpoint of a clean exit is for state that changed."""
    desk.checkpoint()
    desk.move(SECOND)
    HotReloader.stop(desk.app)
    assert len(HotReloader.history()) == 1


def test_a_layout_of_another_signer_is_never_loaded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is refused as the state is, before any byte of it reaches ImGui."""
    entry_id = desk.checkpoint()
    desk.move(SECOND)
    HotReloader.stop(desk.app)
    with closing(sqlite3.connect(desk.journal)) as raw, raw:
        raw.execute("UPDATE entries SET code = zeroblob(32) WHERE id = ?", (entry_id,))
    HotReloader.start(desk.app)
    loaded: list[str] = []
    monkeypatch.setattr(imgui, "load_ini_settings_from_memory", loaded.append)
    HotReloader.request_restore(entry_id, state=False, code=False, layout=True)
    desk.frames()
    assert HotReloader.is_error_state
    assert loaded == []
    assert desk.app.stands == SECOND


def test_after_a_crash_the_state_is_offered_and_the_windows_stay(desk: Desk) -> None:
    """The offer names state keys only, and recovering moves nothing."""
    desk.app.count = 5
    desk.checkpoint()
    HotReloader.stop(clean=False)
    desk.app.count = 0
    desk.move(SECOND)
    HotReloader.start(desk.app)
    offer = HotReloader.view().recovery
    assert offer is not None
    assert (offer.keys, offer.unsaved) == (("count",), ())
    HotReloader.request_recovery()
    desk.frames()
    assert (desk.app.count, desk.app.stands) == (5, SECOND)
    assert HotReloader.view().recovery is None


def test_an_entry_that_holds_only_a_layout_is_not_offered_for_recovery(desk: Desk) -> None:
    """There is nothing to recover where no state key was registered."""
    HotReloader.register(HotModule(NAME, desk.path, [], ["draw"], live_keys=["count", "puts", "stands"]))
    desk.checkpoint()
    assert desk.layouts()[0].startswith("windows: ")
    HotReloader.stop(clean=False)
    HotReloader.start(desk.app)
    assert HotReloader.view().recovery is None


def docked(app: App) -> hello_imgui.RunnerParams:
    """Settings with two windows that are docked side by side."""
    params = null_params(app.draw)
    params.imgui_window_params.default_imgui_window_type = (
        hello_imgui.DefaultImGuiWindowType.provide_full_screen_dock_space
    )
    split = hello_imgui.DockingSplit("MainDockSpace", "Side", imgui.Dir.left, 0.25)
    params.docking_params.docking_splits = [split]
    params.docking_params.dockable_windows = [
        hello_imgui.DockableWindow(label, space, lambda: None)
        for label, space in (("alpha", "Side"), ("beta", "MainDockSpace"))
    ]
    return params


def test_docked_windows_come_back_to_their_dock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And hello_imgui does not lay them out afresh in between."""
    path = tmp_path / f"{NAME}.py"
    path.write_text(textwrap.dedent(SOURCE), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    HotReloader.reset()
    HotReloader.configure(journal=tmp_path / "journal.db")
    HotReloader.register(HotModule(NAME, path, ["count"], ["draw"], live_keys=["puts", "stands"]))
    app = App()
    params = docked(app)
    install(params, app)

    def places() -> dict[str, tuple[float, float, int]]:
        found = {each.name: each for each in imgui.get_current_context().windows}
        return {
            name: (found[name].pos.x, found[name].size.x, found[name].dock_id) for name in ("alpha", "beta")
        }

    try:
        with stepped(params) as render:
            desk = Desk(path, render, app, tmp_path / "journal.db")
            desk.frames(5)
            before = places()
            assert before["alpha"][2] != before["beta"][2] != 0
            entry_id = desk.checkpoint()
            windows = {each.name: each for each in imgui.get_current_context().windows}
            imgui.internal.dock_context_queue_undock_window(imgui.get_current_context(), windows["alpha"])
            desk.frames(3)
            assert places()["alpha"][2] == 0
            HotReloader.request_restore(entry_id)
            desk.frames(3)
            assert places()["alpha"][2] == 0
            hello_imgui.get_runner_params().docking_params.layout_reset = True
            HotReloader.request_restore(entry_id, layout=True)
            desk.frames(3)
            assert places() == before
    finally:
        delegation.set_guard(None)
        destroy_leftovers()
        HotReloader.reset()
        sys.modules.pop(NAME, None)
