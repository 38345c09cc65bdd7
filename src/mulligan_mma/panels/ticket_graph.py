"""The tickets of a track as a graph: arrows go from what must pass to what waits for it.

Invariant: drawn with nothing but a draw list and one item, so an exception anywhere in here leaves nothing of
ImGui open; what is out of sight is not drawn. A status is said in words wherever words can be read.

Wheel: zoom, around the mouse. Drag: pan. Click: select. Double click: edit. The keys are in `graph_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, imgui

from mulligan_mma.graph_layout import GraphView, Place
from mulligan_mma.panels import graph_keys
from mulligan_mma.panels.graph_drawing import (
    HEIGHT_EM,
    STEP_X_EM,
    STEP_Y_EM,
    WIDTH_EM,
    Canvas,
    draw_arrows,
    draw_ground,
    draw_ticket,
    paint,
)
from mulligan_mma.standing import Standing
from mulligan_mma.tickets import Ticket, Track
from mulligan_mma.widgets import all_of, em

if TYPE_CHECKING:
    from mulligan_mma.app import App

MARGIN_EM = 1.0
ZOOM_STEP, ZOOM_MIN, ZOOM_MAX = 1.15, 0.03, 2.5
BUTTONS = all_of(imgui.ButtonFlags_.mouse_button_left, imgui.ButtonFlags_.mouse_button_middle)


def draw(app: App, track: Track, standing: Standing) -> None:
    """Draw the graph into what is left of the window."""
    places = app.graph_layouts.of(track)
    view = app.graph_view
    if imgui.small_button("Fit"):
        view.fitted = None
    imgui.same_line()
    imgui.text_disabled(f"{view.zoom:.0%}. Wheel, drag and click, or arrows, Enter, +, - and F")
    imgui.set_item_tooltip(graph_keys.HELP)
    size = imgui.get_content_region_avail()
    size = ImVec2(max(size.x, 1.0), max(size.y, 1.0))
    has_moved, zoom_steps = graph_keys.pressed(app, track, places)
    if view.fitted != (track.id, len(places)):
        _fit(view, places, size)
        view.fitted = (track.id, len(places))
    clicked = imgui.invisible_button("graph", size, BUTTONS) and imgui.is_mouse_released(0)
    imgui.set_item_key_owner(imgui.Key.mouse_wheel_y)
    low = imgui.get_item_rect_min()
    _pan_and_zoom(view, low, size)
    _zoom(view, zoom_steps)
    if (has_moved or zoom_steps) and app.selected_ticket_id in places:
        _bring_into_view(view, places[app.selected_ticket_id], size)
    canvas = _canvas(view, low, size)
    by_id = track.by_id()
    hovered = _under_mouse(canvas, places) if imgui.is_item_hovered() else None
    _react(app, by_id.get(hovered or ""), clicked=clicked)
    draw_list = imgui.get_window_draw_list()
    draw_list.push_clip_rect(ImVec2(canvas.left, canvas.top), ImVec2(canvas.right, canvas.bottom), True)
    draw_ground(draw_list, canvas)
    draw_arrows(draw_list, canvas, places, track, by_id, app.selected_ticket_id)
    colours = paint()
    for ticket in track.tickets:
        box = canvas.box(places[ticket.id])
        if canvas.sees(*box):
            draw_ticket(
                draw_list, canvas, colours, box, ticket, standing.word(ticket), app.selected_ticket_id
            )
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
        _zoom(view, io.mouse_wheel)
        # What is under the mouse stays there.
        off_x, off_y = io.mouse_pos.x - low.x - size.x / 2, io.mouse_pos.y - low.y - size.y / 2
        view.x_em += off_x / unit - off_x / (em(1) * view.zoom)
        view.y_em += off_y / unit - off_y / (em(1) * view.zoom)


def _zoom(view: GraphView, steps: float) -> None:
    view.zoom = min(max(view.zoom * ZOOM_STEP**steps, ZOOM_MIN), ZOOM_MAX)


def _bring_into_view(view: GraphView, place: Place, size: ImVec2) -> None:
    """Pan as little as brings a whole ticket into view, with a margin."""
    unit = em(1) * view.zoom
    middle_x = place.column * STEP_X_EM + WIDTH_EM / 2
    middle_y = place.row * STEP_Y_EM + HEIGHT_EM / 2
    room_x = max(size.x / unit / 2 - MARGIN_EM - WIDTH_EM / 2, 0.0)
    room_y = max(size.y / unit / 2 - MARGIN_EM - HEIGHT_EM / 2, 0.0)
    view.x_em = min(max(view.x_em, middle_x - room_x), middle_x + room_x)
    view.y_em = min(max(view.y_em, middle_y - room_y), middle_y + room_y)


def _under_mouse(canvas: Canvas, places: Mapping[str, Place]) -> str | None:
    mouse = imgui.get_io().mouse_pos
    for ticket_id, place in places.items():
        left, top, right, bottom = canvas.box(place)
        if left <= mouse.x < right and top <= mouse.y < bottom:
            return ticket_id
    return None


def _react(app: App, ticket: Ticket | None, *, clicked: bool) -> None:
    if ticket is None:
        return
    if imgui.is_mouse_double_clicked(0):
        app.edit(ticket)
    elif clicked and not imgui.internal.is_mouse_drag_past_threshold(0):
        app.selected_ticket_id = ticket.id


def _tooltip(ticket: Ticket, standing: Standing) -> None:
    waits = ", ".join(other.id for other in standing.obstacles(ticket)) or "nothing"
    lines = (
        ticket.title,
        f"{ticket.id}, {ticket.role}",
        f"{standing.word(ticket)}; waits for {waits}",
        f"$ {ticket.next_command}",
    )
    imgui.set_tooltip("\n".join(lines))
