"""Says in place that a delegate raised and the app goes on.

Invariant: it draws and nothing else; whatever stands in the message, it cannot raise.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.imgui.palette import REFUSED, TEXT, packed
from mulligan.imgui.wording import one_line

_WINDOW = "Contained errors###mulligan contained errors"
_FLAGS = (
    imgui.WindowFlags_.always_auto_resize.value
    | imgui.WindowFlags_.no_focus_on_appearing.value
    | imgui.WindowFlags_.no_nav.value
    | imgui.WindowFlags_.no_saved_settings.value
)
_LONGEST_CHARACTERS = 300
_NARROWEST_EM = 16.0


def draw_contained(name: str, line: str) -> None:
    """Draw `<name> raised: <line> (contained)` in the current window.

    Outside of any window, a small window of its own holds the text.
    """
    text = one_line(f"{name} raised: {line} (contained)", _LONGEST_CHARACTERS)
    if not imgui.internal.get_current_window_read().is_fallback_window:
        _draw_text(text)
        return
    imgui.begin(_WINDOW, None, _FLAGS)
    _draw_text(text)
    imgui.end()


def _draw_text(text: str) -> None:
    """Light on a ground of its own, so that it can be read in any theme."""
    em = imgui.get_font_size()
    corner = imgui.get_cursor_screen_pos()
    width = max(imgui.get_content_region_avail().x, _NARROWEST_EM * em)
    size = imgui.calc_text_size(text, wrap_width=width)
    imgui.get_window_draw_list().add_rect_filled(
        corner, (corner.x + size.x, corner.y + size.y), packed(REFUSED.ground), 0.2 * em
    )
    imgui.push_style_color(imgui.Col_.text.value, TEXT)
    imgui.push_text_wrap_pos(imgui.get_cursor_pos_x() + width)
    imgui.text_unformatted(text)
    imgui.pop_text_wrap_pos()
    imgui.pop_style_color()
