"""The tickets of a track as a graph: arrows go from what must pass to what waits for it.

Invariant: drawn with nothing but a draw list and one item, so an exception anywhere in here leaves nothing of
ImGui open; what is out of sight is not drawn. A status is said in words wherever words can be read.

Wheel: zoom, around the mouse. Drag: pan. Click: select. Double click: edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan_mma.graph_layout import GraphView, Place
from mulligan_mma.standing import Standing
from mulligan_mma.tickets import PASSED, RETRIABLE, Ticket, Track
from mulligan_mma.widgets import COLOURS, GREEN, GREY, ORANGE, all_of, em

if TYPE_CHECKING:
    from mulligan_mma.app import App

WIDTH_EM, HEIGHT_EM = 12.0, 3.0
STEP_X_EM, STEP_Y_EM = 16.0, 4.2
ZOOM_STEP, ZOOM_MIN, ZOOM_MAX = 1.15, 0.03, 2.5
READABLE_PX = 6.0
"""Below this size of letters the words are left out; the tooltip still has them."""
DETAIL_PX = 3.0
"""Below this size of letters arrows are lines and a ticket is a plain square."""
GROUND = ImVec4(0.07, 0.08, 0.10, 1.0)
NODE_GROUND = ImVec4(0.16, 0.18, 0.22, 1.0)
BUTTONS = all_of(imgui.ButtonFlags_.mouse_button_left, imgui.ButtonFlags_.mouse_button_middle)


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


def draw(app: App, track: Track, standing: Standing) -> None:
    """Draw the graph into what is left of the window."""
    places = app.graph_layouts.of(track)
    view = app.graph_view
    if imgui.small_button("Fit"):
        view.fitted = None
    imgui.same_line()
    imgui.text_disabled(f"{view.zoom:.0%}. Wheel: zoom; drag: pan; click: select; double click: edit")
    size = imgui.get_content_region_avail()
    size = ImVec2(max(size.x, 1.0), max(size.y, 1.0))
    if view.fitted != (track.id, len(places)):
        _fit(view, places, size)
        view.fitted = (track.id, len(places))
    imgui.invisible_button("graph", size, BUTTONS)
    imgui.set_item_key_owner(imgui.Key.mouse_wheel_y)
    low = imgui.get_item_rect_min()
    _pan_and_zoom(view, low, size)
    canvas = _canvas(view, low, size)
    by_id = track.by_id()
    hovered = _under_mouse(canvas, places) if imgui.is_item_hovered() else None
    _react(app, by_id.get(hovered or ""))
    draw_list = imgui.get_window_draw_list()
    draw_list.push_clip_rect(ImVec2(canvas.left, canvas.top), ImVec2(canvas.right, canvas.bottom), True)
    draw_list.add_rect_filled(low, ImVec2(canvas.right, canvas.bottom), imgui.get_color_u32(GROUND))
    _draw_arrows(draw_list, canvas, places, track, by_id, app.selected_ticket_id)
    for ticket in track.tickets:
        box = canvas.box(places[ticket.id])
        if canvas.sees(*box):
            _draw_ticket(draw_list, canvas, box, ticket, standing.word(ticket), app.selected_ticket_id)
    draw_list.pop_clip_rect()
    if hovered is not None:
        _tooltip(by_id[hovered], standing)


def _fit(view: GraphView, places: Mapping[str, Place], size: ImVec2) -> None:
    columns = [place.column for place in places.values()] or [0]
    rows = [place.row for place in places.values()] or [0.0]
    width_em = (max(columns) + 1) * STEP_X_EM
    height_em = (max(rows) - min(rows) + 1) * STEP_Y_EM
    view.x_em = (max(columns) * STEP_X_EM + WIDTH_EM) / 2
    view.y_em = ((max(rows) + min(rows)) * STEP_Y_EM + HEIGHT_EM) / 2
    fitting = min(size.x / (width_em * em(1)), size.y / (height_em * em(1)))
    view.zoom = min(max(fitting, ZOOM_MIN), 1.0)


def _canvas(view: GraphView, low: ImVec2, size: ImVec2) -> Canvas:
    unit = em(1) * view.zoom
    middle_x, middle_y = low.x + size.x / 2, low.y + size.y / 2
    origin_x, origin_y = middle_x - view.x_em * unit, middle_y - view.y_em * unit
    return Canvas(low.x, low.y, low.x + size.x, low.y + size.y, unit, origin_x, origin_y)


def _pan_and_zoom(view: GraphView, low: ImVec2, size: ImVec2) -> None:
    io = imgui.get_io()
    unit = em(1) * view.zoom
    if imgui.is_item_active() and (imgui.is_mouse_dragging(0) or imgui.is_mouse_dragging(2)):
        view.x_em -= io.mouse_delta.x / unit
        view.y_em -= io.mouse_delta.y / unit
    if imgui.is_item_hovered() and io.mouse_wheel:
        zoom = min(max(view.zoom * ZOOM_STEP**io.mouse_wheel, ZOOM_MIN), ZOOM_MAX)
        # What is under the mouse stays there.
        off_x, off_y = io.mouse_pos.x - low.x - size.x / 2, io.mouse_pos.y - low.y - size.y / 2
        view.x_em += off_x / unit - off_x / (em(1) * zoom)
        view.y_em += off_y / unit - off_y / (em(1) * zoom)
        view.zoom = zoom


def _under_mouse(canvas: Canvas, places: Mapping[str, Place]) -> str | None:
    mouse = imgui.get_io().mouse_pos
    for ticket_id, place in places.items():
        left, top, right, bottom = canvas.box(place)
        if left <= mouse.x < right and top <= mouse.y < bottom:
            return ticket_id
    return None


def _react(app: App, ticket: Ticket | None) -> None:
    if ticket is None:
        return
    if imgui.is_mouse_double_clicked(0):
        app.edit(ticket)
    elif imgui.is_mouse_released(0) and not imgui.internal.is_mouse_drag_past_threshold(0):
        app.selected_ticket_id = ticket.id


def _draw_arrows(
    draw_list: imgui.ImDrawList,
    canvas: Canvas,
    places: Mapping[str, Place],
    track: Track,
    by_id: Mapping[str, Ticket],
    selected_id: str | None,
) -> None:
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


def _draw_ticket(
    draw_list: imgui.ImDrawList,
    canvas: Canvas,
    box: tuple[float, float, float, float],
    ticket: Ticket,
    word: str,
    selected_id: str | None,
) -> None:
    left, top, right, bottom = box
    low, high = ImVec2(left, top), ImVec2(right, bottom)
    colour = imgui.get_color_u32(COLOURS.get(word, GREY))
    is_selected = ticket.id == selected_id
    if canvas.unit < DETAIL_PX:
        draw_list.add_rect_filled(low, high, colour)
        return
    rounding = 0.4 * canvas.unit
    draw_list.add_rect_filled(low, high, imgui.get_color_u32(NODE_GROUND), rounding)
    draw_list.add_rect_filled(low, ImVec2(left + 0.4 * canvas.unit, bottom), colour, rounding)
    draw_list.add_rect(low, high, colour, rounding, 3.0 if is_selected else 1.0)
    if canvas.unit < READABLE_PX:
        return
    font, pad = imgui.get_font(), 0.75 * canvas.unit
    clip = ImVec4(max(left, canvas.left), max(top, canvas.top), right - 0.3 * canvas.unit, bottom)
    text = imgui.get_color_u32(int(imgui.Col_.text))
    line = 1.15 * canvas.unit
    draw_list.add_text(
        font, canvas.unit, ImVec2(left + pad, top + 0.3 * canvas.unit), text, ticket.title, 0.0, clip
    )
    words = word if ticket.attempts < 2 else f"{word}, try {ticket.attempts}"
    draw_list.add_text(
        font, canvas.unit, ImVec2(left + pad, top + 0.3 * canvas.unit + line), colour, words, 0.0, clip
    )


def _tooltip(ticket: Ticket, standing: Standing) -> None:
    waits = ", ".join(other.id for other in standing.obstacles(ticket)) or "nothing"
    lines = (
        ticket.title,
        f"{ticket.id}, {ticket.role}",
        f"{standing.word(ticket)}; waits for {waits}",
        f"$ {ticket.next_command}",
    )
    imgui.set_tooltip("\n".join(lines))


def _faded(colour: ImVec4, alpha: float) -> ImVec4:
    return ImVec4(colour.x, colour.y, colour.z, alpha)
