"""What an idle frame costs: 40 guarded delegates, the shortcut, the signs and the safe point.

Run as `python -m tests.benchmarks.idle_frame`. The baseline calls the same 40 panels directly, in the
same process and run, so that the ratio means something on any machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from imgui_bundle import imgui

from mulligan import delegation
from mulligan.imgui.installation import FrameHooks
from tests.support.imgui_headless import bare_context

PANELS = 40
_FRAMES = 300
_WARM_UP = 50


class _App:
    """An app without hot modules: what remains is the cost of being ready."""


def _panel(app: object) -> None:
    """As cheap as a panel can be, so that only the calls are measured."""


def run(*, frames: int = _FRAMES, with_plots: bool = True) -> dict[str, float]:
    """Measure both ways in turn; medians over `frames` frames each.

    Arguments:
        frames: how many frames of each kind.
        with_plots: let there be an ImPlot context, whose stacks are then watched too.

    Returns:
        microseconds a frame, their difference, and the ratio of the two.
    """
    app = _App()
    delegates = [delegation.guarded(_panel, f"panel {number}") for number in range(PANELS)]
    hooks = FrameHooks(app)
    with bare_context(plots=with_plots):
        hooks.start()
        try:
            bare, guarded = _alternate(app, delegates, hooks, frames)
        finally:
            hooks.stop()
    return {
        "panels": PANELS,
        "frames": frames,
        "bare_us": bare,
        "guarded_us": guarded,
        "added_us": guarded - bare,
        "ratio": guarded / bare,
    }


def _alternate(
    app: object, delegates: list[Callable[..., Any]], hooks: FrameHooks, frames: int
) -> tuple[float, float]:
    bare_us, guarded_us = [], []
    for number in range(frames + _WARM_UP):
        bare = _bare_frame(app)
        guarded = _guarded_frame(app, delegates, hooks)
        if number >= _WARM_UP:
            bare_us.append(bare)
            guarded_us.append(guarded)
    return statistics.median(bare_us), statistics.median(guarded_us)


def _bare_frame(app: object) -> float:
    imgui.new_frame()
    imgui.begin("host")
    start = time.perf_counter_ns()
    for _ in range(PANELS):
        _panel(app)
    spent_ns = time.perf_counter_ns() - start
    imgui.end()
    imgui.render()
    return spent_ns / 1000


def _guarded_frame(app: object, delegates: list[Callable[..., Any]], hooks: FrameHooks) -> float:
    start = time.perf_counter_ns()
    hooks.before_frame()
    spent_ns = time.perf_counter_ns() - start
    imgui.new_frame()
    start = time.perf_counter_ns()
    hooks.begin_frame()
    spent_ns += time.perf_counter_ns() - start
    imgui.begin("host")
    start = time.perf_counter_ns()
    for delegate in delegates:
        delegate(app)
    spent_ns += time.perf_counter_ns() - start
    imgui.end()
    start = time.perf_counter_ns()
    hooks.end_frame()
    spent_ns += time.perf_counter_ns() - start
    imgui.render()
    return spent_ns / 1000


def main() -> None:
    """Print both tables: with and without plots in the app."""
    print(f"{PANELS} delegates a frame, medians of {_FRAMES} frames")
    print(f"{'':16}{'bare us':>10}{'guarded us':>12}{'added us':>10}{'ratio':>8}")
    for title, with_plots in (("without plots", False), ("with ImPlot", True)):
        result = run(with_plots=with_plots)
        print(
            f"{title:16}{result['bare_us']:>10.1f}{result['guarded_us']:>12.1f}"
            f"{result['added_us']:>10.1f}{result['ratio']:>8.1f}"
        )


if __name__ == "__main__":
    main()
