"""The traceback of an entry beside the text that failed; a line of the one jumps in the other.

Invariant: a line is shown as it was printed; a click only scrolls.
"""

from __future__ import annotations

from imgui_bundle import imgui
from imgui_bundle import imgui_color_text_edit as text_edit

from mulligan.dashboard import intents, parts
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import Source
from mulligan.dashboard.theme import is_dark, push_code_font, tones
from mulligan.dashboard.tracebacks import TraceLine

_SHARE_OF_TEXT = 0.5


class TraceView:
    """Draws the lower part of the source panel; holds the editor that shows the failing text."""

    def __init__(self) -> None:
        self._editor = text_edit.TextEditor()
        self._editor.set_language(text_edit.TextEditor.Language.python())
        self._editor.set_read_only_enabled(True)
        self._editor.set_show_whitespaces_enabled(False)
        self._shown: tuple[str, int | None, bool] | None = None
        self._jump: tuple[str, int] | None = None

    def draw(self, model: Source) -> list[Intent]:
        """Draw what is left of the current window."""
        space = imgui.get_content_region_avail()
        text = model.right.text if model.right is not None else None
        if text is not None and model.failing_line is not None:
            self._draw_text(model, text, space.x * _SHARE_OF_TEXT)
            imgui.same_line()
        asked: list[Intent] = []
        if imgui.begin_child("traceback", (0.0, 0.0), imgui.ChildFlags_.borders.value):
            asked = self._draw_trace(model)
        imgui.end_child()
        return asked

    def _draw_text(self, model: Source, text: str, width: float) -> None:
        self._set(model, text)
        push_code_font()
        self._editor.render("###failing text", (width, 0.0), imgui.ChildFlags_.borders.value)
        imgui.pop_font()

    def _set(self, model: Source, text: str) -> None:
        from mulligan.dashboard.panels.source import palette

        dark = is_dark()
        shown = (text, model.failing_line, dark)
        if shown != self._shown:
            self._shown = shown
            self._editor.set_palette(palette(dark))
            self._editor.set_text(text)
            self._mark(model)
        if self._jump is not None and self._jump[0] == model.module:
            self._scroll_to(self._jump[1])
            self._jump = None

    def _mark(self, model: Source) -> None:
        self._editor.clear_markers()
        line = model.failing_line
        if line is None or line > self._editor.get_line_count():
            return
        now = tones()
        number = imgui.color_convert_float4_to_u32((now.bad.x, now.bad.y, now.bad.z, 0.45))
        ground = imgui.color_convert_float4_to_u32((now.bad.x, now.bad.y, now.bad.z, 0.25))
        said = next((each.text for each in reversed(model.traceback) if each.text.strip()), "")
        self._editor.add_marker(line - 1, number, ground, "it failed here", said)
        self._scroll_to(line)

    def _scroll_to(self, line: int) -> None:
        if 0 < line <= self._editor.get_line_count():
            self._editor.set_cursor(text_edit.TextEditor.DocPos(line - 1, 0))
            self._editor.scroll_to_line(line - 1)

    def _draw_trace(self, model: Source) -> list[Intent]:
        asked: list[Intent] = []
        if parts.button("Copy traceback"):
            asked.append(intents.Copy("\n".join(each.text for each in model.traceback)))
        push_code_font()
        for number, each in enumerate(model.traceback):
            if each.module is None:
                parts.wrapped(each.text)
                continue
            imgui.push_id(number)
            asked += self._draw_place(model, each)
            imgui.pop_id()
        imgui.pop_font()
        return asked

    def _draw_place(self, model: Source, place: TraceLine) -> list[Intent]:
        """A line that leads into a hot module; a click goes there, in another module too."""
        clicked = parts.link(f"{place.module}, line {place.line}", "place")
        imgui.set_item_tooltip(place.text.strip())
        imgui.same_line()
        parts.elided(place.text.strip().rpartition(", in ")[2], tones().quiet)
        if not clicked or place.module is None or place.line is None:
            return []
        self._jump = (place.module, place.line)
        return [intents.ShowModule(place.module)] if place.module != model.module else []
