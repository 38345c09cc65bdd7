"""The tickets of a track as a table, in dependency order.

Invariant: only the rows in view are drawn, so a track of five hundred tickets costs what one of thirty does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, imgui

from mulligan_mma.panels import approval
from mulligan_mma.standing import NEEDS_APPROVAL, Standing
from mulligan_mma.tickets import PASSED, RETRIABLE, Ticket, TicketStatus, Track
from mulligan_mma.widgets import (
    ORANGE,
    TABLE_FLAGS,
    coloured,
    em,
    headers,
    main_button,
    one_line,
    progress,
    row_button,
    status_word,
)

if TYPE_CHECKING:
    from mulligan_mma.app import App

STRETCH = int(imgui.TableColumnFlags_.width_stretch)


def controls(app: App, track: Track) -> None:
    """Draw what starts and stops a track, and how far it is."""
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
    progress(track.progress, f"{one_line(track.title)}: {track.count(*PASSED)} of {len(track.tickets)}")


def strays(app: App) -> None:
    """Draw the processes that run for no ticket of the state."""
    for run in app.strays:
        coloured(ORANGE, f"{run.order.label} runs, but no ticket here knows it")
        imgui.same_line()
        if imgui.small_button(f"Stop###stray {run.id}"):
            run.stop()


def draw(app: App, track: Track, standing: Standing) -> None:
    """Draw the table into what is left of the window."""
    if not imgui.begin_table("tickets", 7, TABLE_FLAGS):
        return
    imgui.table_setup_column("Status", 0, em(6.6))
    imgui.table_setup_column("Ticket", STRETCH)
    imgui.table_setup_column("Role")
    imgui.table_setup_column("Waits for")
    imgui.table_setup_column("Tries", 0, em(2.5))
    imgui.table_setup_column("Time", 0, em(3))
    imgui.table_setup_column("##actions", 0, em(7.2))
    headers()
    clipper = imgui.ListClipper()
    clipper.begin(len(track.tickets))
    while clipper.step():
        for ticket in track.tickets[clipper.display_start : clipper.display_end]:
            imgui.push_id(ticket.id)
            _row(app, ticket, standing)
            imgui.pop_id()
    imgui.end_table()


def _row(app: App, ticket: Ticket, standing: Standing) -> None:
    word = standing.word(ticket)
    imgui.table_next_row()
    imgui.table_next_column()
    status_word(word)
    imgui.table_next_column()
    if row_button(ticket.title, selected=ticket.id == app.selected_ticket_id):
        app.selected_ticket_id = ticket.id
    imgui.table_next_column()
    imgui.text_unformatted(ticket.role)
    imgui.table_next_column()
    imgui.text_unformatted(", ".join(other.id for other in standing.obstacles(ticket)))
    imgui.table_next_column()
    imgui.text_unformatted(str(ticket.attempts) if ticket.attempts else "")
    imgui.table_next_column()
    seconds = ticket.seconds(time.time())
    imgui.text_unformatted("" if seconds is None else f"{seconds:.1f} s")
    imgui.table_next_column()
    actions(app, ticket, word)


def actions(app: App, ticket: Ticket, word: str) -> None:
    """Draw the buttons for what a person may do with a ticket now."""
    if word == NEEDS_APPROVAL:
        if imgui.small_button("Approve"):
            approval.approve(app, ticket)
        imgui.same_line()
    if ticket.status in RETRIABLE:
        if imgui.small_button("Retry"):
            app.retry(ticket)
        imgui.set_item_tooltip(f"Put it back in line for attempt {ticket.attempts + 1}")
        imgui.same_line()
    if ticket.status is TicketStatus.RUNNING:
        if imgui.small_button("Stop"):
            app.stop(ticket)
    elif ticket.status not in PASSED and imgui.small_button("Skip"):
        app.skip(ticket)
