"""An idle frame: 40 guarded delegates, the shortcut, the signs and the safe point, against 40 bare calls."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imgui_bundle import imgui

from mulligan import HotReloader, delegation
from mulligan.imgui.installation import FrameHooks
from tests.support.imgui_headless import bare_context
from tests.support.measuring import Records

PANELS = 40
_FRAMES = 300
_WARM_UP = 50


_Panel = Callable[..., Any]


class _App:
    """An app without hot modules: what remains is the cost of being ready."""


def _panel(app: object, ticket: object = None) -> None:
    """As cheap as a panel can be, so that only the calls are measured."""


_BARE: list[_Panel] = [_panel] * PANELS


def run(*, frames: int = _FRAMES) -> Records:
    """Measure an app without ImPlot, one whose panels take a second argument, and one with ImPlot.

    Arguments:
        frames: how many frames of each kind; medians are returned.
    """
    return {
        "without ImPlot": _measure(frames, with_plots=False),
        "two arguments": _measure(frames, with_plots=False, with_ticket=True),
        "with ImPlot": _measure(frames, with_plots=True),
    }


def _measure(frames: int, *, with_plots: bool, with_ticket: bool = False) -> dict[str, float]:
    app = _App()
    delegates = [delegation.guarded(_panel, f"panel {number}") for number in range(PANELS)]
    hooks = FrameHooks(app)
    with tempfile.TemporaryDirectory() as folder, bare_context(plots=with_plots):
        HotReloader.configure(journal=Path(folder) / "journal.db")
        hooks.start()
        try:
            bare, guarded = _alternate(app, delegates, hooks, frames, _call_two if with_ticket else _call)
        finally:
            hooks.stop()
            HotReloader.reset()
    return {"bare_us": bare, "guarded_us": guarded, "added_us": guarded - bare, "ratio": guarded / bare}


def _alternate(
    app: object,
    delegates: list[_Panel],
    hooks: FrameHooks,
    frames: int,
    call: Callable[[list[_Panel], object], None],
) -> tuple[float, float]:
    bare_us, guarded_us = [], []
    for number in range(frames + _WARM_UP):
        bare = _bare_frame(app, call)
        guarded = _guarded_frame(app, delegates, hooks, call)
        if number >= _WARM_UP:
            bare_us.append(bare)
            guarded_us.append(guarded)
    return statistics.median(bare_us), statistics.median(guarded_us)


def _call(panels: list[_Panel], app: object) -> None:
    for panel in panels:
        panel(app)


def _call_two(panels: list[_Panel], app: object) -> None:
    for panel in panels:
        panel(app, None)


def _bare_frame(app: object, call: Callable[[list[_Panel], object], None]) -> float:
    imgui.new_frame()
    imgui.begin("host")
    start = time.perf_counter_ns()
    call(_BARE, app)
    spent_ns = time.perf_counter_ns() - start
    imgui.end()
    imgui.render()
    return spent_ns / 1000


def _guarded_frame(
    app: object, delegates: list[_Panel], hooks: FrameHooks, call: Callable[[list[_Panel], object], None]
) -> float:
    start = time.perf_counter_ns()
    hooks.before_frame()
    spent_ns = time.perf_counter_ns() - start
    imgui.new_frame()
    start = time.perf_counter_ns()
    hooks.begin_frame()
    spent_ns += time.perf_counter_ns() - start
    imgui.begin("host")
    start = time.perf_counter_ns()
    call(delegates, app)
    spent_ns += time.perf_counter_ns() - start
    imgui.end()
    start = time.perf_counter_ns()
    hooks.end_frame()
    spent_ns += time.perf_counter_ns() - start
    imgui.render()
    return spent_ns / 1000
