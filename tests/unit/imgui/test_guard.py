"""The guard: whatever a panel does in the middle of a frame, the frame and the app go on."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import traceback
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from imgui_bundle import imgui, implot, implot3d

from mulligan.imgui.guard import Guard
from tests.support.imgui_bad_panels import ABORTING
from tests.support.imgui_bad_panels import PANELS as IMGUI_PANELS
from tests.support.imgui_bad_plots import PLOT_PANELS
from tests.support.imgui_headless import bare_context, frame

PANELS = IMGUI_PANELS | PLOT_PANELS
SAFE = sorted(set(PANELS) - ABORTING)


CLOSING_THEIR_CALLERS = [PANELS["extra_end_table"], PANELS["extra_end_plot"]]
"""What the caller had begun and they have ended cannot be begun again, so the caller fails as well."""


def call(guard: Guard, panel: Callable[[], Any]) -> BaseException | None:
    """Call as a delegate does; returns what was raised."""
    try:
        guard.call(lambda app: panel(), None)
    except Exception as error:
        return error
    return None


def leave_a_colour() -> None:
    """Push and do not pop; outside of frames too, where ImGui allows it."""
    imgui.push_style_color(imgui.Col_.text.value, (1, 0, 0, 1))


def boom() -> None:
    """Raise, with nothing open."""
    raise ValueError("boom")


def interrupt(guard: Guard, panel: Callable[[], Any]) -> None:
    """Call a panel that an interrupt ends, and go on as an app that catches it."""

    def interrupted() -> None:
        panel()
        raise KeyboardInterrupt

    with contextlib.suppress(KeyboardInterrupt):
        call(guard, interrupted)


def draw_good_panel() -> None:
    """Uses a bit of everything, so that leftovers of a bad panel show."""
    imgui.text("good")
    if imgui.begin_table("good table", 2):
        imgui.table_next_column()
        imgui.text("cell")
        imgui.end_table()
    if imgui.begin_child("good child", (200, 200)):
        if implot.begin_plot("good plot", (150, 150)):
            implot.plot_line("line", np.arange(3.0))
            implot.end_plot()
        if implot3d.begin_plot("good space", (150, 150)):
            implot3d.end_plot()
    imgui.end_child()


def draw_good_window() -> None:
    """The same in a window of its own."""
    imgui.begin("own")
    draw_good_panel()
    imgui.end()


def draw_in_host(guard: Guard, panel: Callable[[], Any], *, on_trial: bool) -> BaseException | None:
    """A frame of an app that has things open itself while it calls the panel."""
    with frame():
        guard.begin_frame(on_trial=on_trial)
        imgui.begin("host")
        imgui.push_id("hosts id")
        imgui.push_style_color(imgui.Col_.text.value, (0, 1, 0, 1))
        error = call(guard, panel)
        assert imgui.internal.get_current_window_read().name == "host"
        assert call(guard, draw_good_panel) is None
        guard.show_contained("panel", str(error))
        imgui.pop_style_color()
        imgui.pop_id()
        imgui.end()
        guard.end_frame()
    return error


def draw_in_nothing(guard: Guard, panel: Callable[[], Any], *, on_trial: bool) -> BaseException | None:
    """A frame of an app whose panels begin their windows themselves."""
    with frame():
        guard.begin_frame(on_trial=on_trial)
        error = call(guard, panel)
        assert call(guard, draw_good_window) is None
        guard.show_contained("panel", str(error))
        guard.end_frame()
    return error


def draw_in_layers(guard: Guard, panel: Callable[[], Any], *, on_trial: bool) -> BaseException | None:
    """A frame of an app that calls the panel in a table in a child in a tab, inside another delegate."""
    errors: list[BaseException | None] = []

    def outer() -> None:
        imgui.begin("layers")
        imgui.begin_tab_bar("tabs")
        if imgui.begin_tab_item("tab")[0]:
            call_in_table("in the tab")
            if imgui.begin_child("child", (300, 300)):
                imgui.push_id("an id")
                call_in_table("in the child")
                errors.append(call(guard, panel))
                imgui.pop_id()
            imgui.end_child()
            errors.append(call(guard, panel))
            imgui.end_tab_item()
        imgui.end_tab_bar()
        imgui.end()

    def call_in_table(name: str) -> None:
        if imgui.begin_table(name, 2):
            imgui.table_next_column()
            errors.append(call(guard, panel))
            guard.show_contained("panel", "ValueError")
            imgui.table_next_column()
            assert call(guard, draw_good_panel) is None
            imgui.end_table()

    with frame():
        guard.begin_frame(on_trial=on_trial)
        outer_error = call(guard, outer)
        assert outer_error is None or panel in CLOSING_THEIR_CALLERS
        guard.end_frame()
    return next((error for error in errors if error is not None), None)


HOSTS = {"host": draw_in_host, "nothing": draw_in_nothing, "layers": draw_in_layers}


@pytest.mark.parametrize("on_trial", [False, True], ids=["kept", "on_trial"])
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", SAFE)
def test_frame_goes_on_after_a_panel_failed(io: imgui.IO, name: str, host: str, on_trial: bool) -> None:
    """Whatever a panel left open or closed, this frame goes on and later frames are sound."""
    guard = Guard()
    errors = [HOSTS[host](guard, PANELS[name], on_trial=on_trial) for _ in range(6)]
    assert any(errors), "the guard did not notice"
    for _ in range(3):
        assert HOSTS[host](guard, draw_good_panel, on_trial=False) is None


def run_case(name: str) -> None:
    """Run one case, on trial and not, in both hosts; for a process of its own."""
    for host in HOSTS.values():
        for on_trial in (False, True):
            with bare_context(plots=True):
                guard = Guard()
                errors = [host(guard, PANELS[name], on_trial=on_trial) for _ in range(6)]
                assert any(errors)
                for _ in range(3):
                    assert host(guard, draw_good_panel, on_trial=False) is None


@pytest.mark.parametrize("name", sorted(ABORTING))
def test_process_survives_leftovers_that_could_end_it(name: str) -> None:
    """A list clipper that outlives its window ends the process; the guard destroys it in time."""
    code = f"from tests.unit.imgui.test_guard import run_case; run_case({name!r}); print('survived')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "survived", done.stderr


def test_guard_leaves_calls_between_frames_alone(io: imgui.IO) -> None:
    """Outside of a frame ImGui has no current window to look at, so the guard asks nothing of it."""
    guard = Guard()
    assert call(guard, leave_a_colour) is None
    with frame():
        guard.begin_frame()
        assert "PopStyleColor" in str(call(guard, leave_a_colour))
        guard.end_frame()
    assert call(guard, leave_a_colour) is None
    assert guard.call(lambda app: app, "result") == "result"
    assert isinstance(call(guard, boom), ValueError)
    guard.show_contained("panel", "ValueError: boom")
    imgui.pop_style_color(2)


def test_guard_does_nothing_once_the_context_is_gone() -> None:
    """A run that an exception ended destroys the context in mid-frame; later delegates must not crash."""
    guard = Guard()
    with bare_context():
        imgui.new_frame()
        guard.begin_frame()
    assert guard.call(lambda app: app, "result") == "result"
    assert isinstance(call(guard, boom), ValueError)
    guard.show_contained("panel", "ValueError: boom")
    guard.end_frame()


def test_guard_leaves_other_threads_alone(io: imgui.IO) -> None:
    """A delegate called from a background thread sees the stacks of a frame that it does not draw."""
    guard = Guard()
    errors: list[BaseException | None] = []
    with frame():
        guard.begin_frame()
        for panel in (leave_a_colour, boom):
            thread = threading.Thread(target=lambda panel=panel: errors.append(call(guard, panel)))
            thread.start()
            thread.join()
        imgui.pop_style_color()
        guard.end_frame()
    assert [type(error) for error in errors] == [type(None), ValueError]


def test_levels_nest_and_the_inner_error_leaves_the_outer_windows_open(io: imgui.IO) -> None:
    """A failing panel inside a panel costs only itself."""
    guard = Guard()

    def outer() -> None:
        imgui.begin("outer")
        imgui.push_id("outer")
        implot.begin_plot("outer plot", (200, 150))
        error = call(guard, PANELS["with_ids_pushed"])
        assert str(error) == "boom"
        implot.end_plot()
        imgui.pop_id()
        imgui.end()

    for _ in range(3):
        with frame():
            guard.begin_frame()
            assert call(guard, outer) is None
            guard.end_frame()


def test_level_left_by_a_keyboard_interrupt_is_dropped(io: imgui.IO) -> None:
    """An outer level that ends well takes the levels above it along."""
    guard = Guard()
    with frame():
        guard.begin_frame()
        assert call(guard, lambda: interrupt(guard, lambda: None)) is None
        assert guard.depth == 0
        guard.end_frame()


def test_traceback_can_be_formatted_after_recovery(io: imgui.IO) -> None:
    """Recovery clears the frames' locals, not what a person reads."""
    guard = Guard()
    with frame():
        guard.begin_frame()
        error = call(guard, PANELS["in_nested_windows"])
        guard.end_frame()
    assert error is not None
    text = "".join(traceback.format_exception(error))
    assert "_in_nested_windows" in text
    assert "ValueError: boom" in text


def test_locals_of_failed_frames_are_destroyed_in_the_frame(io: imgui.IO) -> None:
    """What lived in the failed call is gone before the frame goes on, chained exceptions included."""
    alive: list[weakref.ref[Any]] = []

    class Resource:
        """Something that has to go in time."""

    def panel() -> None:
        resource = Resource()
        alive.append(weakref.ref(resource))
        try:
            raise ValueError("first")
        except ValueError as error:
            raise KeyError("second") from error

    guard = Guard()
    with frame():
        guard.begin_frame()
        error = call(guard, panel)
        assert error is not None
        assert alive[0]() is None
        guard.end_frame()


@pytest.mark.parametrize("assert_on", [True, False])
def test_settings_of_the_app_are_put_back(io: imgui.IO, assert_on: bool) -> None:
    """The guard switches ImGui's own error settings while it recovers, and only then."""
    io.config_error_recovery_enable_assert = assert_on
    before = (
        io.config_error_recovery_enable_assert,
        io.config_error_recovery_enable_debug_log,
        io.config_error_recovery_enable_tooltip,
        imgui.get_current_context().debug_log_flags,
    )
    draw_in_nothing(Guard(), PANELS["in_nested_windows"], on_trial=False)
    assert before == (
        io.config_error_recovery_enable_assert,
        io.config_error_recovery_enable_debug_log,
        io.config_error_recovery_enable_tooltip,
        imgui.get_current_context().debug_log_flags,
    )


def test_recovery_writes_nothing_to_standard_output(io: imgui.IO, capfd: pytest.CaptureFixture[str]) -> None:
    """A contained error comes with every frame; ImGui's own complaints would drown the app's output."""
    draw_in_host(Guard(), PANELS["in_nested_windows"], on_trial=False)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("surroundings", ["nothing", "window", "child", "menu bar", "table", "plot"])
def test_contained_error_is_said_wherever_the_panel_stood(io: imgui.IO, surroundings: str) -> None:
    """The message is drawn in place, and cannot itself fail: not by its text, not by where it stands."""
    guard = Guard()
    for line in ("ValueError: boom", "", "ValueError: \ud800 lone surrogate\0" + "long " * 500):
        with frame():
            guard.begin_frame()
            if surroundings != "nothing":
                imgui.begin("host", None, imgui.WindowFlags_.menu_bar.value)
            if surroundings == "child":
                imgui.begin_child("child", (5, 5))
            in_bar = surroundings == "menu bar" and imgui.begin_menu_bar()
            in_table = surroundings == "table" and imgui.begin_table("table", 2)
            in_plot = surroundings == "plot" and implot.begin_plot("plot", (100, 100))
            guard.show_contained("render_x", line)
            if in_plot:
                implot.end_plot()
            if in_table:
                imgui.end_table()
            if in_bar:
                imgui.end_menu_bar()
            if surroundings == "child":
                imgui.end_child()
            if surroundings != "nothing":
                imgui.end()
            guard.end_frame()
    assert imgui.get_frame_count() == 3, "every frame must come to its end"
