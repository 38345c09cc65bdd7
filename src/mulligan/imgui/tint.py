"""The tint: colour over every window of the app.

Invariant: it is drawn last, into the foreground draw list of each viewport, so that clicks pass
through, no window is spared, and no shader or texture is needed.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.imgui.palette import Color, Tone, packed

_EDGE_EM = {True: 0.22, False: 0.12}


def draw_tint(tone: Tone, *, opacity: float = 1.0) -> None:
    """Lay the fill of `tone` over each viewport, with a strong edge."""
    _draw(tone.fill, tone.edge, _EDGE_EM[True], opacity)


def draw_edge(tone: Tone, *, strong: bool = False, opacity: float = 1.0) -> None:
    """Draw only an edge around each viewport."""
    _draw(None, tone.edge, _EDGE_EM[strong], opacity)


def _draw(fill: Color | None, edge: Color, edge_em: float, opacity: float) -> None:
    thickness = max(1.0, round(edge_em * imgui.get_font_size()))
    for viewport in imgui.get_platform_io().viewports:
        left, top, width, height = viewport.pos.x, viewport.pos.y, viewport.size.x, viewport.size.y
        if width <= 0 or height <= 0:  # minimised
            continue
        draw_list = imgui.get_foreground_draw_list(viewport)
        if fill is not None and fill[3] > 0:
            draw_list.add_rect_filled((left, top), (left + width, top + height), packed(fill, opacity))
        inset = thickness / 2
        draw_list.add_rect(
            (left + inset, top + inset),
            (left + width - inset, top + height - inset),
            packed(edge, opacity),
            thickness=thickness,
        )
