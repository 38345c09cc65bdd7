"""What a frame of the dashboard costs with 10, 1,000 and 10,000 entries, and what memory they take.

Run as `python -m tests.benchmarks.dashboard_frames`. The reference is the journal of ten entries, in the same
run: the ratio to it means something on any machine. Ten entries leave most of the list empty, so the ratio of
a full list is larger than 1; what counts is that it is the same for 1,000 entries and for 10,000.
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

COUNTS = (10, 1_000, 10_000)
_FRAMES = 200
_SIZE = (1600, 900)


def run(*, counts: tuple[int, ...] = COUNTS, frames: int = _FRAMES) -> dict[str, dict[str, float]]:
    """Measure each journal in turn.

    Arguments:
        counts: how many entries; the first is the reference.
        frames: how many frames of each kind; medians are returned.

    Returns:
        by number of entries: milliseconds of a frame at rest, of one while the journal is still read, and of
        one that scrolls; how many frames the reading took; kilobytes that index and rows take.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("MULLIGAN_KEY_DIR", str(folder / "key"))
        measured = {str(count): _measure(folder / f"{count}.db", count, frames) for count in counts}
    reference = measured[str(counts[0])]
    for each in measured.values():
        each["rest_ratio"] = each["rest_ms"] / reference["rest_ms"]
        each["scroll_ratio"] = each["scroll_ms"] / reference["scroll_ms"]
    return measured


def _measure(path: Path, count: int, frames: int) -> dict[str, float]:
    write_long(path, count)
    with Journal.open(path, read_only=True) as journal, bare_context(_SIZE, plots=True):
        dashboard = Dashboard(journal=journal)
        controller = dashboard.controller
        reading = []
        while not controller.index.complete:
            reading.append(_frame_ms(dashboard))
        _frame_ms(dashboard)
        rest = [_frame_ms(dashboard) for _ in range(frames)]
        scroll = [_scrolled_ms(dashboard, number * 37 % count) for number in range(frames)]
        return {
            "entries": count,
            "reading_frames": len(reading),
            "reading_ms": statistics.median(reading),
            "rest_ms": statistics.median(rest),
            "scroll_ms": statistics.median(scroll),
            "memory_kb": _memory_kb(journal),
        }


def _frame_ms(dashboard: Dashboard) -> float:
    start = time.perf_counter_ns()
    with frame():
        dashboard.render()
    return (time.perf_counter_ns() - start) / 1e6


def _scrolled_ms(dashboard: Dashboard, position: int) -> float:
    """A frame after a jump to another place of the list."""
    dashboard.controller.apply([intents.SelectAt(position), intents.ShowRows(position, position + 60)])
    return _frame_ms(dashboard)


def _memory_kb(journal: Journal) -> float:
    """What stays after the whole journal was read and looked through."""
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


def main() -> None:
    """Print the table."""
    print(f"the whole dashboard at {_SIZE[0]} x {_SIZE[1]}, without a renderer; medians of {_FRAMES} frames")
    print(
        f"{'entries':>8}{'at rest':>11}{'ratio':>7}{'jumping':>11}{'ratio':>7}{'reading':>16}{'memory':>11}"
    )
    for each in run().values():
        reading = f"{each['reading_frames']:.0f} x {each['reading_ms']:.1f} ms"
        print(
            f"{each['entries']:>8,.0f}{each['rest_ms']:>8.2f} ms{each['rest_ratio']:>7.2f}"
            f"{each['scroll_ms']:>8.2f} ms{each['scroll_ratio']:>7.2f}{reading:>16}"
            f"{each['memory_kb']:>8.0f} kB"
        )


if __name__ == "__main__":
    main()
