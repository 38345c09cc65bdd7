"""Tint, banner, mark and labels, as vertices."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.imgui.overlay import Overlay
from mulligan.imgui.palette import BUSY, JOURNAL, POISONED, REFUSED, SUCCESS, packed
from mulligan.imgui.tint import draw_tint
from mulligan.view import View
from tests.support.imgui_headless import SIZE, bare_context, click, frame, vertices

BANNER = "###mulligan banner"
REFUSAL = View(
    is_error_state=True,
    headline="edit of gui was refused; running the last good code",
    last_error="Traceback (most recent call last):\nValueError: boom",
    last_error_line="ValueError: boom",
    refused="edit of gui",
)


def no_one() -> None:
    """Nobody dismisses anything."""


def draw(view: View, *, frames: int = 3, app: Callable[[], Any] = no_one) -> Overlay:
    """Draw an app with the signs of a view for some frames."""
    overlay = Overlay(no_one)
    for _ in range(frames):
        with frame():
            app()
            overlay.draw(view)
    return overlay


def corners_of(color: int) -> set[tuple[float, float]]:
    """Where the last frame has vertices of a colour."""
    return {(x, y) for _, x, y, each in vertices() if each == color}


def owners_of(color: int) -> set[str]:
    """Which draw lists have vertices of a colour."""
    return {owner for owner, _, _, each in vertices() if each == color}


def test_nothing_to_say_draws_nothing(io: imgui.IO) -> None:
    """An idle session leaves no vertex."""
    draw(View())
    assert vertices() == []


def test_tint_covers_the_whole_main_viewport(io: imgui.IO) -> None:
    """The red reaches every corner, in the foreground, over everything else."""
    draw(REFUSAL)
    width, height = SIZE
    assert corners_of(packed(REFUSED.fill)) == {(0, 0), (width, 0), (width, height), (0, height)}
    assert owners_of(packed(REFUSED.fill)) == {"##Foreground"}


def test_tint_covers_every_viewport(io: imgui.IO, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that was dragged out of the main one is tinted as well, and a minimised one is left out."""
    drawn: list[tuple[str, float, float, float, float]] = []

    class DrawList:
        """Takes down what is asked of it."""

        def __init__(self, name: str) -> None:
            self.name = name

        def add_rect_filled(self, low: tuple[float, float], high: tuple[float, float], *_: object) -> None:
            """The fill."""
            drawn.append((self.name, *low, *high))

        def add_rect(self, *_: object, **__: object) -> None:
            """The edge."""

    class Viewport:
        """A window of the system."""

        def __init__(self, name: str, x: float, y: float, width: float, height: float) -> None:
            self.name, self.pos, self.size = name, imgui.ImVec2(x, y), imgui.ImVec2(width, height)

    class PlatformIO:
        """Three windows of the system."""

        viewports = (
            Viewport("main", 0, 0, 800, 600),
            Viewport("second", 900, -50, 300, 200),
            Viewport("minimised", 0, 0, 0, 0),
        )

    monkeypatch.setattr(imgui, "get_platform_io", PlatformIO)
    monkeypatch.setattr(imgui, "get_foreground_draw_list", lambda viewport: DrawList(viewport.name))
    draw_tint(REFUSED)
    assert drawn == [("main", 0, 0, 800, 600), ("second", 900, -50, 1200, 150)]


def test_tint_draws_within_the_viewports_the_platform_has(io: imgui.IO) -> None:
    """What it draws into is each viewport's own foreground list."""
    with frame():
        names = {viewport.id_ for viewport in imgui.get_platform_io().viewports}
        assert imgui.get_main_viewport().id_ in names
        draw_tint(REFUSED)


def test_poisoned_is_stronger_than_refused(io: imgui.IO) -> None:
    """More colour, and words that say what to do."""
    assert POISONED.fill[3] > REFUSED.fill[3]
    draw(View(is_error_state=True, poisoned=True))
    assert corners_of(packed(POISONED.fill))


def test_banner_shows_in_the_frame_of_the_refusal(io: imgui.IO) -> None:
    """A window that sizes itself is hidden at first; this one is there at once."""
    with frame():
        Overlay(no_one).draw(REFUSAL)
    assert packed(REFUSED.ground) in {color for owner, _, _, color in vertices() if BANNER in owner}


@pytest.mark.parametrize("size", [(800, 600), (320, 240), (120, 80), (20, 20), (1, 1)])
@pytest.mark.parametrize("length", [1, 20_000])
def test_banner_stays_within_the_viewport(size: tuple[int, int], length: int) -> None:
    """Whatever the error says, and however small the window is."""
    line = "word " * length + "x" * length + "\ud800\0\n"
    view = View(is_error_state=True, headline=line, last_error_line=line, last_error=line, refused=line)
    with bare_context(size):
        draw(view)
        inside = [
            0 <= x <= size[0] and 0 <= y <= size[1]
            for owner, x, y, color in vertices()
            if color == packed(REFUSED.ground)
        ]
        assert all(inside)


def draw_field() -> None:
    """An app in which a person is typing."""
    imgui.begin("window")
    if imgui.is_window_appearing():
        imgui.set_keyboard_focus_here()
    imgui.input_text("field", "text")
    imgui.end()


def test_banner_does_not_take_the_focus(io: imgui.IO) -> None:
    """A field that is being edited stays active and its window focused, while the banner comes and goes."""
    draw(View(), app=draw_field)
    active = imgui.internal.get_active_id()
    assert active != 0
    for view in (REFUSAL, View(), REFUSAL):
        draw(view, app=draw_field)
        assert imgui.internal.get_active_id() == active
        assert imgui.get_current_context().nav_window.name == "window"


def find_button(label: str, step: Callable[[], None]) -> tuple[float, float]:
    """The middle of a button of the banner, found as a person finds it: by pointing."""
    banner = imgui.internal.find_window_by_name(BANNER)
    identifier = banner.get_id(label)
    for y in range(int(banner.pos.y), int(banner.pos.y + banner.size.y), 4):
        for x in range(int(banner.pos.x), int(banner.pos.x + banner.size.x), 10):
            imgui.get_io().add_mouse_pos_event(x, y)
            step()
            if imgui.get_current_context().hovered_id == identifier:
                return x, y
    raise AssertionError(f"no button {label}")


def press_in_banner(label: str, app: Callable[[], Any] = no_one) -> list[str]:
    """Click a button of the banner; returns how often it was dismissed, as a list of words."""
    dismissed: list[str] = []
    overlay = Overlay(lambda: dismissed.append("dismissed"))

    def step() -> None:
        with frame():
            app()
            overlay.draw(REFUSAL)

    for _ in range(3):
        step()
    click(*find_button(label, step), step)
    return dismissed


def test_dismiss_button_dismisses(io: imgui.IO) -> None:
    """Once for a click."""
    assert press_in_banner("Dismiss") == ["dismissed"]


def test_copy_button_copies_the_whole_traceback(io: imgui.IO) -> None:
    """To the clipboard, and it dismisses nothing."""
    assert press_in_banner("###copy") == []
    assert imgui.get_clipboard_text() == REFUSAL.last_error


def test_buttons_work_while_a_modal_is_open(io: imgui.IO) -> None:
    """A modal of the app blocks its other windows, but not the way out of an error."""
    dismissed: list[str] = []
    overlay = Overlay(lambda: dismissed.append("dismissed"))
    modal_open = False

    def step() -> None:
        with frame():
            if modal_open:
                imgui.open_popup("modal")
            if imgui.begin_popup_modal("modal")[0]:
                imgui.text("sure?")
                imgui.end_popup()
            overlay.draw(REFUSAL)

    for _ in range(3):
        step()
    position = find_button("Dismiss", step)
    modal_open = True
    for _ in range(3):
        step()
    click(*position, step)
    assert dismissed == ["dismissed"]


@pytest.mark.parametrize("poisoned", [False, True])
def test_dismissed_error_leaves_an_edge_and_a_mark(io: imgui.IO, poisoned: bool) -> None:
    """It is never hidden that old code runs."""
    tone = POISONED if poisoned else REFUSED
    draw(View(is_error_state=True, refused="edit of gui", dismissed=True, poisoned=poisoned))
    assert not corners_of(packed(tone.fill))
    assert corners_of(packed(tone.edge))
    assert owners_of(packed(tone.ground)) == {"##Foreground"}


def test_success_is_shown_and_fades(io: imgui.IO) -> None:
    """Green at first, nothing after about two seconds; drawing says whether it still moves."""
    now = time.monotonic()
    overlay = draw(View(success="reloaded gui", success_at=now + 60))
    assert corners_of(packed(SUCCESS.edge))
    for age_s, shown in ((0.0, True), (60.0, False)):
        with frame():
            assert overlay.draw(View(success="reloaded gui", success_at=time.monotonic() - age_s)) is shown
    assert vertices() == []


def test_journal_problem_and_busy_are_shown(io: imgui.IO) -> None:
    """Both with words on their own ground."""
    draw(View(journal_problem="the disk is full"))
    assert corners_of(packed(JOURNAL.ground))
    draw(View(busy="capturing the state"))
    assert corners_of(packed(BUSY.ground))


def test_labels_become_faint_under_the_mouse(io: imgui.IO) -> None:
    """What lies under a label that stays can still be read."""
    view = View(journal_problem="the disk is full")
    draw(view)
    x, y = max(corners_of(packed(JOURNAL.ground)))
    io.add_mouse_pos_event(x - 20, y - 5)
    draw(view)
    assert not corners_of(packed(JOURNAL.ground))
    assert vertices()


def test_signs_stay_sound_whatever_style_the_app_has(io: imgui.IO) -> None:
    """An app may have made its style transparent or its fonts huge."""
    imgui.get_style().alpha = 0.05
    imgui.get_style().font_scale_main = 5.0
    draw(REFUSAL)
    assert packed(REFUSED.ground) in {color for owner, _, _, color in vertices() if BANNER in owner}
