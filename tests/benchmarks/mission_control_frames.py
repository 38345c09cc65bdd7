"""A frame of mission control with 500 tickets and 100,000 lines, against the sample track.

Full frame rate is 16.7 ms a frame; there is no renderer here.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from imgui_bundle import imgui

import mulligan_mma.gui_2  # noqa: F401 - what the app's delegates draw with
from mulligan_mma.app import App
from mulligan_mma.panels import ticket_graph, ticket_tree
from mulligan_mma.standing import Standing
from mulligan_mma.tracks import sample_folder
from tests.support.imgui_headless import bare_context, frame
from tests.support.measuring import Records

TICKETS = 500
LINES = 100_000
_FRAMES = 200
_SIZE = (1280, 800)


def run(*, frames: int = _FRAMES) -> Records:
    """Measure a frame of each view, for the sample track and for the large one.

    Arguments:
        frames: how many frames of each kind; medians are returned.

    Returns:
        by view: milliseconds of a frame with the samples and with the large track, and their ratio.
    """
    with tempfile.TemporaryDirectory() as name:
        small, large = _measure(sample_folder(), 20, frames), _measure(_large(Path(name)), LINES, frames)
    return {
        view: {"sample_ms": small[view], "large_ms": large[view], "ratio": large[view] / small[view]}
        for view in small
    }


def _large(folder: Path) -> Path:
    parts = ['title = "Large"']
    for number in range(TICKETS):
        before = [f"t{other}" for other in (number - 20, number - 21) if other >= 0]
        parts.append(
            f'[[tickets]]\nid = "t{number}"\ntitle = "Ticket {number} of many"\ncommand = "true"\n'
            f"depends_on = {before}"
        )
    (folder / "large.toml").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _measure(folder: Path, lines: int, frames: int) -> dict[str, float]:
    app = App()
    app.load_tracks(folder)
    track, ticket = app.active_track, app.selected_ticket
    assert track is not None
    assert ticket is not None
    ticket.output = [f"line {number}: \x1b[0;32mall is well\x1b[0m so far" for number in range(lines)]

    def graph() -> None:
        ticket_graph.draw(app, track, Standing(track, step_mode=False))

    def search() -> None:
        app.output_query = "well" if app.output_query != "well" else "far"
        app.frame()

    views: dict[str, Callable[[], None]] = {
        "the window": app.frame,
        "search begins": search,
        "graph, all of it": lambda: _in_window(graph),
        "tree": lambda: _in_window(lambda: ticket_tree.draw(app)),
    }
    with bare_context(_SIZE):
        return {view: _median_ms(draw, frames) for view, draw in views.items()}


def _in_window(draw: Callable[[], None]) -> None:
    imgui.set_next_window_pos((0.0, 0.0))
    imgui.set_next_window_size((780.0, 360.0))
    imgui.begin("view")
    draw()
    imgui.end()


def _median_ms(draw: Callable[[], None], frames: int) -> float:
    taken_ms = []
    for number in range(frames + 5):
        start_ns = time.perf_counter_ns()
        with frame():
            draw()
        if number >= 5:  # a new window is hidden at first, and glyphs are drawn once
            taken_ms.append((time.perf_counter_ns() - start_ns) / 1e6)
    return statistics.median(taken_ms)
