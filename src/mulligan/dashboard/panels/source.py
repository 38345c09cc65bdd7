"""Source: two texts of a module side by side, and where the edit failed.

Invariant: the editors are for looking: nothing that is typed into them reaches a file.
"""

from __future__ import annotations

from imgui_bundle import imgui
from imgui_bundle import imgui_color_text_edit as text_edit

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent, Side
from mulligan.dashboard.model import Source, SourceText
from mulligan.dashboard.panels.trace import TraceView
from mulligan.dashboard.theme import em, is_dark, push_code_font

_SHARE_OF_TRACE = 0.42
_FOLLOW = "as selected"


class SourcePanel:
    """Draws `Source`; holds ImGui's text widgets, which keep their own scroll positions."""

    title = "Source"

    def __init__(self) -> None:
        self._diff = text_edit.TextDiff()
        self._diff.set_language(text_edit.TextEditor.Language.python())
        self._diff.set_side_by_side_mode(True)
        self._diff.set_show_whitespaces_enabled(False)
        self._side_by_side = True
        self._shown: tuple[str, str] | None = None
        self._is_dark: bool | None = None
        self._trace = TraceView()

    def draw(self, model: Source) -> list[Intent]:
        """Draw into the current window."""
        if model.left is None or model.right is None:
            parts.hint(model.problem)
            return []
        asked = self._draw_choices(model, model.left, model.right)
        parts.problem(model.problem)
        for side in (model.left, model.right):
            if side.text is None:
                parts.problem(f"{side.title}: {side.problem}")
        height = imgui.get_content_region_avail().y
        trace_height = height * _SHARE_OF_TRACE if model.traceback else 0.0
        self._draw_difference(model.left, model.right, height - trace_height)
        if model.traceback:
            asked += self._trace.draw(model)
        return asked

    def _draw_choices(self, model: Source, left: SourceText, right: SourceText) -> list[Intent]:
        asked: list[Intent] = []
        if len(model.modules) > 1:
            shown = [(words.safe(each, 80), each) for each in model.modules]
            choices = [(text, name == model.module) for text, name in shown]
            chosen = parts.combo("##module", words.safe(model.module, 80), choices, width_em=11)
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
        parts.same_line_if_fits("    Side by side")
        changed, self._side_by_side = imgui.checkbox("Side by side", self._side_by_side)
        if changed:
            self._diff.set_side_by_side_mode(self._side_by_side)
        return asked

    def _draw_difference(self, left: SourceText, right: SourceText, height: float) -> None:
        known = [each for each in (left.text, right.text) if each is not None]
        if not known:
            return
        # Against an empty text every line would look as if it had been taken away.
        self._set((known[0], known[-1]))
        bottom = imgui.get_cursor_pos_y() + height
        if len(known) == 1:
            parts.hint("only one of the two texts is known, so nothing is compared")
        elif left.text == right.text:
            parts.hint("both sides are the same")
        push_code_font()
        size = (0.0, max(bottom - imgui.get_cursor_pos_y(), em(4)))
        self._diff.render("###difference", size, imgui.ChildFlags_.borders.value)
        imgui.pop_font()

    def _set(self, texts: tuple[str, str]) -> None:
        """Hand over what changed: setting a text anew would lose the scroll position."""
        dark = is_dark()
        if dark is not self._is_dark:
            self._is_dark = dark
            self._diff.set_palette(palette(dark))
            self._diff.set_colors(*_grounds(dark))
        if texts != self._shown:
            self._shown = texts
            self._diff.set_text(*texts)


def palette(dark: bool) -> text_edit.TextEditor.Palette:
    """The editor's colours for a theme."""
    editor = text_edit.TextEditor
    return editor.get_dark_palette() if dark else editor.get_light_palette()


def _grounds(dark: bool) -> tuple[int, int]:
    """Behind lines that came and lines that went; pale enough for the text on them."""
    strength = 0.30 if dark else 0.26
    return (
        imgui.color_convert_float4_to_u32((0.15, 0.65, 0.25, strength)),
        imgui.color_convert_float4_to_u32((0.85, 0.20, 0.20, strength)),
    )


def _choose(label: str, model: Source, side: Side) -> Side | None:
    """The side that was chosen in this frame."""
    shown = next((text for text, each in model.choices if each == side), _FOLLOW)
    chosen = parts.combo(label, shown, ((text, each == side) for text, each in model.choices), width_em=10)
    return next((each for text, each in model.choices if text == chosen), None)
