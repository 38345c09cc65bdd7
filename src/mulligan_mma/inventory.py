"""What a transaction has to know of mission control: its state, what is no state, and its hot code.

Invariant: each attribute of the app is named here once, and so is each function that draws a panel.
"""

from __future__ import annotations

from pathlib import Path

from mulligan import HotModule, HotReloader

GUI_2 = "mulligan_mma.gui_2"
PANELS = (
    "widgets",
    *("panels.browser", "panels.ticket_list", "panels.ticket_tree", "panels.ticket_graph"),
    *("panels.graph_keys", "panels.ticket_editor", "panels.approval", "panels.stream"),
    *("panels.graph_drawing", "panels.costs", "panels.performance"),
)
"""The hot modules that `gui_2` draws with; they keep nothing, so they have no state of their own."""
STATE_KEYS = (
    "tracks",
    "tracks_folder",
    "folder_text",
    "problems",
    "active_track_id",
    "selected_ticket_id",
    "step_mode",
    "max_parallel",
    "max_output_lines",
    "follow_output",
    "output_query",
    "only_matches",
    "graph_view",
    "closed_branches",
    "draft",
    "approval",
    "note",
)
LIVE_KEYS = (
    *("runner", "strays", "reload_history", "output_font", "quit_gate", "frame_times"),
    # Made anew from the state when they are needed.
    *("stream_search", "graph_layouts"),
    # A restore is asked for in that window: it must not close it.
    "shows_mulligan",
)
DELEGATION_TARGETS = (
    "render_main",
    "render_track_browser",
    "render_tickets",
    "render_ticket_output",
    "render_mma_dashboard",
    "render_snapshot_history",
    "render_ticket_editor",
    "render_quit_question",
    "render_mulligan",
)


def register_hot_modules() -> None:
    """Tell the reloader which modules may change, and which attributes of the app are state."""
    here = Path(__file__).parent
    HotReloader.register(
        HotModule(
            GUI_2,
            here / "gui_2.py",
            state_keys=STATE_KEYS,
            delegation_targets=DELEGATION_TARGETS,
            live_keys=LIVE_KEYS,
        )
    )
    for panel in PANELS:
        HotReloader.register(
            HotModule(f"mulligan_mma.{panel}", here.joinpath(*panel.split(".")).with_suffix(".py"))
        )
