"""`mulligan.imgui.run` from the first frame to the last."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from typing import Any

import pytest
from imgui_bundle import hello_imgui, imgui, immapp, implot

from mulligan import delegation
from mulligan.errors import EnvironmentUnusable
from mulligan.imgui import run
from tests.integration.imgui.conftest import FakeReloader
from tests.support.imgui_headless import let_go, null_params


class App:
    """An app that draws itself."""

    def __init__(self) -> None:
        self.drawn: list[Any] = []

    def draw(self) -> None:
        """Takes nothing but itself."""
        self.drawn.append("draw")
        exit_after(3)


def exit_after(frames: int) -> None:
    """Close the window."""
    if imgui.get_frame_count() >= frames:
        hello_imgui.get_runner_params().app_shall_exit = True


def draw_app(app: App) -> None:
    """Takes the app."""
    app.drawn.append(app)
    exit_after(3)


@pytest.mark.parametrize("kind", ["takes the app", "takes nothing", "named", "delegate"])
def test_gui_may_take_the_app_or_nothing_or_be_named(reloader: FakeReloader, kind: str) -> None:
    """Whatever is handy."""
    app = App()
    gui: Any = {
        "takes the app": draw_app,
        "takes nothing": app.draw,
        "named": "draw",
        "delegate": delegation.guarded(draw_app, "draw_app"),
    }[kind]
    run(gui, app, runner_params=null_params())
    assert len(app.drawn) >= 3
    assert reloader.calls[0] == "start"
    assert reloader.calls[-1] == "stop"


def test_wrong_name_of_a_delegate_is_said_at_once(reloader: FakeReloader) -> None:
    """Before a window opens."""
    with pytest.raises(AttributeError, match="no_such_delegate"):
        run("no_such_delegate", App(), runner_params=null_params())
    assert reloader.calls == []


@pytest.mark.parametrize(
    ("gui", "words"),
    [
        (null_params(), "RunnerParams draws no frame.*runner_params="),
        (lambda one, two: None, "takes .*one, two"),
    ],
)
def test_what_cannot_draw_is_refused_at_once(reloader: FakeReloader, gui: Any, words: str) -> None:
    """Settings in the place of the callable, or one that takes other arguments: before a window opens."""
    with pytest.raises(TypeError, match=words):
        run(gui, App(), runner_params=null_params())
    assert reloader.calls == []


def test_exception_of_the_gui_does_not_end_the_run(reloader: FakeReloader) -> None:
    """It is contained, shown in place, and the next frame comes."""
    frames: list[int] = []

    def gui() -> None:
        frames.append(1)
        exit_after(5)
        imgui.begin("never ended")
        implot.begin_plot("neither is this")
        raise ValueError("boom")

    run(gui, App(), runner_params=null_params(), with_implot=True)
    assert len(frames) >= 5


def test_own_callbacks_are_called_and_put_back(reloader: FakeReloader) -> None:
    """Also a `show_gui` that the settings had: it is drawn first, and guarded as well."""
    order: list[str] = []

    def own() -> None:
        order.append("own")
        raise ValueError("contained")

    def gui() -> None:
        order.append("gui")
        exit_after(2)

    params = null_params(own)
    before = {name: getattr(params.callbacks, name) for name in ("show_gui", "pre_new_frame")}
    run(gui, App(), runner_params=params)
    assert order[:2] == ["own", "gui"]
    assert {name: getattr(params.callbacks, name) for name in before} == before
    let_go(params)


def test_add_ons_and_window_are_passed_on(reloader: FakeReloader) -> None:
    """Title, size and ImPlot's context."""
    seen: list[Any] = []

    def gui() -> None:
        window = hello_imgui.get_runner_params().app_window_params
        has_plots = implot.get_current_context() is not None
        seen.append((window.window_title, tuple(window.window_geometry.size), has_plots))
        exit_after(1)

    run(
        gui,
        App(),
        runner_params=null_params(),
        add_ons=immapp.AddOnsParams(with_implot=True),
        window_title="a title",
        window_size=(640, 480),
    )
    assert seen[0] == ("a title", (640, 480), True)


def test_app_can_be_collected_after_a_run(reloader: FakeReloader) -> None:
    """Nothing of the run keeps it, although callbacks live outside of Python's collector."""
    app = App()
    alive = weakref.ref(app)
    run(app.draw, app, runner_params=null_params())
    del app
    gc.collect()
    assert alive() is None


def test_keyboard_interrupt_ends_the_run(reloader: FakeReloader) -> None:
    """The guard contains exceptions, not the wish to stop; delegates can still be called afterwards."""

    def gui() -> None:
        imgui.begin("never ended")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(gui, App(), runner_params=null_params())
    assert delegation.guarded(lambda: "called", "panel")() == "called"


def test_missing_display_is_said_in_words() -> None:
    """Not an assert of GLFW."""
    if sys.platform != "linux":
        return
    code = (
        "import mulligan.imgui\n"
        "from mulligan.errors import EnvironmentUnusable\n"
        "try: mulligan.imgui.run(lambda: None, object())\n"
        "except EnvironmentUnusable as error: print(error)\n"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert "no window can be opened" in done.stdout, done.stderr
    assert EnvironmentUnusable.__name__ not in done.stderr
