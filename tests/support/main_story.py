"""The host app in a real window with its hot module, its journal and what it shows, for the end-to-end story.

The hot module that is edited is a copy: the host app's package is copied into a folder that comes
first on the path, so the installed files are never touched.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy

import mulligan_mma
from mulligan_store.journal import Journal
from mulligan_store.records import Entry
from tests.support.screen import Screen, eventually, virtual_screen

REPOSITORY = Path(__file__).parents[2]
TITLE = "MMA dashboard"
HEADING = 'imgui.separator_text("Snapshots")'
MARK_COLOURS = {1: (255, 0, 255), 2: (0, 255, 255), 3: (255, 255, 0)}
"""A colour for each good edit that nothing else on the screen has."""


class Item(NamedTuple):
    """Something with a label, as it stood in a frame; lengths in pixels."""

    window: str
    label: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        """What a person reads of the label."""
        return self.label.partition("##")[0] if not self.label.startswith("#") else self.label


@dataclass(frozen=True)
class Seen:
    """A frame as the probe in the app told it."""

    frame: int
    note: str
    running: tuple[str, ...]
    focused: str
    items: tuple[Item, ...]

    def find(self, label: str, window: str = "") -> Item | None:
        """The first item of that label, by what is before or after its `##`, in a window of that name."""
        return next(
            (
                each
                for each in self.items
                if each.window.startswith(window) and label in (each.label, *each.label.split("###"))
            ),
            None,
        )

    def texts(self, window: str = "") -> list[str]:
        """All that a person can read in a window, from above."""
        return [each.label.partition("##")[0] for each in self.items if each.window.startswith(window)]


def mark(number: int) -> str:
    """The statement that a good edit adds."""
    red, green, blue = (part / 255 for part in MARK_COLOURS[number])
    return f'imgui.text_colored(ImVec4({red}, {green}, {blue}, 1.0), "{mark_text(number)}")'


def mark_text(number: int) -> str:
    """The label of a good edit."""
    return f"##########  edit {number}  ##########"


@dataclass
class Story:
    """The running host app, its screen, its hot module's file and its journal."""

    screen: Screen
    source: Path
    journal_path: Path
    log: Path
    report: Path

    @property
    def original(self) -> str:
        """The hot module's text as installed."""
        installed = Path(next(iter(mulligan_mma.__path__))) / "gui_2.py"
        return installed.read_text(encoding="utf-8")

    def edit(self, *, before_heading: str) -> str:
        """Save the hot module with a line put before the dashboard's heading; return its text."""
        indent = "        "
        text = self.original.replace(HEADING, f"{before_heading}\n{indent}{HEADING}", 1)
        self.source.write_text(text, encoding="utf-8")
        return text

    def on_disk(self) -> str:
        """The hot module's file as it is."""
        return self.source.read_text(encoding="utf-8")

    def kept_beside(self) -> list[str]:
        """The texts of the copies that were saved beside the hot module's file."""
        return [
            each.read_text(encoding="utf-8")
            for each in self.source.parent.glob("gui_2.py.*")
            if each.suffix != ".pyc"
        ]

    def seen(self) -> Seen:
        """The newest frame that was told."""
        said = json.loads(self.report.read_text(encoding="utf-8"))
        items = tuple(Item(*each) for each in said["items"])
        return Seen(said["frame"], said["note"], tuple(said["running"]), said["focused"], items)

    def see(self, condition: Callable[[Seen], object], *, what: str) -> Seen:
        """Wait for a frame in which something is so, and return it."""

        def look() -> Seen | None:
            seen = self.seen() if self.report.exists() else None
            return seen if seen is not None and condition(seen) else None

        with self._explained():
            found = eventually(look, what=what)
        assert isinstance(found, Seen)
        return found

    def see_next(self) -> Seen:
        """A frame that began after this call, when it is on the screen: it is told before it is drawn."""
        known = self.seen().frame
        told = self.see(lambda seen: seen.frame > known + 1, what="another frame")
        self.see(lambda seen: seen.frame > told.frame + 1, what="the frame after it")
        return told

    def click(self, label: str, window: str = "") -> None:
        """Click the item of that label, wherever it is once it stands still."""
        item = self._standing(label, window)
        x, y = round((item.left + item.right) / 2), round((item.top + item.bottom) / 2)
        self.screen.click(x, y, settle=self.see_next)

    def close(self, window: str) -> None:
        """Click the cross of a window, at the right end of its title."""
        title = self._standing(window, window)
        half = (title.bottom - title.top) / 2
        self.screen.click(round(title.right - half), round(title.top + half), settle=self.see_next)

    def _standing(self, label: str, window: str) -> Item:
        places: dict[int, Item | None] = {}

        def stands_still(seen: Seen) -> bool:
            places[seen.frame] = seen.find(label, window)
            last = list(places.values())[-3:]
            return len(last) == 3 and last[0] is not None and len(set(last)) == 1

        item = self.see(stands_still, what=f"{label!r} in {window!r}").find(label, window)
        assert item is not None
        return item

    def pixels_of(self, number: int) -> int:
        """How many pixels show the label of a good edit, tinted or not."""
        pixels = self.screen.pixels().astype(int)
        near = numpy.ones(pixels.shape[:2], dtype=bool)
        for channel, wanted in enumerate(MARK_COLOURS[number]):
            near &= pixels[..., channel] > 150 if wanted else pixels[..., channel] < 80
        return int(near.sum())

    def redness(self) -> float:
        """How much more red than green the whole screen is, 0 to 255."""
        pixels = self.screen.pixels().astype(numpy.float64)
        return float((pixels[..., 0] - pixels[..., 1]).mean())

    def entries(self) -> list[Entry]:
        """The journal's entries, newest first, read from outside while the app runs."""
        if not self.journal_path.exists():
            return []
        with Journal.open(self.journal_path, read_only=True) as journal:
            return journal.entries()

    def captured_note(self, entry: Entry) -> str:
        """The note as the entry's snapshot summarises it."""
        with Journal.open(self.journal_path, read_only=True) as journal:
            return next(each.repr for each in journal.key_summaries(entry.id) if each.key == "note")

    def reload(self) -> Entry:
        """Press Ctrl+Alt+R and wait for the attempt's entry to have an outcome."""
        known = len(self.entries())
        self.screen.keys("ctrl", "alt", "r")
        return self.concluded(known)

    def concluded(self, known: int) -> Entry:
        """Wait for an entry after the first `known` ones to have an outcome, and return it."""

        def look() -> Entry | None:
            entries = self.entries()
            found = entries[0] if len(entries) > known else None
            return found if found is not None and found.status not in ("open", "on_trial") else None

        with self._explained():
            entry = eventually(look, what="an entry with its outcome")
        assert isinstance(entry, Entry)
        return entry

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except AssertionError as error:
            printed = self.log.read_text("utf-8", "replace")
            error.add_note(f"the app printed:\n{printed}\nthe newest entries: {self.entries()[:2]}")
            if self.report.exists():
                seen = self.seen()
                error.add_note(f"{seen.focused!r} has the focus; on the screen: {seen.texts()}")
            picture = self.log.with_name("failure.png")
            self.screen.screenshot(picture)
            error.add_note(f"a picture of it: {picture}")
            raise


@contextlib.contextmanager
def host_app_story(folder: Path) -> Iterator[Story]:
    """Start the host app, from a copy of its package, in a window of its own."""
    package = Path(next(iter(mulligan_mma.__path__)))
    shutil.copytree(package, folder / "code" / "mulligan_mma", ignore=shutil.ignore_patterns("__pycache__"))
    journal, log, report = folder / "journal.db", folder / "output.txt", folder / "report.json"
    command = [sys.executable, "-m", "tests.support.story_probe", str(journal), str(report)]
    paths: Sequence[Path] = (folder / "code", REPOSITORY)
    separator = ";" if sys.platform == "win32" else ":"
    environment = {"PYTHONPATH": separator.join(map(str, paths)), "HOME": str(folder)}
    source = folder / "code" / "mulligan_mma" / "gui_2.py"
    with (
        virtual_screen() as screen,
        screen.program(command, title=TITLE, environment=environment, log=log),
    ):
        yield Story(screen, source, journal, log, report)
