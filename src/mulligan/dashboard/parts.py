"""The small parts that panels are made of.

Invariant: text is drawn as it is: nothing in it is a label, a format or an id, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan.dashboard import words
from mulligan.dashboard.theme import em, status_color, tones

STRETCH = imgui.TableColumnFlags_.width_stretch.value
FIXED = imgui.TableColumnFlags_.width_fixed.value
NO_SORT = imgui.TableColumnFlags_.no_sort.value
_EVEN_DISABLED = imgui.HoveredFlags_.allow_when_disabled.value


def all_of(*flags: Any) -> int:
    """Several flags as one number."""
    return sum(flag.value for flag in flags)


TABLE = all_of(
    imgui.TableFlags_.row_bg,
    imgui.TableFlags_.borders_inner_h,
    imgui.TableFlags_.resizable,
    imgui.TableFlags_.scroll_y,
    imgui.TableFlags_.pad_outer_x,
    imgui.TableFlags_.sizing_fixed_fit,
    imgui.TableFlags_.no_saved_settings,
)
ROW = all_of(
    imgui.SelectableFlags_.span_all_columns,
    imgui.SelectableFlags_.allow_overlap,
    imgui.SelectableFlags_.allow_double_click,
)


def button(label: str, why_not: str = "", *, tip: str = "") -> bool:
    """A button; with a reason it cannot be pressed, and the reason is its tooltip."""
    imgui.begin_disabled(bool(why_not))
    pressed = imgui.button(label)
    imgui.end_disabled()
    _tip(why_not or tip)
    return pressed


def main_button(label: str, why_not: str = "", *, tip: str = "") -> bool:
    """The button of a panel that a person looks for first."""
    now = tones()
    imgui.push_style_color(imgui.Col_.button.value, now.action)
    imgui.push_style_color(imgui.Col_.button_hovered.value, now.action_hovered)
    imgui.push_style_color(imgui.Col_.text.value, now.action_text)
    pressed = button(label, why_not, tip="")
    imgui.pop_style_color(3)
    _tip(why_not or tip)
    return pressed


def same_line_if_fits(label: str) -> None:
    """Go on in the same line where a button of this label still fits, otherwise in the next."""
    style = imgui.get_style()
    shown = label.partition("##")[0]
    width = imgui.calc_text_size(shown).x + 2 * style.frame_padding.x + style.item_spacing.x
    # The cursor stands at the beginning of the next line, from which the width is measured.
    edge = imgui.get_cursor_screen_pos().x + imgui.get_content_region_avail().x
    if imgui.get_item_rect_max().x + width < edge:
        imgui.same_line()


def _tip(text: str) -> None:
    if text and imgui.is_item_hovered(imgui.HoveredFlags_.for_tooltip.value | _EVEN_DISABLED):
        tooltip(text)


def tooltip(text: str) -> None:
    """Show a text beside the mouse, broken where it is long."""
    if imgui.begin_tooltip():
        imgui.push_text_wrap_pos(em(36))
        imgui.text_unformatted(text)
        imgui.pop_text_wrap_pos()
        imgui.end_tooltip()


def elided(text: str, color: ImVec4 | None = None) -> None:
    """Draw one line, cut by the edge of its cell; where it is cut, the tooltip has the whole of it."""
    with colored(color):
        width = imgui.calc_text_size(text).x
        is_cut = width > imgui.get_content_region_avail().x
        imgui.text_unformatted(text)
    if is_cut:
        _tip(text)


def wrapped(text: str, color: ImVec4 | None = None) -> None:
    """Draw text that breaks at the edge of the window."""
    with colored(color):
        imgui.push_text_wrap_pos(0.0)
        imgui.text_unformatted(text)
        imgui.pop_text_wrap_pos()


def hint(text: str) -> None:
    """Say in a quiet voice what there is to do, or why there is nothing."""
    wrapped(text, tones().quiet)


def problem(text: str) -> None:
    """Say what went wrong, if anything."""
    if text:
        wrapped(text, tones().bad)


def link(text: str, name: str) -> bool:
    """Text that leads somewhere; `name` is its id. True when it was clicked."""
    imgui.push_style_color(imgui.Col_.text_link.value, tones().open)
    clicked = imgui.text_link(f"{text.replace('##', '# #')}###{name}")
    imgui.pop_style_color()
    return clicked


def status_word(status: str) -> None:
    """The word of a status, in its colour."""
    with colored(status_color(status)):
        imgui.text_unformatted(words.status(status))


@contextmanager
def colored(color: ImVec4 | None) -> Iterator[None]:
    """Write in a colour; None leaves it as it is."""
    if color is not None:
        imgui.push_style_color(imgui.Col_.text.value, color)
    try:
        yield
    finally:
        if color is not None:
            imgui.pop_style_color()


def combo(label: str, shown: str, choices: Iterable[tuple[str, bool]], *, width_em: float) -> str | None:
    """A list that drops down; the choice that was made in this frame.

    Arguments:
        label: with `##`.
        shown: what it says while it is closed.
        choices: texts, and whether each is chosen now.
        width_em: of the closed list.
    """
    imgui.set_next_item_width(em(width_em))
    chosen = None
    if imgui.begin_combo(label, shown):
        for number, (text, is_chosen) in enumerate(choices):
            imgui.push_id(number)
            if imgui.selectable(f"{text.replace('##', '# #')}###choice", is_chosen)[0]:
                chosen = text
            imgui.pop_id()
        imgui.end_combo()
    return chosen


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values in two columns."""
    if not imgui.begin_table("facts", 2, imgui.TableFlags_.sizing_fixed_fit.value):
        return
    imgui.table_setup_column("name", FIXED)
    imgui.table_setup_column("value", STRETCH)
    for name, value in pairs:
        imgui.table_next_row()
        imgui.table_next_column()
        with colored(tones().quiet):
            imgui.text_unformatted(name)
        imgui.table_next_column()
        wrapped(value)
    imgui.end_table()


def below(height: float) -> ImVec2:
    """The size of a part that leaves `height` pixels under it."""
    return ImVec2(0.0, -max(height, 1.0) if height else 0.0)
