"""The guard and what surrounds a call: menu bars, tables before it, and contexts that change within it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from imgui_bundle import imgui, implot, implot3d

from mulligan.imgui.guard import Guard
from tests.support.imgui_headless import bare_context, frame

MENU_BAR = imgui.WindowFlags_.menu_bar.value


def call(guard: Guard, panel: Callable[[], Any]) -> Exception | None:
    """Call as a delegate does; returns what was raised."""
    try:
        guard.call(lambda app: panel(), None)
    except Exception as error:
        return error
    return None


def boom() -> None:
    """Raise, with nothing open."""
    raise ValueError("boom")


def draw_menu() -> None:
    """Menus, as a delegate draws them into its caller's menu bar."""
    if imgui.begin_menu("menu"):
        imgui.menu_item("item", "", False)
        imgui.end_menu()


@pytest.mark.parametrize("assert_on", [True, False])
@pytest.mark.parametrize("on_trial", [False, True], ids=["kept", "on_trial"])
@pytest.mark.parametrize("bar", ["window", "child", "main"])
def test_menus_are_drawn_into_the_menu_bar_of_the_caller(
    io: imgui.IO, bar: str, on_trial: bool, assert_on: bool
) -> None:
    """A menu bar that the caller has begun is the caller's to end, after calls that went well or failed."""
    io.config_error_recovery_enable_assert = assert_on
    guard = Guard()
    bars = 0
    for _ in range(3):
        with frame():
            guard.begin_frame(on_trial=on_trial)
            imgui.begin("host", None, MENU_BAR)
            if bar == "child":
                imgui.begin_child("child", (200, 200), window_flags=MENU_BAR)
            is_open = imgui.begin_main_menu_bar() if bar == "main" else imgui.begin_menu_bar()
            bars += is_open
            window = imgui.internal.get_current_window_read()
            assert call(guard, draw_menu) is None
            assert isinstance(call(guard, boom), ValueError)
            assert call(guard, draw_menu) is None
            assert window.dc.menu_bar_appending == is_open
            if is_open:
                (imgui.end_main_menu_bar if bar == "main" else imgui.end_menu_bar)()
            assert call(guard, lambda: None) is None
            if bar == "child":
                imgui.end_child()
            imgui.end()
            guard.end_frame()
    assert bars


@pytest.mark.parametrize("on_trial", [False, True], ids=["kept", "on_trial"])
@pytest.mark.parametrize("raises", [True, False], ids=["raises", "forgets"])
def test_menu_bar_that_a_call_left_open_is_ended(io: imgui.IO, raises: bool, on_trial: bool) -> None:
    """What follows is laid out downwards again, and the window's next menu bar can be begun."""
    guard = Guard()

    def panel() -> None:
        imgui.begin_menu_bar()
        imgui.push_id("in the bar")
        imgui.begin_group()
        if raises:
            boom()
        imgui.end_group()
        imgui.pop_id()

    for _ in range(3):
        with frame():
            guard.begin_frame(on_trial=on_trial)
            imgui.begin("host", None, MENU_BAR)
            assert isinstance(call(guard, panel), ValueError if raises else RuntimeError)
            window = imgui.internal.get_current_window_read()
            assert not window.dc.menu_bar_appending
            assert window.dc.layout_type == imgui.internal.LayoutType_.vertical.value
            if imgui.begin_menu_bar():
                draw_menu()
                imgui.end_menu_bar()
            imgui.end()
            guard.end_frame()
    assert imgui.get_frame_count() == 3


@pytest.mark.parametrize("on_trial", [False, True], ids=["kept", "on_trial"])
@pytest.mark.parametrize("raises", [True, False], ids=["raises", "returns"])
def test_menu_bar_that_a_call_took_from_its_caller_is_begun_again(
    io: imgui.IO, raises: bool, on_trial: bool
) -> None:
    """The caller's own `end_menu_bar()` still matches."""
    guard = Guard()

    def panel() -> None:
        imgui.end_menu_bar()
        if raises:
            boom()

    for _ in range(3):
        with frame():
            guard.begin_frame(on_trial=on_trial)
            imgui.begin("host", None, MENU_BAR)
            assert imgui.begin_menu_bar()
            assert isinstance(call(guard, panel), ValueError if raises else RuntimeError)
            draw_menu()
            imgui.end_menu_bar()
            imgui.end()
            guard.end_frame()
    assert imgui.get_frame_count() == 3


@pytest.mark.parametrize("surrounded", ["table", "tab bar", "plot"])
def test_a_call_on_trial_is_not_judged_by_what_surrounded_an_earlier_one(
    io: imgui.IO, surrounded: str
) -> None:
    """A good panel that is drawn after another one's table is good."""
    guard = Guard()
    surroundings: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "table": (lambda: imgui.begin_table("table", 2), imgui.end_table),
        "tab bar": (lambda: imgui.begin_tab_bar("tabs"), imgui.end_tab_bar),
        "plot": (lambda: implot.begin_plot("plot", (200, 100)), implot.end_plot),
    }
    begin, end = surroundings[surrounded]
    opened = 0
    for _ in range(3):
        with frame():
            guard.begin_frame(on_trial=True)
            imgui.begin("host")
            if begin():
                opened += 1
                assert call(guard, lambda: None) is None
                end()
            assert call(guard, lambda: imgui.text("after")) is None
            imgui.end()
            guard.end_frame()
    assert opened


@pytest.mark.parametrize("raises", [True, False], ids=["raises", "forgets"])
def test_context_that_a_call_switched_to_is_left_again(io: imgui.IO, raises: bool) -> None:
    """An error between two switches must not unwind the other context's windows in place of the frame's."""
    guard = Guard()
    own = imgui.get_current_context()
    other = imgui.create_context(io.fonts)
    imgui.set_current_context(own)

    def panel() -> None:
        imgui.begin("left open")
        imgui.set_current_context(other)
        if raises:
            boom()

    with frame():
        guard.begin_frame()
        imgui.begin("host")
        assert isinstance(call(guard, panel), ValueError if raises else RuntimeError)
        assert imgui.get_current_context() is own
        assert imgui.internal.get_current_window_read().name == "host"
        imgui.end()
        guard.end_frame()
    imgui.destroy_context(other)


def test_call_with_a_context_that_draws_no_frame_is_left_alone(io: imgui.IO) -> None:
    """It has no current window to look at."""
    guard = Guard()
    own = imgui.get_current_context()
    other = imgui.create_context(io.fonts)
    with frame():
        guard.begin_frame()
        imgui.set_current_context(other)
        assert guard.call(lambda app: app, "result") == "result"
        assert isinstance(call(guard, boom), ValueError)
        guard.show_contained("panel", "ValueError: boom")
        imgui.set_current_context(own)
        guard.end_frame()
    imgui.destroy_context(other)


@pytest.mark.parametrize("raises", [True, False], ids=["raises", "returns"])
@pytest.mark.parametrize("anew", [True, False], ids=["made anew", "gone"])
def test_a_call_may_destroy_the_context_it_is_drawn_in(raises: bool, anew: bool) -> None:
    """Nothing is asked of a context that is gone, nor of one that draws no frame."""
    guard = Guard()

    def panel() -> str:
        imgui.destroy_context()
        if anew:
            imgui.create_context()
        if raises:
            boom()
        return "result"

    with bare_context():
        imgui.new_frame()
        guard.begin_frame()
        imgui.begin("host")
        error = call(guard, panel)
        assert isinstance(error, ValueError) if raises else not isinstance(error, ValueError)
        guard.show_contained("panel", "ValueError: boom")
        guard.end_frame()
        assert guard.depth == 0


@pytest.mark.parametrize("anew", [True, False], ids=["made anew", "gone"])
def test_implot_that_is_gone_at_the_end_of_a_frame_is_left_alone(io: imgui.IO, anew: bool) -> None:
    """A run that an exception ended takes ImPlot along; what the next one makes is not what was watched."""
    guard = Guard()
    with frame():
        guard.begin_frame()
        imgui.begin("host")
        assert isinstance(call(guard, boom), ValueError)
        implot.push_style_color(0, (1, 0, 0, 1))
        implot.destroy_context()
        implot3d.destroy_context()
        if anew:
            implot.create_context()
            implot.push_style_color(0, (0, 1, 0, 1))
        imgui.end()
        guard.end_frame()
    if anew:
        assert implot.get_current_context().color_modifiers.size() == 1
        implot.pop_style_color()
    assert imgui.get_frame_count() == 1


def test_implot3d_alone_is_watched_too() -> None:
    """An app may have made a context of ImPlot3D and none of ImPlot."""
    guard = Guard()
    with bare_context():
        implot3d.create_context()
        for _ in range(3):
            with frame():
                guard.begin_frame()
                imgui.set_next_window_size((500, 400))
                imgui.begin("host")
                if implot3d.begin_plot("the caller's"):
                    assert isinstance(call(guard, boom), ValueError)
                    assert call(guard, lambda: None) is None
                    implot3d.end_plot()

                def panel() -> None:
                    implot3d.begin_plot("left open")
                    boom()

                assert isinstance(call(guard, panel), ValueError)
                if implot3d.begin_plot("good"):
                    implot3d.end_plot()
                imgui.end()
                guard.end_frame()
        assert imgui.get_frame_count() == 3
