"""The main job in a real window with real keys, as five moments; the end-to-end test checks them and
`python -m tests.e2e.screenshots` saves them for the README.

The hot module that is edited is a copy: the host app's package is copied into a folder that comes
first on the path, so the installed files are never touched.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

import mulligan_mma
from mulligan_store.journal import Journal
from mulligan_store.records import Entry
from tests.support.screen import Screen, eventually, virtual_screen

TITLE = "MMA dashboard"
HEADING = 'imgui.separator_text("Snapshots")'
MARK = 'imgui.text_colored(ImVec4(1.0, 0.0, 1.0, 1.0), "##########  edited  ##########")'
"""A label in a colour that nothing else on the screen has."""
NOTE_FIELD = (200, 429)
RESTORE_BUTTONS = ((445, 522), (445, 541), (445, 560), (445, 579))
"""The Restore buttons of the newest entries, from above."""
MEASURED = (slice(368, 800), slice(0, 480))
"""The tile of the dashboard: where the mark is looked for."""


@dataclass
class Story:
    """The running host app, its screen, its hot module's file and its journal."""

    screen: Screen
    source: Path
    journal_path: Path
    log: Path

    @property
    def original(self) -> str:
        """The hot module's text as installed."""
        installed = Path(next(iter(mulligan_mma.__path__))) / "gui_2.py"
        return installed.read_text(encoding="utf-8")

    def edit(self, *, before_heading: str) -> None:
        """Save the hot module with lines put before the dashboard's heading."""
        indent = "        "
        text = self.original.replace(HEADING, f"{before_heading}\n{indent}{HEADING}", 1)
        self.source.write_text(text, encoding="utf-8")

    def mark_pixels(self) -> int:
        """How many pixels show the edited label, tinted or not."""
        pixels = self.screen.pixels()[MEASURED].astype(int)
        red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
        return int(((red > 150) & (blue > 110) & (green < 60)).sum())

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

        def concluded() -> Entry | None:
            entries = self.entries()
            found = entries[0] if len(entries) > known else None
            return found if found is not None and found.status not in ("open", "on_trial") else None

        try:
            entry = eventually(concluded, what="an entry with its outcome")
        except AssertionError as error:
            printed = self.log.read_text("utf-8", "replace")
            error.add_note(f"the app printed:\n{printed}\nthe newest entries: {self.entries()[:2]}")
            raise
        assert isinstance(entry, Entry)
        return entry


@contextlib.contextmanager
def host_app_story(folder: Path) -> Iterator[Story]:
    """Start the host app, from a copy of its package, in a window of its own."""
    package = Path(next(iter(mulligan_mma.__path__)))
    shutil.copytree(package, folder / "code" / "mulligan_mma", ignore=shutil.ignore_patterns("__pycache__"))
    journal, log = folder / "journal.db", folder / "output.txt"
    start = f"from mulligan_mma.app import main; main(journal={str(journal)!r})"
    command = [sys.executable, "-c", start]
    environment = {"PYTHONPATH": str(folder / "code"), "HOME": str(folder)}
    source = folder / "code" / "mulligan_mma" / "gui_2.py"
    with (
        virtual_screen() as screen,
        screen.program(command, title=TITLE, environment=environment, log=log),
    ):
        yield Story(screen, source, journal, log)
