"""The dashboard as a window of its own, on screens of every size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.dashboard.dashboard import Dashboard
from tests.support.dashboard_desk import Desk
from tests.support.dashboard_stage import FakeActions
from tests.support.imgui_headless import bare_context, frame

SCREENS = [(640, 480), (1280, 800), (1920, 1080)]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_window_stands_whole_on_the_screen_at_first(desk: Desk, screen: tuple[int, int]) -> None:
    """Neither its edges nor the button that closes it are outside."""
    with bare_context(screen, plots=True):
        for _ in range(3):
            with frame():
                desk.dashboard.render_window("mulligan window", closable=True)
        window = imgui.internal.find_window_by_name("mulligan window")
        left, top = window.pos.x, window.pos.y
        right, bottom = left + window.size.x, top + window.size.y
    assert left >= 0
    assert top >= 0
    assert (right <= screen[0], bottom <= screen[1]) == (True, True)
    assert window.size.x * window.size.y > 0.4 * screen[0] * screen[1]


@pytest.mark.parametrize("screen", SCREENS)
def test_how_the_code_stands_is_said_on_every_screen(
    desk: Desk, screen: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever tab is open: old code never runs unsaid."""
    said = "edit of app.gui was refused; running the last good code"
    desk.actions.shown = replace(desk.actions.shown, is_error_state=True, headline=said)
    texts: list[str] = []
    draw = imgui.text_unformatted

    def recorded(text: str) -> None:
        texts.append(text)
        draw(text)

    monkeypatch.setattr(imgui, "text_unformatted", recorded)

    def body(ctx: Any) -> None:
        for name in ("Timeline", "State", "Problems", "Source"):
            ctx.item_click(f"//desk/**/{name}")
            ctx.yield_(3)
            texts.clear()
            ctx.yield_(2)
            assert said in texts

    desk.play(None, body, size=screen)
    assert said in texts


def test_a_bar_moves_while_something_long_goes_on(desk: Desk) -> None:
    """With the words for it in front."""
    desk.actions.shown = replace(desk.actions.shown, busy="capturing the state (last time 0.8 s)")

    def vertices() -> int:
        with bare_context((800, 600), plots=True):
            count = 0
            for _ in range(4):
                with frame():
                    desk.draw("Now", (800, 600))
                count = imgui.get_draw_data().total_vtx_count
            return count

    busy = vertices()
    desk.actions.shown = replace(
        desk.actions.shown, busy=None, headline="capturing the state (last time 0.8 s)"
    )
    assert busy > vertices()


def test_a_dashboard_without_an_entry_draws_every_panel() -> None:
    """As in the first frame of a new app."""
    dashboard = Dashboard(actions=FakeActions(None))
    with bare_context((1280, 800), plots=True):
        for _ in range(3):
            with frame():
                dashboard.render()
                dashboard.render_windows()
    assert dashboard.controller.history().total == 0
