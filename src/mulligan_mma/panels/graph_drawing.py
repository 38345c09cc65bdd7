"""What the graph of tickets looks like: where it is on the screen, its nodes and its arrows.

Invariant: what is out of sight is not drawn, so a graph of five hundred tickets costs what is seen of it; and
what would be too small to read is left out. A status is said in words wherever words can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan_mma.graph_layout import Place
from mulligan_mma.tickets import PASSED, RETRIABLE, Ticket, Track
from mulligan_mma.widgets import COLOURS, GREEN, GREY, ORANGE, in_theme, is_light, one_line

WIDTH_EM, HEIGHT_EM = 12.0, 3.0
STEP_X_EM, STEP_Y_EM = 16.0, 4.2
READABLE_PX = 6.0
"""Below this size of letters the words are left out; the tooltip still has them."""
DETAIL_PX = 3.0
"""Below this size of letters arrows are lines and a ticket is a plain square."""
GROUND, GROUND_LIGHT = ImVec4(0.07, 0.08, 0.10, 1.0), ImVec4(0.88, 0.89, 0.91, 1.0)
NODE_GROUND, NODE_GROUND_LIGHT = ImVec4(0.16, 0.18, 0.22, 1.0), ImVec4(1.0, 1.0, 1.0, 1.0)


class Canvas(NamedTuple):
    """Where on the screen the graph is drawn, and how large; lengths in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    unit: float
    origin_x: float
    origin_y: float

    def box(self, place: Place) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a ticket."""
        left = self.origin_x + place.column * STEP_X_EM * self.unit
        top = self.origin_y + place.row * STEP_Y_EM * self.unit
        return left, top, left + WIDTH_EM * self.unit, top + HEIGHT_EM * self.unit

    def sees(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether any of a box is in view."""
        return left < self.right and right > self.left and top < self.bottom and bottom > self.top


class Paint(NamedTuple):
    """The colours of this frame's theme, made once for all tickets."""

    text: int
    node_ground: int
    words: dict[str, int]


def paint() -> Paint:
    """Return the colours for the present theme."""
    words = {word: imgui.get_color_u32(in_theme(colour)) for word, colour in COLOURS.items()}
    ground = _ground(NODE_GROUND, NODE_GROUND_LIGHT)
    return Paint(imgui.get_color_u32(int(imgui.Col_.text)), ground, words)


def draw_arrows(
    draw_list: imgui.ImDrawList,
    canvas: Canvas,
    places: Mapping[str, Place],
    track: Track,
    by_id: Mapping[str, Ticket],
    selected_id: str | None,
) -> None:
    """Draw the arrows that are in view; those of the selected ticket are thicker."""
    colours = {
        "passed": imgui.get_color_u32(_faded(GREEN, 0.55)),
        "blocked": imgui.get_color_u32(_faded(ORANGE, 0.9)),
        "open": imgui.get_color_u32(_faded(GREY, 0.6)),
    }
    half = HEIGHT_EM * canvas.unit / 2
    for ticket in track.tickets:
        left, top, _, _ = canvas.box(places[ticket.id])
        for name in ticket.depends_on:
            _, from_top, from_right, _ = canvas.box(places[name])
            low, high = min(top, from_top), max(top, from_top) + 2 * half
            if not canvas.sees(from_right, low, left, high):
                continue
            status = by_id[name].status
            kind = "passed" if status in PASSED else "blocked" if status in RETRIABLE else "open"
            thick = 2.0 if selected_id in (ticket.id, name) else 1.0
            begin, end = ImVec2(from_right, from_top + half), ImVec2(left, top + half)
            if canvas.unit < DETAIL_PX:
                draw_list.add_line(begin, end, colours[kind], thick)
            else:
                _draw_arrow(draw_list, begin, end, colours[kind], thick * max(1.0, canvas.unit / 14))


def _draw_arrow(draw_list: imgui.ImDrawList, begin: ImVec2, end: ImVec2, colour: int, thick: float) -> None:
    bend, head = (end.x - begin.x) / 2, 3.5 * thick
    neck = ImVec2(end.x - head, end.y)
    draw_list.add_bezier_cubic(
        begin, ImVec2(begin.x + bend, begin.y), ImVec2(end.x - bend, end.y), neck, colour, thick
    )
    draw_list.add_triangle_filled(
        end, ImVec2(neck.x, end.y - head * 0.6), ImVec2(neck.x, end.y + head * 0.6), colour
    )


def draw_ticket(
    draw_list: imgui.ImDrawList,
    canvas: Canvas,
    colours: Paint,
    box: tuple[float, float, float, float],
    ticket: Ticket,
    word: str,
    selected_id: str | None,
) -> None:
    """Draw a ticket into its box; `word` is how it stands, and the selected one has a frame around it."""
    left, top, right, bottom = box
    low, high = ImVec2(left, top), ImVec2(right, bottom)
    colour = colours.words.get(word, colours.text)
    is_selected = ticket.id == selected_id
    if canvas.unit < DETAIL_PX:
        draw_list.add_rect_filled(low, high, colours.text if is_selected else colour)
        return
    rounding = 0.4 * canvas.unit
    draw_list.add_rect_filled(low, high, colours.node_ground, rounding)
    draw_list.add_rect_filled(low, ImVec2(left + 0.4 * canvas.unit, bottom), colour, rounding)
    draw_list.add_rect(low, high, colour, rounding, 3.0 if is_selected else 1.0)
    if is_selected:
        away = 2.0 + 0.15 * canvas.unit
        low, high = ImVec2(left - away, top - away), ImVec2(right + away, bottom + away)
        draw_list.add_rect(low, high, colours.text, rounding + away, 1.5)
    if canvas.unit < READABLE_PX:
        return
    font, pad = imgui.get_font(), 0.75 * canvas.unit
    clip = ImVec4(max(left, canvas.left), max(top, canvas.top), right - 0.3 * canvas.unit, bottom)
    line = 1.15 * canvas.unit
    draw_list.add_text(
        font,
        canvas.unit,
        ImVec2(left + pad, top + 0.3 * canvas.unit),
        colours.text,
        one_line(ticket.title),
        0.0,
        clip,
    )
    words = word if ticket.attempts < 2 else f"{word}, try {ticket.attempts}"
    draw_list.add_text(
        font, canvas.unit, ImVec2(left + pad, top + 0.3 * canvas.unit + line), colour, words, 0.0, clip
    )


def draw_ground(draw_list: imgui.ImDrawList, canvas: Canvas) -> None:
    """Draw what lies behind the graph."""
    low, high = ImVec2(canvas.left, canvas.top), ImVec2(canvas.right, canvas.bottom)
    draw_list.add_rect_filled(low, high, _ground(GROUND, GROUND_LIGHT))


def _faded(colour: ImVec4, alpha: float) -> ImVec4:
    shown = in_theme(colour)
    return ImVec4(shown.x, shown.y, shown.z, alpha)


def _ground(dark: ImVec4, light: ImVec4) -> int:
    return int(imgui.get_color_u32(light if is_light() else dark))
