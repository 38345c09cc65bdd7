"""The running window as a session sees it: woken from any thread, asked for its layout on its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from imgui_bundle import hello_imgui, imgui

from mulligan.imgui.window import Window
from tests.support.imgui_headless import frame

FIRST, SECOND = (30.0, 40.0), (200.0, 150.0)


def draw(place: tuple[float, float] | None = None) -> tuple[float, float]:
    """One frame with one window, put to `place`; where it stands."""
    with frame():
        if place is not None:
            imgui.set_next_window_pos(place)
        imgui.begin("tools")
        stands = (imgui.get_window_pos().x, imgui.get_window_pos().y)
        imgui.end()
    return stands


@pytest.fixture
def window(io: imgui.IO) -> Window:
    """A window, two frames old."""
    each = Window()
    for _ in range(2):
        each.before_frame()
        draw(FIRST)
    return each


def elsewhere(ask: Callable[[], object]) -> object:
    """What `ask` returns on another thread."""
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]


def test_layout_is_loaded_before_the_next_frame(window: Window) -> None:
    """Windows that are there move back; until the next frame they stay."""
    before = window.layout()
    assert before is not None
    assert "[Window][tools]" in before
    draw(SECOND)
    window.load_layout(before)
    assert draw() == SECOND
    window.before_frame()
    assert draw() == FIRST
    draw(SECOND)
    window.before_frame()
    assert draw() == SECOND, "it is loaded once"


def test_layout_is_asked_for_on_the_thread_that_draws(window: Window) -> None:
    """ImGui has one context for all threads, and whoever else looks into it meets it half changed."""
    assert elsewhere(window.layout) is None


def test_there_is_no_layout_before_the_first_frame_nor_after_the_last(io: imgui.IO) -> None:
    """Nothing was placed yet, or ImGui is about to go."""
    each = Window()
    assert each.layout() is None
    each.before_frame()
    assert each.layout() is None, "nothing was loaded or drawn yet"
    draw()
    assert each.layout() is not None
    each.close()
    assert each.layout() is None


def test_without_imgui_nothing_is_loaded() -> None:
    """The window may be gone by the time of the safe point."""
    each = Window()
    each.load_layout("[Window][tools]\nPos=1,1\n")
    each.before_frame()
    assert each.layout() is None


def test_asking_does_not_keep_imgui_from_saving_its_own_file(window: Window) -> None:
    """Saving to memory would clear the timer after which ImGui writes its file."""
    context = imgui.get_current_context()
    context.settings_dirty_timer = 3.5
    assert window.layout() is not None
    assert context.settings_dirty_timer == pytest.approx(3.5)


def test_a_name_that_is_no_utf8_gives_no_layout(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may come from the app's ini file; the entry is then written without a layout."""

    def refuse() -> str:
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    monkeypatch.setattr(imgui, "save_ini_settings_to_memory", refuse)
    assert window.layout() is None


def test_it_is_woken_from_any_thread_until_it_closes(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards the backend that would be woken may be gone."""
    woken: list[int] = []
    monkeypatch.setattr(hello_imgui, "is_using_hello_imgui", lambda: True)
    monkeypatch.setattr(hello_imgui, "request_refresh", lambda: woken.append(threading.get_ident()))
    elsewhere(window.wake)
    assert len(woken) == 1
    assert woken[0] != threading.get_ident()
    window.close()
    window.wake()
    assert len(woken) == 1


def test_a_signal_handler_may_ask_while_the_window_is_being_woken(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs on the thread that it interrupts, so it would wait for itself."""
    woken: list[int] = []

    def refresh() -> None:
        woken.append(1)
        if len(woken) == 1:
            window.wake()

    monkeypatch.setattr(hello_imgui, "is_using_hello_imgui", lambda: True)
    monkeypatch.setattr(hello_imgui, "request_refresh", refresh)
    window.wake()
    assert len(woken) == 2
