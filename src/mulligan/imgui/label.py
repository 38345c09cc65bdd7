"""Short texts over everything that no click can hit: success, busy, the journal's line, the mark.

Invariant: a label is drawn into the foreground draw list, takes no input and no focus, stays within
the viewport, and becomes faint under the mouse so that it hides nothing for long.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.imgui.palette import TEXT, Tone, packed

_PADDING_EM = 0.6
_MARGIN_EM = 0.8
_WIDEST_EM = 48.0
_NARROWEST_EM = 4.0
_UNDER_MOUSE = 0.15


def draw_label(text: str, tone: Tone, *, across: float, down: float, opacity: float = 1.0) -> None:
    """Draw `text` on the ground of `tone` in the main viewport.

    Arguments:
        across: where in the viewport, from 0 (left) to 1 (right).
        down: from 0 (top, below the menu bar) to 1 (bottom).
        opacity: from 0 to 1.
    """
    viewport, em = imgui.get_main_viewport(), imgui.get_font_size()
    margin, padding = _MARGIN_EM * em, _PADDING_EM * em
    widest = min(_WIDEST_EM * em, viewport.work_size.x - 2 * (margin + padding))
    if widest < _NARROWEST_EM * em or viewport.work_size.y < 3 * em:
        return
    size = imgui.calc_text_size(text, wrap_width=widest)
    width, height = size.x + 2 * padding, size.y + 2 * padding
    left = viewport.work_pos.x + margin + across * (viewport.work_size.x - 2 * margin - width)
    top = viewport.work_pos.y + margin + down * max(0.0, viewport.work_size.y - 2 * margin - height)
    if imgui.is_mouse_hovering_rect((left, top), (left + width, top + height), False):
        opacity *= _UNDER_MOUSE
    draw_list = imgui.get_foreground_draw_list(viewport)
    corner, rounding = (left + width, top + height), 0.4 * em
    draw_list.add_rect_filled((left, top), corner, packed(tone.ground, opacity), rounding)
    draw_list.add_rect((left, top), corner, packed(tone.edge, opacity), rounding, thickness=max(1.0, em / 10))
    draw_list.add_text(
        imgui.get_font(), em, (left + padding, top + padding), packed(TEXT, opacity), text, wrap_width=widest
    )
