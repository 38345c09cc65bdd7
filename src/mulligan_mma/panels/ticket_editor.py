"""Editing a ticket.

Invariant: the window is there as long as the app has a draft, whatever code draws it; a draft that cannot be
saved says why before anything is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, imgui

from mulligan_mma.tickets import TicketStatus
from mulligan_mma.track_edit import TicketDraft
from mulligan_mma.widgets import GREY, ORANGE, RED, em, main_button, middle_window, wrapped

if TYPE_CHECKING:
    from mulligan_mma.app import App

UNFILTERED = 12
"""So many tickets can be looked through without a filter."""
BORDERS = int(imgui.ChildFlags_.borders)


def draw(app: App, draft: TicketDraft) -> None:
    """Draw the window of a draft."""
    middle_window(42, 28)
    visible, is_open = imgui.begin(f"Edit {draft.ticket_id}###editor", True)
    if visible:
        _fields(app, draft)
        _notices(app, draft)
        imgui.begin_disabled(not draft.is_changed or bool(draft.problem))
        if main_button("Save", em(6)):
            app.save_draft()
        imgui.end_disabled()
        imgui.same_line()
        escape = imgui.is_window_focused() and imgui.is_key_pressed(imgui.Key.escape, False)
        if imgui.button("Cancel", ImVec2(em(6), 0.0)) or (escape and not imgui.is_any_item_active()):
            app.draft = None
    imgui.end()
    if not is_open:
        app.draft = None


def _fields(app: App, draft: TicketDraft) -> None:
    imgui.text_disabled("Title")
    imgui.set_next_item_width(-1.0)
    title_changed, draft.title = imgui.input_text("###title", draft.title)
    imgui.text_disabled("Command; {python} is the interpreter that runs this window")
    imgui.set_next_item_width(-1.0)
    command_changed, draft.command = imgui.input_text("###command", draft.command)
    imgui.text_disabled(f"Waits for {', '.join(draft.depends_on) or 'nothing'}")
    dependencies_changed = False
    listed = draft.listed
    if len(draft.others) > UNFILTERED:
        imgui.set_next_item_width(em(12))
        _, draft.filter = imgui.input_text_with_hint("###filter", "part of an id", draft.filter)
        imgui.same_line()
        imgui.text_disabled(f"{len(listed):,} of {len(draft.others):,} tickets")
    if imgui.begin_child("dependencies", ImVec2(0.0, -em(7.5)), BORDERS):
        clipper = imgui.ListClipper()
        clipper.begin(len(listed))
        while clipper.step():
            for other in listed[clipper.display_start : clipper.display_end]:
                dependencies_changed |= _dependency(draft, other)
    imgui.end_child()
    if title_changed or command_changed or dependencies_changed:
        app.check_draft()


def _dependency(draft: TicketDraft, other: str) -> bool:
    imgui.push_id(other)
    changed, wanted = imgui.checkbox("###wanted", other in draft.depends_on)
    imgui.same_line()
    imgui.text_unformatted(other)
    imgui.pop_id()
    if changed and wanted:
        draft.depends_on.append(other)
    elif changed:
        draft.depends_on.remove(other)
    return changed


def _notices(app: App, draft: TicketDraft) -> None:
    if draft.problem:
        wrapped(RED, draft.problem)
        return
    track = next((each for each in app.tracks if each.id == draft.track_id), None)
    ticket = track.ticket(draft.ticket_id) if track is not None else None
    if ticket is not None and ticket.status is TicketStatus.RUNNING:
        wrapped(ORANGE, "It runs now; a changed command counts from the next attempt on.")
    if track is not None:
        wrapped(GREY, f"Saved to {track.file.name}; the file as it is now stays in {track.file.name}.bak.")
    if draft.has_comments:
        wrapped(ORANGE, "The file's comments are not kept; they stay in the .bak file.")
