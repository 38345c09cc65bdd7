"""How mission control looks: one function a window, all of it hot; what is in a window is in `panels`.

Invariant: nothing here outlives a frame. What a panel must remember is an attribute of the app, what
a click means is a method of the app, and labels keep their `###` ids whatever they show, so that an
edit of this file never takes the focus out of a text field. The tiles are placed anew in each frame:
they fill the window at any size, and a layout that an edit changes is seen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan import HotReloader, dashboard
from mulligan.imgui.installation import wake
from mulligan_mma.panels import (
    approval,
    browser,
    costs,
    performance,
    stream,
    ticket_editor,
    ticket_graph,
    ticket_list,
    ticket_tree,
)
from mulligan_mma.standing import Standing
from mulligan_mma.tickets import Track
from mulligan_mma.widgets import (
    GREEN,
    RED,
    TABLE_FLAGS,
    TILE_FLAGS,
    YELLOW,
    coloured,
    elided,
    em,
    headers,
    hint,
    main_button,
    middle_window,
    place_tile,
    status_word,
    wrapped,
)

if TYPE_CHECKING:
    from mulligan.view import View
    from mulligan_mma.app import App
    from mulligan_store.records import Entry

LEFT_SHARE = 0.38
"""How much of the width the Track Browser and the MMA Dashboard take."""
TOP_SHARE = 0.46
"""How much of the height the Track Browser and the Tickets take."""
STRETCH = int(imgui.TableColumnFlags_.width_stretch)


def render_main(app: App) -> None:
    """The whole window: four tiles, and what stands in front of them."""
    if app.runner.take_news():
        wake()  # streams flow at full rate though nobody touches mouse or keyboard
    app._render_track_browser()
    app._render_tickets()
    app._render_mma_dashboard()
    app._render_ticket_output()
    app._render_ticket_editor()
    app._render_mulligan()
    app._render_quit_question()


def render_track_browser(app: App) -> None:
    """The tracks of the folder, and what is wrong with those that cannot be run."""
    place_tile(0.0, 0.0, LEFT_SHARE, TOP_SHARE)
    if imgui.begin("Track Browser", flags=TILE_FLAGS)[0]:
        browser.draw(app)
    imgui.end()


def render_tickets(app: App) -> None:
    """The active track: its tickets as list, graph and tree, and what a person may do with them."""
    place_tile(LEFT_SHARE, 0.0, 1.0 - LEFT_SHARE, TOP_SHARE)
    if imgui.begin("Tickets", flags=TILE_FLAGS)[0]:
        track = app.active_track
        if track is None:
            hint("No track is loaded. Give a folder of track files in the Track Browser.")
        else:
            ticket_list.controls(app, track)
            asked = approval.asked_about(app, track)
            footer = approval.height(app, asked) + len(app.strays) * imgui.get_frame_height_with_spacing()
            if imgui.begin_child("views", ImVec2(0.0, -footer)):
                _ticket_views(app, track)
            imgui.end_child()
            if asked is not None:
                approval.draw(app, track, asked)
        ticket_list.strays(app)
    imgui.end()


def render_ticket_output(app: App) -> None:
    """What the selected ticket's agent writes, what all of them cost, and how fast the window is."""
    place_tile(LEFT_SHARE, TOP_SHARE, 1.0 - LEFT_SHARE, 1.0 - TOP_SHARE)
    if imgui.begin("Ticket Output", flags=TILE_FLAGS)[0]:
        _tabs(
            "about",
            {
                "Output": lambda: _output(app),
                "Cost": lambda: costs.draw(app),
                "Performance": lambda: performance.draw(app),
            },
        )
    imgui.end()


def render_ticket_editor(app: App) -> None:
    """The window in which a ticket is edited, while one is."""
    if app.draft is not None:
        ticket_editor.draw(app, app.draft)


def render_mulligan(app: App) -> None:
    """Mulligan's own dashboard, while it is wanted."""
    if app.shows_mulligan:
        middle_window(96, 52)
        app.shows_mulligan = dashboard.show(app)


def render_quit_question(app: App) -> None:
    """What shall become of the agents that work, when the window is to close."""
    gate = app.quit_gate
    if not (gate.asked or gate.when_idle):
        return
    middle_window(38, 7)
    if gate.asked:
        imgui.set_next_window_focus()
    if imgui.begin("Quit?###quit", flags=int(imgui.WindowFlags_.no_collapse))[0]:
        names = [run.order.label for run in app.runner if not run.ended]
        count = "One agent is" if len(names) == 1 else f"{len(names)} agents are"
        then = "" if gate.asked else " The window closes when that has ended; nothing more is started."
        wrapped(YELLOW, f"{count} at work.{then}")
        elided(", ".join(names[:3]) + (", ..." if len(names) > 3 else ""))
        escape = imgui.is_window_focused() and imgui.is_key_pressed(imgui.Key.escape, False)
        if main_button("Stay") or escape:
            gate.stay()
        imgui.set_item_tooltip("Esc")
        imgui.same_line()
        if gate.asked and imgui.button("Quit when they have ended"):
            gate.quit_when_idle()
        if gate.asked:
            imgui.same_line()
        if imgui.button("Stop them and quit"):
            gate.quit_now()
    imgui.end()


def render_mma_dashboard(app: App) -> None:
    """The state of the code, the note, and the snapshots one may go back to."""
    place_tile(0.0, TOP_SHARE, LEFT_SHARE, 1.0 - TOP_SHARE)
    if imgui.begin("MMA Dashboard", flags=TILE_FLAGS)[0]:
        view = app.reload_history.view()
        if main_button("Hot Reload"):
            HotReloader.request_reload(trigger="button")
        imgui.set_item_tooltip("Make the edited code live; all state stays (Ctrl+Alt+R)")
        imgui.same_line()
        if imgui.button("Mulligan"):
            app.shows_mulligan = not app.shows_mulligan
        imgui.set_item_tooltip("History, differences, state and problems, in a window of their own")
        imgui.same_line()
        status, colour = _reload_word(view)
        coloured(colour, status)
        imgui.same_line()
        elided(view.headline or "Edit gui_2.py, save, press the button.")
        if view.is_error_state and view.last_error_line:
            wrapped(RED, view.last_error_line)
        for contained in view.contained:
            wrapped(RED, f"{contained.target} fails ({contained.count:,} times): {contained.line}")
        imgui.set_next_item_width(-em(3))
        _, app.note = imgui.input_text("Note", app.note)
        imgui.separator_text("Snapshots")
        app._render_snapshot_history()
    imgui.end()


def render_snapshot_history(app: App) -> None:
    """The newest transactions, each with a way back to the moment before it."""
    view = app.reload_history.view()
    entries = app.reload_history.entries()
    problem = app.reload_history.problem or view.journal_problem
    if problem:
        wrapped(RED, problem)
    if not entries:
        hint("None yet. Each reload takes one before it begins.")
    elif imgui.begin_table("snapshots", 5, TABLE_FLAGS):
        imgui.table_setup_column("No.")
        imgui.table_setup_column("Time")
        imgui.table_setup_column("Status")
        imgui.table_setup_column("What", STRETCH)
        imgui.table_setup_column("##restore")
        headers()
        for entry in entries:
            _entry_row(entry, can_restore=view.busy is None and not view.poisoned)
        imgui.end_table()


def _ticket_views(app: App, track: Track) -> None:
    standing = Standing(track, step_mode=app.step_mode)
    _tabs(
        "views",
        {
            "List": lambda: ticket_list.draw(app, track, standing),
            "Graph": lambda: ticket_graph.draw(app, track, standing),
            "Tree": lambda: ticket_tree.draw(app),
        },
    )


def _tabs(name: str, tabs: dict[str, Callable[[], None]]) -> None:
    if not imgui.begin_tab_bar(name):
        return
    for label, draw in tabs.items():
        if imgui.begin_tab_item(label)[0]:
            draw()
            imgui.end_tab_item()
    imgui.end_tab_bar()


def _output(app: App) -> None:
    ticket = app.selected_ticket
    if ticket is None:
        hint("Select a ticket to see its output.")
    else:
        stream.draw(app, ticket)


def _reload_word(view: View) -> tuple[str, ImVec4]:
    if view.poisoned:
        return "restart needed", RED
    if view.is_error_state:
        return "edit refused", RED
    if view.on_trial:
        return "on trial", YELLOW
    return "live", GREEN


def _entry_row(entry: Entry, *, can_restore: bool) -> None:
    imgui.push_id(entry.id)
    imgui.table_next_row()
    imgui.table_next_column()
    imgui.text_unformatted(str(entry.id))
    imgui.table_next_column()
    imgui.text_unformatted(f"{entry.started_at.astimezone():%H:%M:%S}")
    imgui.table_next_column()
    status_word(entry.status)
    imgui.table_next_column()
    elided(entry.error or entry.label or f"{entry.kind} by {entry.trigger}")
    imgui.table_next_column()
    imgui.begin_disabled(not can_restore)
    if imgui.small_button("Restore"):
        HotReloader.request_restore(entry.id)
    imgui.end_disabled()
    imgui.pop_id()
