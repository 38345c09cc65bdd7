"""`mulligan demo`: the host app on its sample tracks or, where there is no display, its story.

Invariant: this package never imports the host app. It is found by its entry points, in the group
`mulligan.demo`, like any app that wanted to be shown this way: `mma` opens the window, and `story` plays
and checks every step of a reload, a refusal, a rollback and a restore without one.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import click

from mulligan.cli import output
from mulligan.errors import EnvironmentUnusable

GROUP = "mulligan.demo"
APP = "mma"
STORY = "story"


@click.command("demo")
@click.option(
    "--tracks",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of track files to show instead of the sample tracks.",
)
@click.option("--headless", is_flag=True, help="Play and check the whole story without a window.")
@click.option(
    "--journal",
    "journal_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write the journal there, instead of in this computer's folder for the state of programs.",
)
def command(tracks: Path | None, headless: bool, journal_path: Path | None) -> None:
    """Open the sample app: run its tracks, edit its code, press Ctrl+Alt+R.

    Without a display, or with --headless, the whole story is played without a window: a track runs, edits to
    a copy of the app's code go live, are refused or rolled back, and an earlier moment is brought back. Each
    step is checked; the exit status is 1 if a claim does not hold.
    """
    from mulligan.imgui.environment import display_problem, require_imgui

    reason = "--headless was given" if headless else display_problem()
    if reason is not None:
        output.screen().lines([f"{reason}; the story is played without a window"])
        find(STORY)(tracks, journal_path)
    else:
        require_imgui()
        find(APP)(tracks, journal_path)


def find(name: str) -> Callable[..., object]:
    """Return the function that an entry point of the group `mulligan.demo` names.

    Raises:
        EnvironmentUnusable: the installation does not declare it.
    """
    for entry_point in importlib.metadata.entry_points(group=GROUP, name=name):
        function: Callable[..., object] = entry_point.load()
        return function
    raise EnvironmentUnusable(
        f"the demonstration {name!r} is not installed (no entry point {name!r} in the group {GROUP!r}), "
        "so there is nothing to show; install mulligan again"
    )
