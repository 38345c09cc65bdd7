"""The part under the history: what may be done with the selected entry, and what a restore would change.

Invariant: nothing is restored that was not shown before.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import History, Preview, Row
from mulligan.dashboard.panels.history_keys import Edit
from mulligan.dashboard.theme import em, tones

_LINES_SHOWN = 6
_LAYOUT = "Where the windows stood, how they were docked, and the columns of tables (T)"
_WRITING = (
    "A restore leaves the files alone, so the next reload makes them live again; this replaces them, and "
    "keeps what stands there beside them (W)"
)


class Footer:
    """Draws the buttons of the selected entry, or the preview of a restore."""

    def __init__(self) -> None:
        self.height = 0.0
        self._label = ""
        self._label_of: int | None = None
        self._wants_focus = False

    def begin(self, edit: Edit, model: History) -> None:
        """Type a label from the next frame on, if that was asked for."""
        if edit == "label" and model.selected is not None:
            self._edit(model.selected)

    def draw(self, model: History) -> list[Intent]:
        """Draw into the current window, and remember how tall it became."""
        top = imgui.get_cursor_pos_y()
        asked: list[Intent] = []
        if model.preview is not None:
            asked += _draw_preview(model.preview, model)
        elif model.selected is not None:
            asked += self._draw_entry(model, model.selected)
        self.height = imgui.get_cursor_pos_y() - top
        return asked

    def _edit(self, row: Row) -> None:
        self._label, self._label_of, self._wants_focus = row.label, row.id, True

    def _draw_entry(self, model: History, row: Row) -> list[Intent]:
        asked: list[Intent] = []
        why_not = model.abilities.mark
        if parts.button(
            f"Restore {row.id}...###restore", tip="Go back to the moment before it; a preview comes first"
        ):
            asked.append(intents.Preview(row.id))
        parts.same_line_if_fits("Unpin")
        if parts.button(
            f"{'Unpin' if row.pinned else 'Pin'}###pin", why_not, tip="Keep this entry for ever (P)"
        ):
            asked.append(intents.Pin(row.id, not row.pinned))
        parts.same_line_if_fits("Label...")
        asked += self._draw_label(row, why_not)
        parts.same_line_if_fits("Copy number")
        if parts.button("Copy number", tip="Ctrl+C"):
            asked.append(intents.Copy(str(row.id)))
        is_marked = model.marked == row.id
        label = "Compare no more" if is_marked else "Compare with this"
        parts.same_line_if_fits(label)
        if parts.button(f"{label}###mark", tip="Then select another entry and look at Source and State (M)"):
            asked.append(intents.Mark(None if is_marked else row.id))
        return asked

    def _draw_label(self, row: Row, why_not: str) -> list[Intent]:
        """A button that turns into a field; Enter names the entry, Esc leaves it."""
        if self._label_of != row.id:
            if parts.button("Label...", why_not, tip="Name this entry (L)"):
                self._edit(row)
            return []
        if self._wants_focus:
            imgui.set_keyboard_focus_here()
            self._wants_focus = False
        imgui.set_next_item_width(em(12))
        entered, self._label = imgui.input_text_with_hint(
            "##label", "name, Enter", self._label, imgui.InputTextFlags_.enter_returns_true.value
        )
        left = imgui.is_item_deactivated()
        if entered or left:
            self._label_of = None
        return [intents.Label(row.id, self._label)] if entered and not why_not else []


def _draw_preview(preview: Preview, model: History) -> list[Intent]:
    row = preview.row
    imgui.separator_text(f"Going back to the moment before entry {row.id}")
    parts.problem(preview.problem)
    _draw_code(preview)
    _draw_state(preview)
    _draw_files(preview)
    return _draw_choice(preview, model)


def _draw_code(preview: Preview) -> None:
    if not preview.code:
        parts.hint("Code: the same as runs now")
    for each in preview.code[:_LINES_SHOWN]:
        parts.wrapped(f"Code: {each.module}: +{each.added} -{each.removed} lines")
    if len(preview.code) > _LINES_SHOWN:
        parts.hint(f"and {len(preview.code) - _LINES_SHOWN} more modules")


def _draw_state(preview: Preview) -> None:
    if not preview.row.bytes:
        parts.hint("State: this entry holds none")
    elif not preview.compares_state:
        parts.hint("State: there is no app to compare with")
    elif not preview.state:
        parts.hint("State: looks the same as now")
    for each in preview.state[:_LINES_SHOWN]:
        was = each.right.repr if each.right is not None else "nothing"
        parts.elided(words.safe(f"State: {each.key}: {', '.join(each.reasons)}; becomes {was}"))
    if len(preview.state) > _LINES_SHOWN:
        parts.hint(f"and {len(preview.state) - _LINES_SHOWN} more keys")
    for text in preview.left_alone[:_LINES_SHOWN]:
        parts.elided(f"Not in the snapshot, stays as it is: {text}", tones().left)


def _draw_files(preview: Preview) -> None:
    parts.problem(preview.files_problem)
    for path in preview.files[:_LINES_SHOWN]:
        parts.elided(f"File on disk is another: {path}", tones().left)
    if len(preview.files) > _LINES_SHOWN:
        parts.hint(f"and {len(preview.files) - _LINES_SHOWN} more files")
    for text in preview.written[:_LINES_SHOWN]:
        parts.wrapped(text)


def _draw_choice(preview: Preview, model: History) -> list[Intent]:
    row, why_not = preview.row, model.abilities.restore
    no_state = why_not or ("" if row.bytes else "this entry holds no state")
    asked: list[Intent] = []
    if preview.holds_layout:
        clicked, takes_layout = imgui.checkbox("window layout too", preview.takes_layout)
        imgui.set_item_tooltip(_LAYOUT)
        if clicked:
            asked.append(intents.TakeLayout(takes_layout))
    if parts.main_button("Restore both", no_state, tip="State and code (B)"):
        asked.append(intents.Restore(row.id, state=True, code=True))
    parts.same_line_if_fits("State only")
    if parts.button("State only", no_state, tip="S"):
        asked.append(intents.Restore(row.id, state=True, code=False))
    parts.same_line_if_fits("Code only")
    if parts.button("Code only", why_not, tip="C"):
        asked.append(intents.Restore(row.id, state=False, code=True))
    parts.same_line_if_fits("Write source to disk")
    no_files = why_not or preview.files_problem or ("" if preview.files else "the files on disk are the same")
    if parts.button("Write source to disk", no_files, tip=_WRITING):
        asked.append(intents.WriteSources(row.id))
    parts.same_line_if_fits("Cancel")
    if parts.button("Cancel", tip="Esc"):
        asked.append(intents.Preview(None))
    if why_not:
        parts.hint(why_not)
    return asked
