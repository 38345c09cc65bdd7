"""A plot with two logarithmic axes, as text: small enough to keep in the repository and to read in a diff.

The picture brings its own background and follows the reader's light or dark theme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 780, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 530, 50, 360
"""The frame of the plot; the names of the curves stand to the right of it."""
_NAME_GAP = 17

# Okabe and Ito's colours, which colour-blind readers can tell apart, the yellow left out.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
_STYLE = """
text { font: 13px sans-serif; fill: #24292f } .title { font-size: 15px; font-weight: 600 }
.paper { fill: #ffffff } .grid { stroke: #d0d7de } .frame { stroke: #57606a; fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #d1d7e0 } .paper { fill: #151b23 } .grid { stroke: #3d444d } .frame { stroke: #9198a1 }
}
"""


@dataclass(frozen=True)
class Curve:
    """Points of positive numbers, in the order of their first."""

    name: str
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class _Axis:
    """From a range of values to a range of pixels, by logarithms."""

    low: float
    high: float
    start: int
    end: int

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The powers of ten, and where those are few, twice and five times each."""
        steps = (1, 2, 5) if self.high - self.low < 2.5 else (1,)
        powers = range(math.floor(self.low), math.ceil(self.high))
        ticks = [step * 10.0**power for power in powers for step in steps]
        return [tick for tick in ticks if self.low <= math.log10(tick) <= self.high]


def log_log(title: str, x_label: str, y_label: str, curves: Sequence[Curve]) -> str:
    """Return the SVG of some curves, the first drawn thicker than the others.

    Arguments:
        x_label, y_label: with their units.
        curves: at most five, each with two points or more.
    """
    x_axis = _axis([x for curve in curves for x, _ in curve.points], _LEFT, _RIGHT, margin=0.03)
    y_axis = _axis([y for curve in curves for _, y in curve.points], _BOTTOM, _TOP, margin=0.1)
    middle_x, middle_y = (_LEFT + _RIGHT) // 2, (_TOP + _BOTTOM) // 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>',
        f'<text class="title" x="{_LEFT}" y="28">{escape(title)}</text>',
        *_grid(x_axis, y_axis),
        f'<text x="{middle_x}" y="{_BOTTOM + 44}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text transform="translate(16 {middle_y}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_label)}</text>",
        *_lines(curves, x_axis, y_axis),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axis(values: list[float], start: int, end: int, *, margin: float) -> _Axis:
    low, high = math.log10(min(values)), math.log10(max(values))
    room = margin * max(high - low, 1.0)
    return _Axis(low - room, high + room, start, end)


def _grid(x_axis: _Axis, y_axis: _Axis) -> list[str]:
    parts = []
    for tick in x_axis.ticks():
        x = f"{x_axis.at(tick):.1f}"
        parts.append(f'<path class="grid" d="M{x} {_TOP}V{_BOTTOM}"/>')
        parts.append(f'<text x="{x}" y="{_BOTTOM + 20}" text-anchor="middle">{tick:,g}</text>')
    for tick in y_axis.ticks():
        y = y_axis.at(tick)
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,g}</text>')
    width, height = _RIGHT - _LEFT, _BOTTOM - _TOP
    return [*parts, f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{width}" height="{height}"/>']


def _lines(curves: Sequence[Curve], x_axis: _Axis, y_axis: _Axis) -> list[str]:
    parts = []
    heights = _apart([y_axis.at(curve.points[-1][1]) for curve in curves])
    for index, (curve, height) in enumerate(zip(curves, heights, strict=True)):
        colour, stroke = _COLOURS[index], 3 if index == 0 else 1.5
        places = [(f"{x_axis.at(x):.1f}", f"{y_axis.at(y):.1f}") for x, y in curve.points]
        drawn = "M" + "L".join(f"{x} {y}" for x, y in places)
        parts.append(f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{stroke}"/>')
        parts.extend(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places)
        parts.append(f'<circle cx="{_RIGHT + 14}" cy="{height - 4:.1f}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{_RIGHT + 24}" y="{height:.1f}">{escape(curve.name)}</text>')
    return parts


def _apart(heights: list[float]) -> list[float]:
    """The heights of the names: those of the curves' ends, moved down where two would overlap."""
    placed = dict.fromkeys(range(len(heights)), 0.0)
    lowest = -math.inf
    for index in sorted(placed, key=heights.__getitem__):
        lowest = placed[index] = max(heights[index] + 4, lowest + _NAME_GAP)
    return [placed[index] for index in range(len(heights))]
