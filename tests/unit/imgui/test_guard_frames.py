"""The guard where frames, contexts and calls do not nest as they should."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable

import pytest
from imgui_bundle import imgui, implot

from mulligan.imgui.guard import Guard
from tests.support.imgui_headless import bare_context, frame

ALPHA = implot.StyleVar_.minor_alpha.value


def contained(guard: Guard, panel: Callable[[], None]) -> BaseException | None:
    """Call a panel as a delegate does; what was contained."""
    try:
        guard.call(lambda app: panel(), None)
    except (ValueError, RuntimeError) as error:
        return error
    return None


def show_host(count: int = 3) -> None:
    """Frames after which the window `host` is shown: what is drawn into a new one is skipped at first."""
    for _ in range(count):
        with frame():
            imgui.set_next_window_size((500, 400))
            imgui.begin("host")
            imgui.end()


def boom() -> None:
    """Raise in the middle of a panel."""
    raise ValueError("boom")


def test_a_call_that_outlives_its_frame_is_left_alone(io: imgui.IO) -> None:
    """A delegate that draws whole frames: the token belongs to a frame that is gone."""
    guard = Guard()

    def render_within(then: Callable[[], None]) -> None:
        guard.end_frame()
        imgui.end()
        imgui.render()
        imgui.new_frame()
        guard.begin_frame()
        assert guard.depth == 0, "levels are numbered from the frame's beginning"
        imgui.begin("still here")
        imgui.push_id("of the new frame")
        assert contained(guard, lambda: None) is None
        then()

    for then, expected in ((lambda: None, type(None)), (boom, ValueError)):
        imgui.new_frame()
        guard.begin_frame()
        imgui.begin("host")
        error = contained(guard, functools.partial(render_within, then))
        assert type(error) is expected
        imgui.pop_id()
        imgui.end()
        guard.end_frame()
        imgui.render()


def test_a_level_that_was_left_by_an_interrupt_is_dropped_with_the_outer_one(io: imgui.IO) -> None:
    """Nobody leaves or recovers it; the next call at that depth starts afresh."""
    guard = Guard()

    def interrupted() -> None:
        implot.begin_plot("left open", (100, 100))
        raise KeyboardInterrupt

    def outer() -> None:
        with contextlib.suppress(KeyboardInterrupt):
            contained(guard, interrupted)
        boom()

    def good() -> None:
        implot.begin_plot("good", (100, 100))
        implot.end_plot()

    with frame():
        guard.begin_frame()
        assert isinstance(contained(guard, outer), ValueError)
        assert guard.depth == 0
        assert contained(guard, good) is None
        guard.end_frame()


def test_the_colormap_that_an_app_sets_between_frames_is_its_own(io: imgui.IO) -> None:
    """It is how ImPlot stands at the beginning of that frame, so nothing of it is taken back."""
    guard = Guard()
    for colormap in (3, 3, 5, 0):
        implot.get_style().colormap = colormap
        with frame():
            guard.begin_frame()
            imgui.begin("host")

            def panel() -> None:
                implot.push_colormap(1)
                implot.begin_plot("plot", (100, 100))
                boom()

            assert isinstance(contained(guard, panel), ValueError)
            assert implot.get_style().colormap == colormap
            assert contained(guard, lambda: None) is None
            imgui.end()
            guard.end_frame()
        assert implot.get_style().colormap == colormap


def test_an_implot_context_that_comes_and_goes_is_watched_while_it_is_there() -> None:
    """The stacks of an earlier context are not taken for those of the next."""
    guard = Guard()
    with bare_context():
        for with_plots in (False, True, False, True, True):
            if with_plots:
                implot.create_context()
            with frame():
                guard.begin_frame()
                imgui.begin("host")

                def panel(with_plots: bool = with_plots) -> None:
                    if with_plots:
                        implot.begin_plot("plot", (100, 100))
                    boom()

                assert isinstance(contained(guard, panel), ValueError)
                assert contained(guard, lambda: None) is None
                imgui.end()
                guard.end_frame()
            if with_plots:
                implot.destroy_context()


@pytest.mark.parametrize("opened", ["plot", "subplots", "aligned", "colour", "variable", "colormap"])
def test_what_the_caller_has_open_in_implot_stays_open(io: imgui.IO, opened: str) -> None:
    """Only what the call itself opened is closed, though it opened the same."""
    guard = Guard()
    opening: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "plot": (lambda: implot.begin_plot("mine", (200, 100)), implot.end_plot),
        "subplots": (lambda: implot.begin_subplots("mine", 1, 2, (200, 100)), implot.end_subplots),
        "aligned": (lambda: implot.begin_aligned_plots("mine"), implot.end_aligned_plots),
        "colour": (lambda: implot.push_style_color(0, (1, 0, 0, 1)), implot.pop_style_color),
        "variable": (lambda: implot.push_style_var(ALPHA, 0.5), implot.pop_style_var),
        "colormap": (lambda: implot.push_colormap(2), implot.pop_colormap),
    }
    begin, end = opening[opened]
    show_host()

    def panel() -> None:
        implot.push_style_color(0, (0, 1, 0, 1))
        implot.push_style_var(ALPHA, 0.3)
        implot.push_colormap(4)
        boom()

    for _ in range(3):
        with frame():
            guard.begin_frame()
            imgui.begin("host")
            begin()
            assert isinstance(contained(guard, panel), ValueError)
            assert contained(guard, lambda: None) is None
            end()
            assert contained(guard, lambda: None) is None
            imgui.end()
            guard.end_frame()


def test_a_plot_that_is_left_open_is_said_by_name_and_closed(io: imgui.IO) -> None:
    """Also where the ids were put right by hand, so that ImGui itself would see nothing."""
    guard = Guard()

    def panel() -> None:
        implot.begin_plot("open", (200, 100))
        imgui.pop_id()

    show_host()
    for _ in range(3):
        with frame():
            guard.begin_frame()
            imgui.begin("host")
            imgui.push_id("hosts")
            error = contained(guard, panel)
            assert error is not None
            assert "begin_plot() and end_plot()" in str(error)
            implot.begin_plot("good", (200, 100))
            implot.end_plot()
            imgui.pop_id()
            imgui.end()
            guard.end_frame()


def test_calls_of_other_threads_during_a_call_of_the_drawing_one(io: imgui.IO) -> None:
    """They get no level, and leaving or recovering them moves none."""
    guard = Guard()
    depths: list[int] = []

    def elsewhere() -> None:
        for panel in (lambda: depths.append(guard.depth), boom):
            contained(guard, panel)
            depths.append(guard.depth)

    with frame():
        guard.begin_frame()
        imgui.begin("host")

        def panel() -> None:
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            imgui.begin_table("left open", 2)

        assert isinstance(contained(guard, panel), RuntimeError)
        assert contained(guard, lambda: None) is None
        imgui.end()
        guard.end_frame()
    assert depths == [1, 1, 1]
