"""The traceback of an entry beside the text that failed; a line of the one jumps in the other.

Invariant: a line is shown as it was printed; a click only scrolls.
"""

from __future__ import annotations

from imgui_bundle import ImVec2, imgui

from mulligan.dashboard import intents, parts
from mulligan.dashboard.intents import Intent, Side
from mulligan.dashboard.model import Source
from mulligan.dashboard.theme import push_code_font, tones
from mulligan.dashboard.tracebacks import TraceLine

_ARROW = "> "


class TraceView:
    """Draws the traceback; holds the line that was followed last."""

    def __init__(self) -> None:
        self._followed: tuple[int, int] | None = None
        self._pending: tuple[str, int] | None = None
        self._shown: int | None = None

    def draw(self, model: Source) -> tuple[list[Intent], int | None]:
        """Draw what is left of the current window; what was asked for, and a line to go to now."""
        asked: list[Intent] = []
        if imgui.begin_child("traceback", ImVec2(0.0, 0.0), imgui.ChildFlags_.borders.value):
            asked = self._draw_heading(model)
            flags = imgui.WindowFlags_.horizontal_scrollbar.value
            if imgui.begin_child("lines", ImVec2(0.0, 0.0), 0, flags):
                asked += self._draw_lines(model)
            imgui.end_child()
        imgui.end_child()
        return asked, self._line_to_go_to(model)

    def _line_to_go_to(self, model: Source) -> int | None:
        """The line that was clicked, once its module is the one that is shown."""
        is_shown = self._pending is not None and self._pending[0] == model.module
        if not is_shown or self._pending is None or not _shows_what_failed(model):
            return None
        line, self._pending = self._pending[1], None
        return line

    def _draw_heading(self, model: Source) -> list[Intent]:
        copied = parts.button("Copy traceback")
        said = next((each.text for each in reversed(model.traceback) if each.text.strip()), "")
        parts.same_line_if_fits(said)
        imgui.align_text_to_frame_padding()
        parts.problem(said)
        return [intents.Copy("\n".join(each.text for each in model.traceback))] if copied else []

    def _draw_lines(self, model: Source) -> list[Intent]:
        asked: list[Intent] = []
        push_code_font()
        self._show_first_place(model)
        clipper = imgui.ListClipper()
        clipper.begin(len(model.traceback))
        while clipper.step():
            for number in range(clipper.display_start, clipper.display_end):
                imgui.push_id(number)
                asked += self._draw_line(model, number, model.traceback[number])
                imgui.pop_id()
        clipper.end()
        imgui.pop_font()
        return asked

    def _show_first_place(self, model: Source) -> None:
        """Begin where the traceback reaches the app; above that are the frames of what called it."""
        row_id = model.row.id if model.row is not None else -1
        if row_id == self._shown:
            return
        self._shown = row_id
        first = next((at for at, each in enumerate(model.traceback) if each.module is not None), 0)
        imgui.set_scroll_y(first * imgui.get_text_line_height_with_spacing())

    def _draw_line(self, model: Source, number: int, line: TraceLine) -> list[Intent]:
        """A line as it was printed; one that names a place in a hot module is a link to it."""
        if line.module is None or line.line is None:
            imgui.text_unformatted(line.text)
            return []
        row_id = model.row.id if model.row is not None else -1
        was_followed = self._followed == (row_id, number)
        with parts.colored(tones().open):
            imgui.text_unformatted(_ARROW if was_followed else "  ")
        imgui.same_line(0.0, 0.0)
        clicked = parts.link(f"{line.module}, line {line.line}", "place")
        imgui.set_item_tooltip(f"{line.text.strip()}\nA click goes there")
        imgui.same_line()
        with parts.colored(tones().quiet):
            imgui.text_unformatted(line.text.strip().rpartition(", in ")[2])
        if not clicked:
            return []
        self._followed, self._pending = (row_id, number), (line.module, line.line)
        return _to_show(model, line.module)


def _to_show(model: Source, module: str) -> list[Intent]:
    """What has to be asked for so that the text that failed is on the right."""
    asked: list[Intent] = []
    if module != model.module:
        asked.append(intents.ShowModule(module))
    if not _shows_what_failed(model):
        asked.append(intents.ChooseSides(None, None))
    return asked


def _shows_what_failed(model: Source) -> bool:
    return model.row is None or model.right is None or model.right.side == Side(model.row.id, "after")
