"""Two texts side by side in columns that scroll as one, with lines that are marked and lines to go to.

Invariant: only the lines that can be seen are drawn, so that ten thousand cost a frame what fifty do;
and the texts are for looking: nothing here reaches a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from imgui_bundle import ImVec2, imgui

from mulligan.dashboard import parts, text_difference
from mulligan.dashboard.background import Background
from mulligan.dashboard.panels.code_rows import RowPainter
from mulligan.dashboard.text_difference import Difference, Row
from mulligan.dashboard.theme import push_code_font
from mulligan.imgui.installation import wake

_SHORT_CHARACTERS = 60_000
"""Texts up to this length are compared within the frame: about two milliseconds."""
_LEAD = 6
"""How many rows stay visible above a line that was gone to."""


@dataclass(frozen=True)
class Layout:
    """How a comparison is laid out."""

    side_by_side: bool = True
    only_changes: bool = False


@dataclass(frozen=True)
class Mark:
    """The line of the right text that failed, from 1, and what is said beside it."""

    line: int
    said: str


class CodeView:
    """Draws two texts; holds the comparison, and where a person is in it."""

    def __init__(self) -> None:
        self._background = Background[Difference](wake)
        self._texts: tuple[str, str] | None = None
        self._difference: Difference | None = None
        self._layout: Layout | None = None
        self._rows: tuple[Row, ...] = ()
        self._changes: tuple[int, ...] = ()
        self._target: int | None = None
        self._wants_start = False
        self.jumped_to: int | None = None
        """The line of the right text that was gone to last; it stays marked."""
        self.first_visible = 0
        """The place of the topmost row that is drawn, as of the last frame."""

    @property
    def difference(self) -> Difference | None:
        """What is shown; None while it is compared."""
        return self._difference

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as they are laid out."""
        return self._rows

    def take(self, left: str, right: str, layout: Layout) -> str:
        """Show these texts from now on; what went wrong in comparing them, if anything."""
        if (left, right) != self._texts:
            self._texts = (left, right)
            self._difference, self._rows, self._changes = None, (), ()
            self._wants_start, self.jumped_to = True, None
        is_short = len(left) + len(right) <= _SHORT_CHARACTERS
        outcome = self._background.ask(
            (left, right), lambda _: text_difference.compare(left, right), at_once=is_short
        )
        if outcome is None or outcome.value is None:
            return outcome.problem if outcome is not None else ""
        if self._difference is not outcome.value or layout != self._layout:
            self._difference, self._layout = outcome.value, layout
            self._lay_out(outcome.value, layout)
        return ""

    def go_to(self, line: int) -> None:
        """Scroll to a line of the right text, counted from 1, and keep it marked."""
        self.jumped_to = line
        self._wants_start = True

    def step(self, direction: int) -> None:
        """Scroll to the next change, or with -1 to the one before."""
        here = self.first_visible + _LEAD
        places = self._changes if direction > 0 else self._changes[::-1]
        following = (at for at in places if (at - here) * direction > 0)
        self._target = next(following, places[0] if places else None)

    @property
    def change_count(self) -> int:
        """How many stretches differ."""
        return len(self._changes)

    def draw(self, size: tuple[float, float], mark: Mark | None) -> None:
        """Draw into a part of this size of the current window."""
        push_code_font()
        painter = RowPainter(self._difference, mark.line if mark else None, mark.said if mark else "")
        painter.jumped_to = self.jumped_to
        is_split = self._layout is None or self._layout.side_by_side
        painter.measure(size[0], is_split=is_split)
        imgui.set_next_window_content_size(ImVec2(painter.content_width, 0.0))
        flags = imgui.WindowFlags_.horizontal_scrollbar.value
        if imgui.begin_child("difference", ImVec2(*size), imgui.ChildFlags_.borders.value, flags):
            self._scroll(mark, painter.line_height)
            self._draw_rows(painter)
        imgui.end_child()
        imgui.pop_font()

    def _draw_rows(self, painter: RowPainter) -> None:
        if self._difference is None:
            parts.hint("comparing")
            return
        imgui.push_style_var(imgui.StyleVar_.item_spacing.value, ImVec2(0.0, 0.0))
        clipper = imgui.ListClipper()
        clipper.begin(len(self._rows), painter.line_height)
        top = imgui.get_scroll_y()
        while clipper.step():
            first, stop = clipper.display_start, clipper.display_end
            painter.paint(self._rows[first:stop])
            imgui.dummy(ImVec2(1.0, (stop - first) * painter.line_height))
        clipper.end()
        self.first_visible = int(top / painter.line_height)
        imgui.pop_style_var()

    def _scroll(self, mark: Mark | None, line_height: float) -> None:
        """Go where a person asked to be; at first where it failed, otherwise to the first change."""
        if self._difference is None:
            return
        if self._wants_start:
            self._wants_start = False
            line = self.jumped_to or (mark.line if mark else None)
            at = self._place_of(line) if line is not None else None
            self._target = at if at is not None else next(iter(self._changes), None)
        if self._target is not None:
            imgui.set_scroll_y(max(self._target - _LEAD, 0) * line_height)
            self._target = None

    def _place_of(self, line: int) -> int | None:
        """Where a line of the right text stands; a line that is folded stands where its fold is."""
        found = None
        for at, row in enumerate(self._rows):
            if row.right is not None and row.right <= line:
                found = at
                if row.right == line:
                    break
        return found

    def _lay_out(self, difference: Difference, layout: Layout) -> None:
        rows = difference.rows if layout.side_by_side else text_difference.unified(difference.rows)
        self._rows = text_difference.folded(rows) if layout.only_changes else rows
        self._changes = text_difference.changes(self._rows)
        self._wants_start = True
