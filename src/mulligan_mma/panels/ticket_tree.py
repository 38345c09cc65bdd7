"""Tracks and tickets as a tree: what comes after what.

Invariant: which branches are closed is state of the app, so a restore brings the tree back as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import imgui

from mulligan_mma.standing import Standing
from mulligan_mma.ticket_tree import Branch, tree_rows
from mulligan_mma.tickets import Track
from mulligan_mma.widgets import TABLE_FLAGS, all_of, em, headers, one_line, status_word

if TYPE_CHECKING:
    from mulligan_mma.app import App

STRETCH = int(imgui.TableColumnFlags_.width_stretch)
NODE = all_of(
    imgui.TreeNodeFlags_.open_on_arrow,
    imgui.TreeNodeFlags_.open_on_double_click,
    imgui.TreeNodeFlags_.no_tree_push_on_open,
    imgui.TreeNodeFlags_.span_all_columns,
    imgui.TreeNodeFlags_.allow_overlap,
)
LEAF = int(imgui.TreeNodeFlags_.leaf)
SELECTED = int(imgui.TreeNodeFlags_.selected)


def draw(app: App) -> None:
    """Draw the tree of all tracks into what is left of the window."""
    if not imgui.begin_table("tree", 3, TABLE_FLAGS):
        return
    imgui.table_setup_column("Track or ticket", STRETCH)
    imgui.table_setup_column("Status", 0, em(7))
    imgui.table_setup_column("Also waits for", 0, em(12))
    headers()
    standings: dict[str, Standing] = {}
    rows = tree_rows(app.tracks, app.closed_branches)
    clipper = imgui.ListClipper()
    clipper.begin(len(rows))
    while clipper.step():
        for branch in rows[clipper.display_start : clipper.display_end]:
            imgui.push_id(branch.key)
            _row(app, branch, _standing(app, branch.track, standings))
            imgui.pop_id()
    imgui.end_table()


def _standing(app: App, track: Track, known: dict[str, Standing]) -> Standing:
    if track.id not in known:
        known[track.id] = Standing(track, step_mode=app.step_mode)
    return known[track.id]


def _row(app: App, branch: Branch, standing: Standing) -> None:
    ticket, track = branch.ticket, branch.track
    imgui.table_next_row()
    imgui.table_next_column()
    indent = em(1.1) * branch.depth
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + indent)
    is_active = track.id == app.active_track_id
    selected = is_active and (ticket is None or ticket.id == app.selected_ticket_id)
    flags = NODE | (0 if branch.has_children else LEAF) | (SELECTED if selected and ticket is not None else 0)
    imgui.set_next_item_open(branch.key not in app.closed_branches)
    imgui.tree_node_ex(f"###branch {branch.key}", flags)
    if imgui.is_item_toggled_open():
        app.closed_branches ^= {branch.key}
    elif imgui.is_item_clicked():
        app.activate(track) if ticket is None else app.select(track, ticket)
    imgui.same_line(0.0, 0.0)
    imgui.text_unformatted(one_line(track.title if ticket is None else ticket.title))
    imgui.table_next_column()
    status_word(track.status if ticket is None else standing.word(ticket))
    imgui.table_next_column()
    imgui.text_disabled(", ".join(branch.also_waits_for))
