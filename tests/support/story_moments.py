"""The five moments of the main job, played one after the other, each with what was on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mulligan_store.records import Entry
from tests.support.main_story import MARK, NOTE_FIELD, RESTORE_BUTTONS, Story
from tests.support.screen import eventually

GOOD = MARK
SYNTAX_ERROR = MARK.replace(")", "", 1).replace("edited", "broken")
RAISES_IN_MID_FRAME = 'imgui.begin_child("half way"); imgui.push_id(1); 1 / 0'
REPAIRED = 'imgui.text("repaired")'
AGAIN = 'imgui.text("again")'


@dataclass(frozen=True)
class Moment:
    """What could be seen, and what the journal says of it."""

    name: str
    mark_pixels: int
    redness: float
    kind: str = ""
    status: str = ""
    error: str = ""
    note: str = ""


def play_moments(story: Story, *, pictures: Path | None = None) -> Iterator[Moment]:
    """Play the story; saves a PNG of each moment where a folder is given."""
    screen = story.screen
    eventually(lambda: story.redness() != 0, what="a first frame")

    def moment(name: str, entry: Entry | None = None) -> Moment:
        if pictures is not None and " " not in name:
            screen.screenshot(pictures / f"{name}.png")
        facts = {}
        if entry is not None:
            note = story.captured_note(entry)
            facts = {"kind": entry.kind, "status": entry.status, "error": entry.error or "", "note": note}
        return Moment(name, story.mark_pixels(), story.redness(), **facts)

    screen.click(*NOTE_FIELD)
    screen.write("one")
    yield moment("start")

    story.edit(before_heading=GOOD)
    entry = story.reload()
    eventually(lambda: story.mark_pixels() > 100, what="the new label on the screen")
    screen.write(" two")  # without a click: the focus must still be in the field
    yield moment("reloaded", entry)

    calm = story.redness()
    story.edit(before_heading=SYNTAX_ERROR)
    entry = story.reload()
    eventually(lambda: story.redness() > calm + 15, what="the tint")
    yield moment("refused", entry)

    story.edit(before_heading=RAISES_IN_MID_FRAME)
    entry = story.reload()
    eventually(lambda: story.redness() > calm + 15, what="the tint")
    screen.write(" three")
    yield moment("undone", entry)

    story.edit(before_heading=REPAIRED)
    entry = story.reload()
    eventually(lambda: story.redness() < calm + 5, what="the tint gone")
    screen.write(" four")
    yield moment("repaired", entry)

    known = len(story.entries())
    screen.click(*RESTORE_BUTTONS[2])  # the third row from above: the edit that was refused
    eventually(lambda: len(story.entries()) > known, what="an entry of the restore")
    eventually(lambda: story.entries()[0].status == "kept", what="the end of its trial")
    yield moment("restored", story.entries()[0])

    story.edit(before_heading=AGAIN)
    yield moment("after restore", story.reload())
