"""The question of step mode: may this command run?

Invariant: what runs is what is shown. A changed command counts for one attempt of one ticket; the track file
stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import imgui

from mulligan_mma.tickets import Approval, Ticket, Track
from mulligan_mma.widgets import RED, YELLOW, coloured, em, main_button, one_line, wrapped

if TYPE_CHECKING:
    from mulligan_mma.app import App


def asked_about(app: App, track: Track) -> Ticket | None:
    """Return the ticket that is asked about: the selected one if it waits for an approval, else the first."""
    waiting = app.needs_approval(track)
    return next(
        (each for each in waiting if each.id == app.selected_ticket_id), waiting[0] if waiting else None
    )


def height(app: App, ticket: Ticket | None) -> float:
    """Return how many pixels the question takes, 0 if there is none."""
    if ticket is None:
        return 0.0
    lines = 3 if app.approval is not None and app.approval.problem else 2
    return lines * imgui.get_frame_height_with_spacing()


def draw(app: App, track: Track, ticket: Ticket) -> None:
    """Draw the question about a ticket."""
    asked = app.approval
    if asked is None or (asked.track_id, asked.ticket_id) != (track.id, ticket.id):
        asked = app.approval = Approval(track.id, ticket.id, ticket.command)
    imgui.align_text_to_frame_padding()
    coloured(YELLOW, "May this start?")
    imgui.same_line()
    imgui.text_unformatted(one_line(ticket.title))
    if asked.command != ticket.command:
        imgui.same_line()
        imgui.text_disabled("changed for this attempt only")
        imgui.same_line()
        if imgui.small_button("Undo###approval undo"):
            asked.command, asked.problem = ticket.command, ""
    imgui.set_next_item_width(-em(13.5))
    enter = int(imgui.InputTextFlags_.enter_returns_true)
    # Its id holds the ticket's: the text being typed for one ticket must not go into the next one's.
    entered, asked.command = imgui.input_text(f"###approval {ticket.id}", asked.command, enter)
    imgui.set_item_tooltip("The command as it will run; Enter approves it")
    imgui.same_line()
    if main_button("Approve###approval start", em(7)) or entered:
        approve(app, ticket)
    imgui.same_line()
    if imgui.button("Skip###approval skip", imgui.ImVec2(em(5), 0.0)):
        app.skip(ticket)
    if asked.problem:
        wrapped(RED, asked.problem)


def approve(app: App, ticket: Ticket) -> None:
    """Approve a ticket with the command that is shown for it."""
    asked = app.approval
    is_shown = asked is not None and (asked.track_id, asked.ticket_id) == (app.active_track_id, ticket.id)
    if asked is None or not is_shown:
        app.approve(ticket)
        return
    try:
        app.approve(ticket, asked.command)
    except ValueError as error:
        asked.problem = f"this cannot run: {error}"
    else:
        app.approval = None
