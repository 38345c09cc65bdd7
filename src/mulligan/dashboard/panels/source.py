"""Source: two texts of a module side by side, the line that failed marked, the traceback beside them.

Invariant: the texts are for looking: nothing that is done here reaches a file.
"""

from __future__ import annotations

import difflib
from dataclasses import replace

from imgui_bundle import ImVec2, imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent, Side
from mulligan.dashboard.model import Source, SourceText
from mulligan.dashboard.panels.code import CodeView, Layout, Mark
from mulligan.dashboard.panels.trace import TraceView
from mulligan.dashboard.theme import em

_SHARE_OF_CODE = 0.64
_WIDE_EM = 100.0
_FOLLOW = "as selected"


class SourcePanel:
    """Draws `Source`; holds what is laid out, and where a person is in it."""

    title = "Source"

    def __init__(self) -> None:
        self.code = CodeView()
        self._layout = Layout()
        self._trace = TraceView()
        self._row_id: int | None = None

    def draw(self, model: Source) -> list[Intent]:
        """Draw into the current window."""
        if model.left is None or model.right is None:
            parts.hint(model.problem)
            return []
        asked = self._draw_choices(model, model.left, model.right)
        asked += self._draw_tools(model.left, model.right)
        parts.problem(model.problem)
        for side in (model.left, model.right):
            if side.text is None:
                parts.problem(f"{side.title}: {side.problem}")
        if not model.traceback:
            self._draw_code(model, model.left, model.right)
            return asked
        space = imgui.get_content_region_avail()
        is_wide = space.x >= em(_WIDE_EM)
        share = ImVec2(space.x * _SHARE_OF_CODE, 0.0) if is_wide else ImVec2(0.0, space.y * _SHARE_OF_CODE)
        edge = imgui.ChildFlags_.resize_x if is_wide else imgui.ChildFlags_.resize_y
        if imgui.begin_child("code", share, edge.value):
            self._draw_code(model, model.left, model.right)
        imgui.end_child()
        if is_wide:
            imgui.same_line()
        return asked + self._draw_trace(model)

    def _draw_trace(self, model: Source) -> list[Intent]:
        asked, line = self._trace.draw(model)
        if line is not None:
            self._layout = replace(self._layout, only_changes=False)  # a folded line cannot be gone to
            self.code.go_to(line)
        return asked

    def _draw_choices(self, model: Source, left: SourceText, right: SourceText) -> list[Intent]:
        asked: list[Intent] = []
        if len(model.modules) > 1:
            shown = [(words.safe(each, 80), each) for each in model.modules]
            choices = [(text, name == model.module) for text, name in shown]
            chosen = parts.combo("##module", words.safe(model.module, 80), choices, width_em=10)
            asked += [intents.ShowModule(name) for text, name in shown if text == chosen]
            parts.same_line_if_fits("before entry 10000   ")
        else:
            imgui.align_text_to_frame_padding()
            imgui.text_unformatted(words.safe(model.module, 80))
            parts.same_line_if_fits("before entry 10000   ")
        new_left = _choose("##left", model, left.side)
        parts.same_line_if_fits("against    before entry 10000   ")
        imgui.text_unformatted("against")
        imgui.same_line()
        new_right = _choose("##right", model, right.side)
        if new_left is not None or new_right is not None:
            asked.append(intents.ChooseSides(new_left or left.side, new_right or right.side))
        return asked

    def _draw_tools(self, left: SourceText, right: SourceText) -> list[Intent]:
        _, split = imgui.checkbox("Side by side", self._layout.side_by_side)
        parts.same_line_if_fits("    Only changes")
        _, only = imgui.checkbox("Only changes", self._layout.only_changes)
        self._layout = Layout(split, only)
        none = "" if self.code.change_count else "nothing differs"
        parts.same_line_if_fits("Previous")
        if parts.button("Previous", none, tip="Go to the change before"):
            self.code.step(-1)
        parts.same_line_if_fits("Next")
        if parts.button("Next", none, tip="Go to the next change"):
            self.code.step(1)
        parts.same_line_if_fits("Copy...")
        asked = _draw_copy(left, right)
        self._draw_count(left, right)
        return asked

    def _draw_count(self, left: SourceText, right: SourceText) -> None:
        difference = self.code.difference
        if difference is None or left.text is None or right.text is None:
            return
        text = f"+{difference.added:,} -{difference.removed:,} lines"
        if not (difference.added or difference.removed):
            text = "both sides are the same"
        if difference.cut:
            text += f"; {difference.cut:,} more lines were not compared"
        parts.same_line_if_fits(text)
        imgui.align_text_to_frame_padding()
        parts.hint(text)

    def _draw_code(self, model: Source, left: SourceText, right: SourceText) -> None:
        known = [each.text for each in (left, right) if each.text is not None]
        if not known:
            return
        if model.row is not None and model.row.id != self._row_id:
            self._row_id, self.code.jumped_to = model.row.id, None
        # Against an empty text every line would look as if it had been taken away.
        parts.problem(self.code.take(known[0], known[-1], self._layout))
        if len(known) == 1:
            parts.hint("only one of the two texts is known, so nothing is compared")
        space = imgui.get_content_region_avail()
        self.code.draw((space.x, max(space.y, em(4))), _mark(model))


def _mark(model: Source) -> Mark | None:
    """The line that failed, and what the exception says, which is the last thing that a traceback says."""
    if model.failing_line is None:
        return None
    said = next((each.text for each in reversed(model.traceback) if each.text.strip()), "")
    return Mark(model.failing_line, words.safe(said))


def _draw_copy(left: SourceText, right: SourceText) -> list[Intent]:
    """A menu of what can be taken to the clipboard."""
    asked: list[Intent] = []
    if imgui.button("Copy..."):
        imgui.open_popup("copy")
    if not imgui.begin_popup("copy"):
        return asked
    for name, side in (("left", left), ("right", right)):
        label = f"{side.title}###{name}"
        if imgui.menu_item(label, "", False, side.text is not None)[0] and side.text is not None:
            asked.append(intents.Copy(side.text))
    both = left.text is not None and right.text is not None
    if imgui.menu_item("the difference, as diff -u writes it###patch", "", False, both)[0]:
        asked.append(intents.Copy(_patch(left, right)))
    imgui.end_popup()
    return asked


def _patch(left: SourceText, right: SourceText) -> str:
    before, after = ((each.text or "").splitlines(keepends=True) for each in (left, right))
    return "".join(difflib.unified_diff(before, after, left.title, right.title))


def _choose(label: str, model: Source, side: Side) -> Side | None:
    """The side that was chosen in this frame."""
    shown = next((text for text, each in model.choices if each == side), _FOLLOW)
    chosen = parts.combo(label, shown, ((text, each == side) for text, each in model.choices), width_em=9)
    return next((each for text, each in model.choices if text == chosen), None)
