"""The keys of the history, while its list has the focus.

Invariant: a key does what a button does, through the same intent; none of them changes code or state
by itself: going back always shows first what it would change.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from imgui_bundle import imgui

from mulligan.dashboard import intents
from mulligan.dashboard.intents import Column, Intent, Query
from mulligan.dashboard.model import History, Preview

Edit = Literal["", "label", "filter"]
HELP = (
    "Up, Down, Page Up, Page Down, Home, End: move   Enter or R: restore, with a preview   P: pin   "
    "L or F2: label   M: compare with this one   Ctrl+C: copy the number   Ctrl+F: filter   Esc: close   "
    "in a preview, B, S and C: restore both, state, code   T: window layout too   "
    "W: write the source to disk\n"
    "Beside a number, * is pinned and = is what the selected entry is compared with"
)
_OWNED = (
    imgui.Key.up_arrow,
    imgui.Key.down_arrow,
    imgui.Key.page_up,
    imgui.Key.page_down,
    imgui.Key.home,
    imgui.Key.end,
    imgui.Key.enter,
    imgui.Key.keypad_enter,
    imgui.Key.escape,
)


@dataclass
class Command:
    """What the keys of one frame ask for, and which field they go to."""

    intents: list[Intent] = field(default_factory=list)
    edit: Edit = ""


def with_order(query: Query, column: Column, *, descending: bool) -> Query:
    """The same entries in another order."""
    return replace(query, column=column, descending=descending)


def pressed(model: History, page: int) -> Command:
    """What the keys ask for in this frame, in the window that has the focus.

    Arguments:
        page: how many rows a page has.
    """
    # ImGui's own keyboard navigation would move its focus to another row with the same keys.
    for key in _OWNED:
        imgui.internal.set_key_owner(key, imgui.get_id("history keys"))
    command = Command()
    if imgui.get_io().want_text_input:
        return command
    _add_moves(command, model, page)
    _add_commands(command, model)
    return command


def _add_moves(command: Command, model: History, page: int) -> None:
    at = model.selected_at if model.selected_at is not None else -1
    moves = (
        (imgui.Key.up_arrow, at - 1),
        (imgui.Key.down_arrow, at + 1),
        (imgui.Key.page_up, at - page),
        (imgui.Key.page_down, at + page),
        (imgui.Key.home, 0),
        (imgui.Key.end, model.matching - 1),
    )
    command.intents += [intents.SelectAt(to) for key, to in moves if imgui.is_key_pressed(key)]


def _add_commands(command: Command, model: History) -> None:
    row, io = model.selected, imgui.get_io()
    if io.key_ctrl:
        if _once(imgui.Key.f):
            command.edit = "filter"
        if row is not None and _once(imgui.Key.c):
            command.intents.append(intents.Copy(str(row.id)))
        return
    if io.key_alt or row is None:
        return
    if _once(imgui.Key.escape):
        command.intents.append(intents.Preview(None) if model.preview else intents.Mark(None))
    if _once(imgui.Key.enter, imgui.Key.keypad_enter, imgui.Key.r):
        command.intents.append(intents.Preview(row.id))
    if model.preview is not None and not model.abilities.restore:
        _add_choices(command, model.preview)
    if _once(imgui.Key.m):
        command.intents.append(intents.Mark(None if model.marked == row.id else row.id))
    if model.abilities.mark:
        return
    if _once(imgui.Key.p):
        command.intents.append(intents.Pin(row.id, not row.pinned))
    if _once(imgui.Key.l, imgui.Key.f2):
        command.edit = "label"


def _add_choices(command: Command, preview: Preview) -> None:
    """The buttons of a preview; what they would do stands above them."""
    entry_id, holds_state = preview.row.id, bool(preview.row.bytes)
    for key, state, code in (
        (imgui.Key.b, True, True),
        (imgui.Key.s, True, False),
        (imgui.Key.c, False, True),
    ):
        if _once(key) and (holds_state or not state):
            command.intents.append(intents.Restore(entry_id, state=state, code=code))
    if preview.holds_layout and _once(imgui.Key.t):
        command.intents.append(intents.TakeLayout(not preview.takes_layout))
    if preview.files and _once(imgui.Key.w):
        command.intents.append(intents.WriteSources(entry_id))


def _once(*keys: imgui.Key) -> bool:
    return any(imgui.is_key_pressed(key, False) for key in keys)
