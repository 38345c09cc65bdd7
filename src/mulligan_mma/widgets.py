"""The small parts that the panels of mission control are made of; hot like the panels.

Invariant: a status is shown by its word, and the colour stands next to it: colour alone is not
enough for everyone. The colours are those for a dark window, and are drawn through `in_theme`, which makes
them readable in a light one. Sizes are in em, so that a window on a dense screen looks the same.
"""

from __future__ import annotations

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan_mma.ansi import Span

GAP_EM = 0.4

GREY = ImVec4(0.60, 0.63, 0.68, 1.0)
BLUE = ImVec4(0.40, 0.70, 1.00, 1.0)
GREEN = ImVec4(0.42, 0.83, 0.50, 1.0)
YELLOW = ImVec4(0.96, 0.82, 0.36, 1.0)
ORANGE = ImVec4(1.00, 0.62, 0.30, 1.0)
RED = ImVec4(1.00, 0.45, 0.42, 1.0)
ACTION = ImVec4(0.13, 0.42, 0.66, 1.0)
ACTION_HOVERED = ImVec4(0.18, 0.52, 0.80, 1.0)
MATCH = ImVec4(0.55, 0.45, 0.10, 0.8)
MATCH_NOW = ImVec4(0.85, 0.45, 0.05, 1.0)
PASSED_BAR = ImVec4(0.20, 0.45, 0.31, 1.0)
PASSED_BAR_LIGHT = ImVec4(0.62, 0.86, 0.70, 1.0)
ON_ACTION = ImVec4(1.0, 1.0, 1.0, 1.0)
DARKENED = 0.45
"""What is left of a colour's light in a light window: 4.5 to 1 against the ground (WCAG 2, AA)."""

COLOURS = {
    "waiting": GREY,
    "ready": BLUE,
    "needs approval": YELLOW,
    "blocked": ORANGE,
    "running": BLUE,
    "done": GREEN,
    "failed": RED,
    "interrupted": ORANGE,
    "skipped": GREY,
    "not started": GREY,
    "paused": YELLOW,
    "needs help": RED,
    "kept": GREEN,
    "on_trial": YELLOW,
    "open": BLUE,
    "rolled_back": RED,
    "abandoned": ORANGE,
    "poisoned": RED,
}


Flag = (
    imgui.WindowFlags_
    | imgui.TableFlags_
    | imgui.SelectableFlags_
    | imgui.TreeNodeFlags_
    | imgui.ButtonFlags_
)


def all_of(*flags: Flag) -> int:
    """Return several flags as one number."""
    return sum(int(flag) for flag in flags)


TILE_FLAGS = all_of(
    imgui.WindowFlags_.no_move,
    imgui.WindowFlags_.no_resize,
    imgui.WindowFlags_.no_collapse,
    imgui.WindowFlags_.no_saved_settings,
)
TABLE_FLAGS = all_of(
    imgui.TableFlags_.row_bg,
    imgui.TableFlags_.borders_inner_h,
    imgui.TableFlags_.scroll_y,
    imgui.TableFlags_.sizing_fixed_fit,
    imgui.TableFlags_.pad_outer_x,
)
ROW_FLAGS = all_of(imgui.SelectableFlags_.span_all_columns, imgui.SelectableFlags_.allow_overlap)


def is_light() -> bool:
    """Whether the present theme writes dark on light."""
    text = imgui.get_style_color_vec4(int(imgui.Col_.text))
    return 0.30 * text.x + 0.59 * text.y + 0.11 * text.z < 0.5


def in_theme(colour: ImVec4) -> ImVec4:
    """Return the colour of text as it can be read in the present theme."""
    share = DARKENED if is_light() else 1.0
    return ImVec4(colour.x * share, colour.y * share, colour.z * share, colour.w)


def coloured(colour: ImVec4, text: str) -> None:
    """Draw coloured text."""
    imgui.text_colored(in_theme(colour), text)


def em(count: float) -> float:
    """Return the length of `count` em in pixels."""
    return count * imgui.get_font_size()


def place_tile(left: float, top: float, width: float, height: float) -> None:
    """Put the next window at shares of the viewport, half a gap away from its neighbours."""
    viewport = imgui.get_main_viewport()
    gap = em(GAP_EM)
    area_x, area_y = viewport.work_size.x - gap, viewport.work_size.y - gap
    x = viewport.work_pos.x + gap + left * area_x
    y = viewport.work_pos.y + gap + top * area_y
    imgui.set_next_window_pos(ImVec2(x, y))
    imgui.set_next_window_size(ImVec2(max(width * area_x - gap, 1.0), max(height * area_y - gap, 1.0)))


def middle_window(width_em: float, height_em: float) -> None:
    """Put the next window over the tiles, in the middle when it appears; a person may move it then."""
    appearing = int(imgui.Cond_.appearing)
    work = imgui.get_main_viewport()
    size = ImVec2(min(em(width_em), work.work_size.x), min(em(height_em), work.work_size.y))
    middle = ImVec2(work.work_pos.x + work.work_size.x / 2, work.work_pos.y + work.work_size.y / 2)
    imgui.set_next_window_size(size, appearing)
    # Whatever size a window asks for, its close button has to be on the screen.
    most = ImVec2(0.94 * work.work_size.x, 0.94 * work.work_size.y)
    imgui.set_next_window_size_constraints(ImVec2(min(em(12), most.x), min(em(6), most.y)), most)
    imgui.set_next_window_pos(middle, appearing, ImVec2(0.5, 0.5))
    imgui.set_next_window_bg_alpha(1.0)


def headers() -> None:
    """Draw the header row of a table; it stays while the rows scroll."""
    imgui.table_setup_scroll_freeze(0, 1)
    imgui.table_headers_row()


def hint(text: str) -> None:
    """Say in a quiet voice what to do where there is nothing to show."""
    wrapped(GREY, text)


def wrapped(colour: ImVec4, text: str) -> None:
    """Draw coloured text that breaks at the edge of the window."""
    imgui.push_text_wrap_pos(0.0)
    coloured(colour, text)
    imgui.pop_text_wrap_pos()


def one_line(text: str) -> str:
    """Return a text as it fits into a row: a title in a track file may be of several lines."""
    return " ".join(text.split()) if "\n" in text else text


def elided(text: str) -> None:
    """Draw the first line of a text; the whole of it is in the tooltip."""
    imgui.text_unformatted(text.partition("\n")[0])
    imgui.set_item_tooltip(text)


def main_button(label: str, width: float = 0.0) -> bool:
    """Draw the button of a panel that a person looks for first; True when it is pressed."""
    imgui.push_style_color(int(imgui.Col_.button), ACTION)
    imgui.push_style_color(int(imgui.Col_.button_hovered), ACTION_HOVERED)
    imgui.push_style_color(int(imgui.Col_.text), ON_ACTION)
    pressed = imgui.button(label, ImVec2(width, 0.0))
    imgui.pop_style_color(3)
    return pressed


def progress(share: float, text: str) -> None:
    """Draw a bar of the line's height, its text in the middle whatever the share (0 to 1)."""
    imgui.push_style_color(int(imgui.Col_.plot_histogram), PASSED_BAR_LIGHT if is_light() else PASSED_BAR)
    imgui.progress_bar(share, ImVec2(-1.0, imgui.get_text_line_height()), "")
    imgui.pop_style_color()
    low, high, size = imgui.get_item_rect_min(), imgui.get_item_rect_max(), imgui.calc_text_size(text)
    middle = ImVec2((low.x + high.x - size.x) / 2, (low.y + high.y - size.y) / 2)
    imgui.get_window_draw_list().add_text(middle, imgui.get_color_u32(int(imgui.Col_.text)), text)


def row_button(text: str, *, selected: bool) -> bool:
    """Draw a table row that can be clicked; True when it was. Buttons in later columns still work."""
    # Not as its label, in which a `##` of the text would have a meaning.
    clicked, _ = imgui.selectable("###row", selected, ROW_FLAGS)
    imgui.set_item_tooltip(text)
    imgui.same_line(0.0, 0.0)
    imgui.text_unformatted(one_line(text))
    return clicked


def status_word(status: str) -> None:
    """Draw the word of a status in its colour."""
    coloured(COLOURS.get(status, GREY), status.replace("_", " "))


def span_colour(span: Span) -> ImVec4:
    """Return the colour of a stretch of output."""
    red, green, blue = span.rgb if span.rgb is not None else (200, 203, 208)
    return in_theme(ImVec4(red / 255, green / 255, blue / 255, 0.65 if span.dim else 1.0))
