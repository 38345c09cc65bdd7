"""Ctrl+Alt+R."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.imgui.shortcut import is_reload_pressed
from tests.support.imgui_headless import frame, press, release

CTRL = (imgui.Key.mod_ctrl, imgui.Key.left_ctrl)
ALT = (imgui.Key.mod_alt, imgui.Key.left_alt)
ALT_GR = (imgui.Key.mod_alt, imgui.Key.right_alt)


def count_presses(frames: int, draw: Callable[[], Any] = lambda: None) -> int:
    """How often the shortcut is seen in the next frames."""
    seen = 0
    for _ in range(frames):
        with frame():
            draw()
            seen += is_reload_pressed()
    return seen


def test_one_press_asks_once_however_long_it_is_held(io: imgui.IO) -> None:
    """Key repeat does not reload again."""
    count_presses(2)
    press(*CTRL, *ALT, imgui.Key.r)
    assert count_presses(120) == 1
    release(*CTRL, *ALT, imgui.Key.r)
    assert count_presses(5) == 0
    press(*CTRL, *ALT, imgui.Key.r)
    assert count_presses(10) == 1


@pytest.mark.parametrize(
    "keys",
    [
        (*CTRL, imgui.Key.r),
        (*ALT, imgui.Key.r),
        (imgui.Key.r,),
        (*CTRL, *ALT),
        (*CTRL, *ALT, imgui.Key.mod_shift, imgui.Key.left_shift, imgui.Key.r),
    ],
    ids=["ctrl", "alt", "bare", "no_r", "with_shift"],
)
def test_other_chords_do_not_ask(io: imgui.IO, keys: tuple[imgui.Key, ...]) -> None:
    """Only Ctrl and Alt and R together."""
    press(*keys)
    assert count_presses(10) == 0


def test_alt_gr_types_its_character(io: imgui.IO) -> None:
    """AltGr arrives as Ctrl and the right Alt; AltGr+R is a character on many keyboards."""
    press(*CTRL, *ALT_GR, imgui.Key.r)
    assert count_presses(10) == 0


def test_shortcut_works_while_a_field_is_focused(io: imgui.IO) -> None:
    """Ctrl+Alt is AltGr to a text field, which would swallow the chord."""

    def draw() -> None:
        imgui.begin("window")
        if imgui.is_window_appearing():
            imgui.set_keyboard_focus_here()
        imgui.input_text("field", "text")
        imgui.end()

    count_presses(4, draw)
    assert imgui.internal.get_active_id() != 0
    press(*CTRL, *ALT, imgui.Key.r)
    assert count_presses(10, draw) == 1


def test_shortcut_works_in_a_modal_and_when_a_window_claims_it(io: imgui.IO) -> None:
    """Neither a modal nor another shortcut on the same chord hides it."""
    from mulligan.imgui.shortcut import CHORD

    def draw() -> None:
        imgui.begin("window")
        imgui.shortcut(CHORD, imgui.InputFlags_.route_global.value)
        if imgui.get_frame_count() == 2:
            imgui.open_popup("modal")
        if imgui.begin_popup_modal("modal")[0]:
            imgui.text("sure?")
            imgui.end_popup()
        imgui.end()

    count_presses(5, draw)
    press(*CTRL, *ALT, imgui.Key.r)
    assert count_presses(10, draw) == 1
