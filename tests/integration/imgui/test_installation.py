"""The hooks in hello_imgui's own frames."""

from __future__ import annotations

import gc
import weakref

import pytest
from imgui_bundle import hello_imgui, imgui

from mulligan import delegation
from mulligan.imgui import install
from mulligan.view import View
from tests.integration.imgui.conftest import FakeReloader
from tests.support.imgui_headless import null_params, press, release, run_frames, stepped, vertices


class App:
    """Any object."""


def test_hooks_run_in_their_places_around_the_apps_own(reloader: FakeReloader) -> None:
    """The safe point comes before the app's first callback; the session ends after its last."""
    params = null_params(lambda: reloader.calls.append("gui"))
    configure = params.callbacks.pre_new_frame
    assert configure is not None

    def own_pre_new_frame() -> None:
        configure()
        reloader.calls.append("own pre")

    params.callbacks.pre_new_frame = own_pre_new_frame
    params.callbacks.post_new_frame = lambda: reloader.calls.append("own post")
    params.callbacks.before_imgui_render = lambda: reloader.calls.append("own before render")
    params.callbacks.before_exit = lambda: reloader.calls.append("own exit")
    install(params, App())
    with stepped(params) as render:
        render()
        render()
    one_frame = ["tick", "own pre", "own post", "gui", "own before render"]
    assert reloader.calls == ["start", *one_frame, *one_frame, "own exit", "stop"]


def test_installing_twice_is_harmless(reloader: FakeReloader) -> None:
    """One safe point a frame, one start, one stop."""
    params, app = null_params(), App()
    install(params, app)
    install(params, app)
    with stepped(params) as render:
        render()
    assert reloader.calls == ["start", "tick", "stop"]


def test_second_run_begins_a_second_session(reloader: FakeReloader) -> None:
    """The same settings may be run again."""
    params = null_params()
    install(params, App())
    for _ in range(2):
        run_frames(params, 1)
    assert reloader.calls == ["start", "tick", "stop"] * 2


def test_shortcut_asks_once(reloader: FakeReloader) -> None:
    """It only asks; the reload comes at the next safe point."""
    params = null_params()
    install(params, App())
    chord = (
        imgui.Key.mod_ctrl,
        imgui.Key.left_ctrl,
        imgui.Key.mod_alt,
        imgui.Key.left_alt,
        imgui.Key.r,
    )
    with stepped(params) as render:
        render()
        press(*chord)
        for _ in range(10):
            render()
        release(*chord)
        render()
    assert reloader.calls.count("request by shortcut") == 1


def test_signs_of_the_view_are_drawn(reloader: FakeReloader) -> None:
    """Over the app, in the frame after the view changed."""
    params = null_params(lambda: imgui.text("app"))
    install(params, App())
    owners: list[set[str]] = []
    with stepped(params) as render:
        for shown in (View(), View(is_error_state=True, headline="edit of gui was refused"), View()):
            reloader.shown = shown
            render()
            owners.append({owner for owner, *_ in vertices()})
    assert ["##Foreground" in each for each in owners] == [False, True, False]


@pytest.mark.parametrize("shown", [View(busy="capturing"), View(success="done", success_at=1e12)])
def test_moving_signs_keep_an_idle_app_awake(
    reloader: FakeReloader, monkeypatch: pytest.MonkeyPatch, shown: View
) -> None:
    """A sign that fades, or a transaction that waits for the next frame, must not wait for the mouse."""
    woken: list[int] = []
    monkeypatch.setattr(hello_imgui, "request_refresh", lambda: woken.append(1))
    params = null_params()
    install(params, App())
    with stepped(params) as render:
        render()
        assert not woken
        reloader.shown = shown
        render()
        assert woken


def test_delegates_are_guarded_during_frames_only(reloader: FakeReloader) -> None:
    """In a frame the error is contained; after the run, a delegate raises as any function does."""

    def leave_window_open() -> None:
        imgui.begin("own")
        _fail()

    panel = delegation.guarded(leave_window_open, "panel")
    params = null_params(panel)
    install(params, App())
    with stepped(params) as render:
        for _ in range(3):
            render()
    with pytest.raises(ValueError, match="boom"):
        delegation.guarded(_fail, "panel")()


def _fail() -> None:
    raise ValueError("boom")


def test_unguarded_exception_ends_the_run_and_leaves_delegates_callable(reloader: FakeReloader) -> None:
    """Outside of the delegates an exception passes as without Mulligan; nothing crashes afterwards."""
    params = null_params(_fail)
    install(params, App())
    with pytest.raises(ValueError, match="boom"):
        run_frames(params, 3)
    reached: list[int] = []
    delegation.guarded(lambda: reached.append(1), "panel")()
    assert reached
    assert "stop" not in reloader.calls


def test_restore_lets_go_of_the_edit_buffer(reloader: FakeReloader) -> None:
    """A field that is being edited would write its own text over what was restored."""

    def gui() -> None:
        if imgui.get_frame_count() == 2:
            imgui.set_keyboard_focus_here()
        imgui.input_text("field", "text")

    params = null_params(gui)
    install(params, App())
    with stepped(params) as render:
        for _ in range(5):
            render()
        assert imgui.internal.get_active_id() != 0
        reloader.restored()
        assert imgui.internal.get_active_id() == 0
        render()
    reloader.restored()


def test_hooks_keep_neither_settings_nor_app_alive(reloader: FakeReloader) -> None:
    """Once the run is over and the callbacks are let go of, the app can be collected."""
    app = App()
    alive = weakref.ref(app)
    params = null_params()
    install(params, app)
    with stepped(params) as render:
        render()
    del app, params
    gc.collect()
    assert alive() is None
