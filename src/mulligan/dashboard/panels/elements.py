"""What differs inside a state key, element by element.

Invariant: every difference is counted, and only those that can be seen are drawn; what is not listed
is said to be more.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.elements import ElementChange, ElementDifference
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import Inside, State
from mulligan.dashboard.theme import em, push_code_font, tones

_COLUMNS = (
    ("Where", parts.STRETCH, 1.4),
    ("What", parts.FIXED, 5.0),
    ("Before", parts.STRETCH, 1.5),
    ("Other", parts.STRETCH, 1.5),
)


class ElementsView:
    """Draws `Inside`; holds the filter, and what it lets through."""

    def __init__(self) -> None:
        self._filter = ""
        self._listed: tuple[ElementChange, ...] = ()
        self._listed_of: tuple[ElementDifference | None, str] = (None, "")

    def draw(self, model: State, inside: Inside) -> list[Intent]:
        """Draw what is left of the current window."""
        asked = self._draw_heading(model, inside)
        parts.problem(inside.problem)
        for note in inside.notes:
            parts.wrapped(note, tones().left)
        difference = inside.difference
        if difference is None or not difference.total:
            return asked
        self._let_through(difference)
        if imgui.begin_table("elements", len(_COLUMNS), parts.TABLE):
            for name, flags, width in _COLUMNS:
                shown = {"Before": f"Before entry {model.row.id if model.row else ''}"}.get(name, name)
                shown = model.other.capitalize() if name == "Other" else shown
                imgui.table_setup_column(shown, flags, em(width) if flags & parts.FIXED else width)
            imgui.table_setup_scroll_freeze(0, 1)
            imgui.table_headers_row()
            self._draw_rows(difference)
            imgui.end_table()
        return asked

    def _draw_heading(self, model: State, inside: Inside) -> list[Intent]:
        asked: list[Intent] = []
        imgui.separator_text(f"Inside {inside.key or 'all keys'}")
        if parts.button("Again", tip="Look again: the app goes on meanwhile"):
            asked.append(intents.LookInside(inside.key))
        parts.same_line_if_fits("Close")
        if parts.button("Close", tip="Compare the summaries only"):
            asked.append(intents.LookInside(None))
        difference = inside.difference
        if difference is not None and difference.total:
            parts.same_line_if_fits("Copy")
            if parts.button("Copy", tip="All that is listed, as text"):
                asked.append(intents.Copy(as_text(difference, inside.key, model)))
            parts.same_line_if_fits("filter: words of a place or a value ")
            imgui.set_next_item_width(min(em(15), imgui.get_content_region_avail().x))
            _, self._filter = imgui.input_text_with_hint(
                "##elements", "filter: words of a place or a value", self._filter
            )
        text = _said(inside)
        parts.same_line_if_fits(text)
        imgui.align_text_to_frame_padding()
        parts.hint(text)
        return asked

    def _let_through(self, difference: ElementDifference) -> None:
        if self._listed_of[0] is difference and self._listed_of[1] == self._filter:
            return
        wanted = self._filter.casefold().split()
        self._listed_of = (difference, self._filter)
        self._listed = tuple(
            each for each in difference.changes if all(word in str(each).casefold() for word in wanted)
        )

    def _draw_rows(self, difference: ElementDifference) -> None:
        more = difference.total - len(difference.changes)
        clipper = imgui.ListClipper()
        clipper.begin(len(self._listed) + (more > 0))
        push_code_font()
        while clipper.step():
            for number in range(clipper.display_start, clipper.display_end):
                imgui.table_next_row()
                imgui.table_next_column()
                if number < len(self._listed):
                    _draw_change(self._listed[number])
                else:
                    parts.elided(f"and {more:,} more", tones().quiet)
        imgui.pop_font()
        clipper.end()


def as_text(difference: ElementDifference, key: str, model: State) -> str:
    """The differences as lines, to be sent to somebody."""
    title = f"{key or 'all keys'}, before entry {model.row.id if model.row else '?'} against {model.other}"
    lines = [title, *(str(each) for each in difference.changes)]
    more = difference.total - len(difference.changes)
    return "\n".join([*lines, *([f"and {more:,} more"] if more else [])]) + "\n"


def _said(inside: Inside) -> str:
    difference = inside.difference
    if difference is None:
        return "" if inside.problem else "comparing"
    count = f"{difference.total:,} differ" if difference.total else "no element differs"
    looked = f"{count}, {difference.compared:,} looked at"
    if difference.opaque:
        looked += f"; nobody can look into {difference.opaque:,} of them"
    return looked if difference.complete else f"{looked}; there are more, which were not compared"


def _draw_change(change: ElementChange) -> None:
    colors = {"added": tones().good, "removed": tones().bad, "moved": tones().open}
    parts.elided(words.safe(change.path, 300))
    imgui.table_next_column()
    parts.elided(change.change, colors.get(change.change, tones().trial))
    imgui.table_next_column()
    parts.elided(words.safe(change.left))
    imgui.table_next_column()
    parts.elided(words.safe(change.right))
