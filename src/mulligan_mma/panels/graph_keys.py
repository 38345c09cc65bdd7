"""The keys of the graph, while it has the focus.

Invariant: everything that the mouse can do in the graph has a key; the ticket that a key selects is in view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import imgui

from mulligan_mma.graph_walk import Step, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mulligan_mma.app import App
    from mulligan_mma.graph_layout import Place
    from mulligan_mma.tickets import Track

HELP = (
    "Wheel: zoom   Drag: pan   Click: select   Double click: edit\n"
    "Left: what it waits for   Right: what waits for it   Up, Down: in its column\n"
    "Page Down, Page Up: the next and the one before   Home, End: the first and the last\n"
    "Enter: edit   + and -: zoom   F: fit all of it into view"
)
STEPS: tuple[tuple[imgui.Key, Step], ...] = (
    (imgui.Key.left_arrow, "left"),
    (imgui.Key.right_arrow, "right"),
    (imgui.Key.up_arrow, "up"),
    (imgui.Key.down_arrow, "down"),
    (imgui.Key.home, "first"),
    (imgui.Key.end, "last"),
    (imgui.Key.page_down, "next"),
    (imgui.Key.page_up, "previous"),
)
OWNED = (*(key for key, _ in STEPS), imgui.Key.enter, imgui.Key.keypad_enter)
ZOOM_IN = (imgui.Key.equal, imgui.Key.keypad_add)
ZOOM_OUT = (imgui.Key.minus, imgui.Key.keypad_subtract)


def pressed(app: App, track: Track, places: Mapping[str, Place]) -> tuple[bool, float]:
    """Do what the keys of this frame ask for, in the window that has the focus.

    Returns:
        whether the selected ticket is to be brought into view, and by how many steps to zoom.
    """
    io = imgui.get_io()
    if not imgui.is_window_focused() or io.want_text_input or io.key_ctrl or io.key_alt:
        return False, 0.0
    # ImGui's own keyboard navigation would go to another item with the same keys.
    for key in OWNED:
        imgui.internal.set_key_owner(key, imgui.get_id("graph keys"))
    before = app.selected_ticket_id
    depends_on = {ticket.id: ticket.depends_on for ticket in track.tickets}
    for key, step in STEPS:
        if imgui.is_key_pressed(key):
            app.selected_ticket_id = walk(places, depends_on, app.selected_ticket_id, step)
    ticket = app.selected_ticket
    if ticket is not None and _once(imgui.Key.enter, imgui.Key.keypad_enter):
        app.edit(ticket)
    if _once(imgui.Key.f):
        app.graph_view.fitted = None
    zoom = sum(map(imgui.is_key_pressed, ZOOM_IN)) - sum(map(imgui.is_key_pressed, ZOOM_OUT))
    return app.selected_ticket_id != before, float(zoom)


def _once(*keys: imgui.Key) -> bool:
    return any(imgui.is_key_pressed(key, False) for key in keys)
