"""State: the keys of an entry as they were summarised, and what differs from another moment.

Invariant: what is shown was written as text when the entry was made; no value is made of it.
"""

from __future__ import annotations

from imgui_bundle import imgui

from mulligan.dashboard import parts, words
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.keys import KeyDifference
from mulligan.dashboard.model import State
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


class StatePanel:
    """Draws `State`; holds whether only differences are listed."""

    title = "State"

    def __init__(self) -> None:
        self._only_differences = False

    def draw(self, model: State) -> list[Intent]:
        """Draw into the current window."""
        if model.row is None:
            parts.hint(model.problem)
            return []
        self._draw_heading(model)
        if model.problem:
            parts.hint(model.problem)
            return []
        if imgui.begin_table("keys", len(_COLUMNS), parts.TABLE):
            for name, flags, width in _COLUMNS:
                imgui.table_setup_column(name, flags, em(width) if flags & parts.FIXED else width)
            imgui.table_setup_scroll_freeze(0, 1)
            imgui.table_headers_row()
            for number, (key, difference) in enumerate(self._listed(model)):
                imgui.push_id(number)
                _draw_key(key, difference, model)
                imgui.pop_id()
            imgui.end_table()
        return []

    def _draw_heading(self, model: State) -> None:
        assert model.row is not None
        against = f", against {model.other}" if model.other else ""
        text = f"Before entry {model.row.id}{against}: {_count(model)}"
        imgui.align_text_to_frame_padding()
        parts.wrapped(text)
        if not model.other:
            return
        parts.same_line_if_fits("    Only what differs")
        _, self._only_differences = imgui.checkbox("Only what differs", self._only_differences)
        imgui.set_item_tooltip(
            "Compared are type, number of items, size and short value: nothing is unpickled"
        )

    def _listed(self, model: State) -> list[tuple[KeySummary, KeyDifference | None]]:
        if not model.other:
            return [(each, None) for each in model.keys]
        found: list[tuple[KeySummary, KeyDifference | None]] = []
        for each in model.differences:
            key = each.left or each.right
            if key is not None and not (self._only_differences and each.change == "same"):
                found.append((key, each))
        return found


def _count(model: State) -> str:
    keys = f"{len(model.keys):,} keys"
    if not model.other:
        return keys
    changed = sum(each.change != "same" for each in model.differences)
    return f"{keys}, {changed:,} differ" if changed else f"{keys}, no difference seen"


def _draw_key(key: KeySummary, difference: KeyDifference | None, model: State) -> None:
    imgui.table_next_row()
    imgui.table_next_column()
    is_open = imgui.tree_node_ex("###key", _TREE)
    imgui.same_line(0.0, 0.0)
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
    if is_open:
        for name, text in _details(key, difference, model):
            _draw_detail(name, text)
        imgui.tree_pop()


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
    imgui.table_next_row()
    imgui.table_next_column()
    imgui.indent()
    parts.elided(name, tones().quiet)
    imgui.unindent()
    imgui.table_set_column_index(4)
    parts.wrapped(text)
