"""A person who clicks through mission control; ImGui's test engine is the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imgui_bundle.immapp import testing

from mulligan_mma.app import App
from tests.support.imgui_headless import destroy_leftovers, let_go, null_params

Body = Callable[[Any], None]
FRAMES = 2_000  # a frame is far shorter than a process; only a defect takes so many


def play(app: App, body: Body) -> None:
    """Run the app without a screen while `body` works with mouse and keyboard."""
    raised: list[BaseException] = []

    def guarded_frame() -> None:
        # The process would abort if an exception met the test engine; it is raised after the run.
        if not raised:
            try:
                app.frame()
            except BaseException as error:
                raised.append(error)

    params = null_params(guarded_frame, (1280, 800))
    try:
        testing.run(test_function=body, runner_params=params)
    finally:
        let_go(params)
        destroy_leftovers()
    if raised:
        raise raised[0]


def wait_for(ctx: Any, app: App, condition: Callable[[], bool]) -> None:
    """Draw frames until something is so."""
    for _ in range(FRAMES):
        if condition():
            return
        app.runner.wait_for_news(0.02)
        ctx.yield_()
    raise AssertionError("the app did not come to where the test waits for it")
