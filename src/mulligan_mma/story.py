"""The whole story without a window: work, a good edit, two bad ones, and a way back, each step checked.

Invariant: nothing is claimed that was not looked at. Each claim is a condition on the running app, on the
text of a frame, or on the journal; the first that does not hold ends the story with `StoryBroken`. The
drawing code is edited in a copy in a temporary folder; the installed package is never touched.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from mulligan import HotModule, HotReloader, MulliganError
from mulligan_mma import story_edits
from mulligan_mma.app import DELEGATION_TARGETS, LIVE_KEYS, STATE_KEYS
from mulligan_mma.story_stage import MODULE, Stage, StoryApp, choose_stage, load_copy
from mulligan_mma.tickets import PASSED
from mulligan_mma.tracks import sample_folder
from mulligan_store.journal import Journal
from mulligan_store.locations import default_journal

APP_NAME = "mulligan demo"
TRACK_TIMEOUT_S = 120.0
SETTLING_FRAMES = 4  # a new window is hidden in its first frame, and a trial takes a few
NOTE = "noted after the first edit"
NEW_LINE = "This line was added while the app ran."


class StoryBroken(MulliganError):
    """A claim of the story does not hold; the message says which."""


class Story:
    """One telling: the app, the copy that is edited, and the console that hears what happened."""

    def __init__(self, app: StoryApp, stage: Stage, copy: Path, console: Console) -> None:
        self.app = app
        self.stage = stage
        self.copy = copy
        self.console = console
        self.first_edit = 0
        self.step_number = 0

    def step(self, title: str) -> None:
        """Open a step."""
        self.step_number += 1
        self.console.print(Text(f"\n{self.step_number}. {title}", style="bold"))

    def claim(self, text: str, holds: bool) -> None:
        """Say that something holds, having looked.

        Raises:
            StoryBroken: it does not.
        """
        if not holds:
            raise StoryBroken(f"step {self.step_number}: {text}: this does not hold, so the story ends here")
        self.console.print(Text.assemble(("   ok  ", "green"), text))

    def say(self, text: str) -> None:
        """Show what the app says."""
        for line in text.rstrip("\n").split("\n"):
            self.console.print(Text(f"       {line}", style="dim"))

    def frames(self) -> str:
        """Draw until the picture rests, and return the text of the last frame."""
        shown = ""
        for _ in range(SETTLING_FRAMES):
            shown = self.stage.frame()
        return shown

    def edit(self, text: str) -> bool:
        """Save the copy with a new text and reload; return whether it went live."""
        self.copy.write_text(text, encoding="utf-8")
        return HotReloader.reload_all(self.app)


def play(tracks_folder: str | Path | None = None, journal: str | Path | None = None) -> None:
    """Tell the story and check every step of it.

    Arguments:
        tracks_folder: the folder whose first track is run; None takes the samples.
        journal: where the entries go; None is this computer's folder for the state of programs.

    Raises:
        StoryBroken: a claim does not hold.
    """
    journal_path = Path(journal) if journal is not None else default_journal(APP_NAME)
    with _told(Path(tracks_folder or sample_folder()), journal_path) as story:
        text = story.copy.read_text(encoding="utf-8")
        run_a_track(story)
        good = make_a_good_edit(story, text)
        refuse_what_does_not_compile(story, good)
        undo_what_fails_in_its_first_frame(story, good)
        go_back(story)
    _look_at_the_journal(story, journal_path)


def run_a_track(story: Story) -> None:
    """The app works before anything is edited."""
    app = story.app
    track = app.active_track
    story.step("A track runs to its end, each ticket a process of its own")
    story.claim("a track is loaded", track is not None)
    assert track is not None
    app.start()
    story.claim(f"{track.title!r} comes to rest", app.wait_idle(TRACK_TIMEOUT_S))
    for ticket in track.tickets:
        story.say(f"{ticket.status.value:12} {ticket.title}")
    story.claim("its agents wrote output", any(ticket.output for ticket in track.tickets))
    story.claim("at least one ticket is done", track.count(*PASSED) > 0)
    story.claim("the app draws its tickets", track.tickets[0].title in story.frames())


def make_a_good_edit(story: Story, text: str) -> str:
    """An edit goes live; every object and every value stays."""
    app = story.app
    before = _Photograph(app)
    edited = story_edits.showing(NEW_LINE, text)
    story.step("The code is edited while the app runs, and reloaded")
    story.claim("the reload is accepted", story.edit(edited))
    story.claim("the next frame shows the new line", NEW_LINE in story.frames())
    story.first_edit = HotReloader.history(limit=1)[0].id
    story.claim("the trial is over and the entry is kept", _status(story.first_edit) == "kept")
    story.claim(f"all {before.count} objects of the state are the same objects", before.same_objects(app))
    story.claim("all their values are the same", before.same_values(app))
    app.note = NOTE
    story.say(f"the user writes a note: {NOTE}")
    return edited


def refuse_what_does_not_compile(story: Story, good: str) -> None:
    """A syntax error is refused before a line of it runs."""
    before = _Photograph(story.app)
    broken, line = story_edits.unfinished(good)
    story.step("An edit that is no Python is refused")
    story.claim("the reload is refused", not story.edit(broken))
    error = HotReloader.last_error or ""
    story.say(HotReloader.view().last_error_line or "")
    story.claim(
        f"the error names {story.copy.name}, line {line}",
        story.copy.name in error and f"line {line}" in error,
    )
    story.claim("the app is in its error state, and says so", HotReloader.is_error_state)
    story.claim("the good code still draws", NEW_LINE in story.frames())
    story.claim("no object and no value of the state changed", before.same(story.app))


def undo_what_fails_in_its_first_frame(story: Story, good: str) -> None:
    """Code that imports but raises is undone in the same frame, with what it did to the state."""
    before = _Photograph(story.app)
    story.step("An edit that clears the tracks and then raises in its first frame is undone")
    story.claim("it compiles, so it goes live on trial", story.edit(story_edits.raising(good)))
    shown = story.frames()
    story.say(HotReloader.view().last_error_line or "")
    story.claim("the good code drew that same frame", NEW_LINE in shown)
    story.claim("its entry is rolled back", HotReloader.history(limit=1)[0].status == "rolled_back")
    story.claim(
        "ZeroDivisionError stands in the last error", "ZeroDivisionError" in (HotReloader.last_error or "")
    )
    story.claim("the cleared tracks are back, the same objects with the same values", before.same(story.app))


def go_back(story: Story) -> None:
    """Restoring the first entry brings back the moment before its edit."""
    app = story.app
    before = _Photograph(app)
    on_disk = story.copy.read_bytes()
    story.step(f"Entry {story.first_edit} is restored: the moment before the first edit")
    story.claim("the restore is accepted", HotReloader.restore(story.first_edit, app))
    story.claim("the line that the edit added is gone from the frame", NEW_LINE not in story.frames())
    story.claim("so is the note that was written later", app.note == "")
    story.claim("the tracks are still the same objects", before.same_objects(app))
    story.claim("the file on disk is left to the editor", story.copy.read_bytes() == on_disk)
    story.claim("the restore is an entry too, and kept", HotReloader.history(limit=1)[0].kind == "restore")


class _Photograph:
    """The objects of the app's tracks by identity, and their values as text, at one moment."""

    def __init__(self, app: StoryApp) -> None:
        self._held = _objects(app)  # held, so that no new object can get an old one's identity
        self._values = _values(app)

    @property
    def count(self) -> int:
        """How many objects are on it."""
        return len(self._held)

    def same_objects(self, app: StoryApp) -> bool:
        """Return whether the app still holds just these objects."""
        now = _objects(app)
        return len(now) == len(self._held) and all(a is b for a, b in zip(self._held, now, strict=True))

    def same_values(self, app: StoryApp) -> bool:
        """Return whether all values are what they were."""
        return _values(app) == self._values

    def same(self, app: StoryApp) -> bool:
        """Return whether objects and values are what they were."""
        return self.same_objects(app) and self.same_values(app)


def _objects(app: StoryApp) -> list[object]:
    tickets = [ticket for track in app.tracks for ticket in track.tickets]
    return [
        app.tracks,
        *app.tracks,
        *(track.tickets for track in app.tracks),
        *tickets,
        *(t.output for t in tickets),
    ]


def _values(app: StoryApp) -> dict[str, str]:
    return {key: repr(getattr(app, key)) for key in STATE_KEYS}


def _status(entry_id: int) -> str:
    return next(entry.status for entry in HotReloader.history() if entry.id == entry_id)


@contextmanager
def _told(tracks_folder: Path, journal_path: Path) -> Iterator[Story]:
    """Set the stage, and take everything down again however the story ends."""
    stage = choose_stage()
    # Lines that are too long are left to the terminal: commands and paths can then be copied whole.
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    with ExitStack() as cleanup:
        quiet = logging.NullHandler()  # the story shows what the log would say
        logging.getLogger("mulligan").addHandler(quiet)
        cleanup.callback(logging.getLogger("mulligan").removeHandler, quiet)
        folder = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="mulligan-demo-"))
        copy = load_copy(stage, Path(folder))
        cleanup.callback(sys.modules.pop, MODULE, None)
        app = StoryApp(stage)
        cleanup.callback(app.close)
        HotReloader.configure(journal=journal_path)
        cleanup.callback(HotReloader.configure)
        HotReloader.register(
            HotModule(MODULE, copy, STATE_KEYS, DELEGATION_TARGETS, live_keys=(*LIVE_KEYS, "stage"))
        )
        cleanup.callback(HotReloader.unregister, MODULE)
        cleanup.callback(HotReloader.stop, app)
        app.load_tracks(tracks_folder)
        stage.open(app)
        cleanup.callback(stage.close)
        console.print(Text(f"Played with {stage.description}. The code that is edited: {copy}"))
        yield Story(app, stage, copy, console)


def _look_at_the_journal(story: Story, path: Path) -> None:
    story.step("The journal holds all of it")
    with Journal.open(path, read_only=True) as journal:
        story.claim("every entry of it is sound", journal.verify().sound)
    story.say(f"mulligan log --journal {path}")
    story.say(f"mulligan show {story.first_edit} --journal {path}")
    story.say(f"mulligan verify --journal {path}")
