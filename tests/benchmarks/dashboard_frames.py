"""A frame of the dashboard with 1,000 and 10,000 entries, against 40: a list that is just full.

There is no renderer here, and full frame rate is 16.7 ms a frame.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import tracemalloc
from pathlib import Path

from mulligan.dashboard import intents
from mulligan.dashboard.actions import InspectionActions
from mulligan.dashboard.controller import Controller
from mulligan.dashboard.dashboard import Dashboard
from mulligan_store.journal import Journal
from tests.support.dashboard_stage import write_long
from tests.support.imgui_headless import bare_context, frame
from tests.support.measuring import Records

COUNTS = (40, 1_000, 10_000)
_FRAMES = 100
_TURNS = 3
_SIZE = (1600, 900)


def run(*, counts: tuple[int, ...] = COUNTS, frames: int = _FRAMES) -> Records:
    """Measure the journals in turn, three times over.

    Arguments:
        counts: how many entries; the first is the reference.
        frames: how many frames of each kind and turn; medians are returned.

    Returns:
        by number of entries: milliseconds of a frame at rest, of one while the journal is still read, and of
        one after a jump to another place of the list; how many frames the reading took; kilobytes that index
        and rows take.
    """
    measured: Records = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("MULLIGAN_KEY_DIR", str(folder / "key"))
        paths = {count: write_long(folder / f"{count}.db", count) for count in counts}
        turns = [
            {count: _measure(path, count, frames) for count, path in paths.items()} for _ in range(_TURNS)
        ]
        for count, path in paths.items():
            columns = {
                column: statistics.median(turn[count][column] for turn in turns) for column in turns[0][count]
            }
            measured[f"{count:,} entries"] = {**columns, "memory_kb": _memory_kb(path)}
    reference = next(iter(measured.values()))
    for each in measured.values():
        each["rest_ratio"] = each["rest_ms"] / reference["rest_ms"]
        each["jump_ratio"] = each["jump_ms"] / reference["jump_ms"]
    return measured


def _measure(path: Path, count: int, frames: int) -> dict[str, float]:
    with Journal.open(path, read_only=True) as journal, bare_context(_SIZE, plots=True):
        dashboard = Dashboard(journal=journal)
        controller = dashboard.controller
        reading = []
        while not controller.index.complete:
            reading.append(_frame_ms(dashboard))
        _frame_ms(dashboard)
        rest = [_frame_ms(dashboard) for _ in range(frames)]
        jump = [_jumped_ms(dashboard, number * 37 % count) for number in range(frames)]
    return {
        "reading_frames": len(reading),
        "reading_ms": statistics.median(reading),
        "rest_ms": statistics.median(rest),
        "jump_ms": statistics.median(jump),
    }


def _frame_ms(dashboard: Dashboard) -> float:
    start = time.perf_counter_ns()
    with frame():
        dashboard.render()
    return (time.perf_counter_ns() - start) / 1e6


def _jumped_ms(dashboard: Dashboard, position: int) -> float:
    """A frame after a jump to another place of the list."""
    dashboard.controller.apply([intents.SelectAt(position), intents.ShowRows(position, position + 60)])
    return _frame_ms(dashboard)


def _memory_kb(path: Path) -> float:
    """What stays after the whole journal was read and looked through."""
    with Journal.open(path, read_only=True) as journal:
        tracemalloc.start()
        controller = Controller(InspectionActions(journal), copy=lambda text: None)
        while controller.begin_frame():
            controller.history()
        for top in range(0, controller.index.total, 100):
            controller.apply([intents.ShowRows(top, top + 100)])
            controller.history()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return kept / 1000
