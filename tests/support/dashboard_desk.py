"""A dashboard in a window, and ImGui's test engine as the person before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imgui_bundle import imgui, immapp
from imgui_bundle.immapp import testing

from mulligan.dashboard.dashboard import Dashboard, PanelName
from tests.support.imgui_headless import destroy_leftovers, let_go, null_params

Body = Callable[[Any], None]
SIZE = (1400, 800)


class Desk:
    """A dashboard with one panel in a window called `desk`, and what was asked of its session.

    Arguments:
        actions: of a session that only takes down what it is asked.
        app: instead, show the running session of this app.
    """

    def __init__(self, actions: Any = None, *, app: object | None = None) -> None:
        self.actions = actions
        self.copied: list[str] = []
        self.dashboard = Dashboard(app, actions=actions, clipboard=self.copied.append)
        self.controller = self.dashboard.controller

    def draw(self, panel: PanelName | None, size: tuple[int, int] = SIZE) -> None:
        """One frame: one panel, or all."""
        imgui.set_next_window_pos((0, 0))
        imgui.set_next_window_size(size)
        imgui.begin("desk")
        if panel is None:
            self.dashboard.render()
        else:
            self.dashboard.render_panel(panel)
        imgui.end()

    def play(self, panel: PanelName | None, body: Body, *, size: tuple[int, int] = SIZE) -> None:
        """Show a panel, or all, while `body` works with mouse and keyboard.

        Arguments:
            panel: None for the whole dashboard.
            body: is given the context of ImGui's test engine.
            size: of the window in pixels.
        """
        raised: list[BaseException] = []

        def guarded_frame() -> None:
            # The process would abort if an exception met the test engine; it is raised after the run.
            if not raised:
                try:
                    self.draw(panel, size)
                except BaseException as error:
                    raised.append(error)

        def guarded_body(ctx: Any) -> None:
            ctx.yield_(3)
            try:
                body(ctx)
            except BaseException as error:
                raised.append(error)

        params = null_params(guarded_frame, SIZE)
        try:
            testing.run(
                test_function=guarded_body,
                runner_params=params,
                add_ons_params=immapp.AddOnsParams(with_implot=True),
            )
        finally:
            let_go(params)
            destroy_leftovers()
        if raised:
            raise raised[0]
