"""All signs of one frame: tint, banner, mark, success, busy, the journal's line, the recovery's offer.

Invariant: as long as the last edit is refused, something says that old code runs, dismissed or not;
with nothing to say, nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable

from mulligan.hot_reloader import HotReloader
from mulligan.imgui import palette
from mulligan.imgui.banner import Banner
from mulligan.imgui.label import draw_label
from mulligan.imgui.tint import draw_edge, draw_tint
from mulligan.imgui.wording import (
    banner_of,
    busy_of,
    journal_line_of,
    mark_of,
    recovery_banner_of,
    success_of,
)
from mulligan.view import View


class Overlay:
    """Draws a view over the app.

    Arguments:
        dismiss: called when a person dismisses the banner.
        recover: called when a person takes what is offered for recovery.
        ignore: called when a person leaves it.
    """

    def __init__(
        self,
        dismiss: Callable[[], None],
        recover: Callable[[], None] = HotReloader.request_recovery,
        ignore: Callable[[], None] = HotReloader.ignore_recovery,
    ) -> None:
        self._dismiss = dismiss
        self._recover = recover
        self._ignore = ignore
        self._banner = Banner()

    def draw(self, view: View) -> bool:
        """Draw the signs of `view`, at the end of a frame; True while one of them is moving."""
        if view.is_error_state or view.poisoned:
            self._draw_error(view)
        if (offer := recovery_banner_of(view)) is not None:
            buttons = {"Restore": self._recover, "Ignore": self._ignore}
            self._banner.draw(offer, palette.BUSY, buttons=buttons)
        if (line := journal_line_of(view)) is not None:
            draw_label(line, palette.JOURNAL, across=0.5, down=1.0)
        if (busy := busy_of(view)) is not None:
            draw_tint(palette.BUSY)
            draw_label(busy, palette.BUSY, across=0.5, down=0.5)
        return view.success_at is not None and self._draw_success(view)

    def _draw_error(self, view: View) -> None:
        tone = palette.POISONED if view.poisoned else palette.REFUSED
        banner, mark = banner_of(view), mark_of(view)
        if banner is not None:
            draw_tint(tone)
            self._banner.draw(banner, tone, buttons={"Dismiss": self._dismiss})
        if mark is not None:
            draw_edge(tone, strong=view.poisoned)
            draw_label(mark, tone, across=1.0, down=0.0)

    def _draw_success(self, view: View) -> bool:
        success = success_of(view)
        if success is None:
            return False
        text, opacity = success
        draw_edge(palette.SUCCESS, opacity=opacity)
        draw_label(text, palette.SUCCESS, across=0.5, down=0.0, opacity=opacity)
        return True
