"""The panels as pixels, in light and dark themes, on screens with few and with many dots.

With `MULLIGAN_PICTURES` set to a folder, each picture is written there to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imgui_bundle import ImVec4, hello_imgui, imgui

from mulligan.dashboard import intents, theme
from mulligan.dashboard.dashboard import PANELS, Dashboard, PanelName
from mulligan.dashboard.elements import ElementChange, ElementDifference
from mulligan.dashboard.keys import differences
from mulligan.dashboard.model import Inside, Row, State
from mulligan.dashboard.panels.state import StatePanel
from mulligan.view import Contained
from mulligan_store.journal import Journal
from tests.support.dashboard_stage import FakeActions, keys, picture, write_long, write_story
from tests.support.imgui_headless import bare_context
from tests.support.imgui_pixels import THEMES, save_png

SIZE = (900, 520)
LOOKS = [(name, scale) for name in THEMES for scale in (1.0, 2.0)]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Journal]:
    """A journal of eight entries."""
    with Journal.open(write_story(tmp_path / "journal.db")) as journal:
        yield journal


def stage_without_journal() -> Dashboard:
    """A session that has no journal yet."""
    return Dashboard(actions=FakeActions(None))


def stage(story: Journal) -> Dashboard:
    """A session with something to say on every panel."""
    actions = FakeActions(story)
    actions.present = list(keys(7))
    contained = Contained("app.gui:render_footer", "KeyError: 'status'", "Traceback", 1234)
    actions.shown = replace(
        actions.shown,
        contained=(contained,),
        is_error_state=True,
        headline="edit of app.gui raised in its first frames and was undone; running the last good code",
        refused="edit of app.gui",
        last_error="Traceback",
        last_error_line="AttributeError: 'Ticket' object has no attribute 'titel'",
    )
    return Dashboard(actions=actions)


def look(
    name: str,
    dashboard: Dashboard,
    draw: Callable[[], Any] | None,
    theme_name: str,
    scale: float,
    **options: Any,
) -> Any:
    """Render, and write the picture where somebody wants to look at it."""
    image = picture(dashboard, draw, theme=theme_name, scale=scale, **{"size": SIZE, **options})
    if folder := os.environ.get("MULLIGAN_PICTURES"):
        save_png(image, Path(folder) / f"dashboard_{name}_{theme_name}_{scale:g}.png")
    return image


def luminance(color: Any) -> float:
    """The relative luminance of WCAG 2 of red, green and blue from 0 to 1."""
    part = np.asarray(color, dtype=float)
    linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: Any, second: Any) -> float:
    """The contrast ratio of WCAG 2: from 1, none, to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def most_common(image: Any) -> Any:
    """The ground of a picture, from 0 to 1."""
    colors, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
    return colors[counts.argmax()] / 255


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(("theme_name", "scale"), LOOKS)
def test_each_panel_can_be_read(story: Journal, panel: PanelName, theme_name: str, scale: float) -> None:
    """There is text, and the strongest of it stands out from the ground as WCAG 2 asks (7 to 1)."""
    dashboard = stage(story)
    dashboard.controller.begin_frame()
    dashboard.controller.apply([intents.Select(2)] if panel == "Source" else [])
    image = look(panel, dashboard, lambda: dashboard.render_panel(panel), theme_name, scale)
    ground = most_common(image)
    colors, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
    strongest = max(contrast(color / 255, ground) for color in colors[counts > 20])
    assert strongest >= 7
    assert (luminance(ground) > 0.5) == (theme_name == "light")


@pytest.mark.parametrize(("theme_name", "scale"), LOOKS)
def test_the_whole_dashboard_fills_its_window(story: Journal, theme_name: str, scale: float) -> None:
    """Wide, no half of it stays empty; narrow, as on a dense screen, there are tabs instead."""
    image = look("all", stage(story), None, theme_name, scale, size=(1360, 800) if scale == 1 else (940, 520))
    height, width, _ = image.shape
    halves = [image[: height // 2], image[:, : width // 2], image[height // 2 :], image[:, width // 2 :]]
    for half in halves if scale == 1 else halves[:2]:
        assert len(np.unique(half.reshape(-1, 3), axis=0)) > 8


@pytest.mark.parametrize(("theme_name", "scale"), LOOKS)
def test_a_preview_leaves_room_for_the_list(story: Journal, theme_name: str, scale: float) -> None:
    """Both can be seen at once."""
    dashboard = stage(story)
    dashboard.controller.begin_frame()
    dashboard.controller.apply([intents.Select(4), intents.Preview(4)])
    image = look("preview", dashboard, lambda: dashboard.render_panel("History"), theme_name, scale)
    action = np.array([0.13, 0.42, 0.66 if theme_name == "dark" else 0.70]) * 255
    main_button = np.abs(image.astype(float) - action).max(axis=2) < 3
    rows = np.nonzero(main_button.any(axis=1))[0]
    assert rows.size
    assert rows.min() > image.shape[0] * 0.6


@pytest.mark.parametrize("theme_name", THEMES)
def test_the_line_that_failed_and_a_line_that_was_gone_to_are_seen(story: Journal, theme_name: str) -> None:
    """The one has a ground of its own, the other a frame around it."""
    dashboard = stage(story)
    dashboard.controller.begin_frame()
    dashboard.controller.apply([intents.Select(2)])
    draw = partial(dashboard.render_panel, "Source")
    before = look("failed", dashboard, draw, theme_name, 1.0)
    dashboard._source.code.go_to(10)
    after = look("jumped", dashboard, draw, theme_name, 1.0)
    right_half = before[:, before.shape[1] // 2 :].astype(int)
    redder = right_half[..., 0] - right_half[..., 1:].max(axis=2) > 30
    failed_rows = np.nonzero(redder.sum(axis=1) > redder.shape[1] / 3)[0]
    assert 10 < len(failed_rows) < 40
    upper = slice(0, before.shape[0] * 3 // 5)  # above the traceback
    changed = np.nonzero((before[upper] != after[upper]).any(axis=2))
    assert changed[0].size
    assert changed[1].min() >= before.shape[1] // 2 - 20
    assert np.ptp(changed[0]) < 40
    assert changed[0].max() < failed_rows.min()


@pytest.mark.parametrize("theme_name", THEMES)
def test_what_differs_inside_a_key_can_be_read(theme_name: str) -> None:
    """Where, what, and both sides, in a table with room for each."""
    found = [ElementChange(f"tickets[{at}].title", "changed", "'a'", "'b'") for at in range(3)]
    found.append(ElementChange("tickets[7]", "moved", "<Ticket id=7>", "[0]"))
    inside = Inside("tickets", ElementDifference(tuple(found), 4_816, 200_000), "", ())
    row = Row(8, None, "reload", "button", "kept", "", "", False, (), "", 1.0, 1, "")
    state = State(row, keys(), "now", differences(keys(), keys(9)), "", inside)
    panel = StatePanel()
    image = look("inside", stage_without_journal(), lambda: panel.draw(state), theme_name, 1.0)
    lower = image[image.shape[0] // 2 :]
    assert len(np.unique(lower.reshape(-1, 3), axis=0)) > 20


def test_ten_thousand_entries_look_like_ten(tmp_path: Path) -> None:
    """The list is full and its first row is the newest entry."""
    with Journal.open(write_long(tmp_path / "long.db", 10_000), read_only=True) as journal:
        dashboard = Dashboard(journal=journal)
        look("long", dashboard, None, "dark", 1.0, size=(1360, 800), frames=110)
        model = dashboard.controller.history()
    assert (model.total, model.complete, model.rows[0].id) == (10_000, True, 10_000)


def themes() -> list[hello_imgui.ImGuiTheme_]:
    """ImGui's own themes and those of hello_imgui that apps choose most."""
    names = (
        "imgui_colors_dark", "imgui_colors_light", "imgui_colors_classic", "darcula_darker", "darcula",
        "material_flat", "white_is_white", "black_is_black",
    )  # fmt: skip
    return [getattr(hello_imgui.ImGuiTheme_, name) for name in names]


@pytest.mark.parametrize("chosen", themes(), ids=lambda each: each.name)
def test_every_color_can_be_read_on_every_theme(chosen: hello_imgui.ImGuiTheme_) -> None:
    """Words keep a contrast of 4.5 to 1 on the window's ground, dark or light."""
    with bare_context():
        hello_imgui.apply_theme(chosen)
        ground = imgui.get_style_color_vec4(imgui.Col_.window_bg.value)
        tones = theme.tones()
        words = [
            each.name
            for each in fields(tones)
            if each.name not in ("action", "action_hovered", "action_text", "phases")
        ]
        ratios = {name: contrast(rgb(getattr(tones, name)), rgb(ground)) for name in words}
        buttons = [
            contrast(rgb(tones.action_text), rgb(each)) for each in (tones.action, tones.action_hovered)
        ]
    assert min(ratios.values()) >= 4.5, ratios
    assert min(buttons) >= 4.5


@pytest.mark.parametrize("chosen", themes(), ids=lambda each: each.name)
def test_code_can_be_read_on_the_ground_of_every_line(chosen: hello_imgui.ImGuiTheme_) -> None:
    """On lines that came, went or failed, words keep a contrast of 4.5 to 1."""
    with bare_context():
        hello_imgui.apply_theme(chosen)
        window = imgui.get_style_color_vec4(imgui.Col_.window_bg.value)
        text = imgui.get_style_color_vec4(imgui.Col_.text.value)
        code = theme.code_tones()
    stacks = {
        "none": (),
        "removed": (code.removed_ground,),
        "added": (code.added_ground,),
        "failed": (code.failed_ground,),
    }
    names = ("keyword", "text", "comment", "number", "name", "decorator")
    tones = {name: getattr(code, name) for name in names}
    ratios = {
        (name, ground): contrast(rgb(color), laid_over(rgb(window), layers))
        for name, color in {**tones, "plain": text}.items()
        for ground, layers in stacks.items()
    }
    assert min(ratios.values()) >= 4.5, {key: round(ratio, 2) for key, ratio in ratios.items() if ratio < 4.5}


def laid_over(ground: tuple[float, float, float], layers: Sequence[ImVec4]) -> tuple[float, float, float]:
    """The colour that layers give that let some of the ground through."""
    for layer in layers:
        red, green, blue = (
            below * (1 - layer.w) + above * layer.w for below, above in zip(ground, rgb(layer), strict=True)
        )
        ground = red, green, blue
    return ground


def rgb(color: ImVec4) -> tuple[float, float, float]:
    """Without the alpha, which is 1 on the grounds of windows but for a hair."""
    return color.x, color.y, color.z
