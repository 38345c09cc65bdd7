"""Mission control as lines of text, for where there is no ImGui: the same functions as `gui_2`, all hot.

Invariant: as in `gui_2`, nothing here outlives a frame. The app that is drawn this way has a method
`show(text)`, which takes one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mulligan import HotReloader
from mulligan_mma.ansi import plain

if TYPE_CHECKING:
    from mulligan_mma.story_stage import StoryApp


def render_main(app: StoryApp) -> None:
    """The whole page: what the window shows in four tiles."""
    app._render_track_browser()
    app._render_tickets()
    app._render_mma_dashboard()
    app._render_ticket_output()
    app._render_ticket_editor()
    app._render_mulligan()
    app._render_quit_question()


def render_track_browser(app: StoryApp) -> None:
    """The tracks of the folder."""
    app.show("Track Browser")
    for track in app.tracks:
        app.show(f"  {track.title}: {track.status}")


def render_tickets(app: StoryApp) -> None:
    """The tickets of the active track."""
    track = app.active_track
    app.show("Tickets")
    for ticket in track.tickets if track is not None else ():
        app.show(f"  {ticket.title}: {ticket.status.value}")


def render_ticket_output(app: StoryApp) -> None:
    """What the selected ticket's agent wrote."""
    ticket = app.selected_ticket
    app.show("Ticket Output")
    for line in ticket.output if ticket is not None else ():
        app.show(f"  {plain(line)}")


def render_mma_dashboard(app: StoryApp) -> None:
    """The state of the code, the note, and the snapshots one may go back to."""
    app.show("MMA Dashboard")
    app.show(f"  {HotReloader.view().headline}")
    app.show(f"  Note: {app.note}")
    app._render_snapshot_history()


def render_snapshot_history(app: StoryApp) -> None:
    """The newest transactions."""
    for entry in app.reload_history.entries():
        app.show(f"  {entry.id} {entry.status} {entry.error or entry.label or entry.kind}")


def render_ticket_editor(app: StoryApp) -> None:
    """The ticket that is being edited, if one is."""
    if app.draft is not None:
        app.show(f"Edit {app.draft.ticket_id}")
        app.show(f"  {app.draft.title}: {app.draft.command}")


def render_mulligan(app: StoryApp) -> None:
    """Mulligan's own dashboard needs a window; its entries stand under MMA Dashboard."""


def render_quit_question(app: StoryApp) -> None:
    """How many agents work, when the app was asked to end."""
    if app.quit_gate.asked:
        app.show(f"Quit? {app.runner.alive_count} at work")
