"""Paints rows of a comparison: numbers, grounds, words in their tones, and the lines that are marked.

Invariant: what is said by a colour is said by a sign too: `-`, `+`, `>` for the line that failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan.dashboard.text_difference import Difference, Row, Segment, middle
from mulligan.dashboard.theme import code_tones, em, packed, tones

_GAP_EM = 0.5
_SIGN_COLUMNS = 2
_LEAST_IN_COMMON = 0.3


@dataclass(frozen=True)
class Column:
    """Where one text stands: its left edge, its right edge and where its words begin, in pixels."""

    left: float
    right: float
    text: float


class RowPainter:
    """Paints into the window of the moment; made anew for each frame.

    Arguments:
        difference: what is compared; None while it is not known yet.
        failed: the line of the right text that failed, from 1.
        said: what is written beside it.
    """

    def __init__(self, difference: Difference | None, failed: int | None, said: str) -> None:
        self._difference = difference
        self._failed = failed
        self._said = said
        self.jumped_to: int | None = None
        self.line_height = imgui.get_text_line_height_with_spacing()
        self._character = imgui.calc_text_size("M").x
        self._is_split = True
        self.content_width = 0.0
        self._colors = _colors()

    def measure(self, width: float, *, is_split: bool) -> None:
        """Learn how wide the part is, and how wide it has to be to show its longest line."""
        self._is_split = is_split
        if self._difference is None:
            return
        inner = _inner_width(width)
        # What is said beside the line that failed is not worth a scroll bar: it stands below as well.
        longest = (self._difference.widest + 1) * self._character
        room = (inner / 2 if is_split else inner) - self._gutter()
        self.content_width = inner + max(longest - room, 0.0)

    def paint(self, rows: Sequence[Row]) -> None:
        """Paint rows from the cursor downwards."""
        if self._difference is None or not rows:
            return
        top = imgui.get_cursor_screen_pos().y
        left, right = self._columns()
        bottom = top + len(rows) * self.line_height
        for side, column, lines in (
            ("left", left, self._difference.left),
            ("right", right, self._difference.right),
        ):
            imgui.push_clip_rect(ImVec2(column.left, top), ImVec2(column.right, bottom), True)
            for number, row in enumerate(rows):
                self._paint_line(row, side, column, lines, top + number * self.line_height)
            imgui.pop_clip_rect()
            if not self._is_split:
                break
        if self._is_split:
            self._paint_divider(right.left, top, bottom)

    def _columns(self) -> tuple[Column, Column]:
        left = imgui.get_window_pos().x + imgui.get_style().window_padding.x
        inner = _inner_width(imgui.get_window_width())
        half = inner / 2 if self._is_split else inner
        text = self._gutter() - imgui.get_scroll_x()
        first = Column(left, left + half - em(_GAP_EM) * self._is_split, left + text)
        second = Column(left + half, left + inner, left + half + text) if self._is_split else first
        return first, second

    def _gutter(self) -> float:
        difference = self._difference
        count = max(len(difference.left), len(difference.right), 100) if difference else 100
        numbers = len(str(count)) * (1 if self._is_split else 2) + (0 if self._is_split else 1)
        return (numbers + _SIGN_COLUMNS + 1) * self._character

    def _paint_line(
        self, row: Row, side: str, column: Column, lines: Sequence[Sequence[Segment]], y: float
    ) -> None:
        draw = imgui.get_window_draw_list()
        if row.folded:
            draw.add_text(ImVec2(column.left, y), self._colors["quiet"], f"··· {row.folded:,} lines the same")
            return
        number = row.left if side == "left" else row.right
        if not self._is_split and number is None:
            number, lines = row.right, self._difference.right if self._difference else ()
        if number is None:
            draw.add_rect_filled(
                ImVec2(column.left, y), ImVec2(column.right, y + self.line_height), self._colors["absent"]
            )
            return
        is_right = side == "right" or (not self._is_split and row.right is not None)
        has_failed = is_right and row.right is not None and row.right == self._failed
        self._paint_ground(row, side, column, y, has_failed=has_failed)
        self._paint_numbers(row, side, number, column, y, has_failed=has_failed)
        edge = column.left + self._gutter()
        imgui.push_clip_rect(ImVec2(edge, y), ImVec2(column.right, y + self.line_height), True)
        if row.change == "changed":
            self._paint_middle(row, side, column, y)
        end = self._paint_segments(lines[number - 1] if number <= len(lines) else (), column.text, y)
        if has_failed and self._said:
            draw.add_text(ImVec2(end + 2 * self._character, y), self._colors["plain"], self._said)
        imgui.pop_clip_rect()
        if is_right and row.right is not None and row.right == self.jumped_to:
            self._paint_frame(column, y)

    def _paint_ground(self, row: Row, side: str, column: Column, y: float, *, has_failed: bool) -> None:
        is_new = row.change == "added" or (row.change == "changed" and side == "right")
        color = self._colors["added_ground"] if is_new else self._colors["removed_ground"]
        corners = ImVec2(column.left, y), ImVec2(column.right, y + self.line_height)
        draw = imgui.get_window_draw_list()
        if has_failed:
            draw.add_rect_filled(*corners, self._colors["failed_ground"])
        elif row.change != "same":
            draw.add_rect_filled(*corners, color)

    def _paint_numbers(
        self, row: Row, side: str, number: int, column: Column, y: float, *, has_failed: bool
    ) -> None:
        sign = {"same": " ", "added": "+", "removed": "-", "changed": "-" if side == "left" else "+"}[
            row.change
        ]
        width = round(self._gutter() / self._character) - _SIGN_COLUMNS - 1
        text = f"{number:>{width}}"
        if not self._is_split:
            half = (width - 1) // 2
            text = f"{row.left or '':>{half}} {row.right or '':>{half}}"
        color = self._colors["bad" if has_failed else "quiet"]
        shown = f"{text}{'>' if has_failed else ' '}{sign}"
        imgui.get_window_draw_list().add_text(ImVec2(column.left, y), color, shown)

    def _paint_middle(self, row: Row, side: str, column: Column, y: float) -> None:
        """Draw a line under the part that differs; a stronger ground would make its words hard to read."""
        assert self._difference is not None
        assert row.left is not None
        assert row.right is not None
        texts = [
            "".join(piece for piece, _ in line)
            for line in (self._difference.left[row.left - 1], self._difference.right[row.right - 1])
        ]
        spans = middle(*texts)
        at = 0 if side == "left" else 1
        (start, end), text = spans[at], texts[at]
        if len(text) - (end - start) < _LEAST_IN_COMMON * len(text) or start == end:
            return
        x = column.text + imgui.calc_text_size(text[:start]).x
        width = imgui.calc_text_size(text[start:end]).x
        color = self._colors["bad" if side == "left" else "good"]
        bottom = y + self.line_height
        thickness = max(em(0.12), 1.0)
        imgui.get_window_draw_list().add_rect_filled(
            ImVec2(x, bottom - thickness), ImVec2(x + width, bottom), color
        )

    def _paint_segments(self, segments: Sequence[Segment], x: float, y: float) -> float:
        draw, colors = imgui.get_window_draw_list(), self._colors
        for text, tone in segments:
            draw.add_text(ImVec2(x, y), colors[tone], text)
            x += len(text) * self._character if text.isascii() else imgui.calc_text_size(text).x
        return x

    def _paint_frame(self, column: Column, y: float) -> None:
        imgui.get_window_draw_list().add_rect(
            ImVec2(column.left, y),
            ImVec2(column.right - 1, y + self.line_height),
            self._colors["jump"],
            thickness=max(em(0.1), 1.0),
        )

    def _paint_divider(self, x: float, top: float, bottom: float) -> None:
        color = imgui.get_color_u32(imgui.Col_.separator.value)
        middle_x = x - em(_GAP_EM) / 2
        imgui.get_window_draw_list().add_line(ImVec2(middle_x, top), ImVec2(middle_x, bottom), color)


def _inner_width(width: float) -> float:
    style = imgui.get_style()
    return float(width - 2 * style.window_padding.x - style.scrollbar_size)


def _colors() -> dict[str, int]:
    now, code = tones(), code_tones()
    text = imgui.get_style_color_vec4(imgui.Col_.text.value)
    named = {name: getattr(code, name) for name in code.__dataclass_fields__}
    named |= {"plain": text, "quiet": now.quiet, "good": now.good, "bad": now.bad, "jump": now.open}
    named["absent"] = ImVec4(now.quiet.x, now.quiet.y, now.quiet.z, 0.10)
    return {name: packed(color) for name, color in named.items()}
