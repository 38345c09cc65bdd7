"""The running window as a session sees it: it can be woken, and asked for its layout.

Invariant: ImGui is touched on the thread that draws, and nowhere else; waking is for any thread, and
once the window closes it reaches nothing any more.
"""

from __future__ import annotations

import threading

from imgui_bundle import hello_imgui, imgui

_NO_THREAD = 0  # get_ident() is never zero


class Window:
    """Satisfies `mulligan.layout.Gui`, from the first frame until it closes."""

    def __init__(self) -> None:
        self._thread = _NO_THREAD
        self._closing = threading.RLock()  # a signal handler may ask while its own thread is being woken
        self._asked: str | None = None

    def close(self) -> None:
        """The window is about to go: nobody may wake it any more."""
        with self._closing:
            self._thread = _NO_THREAD
            self._asked = None

    def wake(self) -> None:
        """Draw a frame soon, though the app is idle; from any thread."""
        with self._closing:
            if self._thread != _NO_THREAD:
                wake()

    def layout(self) -> str | None:
        """The layout of the windows; None on another thread, without ImGui, or if it is no text."""
        if threading.get_ident() != self._thread:
            return None
        context: imgui.internal.Context | None = imgui.get_current_context()
        if context is None or not context.settings_loaded:
            return None
        # Saving to memory clears ImGui's own plan to save to its file.
        until_saved_s = context.settings_dirty_timer
        try:
            return imgui.save_ini_settings_to_memory()
        except UnicodeDecodeError:  # a name in the app's ini file is not UTF-8
            return None
        finally:
            context.settings_dirty_timer = until_saved_s

    def load_layout(self, text: str) -> None:
        """Take over a layout before the next frame; of several, the last."""
        self._asked = text

    def before_frame(self) -> None:
        """This thread draws. Load the layout that was asked for; ImGui takes one between frames only."""
        self._thread = threading.get_ident()
        text, self._asked = self._asked, None
        if text is None or imgui.get_current_context() is None:
            return
        # The windows would otherwise be docked afresh in the frame that follows.
        if hello_imgui.is_using_hello_imgui():
            hello_imgui.get_runner_params().docking_params.layout_reset = False
        imgui.load_ini_settings_from_memory(text)
        imgui.internal.mark_ini_settings_dirty()


def wake() -> None:
    """Ask for the next frame soon, though the app is idle; from any thread."""
    if hello_imgui.is_using_hello_imgui():
        hello_imgui.request_refresh()
