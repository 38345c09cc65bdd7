"""The colours of the signs, chosen to be read over light and dark themes alike.

Invariant: text always comes with a ground of its own; nothing relies on the colour of what the app
has drawn underneath, nor on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imgui_bundle import imgui

Color = tuple[float, float, float, float]
"""Red, green, blue, alpha, each from 0 to 1."""

TEXT: Color = (1.0, 0.97, 0.95, 1.0)
QUIET_TEXT: Color = (1.0, 0.86, 0.83, 1.0)


@dataclass(frozen=True)
class Tone:
    """What one kind of sign looks like.

    `fill` lies over the whole window, `edge` around it; `ground` is under the sign's text.
    """

    fill: Color
    edge: Color
    ground: Color
    button: Color
    button_hovered: Color


REFUSED = Tone(
    fill=(0.90, 0.05, 0.05, 0.13),
    edge=(0.86, 0.10, 0.10, 0.95),
    ground=(0.36, 0.04, 0.05, 1.0),
    button=(0.58, 0.12, 0.12, 1.0),
    button_hovered=(0.74, 0.20, 0.18, 1.0),
)
POISONED = Tone(
    fill=(0.75, 0.0, 0.10, 0.24),
    edge=(0.95, 0.0, 0.15, 1.0),
    ground=(0.22, 0.0, 0.03, 1.0),
    button=(0.58, 0.06, 0.12, 1.0),
    button_hovered=(0.76, 0.12, 0.18, 1.0),
)
SUCCESS = Tone(
    fill=(0.0, 0.0, 0.0, 0.0),
    edge=(0.10, 0.62, 0.25, 0.95),
    ground=(0.03, 0.30, 0.12, 1.0),
    button=(0.08, 0.42, 0.18, 1.0),
    button_hovered=(0.12, 0.54, 0.24, 1.0),
)
JOURNAL = Tone(
    fill=(0.0, 0.0, 0.0, 0.0),
    edge=(0.90, 0.60, 0.08, 0.95),
    ground=(0.38, 0.24, 0.02, 1.0),
    button=(0.52, 0.34, 0.05, 1.0),
    button_hovered=(0.64, 0.43, 0.08, 1.0),
)
BUSY = Tone(
    fill=(0.0, 0.0, 0.0, 0.25),
    edge=(0.25, 0.50, 0.85, 0.95),
    ground=(0.07, 0.17, 0.33, 1.0),
    button=(0.12, 0.27, 0.48, 1.0),
    button_hovered=(0.17, 0.35, 0.60, 1.0),
)


def packed(color: Color, opacity: float = 1.0) -> int:
    """The colour as a draw list takes it, made more transparent by `opacity` from 0 to 1."""
    red, green, blue, alpha = color
    return imgui.color_convert_float4_to_u32((red, green, blue, alpha * opacity))


@contextmanager
def pushed_colors(tone: Tone) -> Iterator[None]:
    """Draw widgets in the colours of `tone`, whatever theme the app has."""
    colors = {
        imgui.Col_.window_bg: tone.ground,
        imgui.Col_.border: tone.edge,
        imgui.Col_.text: TEXT,
        imgui.Col_.button: tone.button,
        imgui.Col_.button_hovered: tone.button_hovered,
        imgui.Col_.button_active: tone.edge,
        imgui.Col_.scrollbar_bg: tone.ground,
        imgui.Col_.scrollbar_grab: tone.button,
    }
    for index, color in colors.items():
        imgui.push_style_color(index.value, color)
    try:
        yield
    finally:
        imgui.pop_style_color(len(colors))
