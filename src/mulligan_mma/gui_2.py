"""How mission control looks: one function a panel, all of it hot.

Invariant: nothing here outlives a frame. What a panel must remember is an attribute of the app, what
a click means is a method of the app, and labels keep their `###` ids whatever they show, so that an
edit of this file never takes the focus out of a text field. The tiles are placed anew in each frame:
they fill the window at any size, and a layout that an edit changes is seen at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan import HotReloader
from mulligan_mma.tickets import PASSED, RETRIABLE, Ticket, TicketStatus, Track
from mulligan_mma.widgets import (
    GREEN,
    ORANGE,
    RED,
    TABLE_FLAGS,
    TILE_FLAGS,
    YELLOW,
    elided,
    em,
    headers,
    hint,
    main_button,
    place_tile,
    progress,
    row_button,
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
BORDERS = int(imgui.ChildFlags_.borders)


def render_main(app: App) -> None:
    """The whole window: four tiles."""
    app._render_track_browser()
    app._render_tickets()
    app._render_mma_dashboard()
    app._render_ticket_output()


def render_track_browser(app: App) -> None:
    """The tracks of the folder, and what is wrong with those that cannot be run."""
    place_tile(0.0, 0.0, LEFT_SHARE, TOP_SHARE)
    if imgui.begin("Track Browser", flags=TILE_FLAGS)[0]:
        _folder_line(app)
        height = -imgui.get_text_line_height_with_spacing() * _problem_lines(app)
        if imgui.begin_table("tracks", 4, TABLE_FLAGS, ImVec2(0.0, min(height, 0.0))):
            imgui.table_setup_column("Track", STRETCH)
            imgui.table_setup_column("Status")
            imgui.table_setup_column("Progress", 0, em(7))
            imgui.table_setup_column("##load")
            headers()
            for track in app.tracks:
                _track_row(app, track)
            imgui.end_table()
        _problems(app)
    imgui.end()


def render_tickets(app: App) -> None:
    """The active track: its tickets in dependency order, and what a person may do with them."""
    place_tile(LEFT_SHARE, 0.0, 1.0 - LEFT_SHARE, TOP_SHARE)
    if imgui.begin("Tickets", flags=TILE_FLAGS)[0]:
        track = app.active_track
        if track is None:
            hint("No track is loaded. Give a folder of track files in the Track Browser.")
        else:
            _track_controls(app, track)
            footer = -imgui.get_frame_height_with_spacing() * len(app.strays)
            if imgui.begin_table("tickets", 6, TABLE_FLAGS, ImVec2(0.0, footer)):
                _ticket_table(app, track)
                imgui.end_table()
        for run in app.strays:
            imgui.text_colored(ORANGE, f"{run.order.label} runs, but no ticket here knows it")
            imgui.same_line()
            if imgui.small_button(f"Stop###stray {run.id}"):
                run.stop()
    imgui.end()


def render_ticket_output(app: App) -> None:
    """What the selected ticket's agent writes."""
    place_tile(LEFT_SHARE, TOP_SHARE, 1.0 - LEFT_SHARE, 1.0 - TOP_SHARE)
    if imgui.begin("Ticket Output", flags=TILE_FLAGS)[0]:
        ticket = app.selected_ticket
        if ticket is None:
            hint("Select a ticket to see its output.")
        else:
            _output_header(app, ticket)
            if imgui.begin_child("output", ImVec2(0.0, 0.0), BORDERS):
                _output_lines(app, ticket)
            imgui.end_child()
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
        status, colour = _reload_word(view)
        imgui.text_colored(colour, status)
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


def _folder_line(app: App) -> None:
    imgui.set_next_item_width(-em(4.5))
    enter = int(imgui.InputTextFlags_.enter_returns_true)
    entered, app.folder_text = imgui.input_text("###folder", app.folder_text, enter)
    imgui.set_item_tooltip("A folder of track files (*.toml)")
    imgui.same_line()
    if imgui.button("Open", ImVec2(-1.0, 0.0)) or entered:
        app.load_tracks(app.folder_text)


def _problem_lines(app: App) -> int:
    return min(2 * len(app.problems), 6)


def _problems(app: App) -> None:
    if not app.problems:
        return
    if imgui.begin_child("problems"):
        for problem in app.problems:
            wrapped(RED, f"cannot load {problem.file.name or problem.file}: {problem.reason}")
    imgui.end_child()


def _track_row(app: App, track: Track) -> None:
    imgui.push_id(track.id)
    imgui.table_next_row()
    imgui.table_next_column()
    if row_button(track.title, selected=track.id == app.active_track_id):
        app.activate(track)
    imgui.table_next_column()
    status_word(track.status)
    imgui.table_next_column()
    progress(track.progress, f"{track.count(*PASSED)} of {len(track.tickets)}")
    imgui.table_next_column()
    if imgui.small_button("Load"):
        app.activate(track)
    imgui.pop_id()


def _track_controls(app: App, track: Track) -> None:
    if track.started:
        if imgui.button("Pause###start", ImVec2(em(5), 0.0)):
            app.pause()
    elif main_button("Start###start", em(5)):
        app.start()
    imgui.same_line()
    _, app.step_mode = imgui.checkbox("Step mode", app.step_mode)
    imgui.set_item_tooltip("Ask before each ticket is started")
    imgui.same_line()
    imgui.set_next_item_width(em(5))
    _, count = imgui.input_int("at once", app.max_parallel)
    app.max_parallel = min(max(count, 1), 16)
    imgui.same_line()
    status_word(track.status)
    progress(track.progress, f"{track.title}: {track.count(*PASSED)} of {len(track.tickets)}")


def _ticket_table(app: App, track: Track) -> None:
    imgui.table_setup_column("Status", 0, em(7))
    imgui.table_setup_column("Ticket", STRETCH)
    imgui.table_setup_column("Role")
    imgui.table_setup_column("Waits for")
    imgui.table_setup_column("Time", 0, em(3))
    imgui.table_setup_column("##actions", 0, em(8))
    headers()
    ready = {ticket.id for ticket in track.ready()}
    clipper = imgui.ListClipper()
    clipper.begin(len(track.tickets))
    while clipper.step():
        for ticket in track.tickets[clipper.display_start : clipper.display_end]:
            imgui.push_id(ticket.id)
            _ticket_row(app, track, ticket, is_ready=ticket.id in ready)
            imgui.pop_id()


def _ticket_row(app: App, track: Track, ticket: Ticket, *, is_ready: bool) -> None:
    obstacles = track.obstacles(ticket)
    shown = _ticket_word(app, track, ticket, obstacles, is_ready=is_ready)
    imgui.table_next_row()
    imgui.table_next_column()
    status_word(shown)
    imgui.table_next_column()
    if row_button(ticket.title, selected=ticket.id == app.selected_ticket_id):
        app.selected_ticket_id = ticket.id
    imgui.table_next_column()
    imgui.text_unformatted(ticket.role)
    imgui.table_next_column()
    imgui.text_unformatted(", ".join(other.id for other in obstacles))
    imgui.table_next_column()
    seconds = ticket.seconds(time.time())
    imgui.text_unformatted("" if seconds is None else f"{seconds:.1f} s")
    imgui.table_next_column()
    _ticket_actions(app, ticket, shown)


def _ticket_word(app: App, track: Track, ticket: Ticket, obstacles: list[Ticket], *, is_ready: bool) -> str:
    if any(other.status in RETRIABLE for other in obstacles):
        return "blocked"
    if not is_ready:
        return ticket.status.value
    return "needs approval" if app.step_mode and track.started and not ticket.approved else "ready"


def _ticket_actions(app: App, ticket: Ticket, shown: str) -> None:
    if shown == "needs approval":
        if imgui.small_button("Approve"):
            app.approve(ticket)
        imgui.same_line()
    if ticket.status in RETRIABLE:
        if imgui.small_button("Retry"):
            app.retry(ticket)
        imgui.same_line()
    if ticket.status is TicketStatus.RUNNING:
        if imgui.small_button("Stop"):
            app.stop(ticket)
    elif ticket.status not in PASSED and imgui.small_button("Skip"):
        app.skip(ticket)


def _output_header(app: App, ticket: Ticket) -> None:
    status_word(ticket.status.value)
    imgui.same_line()
    imgui.text_unformatted(ticket.title)
    details = [f"attempt {ticket.attempts}"] if ticket.attempts else []
    if ticket.exit_code is not None:
        details.append(f"exit status {ticket.exit_code}")
    if ticket.dropped:
        details.append(f"{ticket.dropped:,} earlier lines dropped")
    imgui.same_line()
    imgui.text_disabled(", ".join(details))
    _, app.follow_output = imgui.checkbox("Follow", app.follow_output)
    imgui.set_item_tooltip("Keep the newest line in view")
    imgui.same_line()
    imgui.text_disabled("$ " + ticket.command)


def _output_lines(app: App, ticket: Ticket) -> None:
    if app.output_font is not None:
        imgui.push_font(app.output_font, 0.0)
    clipper = imgui.ListClipper()
    clipper.begin(len(ticket.output))
    while clipper.step():
        for line in ticket.output[clipper.display_start : clipper.display_end]:
            if line.startswith("--- "):
                imgui.text_disabled(line)
            else:
                imgui.text_unformatted(line)
    if app.output_font is not None:
        imgui.pop_font()
    if app.follow_output:
        imgui.set_scroll_here_y(1.0)


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
