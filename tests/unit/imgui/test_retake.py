"""The frame in which a trial fails shows the good code alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from imgui_bundle import imgui, implot

from mulligan.imgui.guard import Guard
from tests.support.imgui_headless import drawn_triangles, frame


def draw_good(title: str = "good") -> None:
    """Text, a field, a child, a table and a plot, and a window of its own."""
    imgui.text(title)
    imgui.input_text("field", "text")
    imgui.begin_child("child", (120, 60))
    imgui.text("in the child")
    imgui.end_child()
    if imgui.begin_table("table", 2):
        imgui.table_next_column()
        imgui.text("cell")
        imgui.end_table()
    imgui.begin("own window")
    imgui.text("in the window")
    if implot.begin_plot("plot", (150, 100)):
        implot.end_plot()
    imgui.end()


def draw_bad() -> None:
    """The edit: another text, one more window, and an error at the end."""
    draw_good("refused")
    imgui.begin("window of the refused edit")
    imgui.text("never to be seen")
    imgui.push_clip_rect((0, 0), (20, 20), True)
    raise ValueError("boom")


def draw_frame(guard: Guard, first: Callable[[], Any] | None, then: Callable[[], Any], *, host: bool) -> None:
    """A frame on trial: `first` is refused, if it is given, and `then` draws instead."""
    with frame():
        guard.begin_frame(on_trial=True)
        if host:
            imgui.begin("host")
            imgui.text("before")
        try:
            guard.call(lambda app: (first or then)(), None)
        except ValueError:
            guard.call(lambda app: then(), None)
        if host:
            imgui.text("after")
            imgui.end()
        guard.end_frame()


@pytest.mark.parametrize("host", [True, False], ids=["in_a_window", "at_top_level"])
def test_refused_code_leaves_no_trace_in_the_frame(io: imgui.IO, host: bool) -> None:
    """Every triangle is where it is in a frame that the good code drew alone."""
    guard = Guard()
    for _ in range(3):
        draw_frame(guard, None, draw_good, host=host)
    expected = sorted(drawn_triangles())
    draw_frame(guard, draw_bad, draw_good, host=host)
    assert sorted(drawn_triangles()) == expected
    draw_frame(guard, None, draw_good, host=host)
    assert sorted(drawn_triangles()) == expected


def test_dock_space_can_be_submitted_again(io: imgui.IO) -> None:
    """ImGui refuses a second dock space of one name in a frame; a retake is no second one."""
    io.config_flags |= imgui.ConfigFlags_.docking_enable.value
    guard = Guard()

    def draw() -> None:
        imgui.dock_space_over_viewport()
        draw_good()

    def draw_refused() -> None:
        draw()
        imgui.begin("window of the refused edit")
        raise ValueError("boom")

    for first in (None, draw_refused, None):
        draw_frame(guard, first, draw, host=False)
        assert drawn_triangles()


def test_focus_and_typed_text_stay_when_good_code_draws_the_frame(io: imgui.IO) -> None:
    """A field that is being edited stays active through the refused call, and what is typed next arrives."""
    guard = Guard()
    text = "typed"

    def draw() -> None:
        nonlocal text
        imgui.begin("own window")
        if imgui.is_window_appearing():
            imgui.set_keyboard_focus_here()
        _, text = imgui.input_text("field", text)
        imgui.end()

    def draw_refused() -> None:
        imgui.begin("own window")
        imgui.text("one more line")
        imgui.begin("window of the refused edit")
        raise ValueError("boom")

    for _ in range(4):
        draw_frame(guard, None, draw, host=False)
    active = imgui.internal.get_active_id()
    assert active != 0
    io.add_key_event(imgui.Key.end, True)
    draw_frame(guard, draw_refused, draw, host=False)
    assert imgui.internal.get_active_id() == active
    io.add_input_character(ord("!"))
    draw_frame(guard, None, draw, host=False)
    draw_frame(guard, None, draw, host=False)
    assert text == "typed!"


def test_refused_panel_inside_a_table_keeps_the_table(io: imgui.IO) -> None:
    """Where a table draws into several channels nothing is taken back, and nothing breaks."""
    guard = Guard()
    tables = 0
    for _ in range(3):
        with frame():
            guard.begin_frame(on_trial=True)
            imgui.begin("host")
            if imgui.begin_table("table", 2):
                tables += 1
                for panel in (lambda app: draw_bad(), lambda app: imgui.text("good")):
                    imgui.table_next_column()
                    with contextlib.suppress(ValueError):
                        guard.call(panel, None)
                imgui.end_table()
            imgui.end()
            guard.end_frame()
    assert tables
