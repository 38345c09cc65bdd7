"""The moments of the main job, played one after the other, each with all that can be known of it: what was on
the screen, the state, the code that ran, the journal and the files.

The end-to-end test checks them, and `python -m tests.e2e.screenshots` saves them for the README.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mulligan_store.records import Entry
from tests.support.main_story import Seen, Story, mark, mark_text
from tests.support.screen import eventually

SYNTAX_ERROR = 'imgui.text("never closed"'
RAISES_IN_MID_FRAME = 'imgui.begin_child("half way"); imgui.push_id(1); 1 / 0'
SECOND = 2
"""The entry that is gone back to: the second of the story, an edit like those around it."""
TINTED = 15.0
"""How much redder than before a tinted screen is, 0 to 255."""


@dataclass(frozen=True)
class Moment:
    """What could be seen, what ran, and what the journal and the files say of it.

    `saved` holds the texts of the file that were saved so far, by step; `beside` those of its copies.
    """

    name: str
    seen: Seen
    redness: float
    pixels: tuple[int, int, int]
    on_disk: str
    saved: Mapping[str, str]
    beside: tuple[str, ...]
    entries: tuple[Entry, ...]
    captured_note: str = ""

    @property
    def entry(self) -> Entry:
        """The newest entry."""
        return self.entries[0]

    @property
    def statuses(self) -> list[str]:
        """Those of all entries, oldest first."""
        return [each.status for each in reversed(self.entries)]


class Player:
    """A person at the keyboard who looks closely after each step.

    Arguments:
        story: the running app.
        pictures: where PNGs of the moments are saved; None saves none.
    """

    def __init__(self, story: Story, pictures: Path | None) -> None:
        self._story = story
        self._pictures = pictures
        self.saved: dict[str, str] = {}

    def moment(self, name: str) -> Moment:
        """Look at everything, once the screen shows what was told."""
        story = self._story
        seen = story.see_next()
        if self._pictures is not None and " " not in name:
            story.screen.screenshot(self._pictures / f"{name}.png")
        entries = tuple(story.entries())
        return Moment(
            name,
            seen,
            story.redness(),
            (story.pixels_of(1), story.pixels_of(2), story.pixels_of(3)),
            story.on_disk(),
            dict(self.saved),
            tuple(story.kept_beside()),
            entries,
            story.captured_note(entries[0]) if entries else "",
        )

    def write(self, text: str, whole: str) -> None:
        """Type into whatever has the focus, until the app has it all."""
        self._story.screen.write(text)
        self._story.see(lambda seen: seen.note == whole, what=f"the note {whole!r}")

    def good_edit(self, number: int) -> None:
        """Save an edit that shows its number in a colour of its own, and reload."""
        self.saved[f"edit {number}"] = self._story.edit(before_heading=mark(number))
        self._story.reload()
        self._story.see(lambda seen: seen.find(mark_text(number)), what=f"edit {number} on the screen")

    def bad_edit(self, name: str, statement: str, *, calm: float) -> None:
        """Save an edit that cannot live, reload, and wait for the tint."""
        self.saved[name] = self._story.edit(before_heading=statement)
        self._story.reload()
        self.wait_for_redness(lambda redness: redness > calm + TINTED, what="the tint")

    def wait_for_redness(self, condition: Callable[[float], bool], *, what: str) -> None:
        """Wait for a screen that is as red as that."""
        eventually(lambda: condition(self._story.redness()), what=what)


def play_moments(story: Story, *, pictures: Path | None = None) -> Iterator[Moment]:
    """Play the story; saves a PNG of each moment of one word where a folder is given."""
    player = Player(story, pictures)
    player.saved["original"] = story.original
    story.see(lambda seen: seen.find("Hot Reload"), what="a first frame")
    story.click("Note", "MMA Dashboard")
    player.write("one", "one")
    yield (start := player.moment("start"))

    player.good_edit(1)
    player.write(" 2", "one 2")  # without a click: the focus must still be in the field
    yield player.moment("reloaded")
    player.good_edit(2)
    player.write(" 3", "one 2 3")
    yield player.moment("reloaded again")

    player.bad_edit("refused", SYNTAX_ERROR, calm=start.redness)
    yield player.moment("refused")
    player.bad_edit("undone", RAISES_IN_MID_FRAME, calm=start.redness)
    player.write(" 4", "one 2 3 4")
    yield player.moment("undone")

    player.good_edit(3)
    player.wait_for_redness(lambda redness: redness < start.redness + 5, what="the tint gone")
    player.write(" 5", "one 2 3 4 5")
    yield player.moment("repaired")
    yield from _go_back(story, player)


def _go_back(story: Story, player: Player) -> Iterator[Moment]:
    """In the dashboard: pick the second entry, look at the preview, restore, write the source to disk."""
    story.click("Mulligan", "MMA Dashboard")
    story.click("History", "Mulligan")
    story.click("5", "Mulligan/")  # the newest entry, so that the list has the focus
    for key, picked in (("", 5), ("End", 1), ("Up", SECOND)):
        if key:
            story.screen.keys(key)
        _see_picked(story, picked)
    story.screen.keys("Return")
    story.see(lambda seen: seen.find("Restore both"), what="the preview")
    yield player.moment("previewed")

    known = len(story.entries())
    story.click("Restore both", "Mulligan/")
    story.concluded(known)
    yield player.moment("went back")

    story.click(str(SECOND), "Mulligan/")
    story.screen.keys("r")
    story.click("Write source to disk", "Mulligan/")
    eventually(story.kept_beside, what="the copy beside the file")
    story.see(lambda seen: any("wrote " in text for text in seen.texts()), what="what was written")
    yield player.moment("written back")

    story.screen.keys("ctrl", "alt", "r")
    story.see(lambda seen: "nothing changed" in " ".join(seen.texts("MMA")), what="nothing to reload")
    story.close("Mulligan")
    story.see(lambda seen: not seen.texts("Mulligan"), what="the dashboard closed")
    yield player.moment("restored")


def _see_picked(story: Story, number: int) -> None:
    label = f"Restore {number}...###restore"
    story.see(lambda seen: seen.find(label, "Mulligan"), what=f"entry {number} picked")
