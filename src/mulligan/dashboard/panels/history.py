"""History: every entry of the journal, to be searched, looked at, named and gone back to.

Invariant: only the rows that can be seen are drawn and asked for, so that ten thousand entries cost a
frame what ten do. Everything that the mouse can do here, the keyboard can.
"""

from __future__ import annotations

from typing import Any

from imgui_bundle import imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Column, Intent
from mulligan.dashboard.model import History, Row
from mulligan.dashboard.panels import history_keys
from mulligan.dashboard.panels.history_filter import FilterBar
from mulligan.dashboard.panels.history_footer import Footer
from mulligan.dashboard.theme import em, tones

_SPARE_ROWS = 60
_LEAST_EM = {"Modules": 56.0, "Trigger": 47.0, "From": 45.0, "Size": 41.0, "Took": 34.0}
"""How wide the list has to be for a column, so that what an entry is about can always be read."""
_COLUMNS: tuple[tuple[str, int, float], ...] = (
    ("No.", parts.FIXED, 3.6),
    ("From", parts.FIXED | parts.NO_SORT, 3.2),
    ("Time", parts.FIXED | parts.NO_SORT, 5.2),
    ("Status", parts.FIXED, 5.2),
    ("Trigger", parts.FIXED | parts.NO_SORT, 5.0),
    ("What", parts.STRETCH | parts.NO_SORT, 3.0),
    ("Modules", parts.STRETCH | parts.NO_SORT, 1.2),
    ("Took", parts.FIXED, 4.0),
    ("Size", parts.FIXED, 4.0),
)
_SORTS: dict[int, Column] = {0: "id", 3: "status", 7: "took", 8: "bytes"}


class HistoryPanel:
    """Draws `History`; holds what is being typed, and how tall the footer was."""

    title = "History"

    def __init__(self) -> None:
        self._filter = FilterBar()
        self._footer = Footer()
        self._shown_at: int | None = None
        self._row_height = 0.0
        self._hidden: frozenset[str] | None = None
        self._wants_keys = False

    def draw(self, model: History) -> list[Intent]:
        """Draw into the current window."""
        asked = self._filter.draw(model)
        parts.problem(model.problem)
        flags = parts.TABLE | parts.all_of(imgui.TableFlags_.sortable, imgui.TableFlags_.hideable)
        if imgui.begin_table("entries", len(_COLUMNS), flags, parts.below(self._footer.height)):
            asked += self._draw_table(model)
            imgui.end_table()
        pressed = self._footer.draw(model)
        self._wants_keys = bool(pressed)  # a click on a button has taken the focus from the list
        return asked + pressed

    def _draw_table(self, model: History) -> list[Intent]:
        asked: list[Intent] = []
        self._set_up_columns()
        asked += _sort_asked(model)
        if self._wants_keys:
            imgui.set_window_focus()
        if imgui.is_window_focused():
            command = history_keys.pressed(model, self._rows_in_view())
            asked += command.intents
            self._footer.begin(command.edit, model)
            if command.edit == "filter":
                self._filter.focus()
        self._scroll_to_selected(model)
        first, stop, clicked = self._draw_rows(model)
        asked += clicked
        if first < model.first or stop > model.first + len(model.rows):
            asked.append(intents.ShowRows(first - _SPARE_ROWS, stop + _SPARE_ROWS))
        if not model.matching:
            imgui.table_next_row()
            imgui.table_set_column_index(5)
            parts.hint(_why_empty(model))
        return asked

    def _set_up_columns(self) -> None:
        """Leave out what there is no room for; a person may show it: a right click on the headings."""
        width_em = imgui.get_content_region_avail().x / em(1.0)
        hidden = frozenset(name for name, least in _LEAST_EM.items() if width_em < least)
        for number, (name, flags, width) in enumerate(_COLUMNS):
            extra = imgui.TableColumnFlags_.prefer_sort_descending.value
            extra |= imgui.TableColumnFlags_.default_sort.value if name == "No." else 0
            extra |= imgui.TableColumnFlags_.default_hide.value if name in hidden else 0  # of a new table
            imgui.table_setup_column(name, flags | extra, em(width) if flags & parts.FIXED else width)
            if self._hidden not in (None, hidden):
                imgui.table_set_column_enabled(number, name not in hidden)
        self._hidden = hidden
        imgui.table_setup_scroll_freeze(0, 1)
        imgui.table_headers_row()

    def _draw_rows(self, model: History) -> tuple[int, int, list[Intent]]:
        asked: list[Intent] = []
        first, stop = model.matching, 0
        clipper = imgui.ListClipper()
        clipper.begin(model.matching)
        while clipper.step():
            for place in range(clipper.display_start, clipper.display_end):
                at = place - model.first
                asked += _draw_row(model, model.rows[at] if 0 <= at < len(model.rows) else None)
            first, stop = min(first, clipper.display_start), max(stop, clipper.display_end)
        self._row_height = clipper.items_height
        clipper.end()
        return min(first, stop), stop, asked

    def _rows_in_view(self) -> int:
        return max(int(imgui.get_window_height() / self._row_height) - 2, 1) if self._row_height > 0 else 1

    def _scroll_to_selected(self, model: History) -> None:
        """Keep the selected row in view when it was moved; a person's own scrolling is left alone."""
        at = model.selected_at
        if at == self._shown_at or self._row_height <= 0:
            return
        self._shown_at = at
        if at is None:
            return
        header = self._row_height * 1.2
        top, view = at * self._row_height, imgui.get_window_height() - header - self._row_height
        if top < imgui.get_scroll_y():
            imgui.set_scroll_y(top)
        elif top > imgui.get_scroll_y() + view:
            imgui.set_scroll_y(top - view)


def _sort_asked(model: History) -> list[Intent]:
    specs: Any = imgui.table_get_sort_specs()
    if specs is None or not specs.specs_dirty or not specs.specs_count:
        return []
    specs.specs_dirty = False
    spec = specs.get_specs(0)
    column = _SORTS.get(spec.column_index, "id")
    descending = spec.sort_direction == imgui.SortDirection.descending
    query = history_keys.with_order(model.query, column, descending=descending)
    return [intents.Find(query)] if query != model.query else []


def _draw_row(model: History, row: Row | None) -> list[Intent]:
    imgui.table_next_row()
    imgui.table_next_column()
    if row is None:
        imgui.text_unformatted("...")  # the next frame has it
        return []
    asked: list[Intent] = []
    imgui.push_id(row.id)
    is_selected = model.selected is not None and model.selected.id == row.id
    clicked, _ = imgui.selectable("###row", is_selected, parts.ROW)
    if clicked:
        asked.append(intents.Select(row.id))
        if imgui.is_mouse_double_clicked(imgui.MouseButton_.left.value):
            asked.append(intents.Preview(row.id))
    imgui.same_line(0.0, 0.0)
    marks = ("*" if row.pinned else "") + (" =" if model.marked == row.id else "")
    imgui.text_unformatted(f"{row.id}{marks}")
    asked += _draw_parent(row)
    _draw_cells(row)
    imgui.pop_id()
    return asked


def _draw_parent(row: Row) -> list[Intent]:
    imgui.table_next_column()
    if row.parent_id is None:
        return []
    clicked = parts.link(str(row.parent_id), "parent")
    return [intents.Select(row.parent_id)] if clicked else []


def _draw_cells(row: Row) -> None:
    now = tones()
    imgui.table_next_column()
    parts.elided(row.started)
    imgui.table_next_column()
    parts.status_word(row.status)
    imgui.table_next_column()
    parts.elided(row.trigger, now.quiet)
    imgui.table_next_column()
    _draw_what(row)
    imgui.table_next_column()
    parts.elided(", ".join(row.modules), now.quiet)
    imgui.table_next_column()
    _draw_right(words.took(row.took_ms))
    imgui.table_next_column()
    _draw_right(words.size(row.bytes))


def _draw_what(row: Row) -> None:
    text = what(row)
    is_failure = bool(row.error) and not row.label
    parts.elided(text, tones().bad if is_failure else None)


def what(row: Row) -> str:
    """What an entry is about, in one line: its name, its error, what it changed, or what it is."""
    described = f"restore of {row.parent_id}" if row.kind == "restore" else row.kind
    rest = row.error or row.changes
    return ": ".join(each for each in (row.label, rest) if each) or described


def _draw_right(text: str) -> None:
    space = imgui.get_content_region_avail().x - imgui.calc_text_size(text).x
    if space > 0:
        imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + space)
    imgui.text_unformatted(text)


def _why_empty(model: History) -> str:
    if model.problem:
        return "nothing of the journal could be read"
    if not model.complete:
        return "reading the journal"
    return "no entry matches the filter" if model.total else "there are no entries yet"
