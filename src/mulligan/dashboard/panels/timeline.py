"""Timeline: how long each transaction took, phase by phase, how large the state was, and what failed.

Invariant: a click selects the entry under the mouse; nothing else happens here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from imgui_bundle import ImVec4, imgui, implot

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import Timeline
from mulligan.dashboard.theme import em, status_color, tones

_BAR = 0.8
_FAILED = ("rolled_back", "poisoned", "abandoned")
_LABELS = 8
_CLICK_PIXELS = 4.0
_HEADROOM = 1.18
_LEGEND = parts.all_of(
    implot.LegendFlags_.horizontal, implot.LegendFlags_.outside, implot.LegendFlags_.reverse
)


class TimelinePanel:
    """Draws `Timeline`; keeps the arrays that ImPlot takes."""

    title = "Timeline"

    def __init__(self) -> None:
        self._model: Timeline | None = None
        self._places: Any = np.zeros(0)
        self._bytes: Any = np.zeros(0)
        self._sums: list[tuple[str, Any]] = []
        self._failed: Any = np.zeros(0)

    def draw(self, model: Timeline) -> list[Intent]:
        """Draw into the current window."""
        if not model.ids:
            parts.hint(model.problem)
            return []
        _make_context()
        self._take(model)
        failed = len(self._failed)
        parts.hint(f"{len(model.ids)} entries, {failed} failed; a click selects, the wheel zooms")
        asked: list[Intent] = []
        flags = implot.SubplotFlags_.link_all_x.value | implot.SubplotFlags_.no_title.value
        if implot.begin_subplots("###timeline", 2, 1, (-1.0, -1.0), flags):
            asked += self._draw_durations(model)
            asked += self._draw_sizes(model)
            implot.end_subplots()
        return asked

    def _take(self, model: Timeline) -> None:
        """Turn a new model into arrays: bars are stacked by drawing the largest sum first."""
        if model is self._model:
            return
        self._model = model
        self._places = np.arange(len(model.ids), dtype=np.float64)
        self._bytes = np.array(model.bytes, dtype=np.float64) / 1000
        total = np.zeros(len(model.ids))
        self._sums = []
        for name, values in model.phases:
            total = total + np.array(values)
            self._sums.append((name, total))
        self._failed = np.array(
            [i for i, each in enumerate(model.statuses) if each in _FAILED], dtype=np.float64
        )

    def _draw_durations(self, model: Timeline) -> list[Intent]:
        if not implot.begin_plot("###durations", (-1.0, -1.0), implot.Flags_.no_menus.value):
            return []
        tallest = float(self._sums[-1][1].max()) if self._sums else 0.0
        _set_up(model, "ms", tallest)
        implot.setup_legend(implot.Location_.north.value, _LEGEND)
        colors = tones().phases
        for number in reversed(range(len(self._sums))):
            name, values = self._sums[number]
            implot.plot_bars(name, self._places, values, _BAR, _spec(colors[number % len(colors)]))
        if len(self._failed) and self._sums:
            tops = self._sums[-1][1][self._failed.astype(int)] + tallest * 0.07
            spec = _spec(status_color("rolled_back"))
            spec.marker, spec.marker_size = implot.Marker_.cross.value, em(0.35)
            spec.line_weight = em(0.15)
            implot.plot_scatter("failed", self._failed, tops, spec)
        return self._finish(model)

    def _draw_sizes(self, model: Timeline) -> list[Intent]:
        if not implot.begin_plot("###sizes", (-1.0, -1.0), implot.Flags_.no_menus.value):
            return []
        _set_up(model, "state, kB", float(self._bytes.max()))
        implot.setup_legend(implot.Location_.north.value, _LEGEND)
        spec = _spec(tones().phases[0])
        spec.fill_alpha = 0.35
        implot.plot_bars("snapshot", self._places, self._bytes, _BAR, spec)
        return self._finish(model)

    def _finish(self, model: Timeline) -> list[Intent]:
        """The selected entry, what the mouse points at, and a click."""
        asked: list[Intent] = []
        if model.selected in model.ids:
            place = np.array([float(model.ids.index(model.selected))])
            implot.plot_inf_lines(
                "###selected", place, _spec(imgui.get_style_color_vec4(imgui.Col_.text.value))
            )
        if implot.is_plot_hovered():
            at = round(implot.get_plot_mouse_pos().x)
            if 0 <= at < len(model.ids):
                parts.tooltip(self._described(model, at))
                released = imgui.is_mouse_released(imgui.MouseButton_.left.value)
                dragged = imgui.get_io().mouse_drag_max_distance_sqr[0] > _CLICK_PIXELS**2
                if released and not dragged:
                    asked.append(intents.Select(model.ids[at]))
        implot.end_plot()
        return asked

    def _described(self, model: Timeline, at: int) -> str:
        total = self._sums[-1][1][at] if self._sums else None
        lines = [
            f"entry {model.ids[at]}: {words.status(model.statuses[at])}",
            *(f"{name} {words.took(values[at])}" for name, values in model.phases if values[at]),
            f"together {words.took(total)}" if total else "no duration was recorded",
            f"state {words.size(model.bytes[at])}",
        ]
        return "\n".join(lines)


def _set_up(model: Timeline, label: str, tallest: float) -> None:
    count = len(model.ids)
    implot.setup_axes("", label)
    top = tallest * _HEADROOM if tallest > 0 else 1.0
    implot.setup_axis_limits(implot.ImAxis_.y1.value, 0.0, top, implot.Cond_.always.value)
    implot.setup_axis_limits(implot.ImAxis_.x1.value, -1.0, count, implot.Cond_.once.value)
    implot.setup_axis_limits_constraints(implot.ImAxis_.x1.value, -1.0, max(count, 8))
    step = max(count // _LABELS, 1)
    places = list(range(0, count, step))
    implot.setup_axis_ticks(
        implot.ImAxis_.x1.value,
        [float(each) for each in places],
        [str(model.ids[each]) for each in places],
        False,
    )


def _spec(color: ImVec4) -> implot.Spec:
    spec = implot.Spec()
    spec.fill_color = spec.line_color = color
    spec.marker_fill_color = spec.marker_line_color = color
    return spec


def _make_context() -> None:
    """An app that draws no plots has no ImPlot context; it gets one, which lives as long as ImGui's."""
    if implot.get_current_context() is None:
        implot.create_context()
