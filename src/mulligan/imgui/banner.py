"""The banner: what was refused and why, or what can be recovered, in words, with buttons.

Invariant: appearing, staying and vanishing, it never takes the focus from what a person is typing
into; it lies above everything else in the main viewport and is never larger than it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from imgui_bundle import imgui

from mulligan.imgui.palette import QUIET_TEXT, Tone, pushed_colors
from mulligan.imgui.wording import BannerText, any_text

_NAME = "###mulligan banner"
_FLAGS = (
    imgui.WindowFlags_.no_title_bar.value
    | imgui.WindowFlags_.no_resize.value
    | imgui.WindowFlags_.no_move.value
    | imgui.WindowFlags_.no_collapse.value
    | imgui.WindowFlags_.no_saved_settings.value
    | imgui.WindowFlags_.no_focus_on_appearing.value
    | imgui.WindowFlags_.no_nav.value
    | imgui.WindowFlags_.no_docking.value
)
_WIDEST_EM = 46.0
_NARROWEST_EM = 10.0
_PADDING_EM = 0.8
_SPACING_EM = 0.35
_TITLE_SCALE = 1.2


class Banner:
    """Draws one banner in each frame in which there is something to say."""

    def __init__(self) -> None:
        self._copied: str | None = None

    def draw(self, text: BannerText, tone: Tone, *, buttons: Mapping[str, Callable[[], None]]) -> None:
        """Draw `text` at the top of the main viewport.

        Arguments:
            text: its words.
            tone: its colours.
            buttons: label to what is called when that button is pressed, from left to right.
        """
        viewport, em = imgui.get_main_viewport(), imgui.get_font_size()
        width = min(_WIDEST_EM * em, viewport.work_size.x - em)
        tallest = viewport.work_size.y - em
        if width < _NARROWEST_EM * em or tallest < 4 * em:
            return  # no words fit; the tint still says it
        inner = width - 2 * _PADDING_EM * em
        height = min(_height(text, inner, em), tallest)
        imgui.set_next_window_viewport(viewport.id_)
        imgui.set_next_window_pos(
            (viewport.work_pos.x + (viewport.work_size.x - width) / 2, viewport.work_pos.y + em / 2)
        )
        imgui.set_next_window_size((width, height))
        with pushed_colors(tone), _pushed_style(em):
            imgui.begin(_NAME, None, _FLAGS)
            imgui.internal.bring_window_to_display_front(imgui.internal.get_current_window())
            _draw_words(text)
            self._draw_buttons(text, buttons)
            imgui.end()

    def _draw_buttons(self, text: BannerText, buttons: Mapping[str, Callable[[], None]]) -> None:
        if text.traceback is not None:
            label = "Copied" if self._copied == text.traceback else "Copy traceback"
            if _button(f"{label}###copy"):
                imgui.set_clipboard_text(any_text(text.traceback))
                self._copied = text.traceback
            imgui.same_line()
        for index, (label, press) in enumerate(buttons.items()):
            if index:
                imgui.same_line()
            if _button(label):
                press()


def _height(text: BannerText, inner: float, em: float) -> float:
    """How tall the banner is when its lines wrap at `inner` pixels.

    It is computed, since a window that finds its size itself is hidden in its first frame.
    """
    spacing = _SPACING_EM * em
    with _title_font():
        title = imgui.calc_text_size(text.title, wrap_width=inner).y
    lines = sum(imgui.calc_text_size(line, wrap_width=inner).y + spacing for line in text.lines)
    button = em + 2 * spacing
    return float(2 * _PADDING_EM * em + title + spacing + lines + spacing + button)


@contextmanager
def _title_font() -> Iterator[None]:
    """The same font, larger; ImGui scales the size that is given here by the style's font scale."""
    imgui.push_font(None, imgui.get_style().font_size_base * _TITLE_SCALE)
    try:
        yield
    finally:
        imgui.pop_font()


@contextmanager
def _pushed_style(em: float) -> Iterator[None]:
    """Sizes of our own: the app's style may have none, or be transparent."""
    spacing, padding = _SPACING_EM * em, _PADDING_EM * em
    vectors = {
        imgui.StyleVar_.window_padding: (padding, padding),
        imgui.StyleVar_.window_min_size: (1.0, 1.0),
        imgui.StyleVar_.item_spacing: (2 * spacing, spacing),
        imgui.StyleVar_.frame_padding: (2 * spacing, spacing),
    }
    numbers = {
        imgui.StyleVar_.alpha: 1.0,
        imgui.StyleVar_.window_rounding: 0.4 * em,
        imgui.StyleVar_.window_border_size: max(1.0, em / 8),
        imgui.StyleVar_.frame_rounding: 0.25 * em,
        imgui.StyleVar_.frame_border_size: 0.0,
    }
    for variable, vector in vectors.items():
        imgui.push_style_var(variable.value, vector)
    for variable, number in numbers.items():
        imgui.push_style_var(variable.value, number)
    try:
        yield
    finally:
        imgui.pop_style_var(len(vectors) + len(numbers))


def _draw_words(text: BannerText) -> None:
    imgui.push_text_wrap_pos(0.0)
    with _title_font():
        imgui.text_unformatted(text.title)
    for index, line in enumerate(text.lines):
        if index:
            imgui.push_style_color(imgui.Col_.text.value, QUIET_TEXT)
        imgui.text_unformatted(line)
        if index:
            imgui.pop_style_color()
    imgui.pop_text_wrap_pos()
    imgui.dummy((0.0, 0.0))


def _button(label: str) -> bool:
    """A button that also works while a modal of the app is open, which blocks all other windows."""
    pressed = imgui.button(label)
    if imgui.internal.get_top_most_popup_modal() is None:
        return pressed
    over = imgui.is_mouse_hovering_rect(imgui.get_item_rect_min(), imgui.get_item_rect_max())
    return pressed or (over and imgui.is_mouse_clicked(imgui.MouseButton_.left.value))
