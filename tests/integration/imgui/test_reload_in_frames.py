"""Real edits of a real module, between and within real frames."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from imgui_bundle import hello_imgui, imgui

import mulligan
from mulligan import HotModule, HotReloader, delegation
from mulligan.imgui import install
from tests.support.imgui_headless import destroy_leftovers, drawn_triangles, null_params, press, stepped

NAME = "hot_panel_of_the_test"
GOOD = """
    from imgui_bundle import imgui

    def draw(app):
        imgui.begin("panel")
        if imgui.is_window_appearing():
            imgui.set_keyboard_focus_here()
        _, app.text = imgui.input_text("field", app.text)
        app.drawn.append("good")
        imgui.end()
"""


SHORTCUT = (imgui.Key.mod_ctrl, imgui.Key.left_ctrl, imgui.Key.mod_alt, imgui.Key.left_alt, imgui.Key.r)


class App:
    """An app with one panel that may be edited."""

    draw = mulligan.delegate(f"{NAME}:draw")

    def __init__(self) -> None:
        self.text = "typed"
        self.drawn: list[str] = []


class Bench:
    """The app in its frames, and its source file."""

    def __init__(self, path: Path, render: Callable[[], None], app: App) -> None:
        self.path, self.render, self.app = path, render, app

    def edit(self, old: str, new: str) -> None:
        """Save a change of the good source, and ask for it."""
        write(self.path, GOOD.replace(old, new))
        HotReloader.request_reload()

    def frames(self, count: int) -> None:
        """Render some frames."""
        for _ in range(count):
            self.render()


def write(path: Path, text: str) -> None:
    """Save a source file."""
    path.write_text(textwrap.dedent(text), encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The app, some frames old, with its field active."""
    path = tmp_path / f"{NAME}.py"
    write(path, GOOD)
    monkeypatch.syspath_prepend(str(tmp_path))
    HotReloader.reset()
    HotReloader.configure(journal=tmp_path / "journal.db")
    HotReloader.register(HotModule(NAME, path, ["text", "drawn"], ["draw"]))
    app = App()
    params = null_params(app.draw)
    install(params, app)
    try:
        with stepped(params) as render:
            each = Bench(path, render, app)
            each.frames(4)
            assert imgui.internal.get_active_id() != 0
            yield each
    finally:
        delegation.set_guard(None)
        destroy_leftovers()
        HotReloader.reset()
        sys.modules.pop(NAME, None)


def test_edit_goes_live_and_is_shown(bench: Bench) -> None:
    """In the next frame, with the field still active."""
    active = imgui.internal.get_active_id()
    bench.edit('"good"', '"better"')
    bench.frames(1)
    assert bench.app.drawn[-1] == "better"
    assert HotReloader.view().success is not None
    assert imgui.internal.get_active_id() == active


def test_edit_that_does_not_compile_is_refused_and_shown(bench: Bench) -> None:
    """The good code draws on, under the tint."""
    bench.edit("def draw(app):", "def draw(app:")
    bench.frames(2)
    assert bench.app.drawn[-1] == "good"
    assert HotReloader.is_error_state
    assert "##Foreground" in {owner for owner, _ in drawn_triangles()}


def test_edit_that_raises_in_its_first_frame_is_undone_in_that_frame(bench: Bench) -> None:
    """The good code draws the same frame, alone, and what a person types goes on into the field."""
    bench.frames(3)
    active = imgui.internal.get_active_id()
    frame_before = {owner: len(list(each)) for owner, each in groupby(drawn_triangles(), itemgetter(0))}
    drawn = len(bench.app.drawn)
    bench.edit("imgui.end()", 'imgui.text("half a panel"); imgui.begin("another"); app.missing')
    imgui.get_io().add_key_event(imgui.Key.end, True)
    bench.frames(1)
    assert HotReloader.is_error_state
    assert "AttributeError" in (HotReloader.last_error or "")
    assert bench.app.drawn[drawn:] == ["good"]
    assert imgui.internal.get_active_id() == active
    frame_after = {owner: len(list(each)) for owner, each in groupby(drawn_triangles(), itemgetter(0))}
    assert "another" not in frame_after
    assert abs(frame_after["panel"] - frame_before["panel"]) <= 4  # the caret blinks
    imgui.get_io().add_input_character(ord("!"))
    bench.frames(3)
    assert bench.app.text == "typed!"


def test_edit_that_forgets_an_end_is_undone(bench: Bench) -> None:
    """No exception of its own, but it would have broken the frame."""
    bench.edit("imgui.end()", "pass")
    bench.frames(2)
    assert HotReloader.is_error_state
    assert "end()" in (HotReloader.last_error or "").lower()
    assert bench.app.drawn[-1] == "good"


def test_error_after_the_trial_is_contained_and_shown_in_place(bench: Bench) -> None:
    """Nothing is undone any more, and the app goes on."""
    bench.edit("imgui.end()", "imgui.end(); app.drawn[-1] == app.text and app.missing")
    bench.frames(200)
    assert not HotReloader.is_error_state
    bench.app.text = bench.app.drawn[-1]
    imgui.internal.clear_active_id()
    bench.frames(3)
    assert not HotReloader.is_error_state
    assert [each.target for each in HotReloader.view().contained] == [f"{NAME}:draw"]


def test_shortcut_reloads(bench: Bench) -> None:
    """The whole way: keys, request, safe point, new code."""
    write(bench.path, GOOD.replace('"good"', '"better"'))
    press(*SHORTCUT)
    bench.frames(6)
    assert bench.app.drawn[-1] == "better"
    assert [entry.trigger for entry in HotReloader.history()] == ["shortcut"]


def test_restore_is_not_overwritten_by_the_field_that_is_being_edited(bench: Bench) -> None:
    """ImGui's edit buffer lets go, so that the restored text is what the field shows."""
    bench.edit('"good"', '"better"')
    bench.frames(1)
    entry = HotReloader.history()[0]
    imgui.get_io().add_key_event(imgui.Key.end, True)
    bench.frames(2)
    imgui.get_io().add_input_character(ord("?"))
    bench.frames(3)
    assert bench.app.text == "typed?"
    HotReloader.request_restore(entry.id, code=False)
    bench.frames(3)
    assert bench.app.text == "typed"


def test_run_ends_the_session_cleanly(bench: Bench) -> None:
    """Closing the window keeps what is on trial."""
    bench.edit('"good"', '"better"')
    bench.frames(1)
    assert HotReloader.view().on_trial
    exit_callback = hello_imgui.get_runner_params().callbacks.before_exit
    exit_callback()
    assert not HotReloader.view().on_trial
    assert [entry.status for entry in HotReloader.history()] == ["kept", "kept"]


def test_paused_shortcut_asks_for_nothing(bench: Bench) -> None:
    """While it is paused Ctrl+Alt+R is the app's own."""
    write(bench.path, GOOD.replace('"good"', '"better"'))
    HotReloader.pause_shortcut()
    press(*SHORTCUT)
    bench.frames(6)
    assert HotReloader.history() == []
    assert bench.app.drawn[-1] == "good"
