"""State: the keys of an entry as they were summarised, and what differs from another moment.

Invariant: what is listed was written as text when the entry was made; no value is made of it. Only when
a person chooses a key of the running app's own journal is it compared element by element.
"""

from __future__ import annotations

from imgui_bundle import ImVec2, imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.insight import ALL
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.keys import KeyDifference
from mulligan.dashboard.model import State
from mulligan.dashboard.panels.elements import ElementsView
from mulligan.dashboard.theme import em, tones
from mulligan_store.records import KeySummary

_TREE = parts.all_of(
    imgui.TreeNodeFlags_.span_all_columns,
    imgui.TreeNodeFlags_.open_on_arrow,
    imgui.TreeNodeFlags_.open_on_double_click,
)
_COLUMNS = (
    ("Key", parts.STRETCH, 1.6),
    ("Type", parts.STRETCH, 1.2),
    ("Items", parts.FIXED, 3.4),
    ("Size", parts.FIXED, 4.2),
    ("Value", parts.STRETCH, 3.0),
    ("Differs", parts.STRETCH, 1.8),
)
_SHARE_OF_KEYS = 0.45
Line = tuple[KeySummary, KeyDifference | None, tuple[str, str] | None]
"""A row: a key, how it differs, and of a row beneath it what that says of it."""


class StatePanel:
    """Draws `State`; holds what is listed, and which keys are open."""

    title = "State"

    def __init__(self) -> None:
        self._only_differences = False
        self._filter = ""
        self._open = set[str]()
        self._elements = ElementsView()

    def draw(self, model: State) -> list[Intent]:
        """Draw into the current window."""
        if model.row is None:
            parts.hint(model.problem)
            return []
        asked = self._draw_heading(model)
        if model.problem:
            parts.hint(model.problem)
            return asked
        if model.inside is None:
            return asked + self._draw_keys(model)
        height = imgui.get_content_region_avail().y * _SHARE_OF_KEYS
        if imgui.begin_child("upper", ImVec2(0.0, height), imgui.ChildFlags_.resize_y.value):
            asked += self._draw_keys(model)
        imgui.end_child()
        return asked + self._elements.draw(model, model.inside)

    def _draw_heading(self, model: State) -> list[Intent]:
        assert model.row is not None
        against = f", against {model.other}" if model.other else ""
        imgui.align_text_to_frame_padding()
        parts.wrapped(f"Before entry {model.row.id}{against}: {_count(model)}")
        imgui.set_next_item_width(min(em(14), imgui.get_content_region_avail().x))
        _, self._filter = imgui.input_text_with_hint("##keys", "filter: words of a key", self._filter)
        if not model.other:
            return []
        parts.same_line_if_fits("    Only what differs")
        _, self._only_differences = imgui.checkbox("Only what differs", self._only_differences)
        imgui.set_item_tooltip(
            "Listed is what the summaries say: type, number of items, size and short value"
        )
        parts.same_line_if_fits("Compare all elements")
        tip = "Decodes what this user signed and looks at each element; a click on a key compares that key"
        pressed = parts.button("Compare all elements", model.closed, tip=tip)
        if model.closed:
            parts.hint(model.closed)
        return [intents.LookInside(ALL)] if pressed else []

    def _draw_keys(self, model: State) -> list[Intent]:
        asked: list[Intent] = []
        if not imgui.begin_table("keys", len(_COLUMNS), parts.TABLE):
            return asked
        for name, flags, width in _COLUMNS:
            imgui.table_setup_column(name, flags, em(width) if flags & parts.FIXED else width)
        imgui.table_setup_scroll_freeze(0, 1)
        imgui.table_headers_row()
        lines = self._lines(model)
        clipper = imgui.ListClipper()
        clipper.begin(len(lines))
        while clipper.step():
            for key, difference, detail in lines[clipper.display_start : clipper.display_end]:
                imgui.table_next_row()
                imgui.table_next_column()
                if detail is not None:
                    _draw_detail(*detail)
                elif self._draw_key(key, difference, model):
                    asked.append(intents.LookInside(key.key))
        clipper.end()
        imgui.end_table()
        return asked

    def _lines(self, model: State) -> list[Line]:
        """The rows, all of one height: keys, and under those that are open what is known of them."""
        lines: list[Line] = []
        for key, difference in self._listed(model):
            lines.append((key, difference, None))
            if key.key in self._open:
                lines += [(key, difference, each) for each in _details(key, difference, model)]
        return lines

    def _listed(self, model: State) -> list[tuple[KeySummary, KeyDifference | None]]:
        found: list[tuple[KeySummary, KeyDifference | None]] = []
        if not model.other:
            found = [(each, None) for each in model.keys]
        for each in model.differences if model.other else ():
            key = each.left or each.right
            if key is not None and not (self._only_differences and each.change == "same"):
                found.append((key, each))
        wanted = self._filter.casefold().split()
        return [
            (key, each)
            for key, each in found
            if all(word in f"{key.key} {key.type} {key.repr}".casefold() for word in wanted)
        ]

    def _draw_key(self, key: KeySummary, difference: KeyDifference | None, model: State) -> bool:
        """A row of a key; True when a person wants to look into it."""
        is_chosen = model.inside is not None and model.inside.key == key.key
        imgui.push_id(key.key)
        imgui.set_next_item_open(key.key in self._open)
        flags = _TREE | (imgui.TreeNodeFlags_.selected.value if is_chosen else 0)
        is_open = imgui.tree_node_ex("###key", flags)
        was_toggled = imgui.is_item_toggled_open()
        was_chosen = imgui.is_item_clicked() and not was_toggled
        if was_toggled:
            self._open ^= {key.key}
        if is_open:
            imgui.tree_pop()
        imgui.pop_id()
        imgui.same_line(0.0, 0.0)
        _draw_cells(key, difference, model)
        return was_chosen and difference is not None and not model.closed


def _draw_cells(key: KeySummary, difference: KeyDifference | None, model: State) -> None:
    imgui.text_unformatted(key.key)
    imgui.table_next_column()
    parts.elided(key.type, tones().quiet)
    imgui.table_next_column()
    imgui.text_unformatted("" if key.length is None else f"{key.length:,}")
    imgui.table_next_column()
    imgui.text_unformatted(words.size(key.bytes))
    imgui.table_next_column()
    parts.elided(key.repr if key.stored == "snapshot" else f"{key.stored}: {key.repr}")
    imgui.table_next_column()
    if difference is not None and difference.change != "same":
        parts.elided(_said(difference, model.other), tones().trial)


def _count(model: State) -> str:
    keys = f"{len(model.keys):,} keys"
    if not model.other:
        return keys
    changed = sum(each.change != "same" for each in model.differences)
    return f"{keys}, {changed:,} differ" if changed else f"{keys}, no difference seen"


def _said(difference: KeyDifference, other: str) -> str:
    if difference.change == "added":
        return f"only {other}"
    if difference.change == "removed":
        return f"not {other}" if other == "now" else f"not in {other}"
    return ", ".join(difference.reasons)


def _details(key: KeySummary, difference: KeyDifference | None, model: State) -> list[tuple[str, str]]:
    shared = [each.key for each in model.keys if key.group is not None and each.group == key.group]
    pairs = [("value", key.repr), ("kept as", key.stored)]
    if key.reason:
        pairs.append(("because", key.reason))
    if len(shared) > 1:
        pairs.append(("shares objects with", ", ".join(each for each in shared if each != key.key)))
    if difference is not None and difference.right is not None and difference.change == "changed":
        pairs.append((f"{model.other}", f"{difference.right.type}: {difference.right.repr}"))
    return pairs


def _draw_detail(name: str, text: str) -> None:
    imgui.indent()
    parts.elided(name, tones().quiet)
    imgui.unindent()
    imgui.table_set_column_index(4)
    parts.elided(text)
