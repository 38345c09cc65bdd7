"""Runs inside the host app of the story and tells from there what is on the screen.

Invariant: it only looks. Every label that ImGui is given in a frame is noted with the place of its item, and
the report of a whole frame replaces the one before in one step, so nobody ever reads half a frame.

Run as `python -m tests.support.story_probe JOURNAL REPORT`.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imgui_bundle import imgui

import mulligan_mma.app
from mulligan_mma import gui_2

LABELLED = (
    *("button", "small_button", "checkbox", "selectable", "input_text", "input_text_with_hint"),
    *("text_unformatted", "text_disabled", "separator_text", "begin_tab_item", "begin"),
)
EVERY_S = 0.05
begin = imgui.begin
FIELD_MARK = "##########"


class Probe:
    """Notes the items of a frame, and writes them down with the app's note and the code that runs.

    Arguments:
        report: the file, replaced as a whole.
    """

    def __init__(self, report: Path) -> None:
        self._report = report
        self._items: list[tuple[str, str, float, float, float, float]] = []
        self._frame = 0
        self._due_s = 0.0

    def watch(self) -> None:
        """Note whatever goes through ImGui's labelled items from now on."""
        for name in LABELLED:
            setattr(imgui, name, self._noting(getattr(imgui, name), 0))
        imgui.text_colored = self._noting(imgui.text_colored, 1)
        frame = mulligan_mma.app.App.frame

        @functools.wraps(frame)
        def reported(app: mulligan_mma.app.App) -> None:
            self._items.clear()
            frame(app)
            self._write(app)

        mulligan_mma.app.App.frame = reported  # type: ignore[method-assign, assignment]

    def _noting(self, function: Callable[..., Any], position: int) -> Callable[..., Any]:
        @functools.wraps(function)
        def noting(*arguments: Any, **options: Any) -> Any:
            result = function(*arguments, **options)
            # A title is outside of the clip rectangle of its window, so it does not count as visible.
            if (function is begin or imgui.is_item_visible()) and len(arguments) > position:
                low, high = imgui.get_item_rect_min(), imgui.get_item_rect_max()
                window = imgui.internal.get_current_window_read().name
                self._items.append((window, str(arguments[position]), low.x, low.y, high.x, high.y))
            return result

        return noting

    def _write(self, app: mulligan_mma.app.App) -> None:
        self._frame += 1
        now_s = time.monotonic()
        if now_s < self._due_s:
            return
        self._due_s = now_s + EVERY_S
        constants = gui_2.render_mma_dashboard.__code__.co_consts
        running = [each for each in constants if isinstance(each, str) and each.startswith(FIELD_MARK)]
        focused = imgui.get_current_context().nav_window
        said = {
            "frame": self._frame,
            "note": app.note,
            "running": running,
            "focused": focused.name if focused is not None else "",
            "items": self._items,
        }
        aside = self._report.with_suffix(".new")
        aside.write_text(json.dumps(said), encoding="utf-8")
        aside.replace(self._report)


if __name__ == "__main__":
    Probe(Path(sys.argv[2])).watch()
    mulligan_mma.app.main(journal=sys.argv[1])
