"""The line above the history: which entries are listed.

Invariant: what is filtered out is counted, so that an entry never seems to be gone.
"""

from __future__ import annotations

from dataclasses import replace

from imgui_bundle import imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent, Query
from mulligan.dashboard.model import History
from mulligan.dashboard.panels.history_keys import HELP
from mulligan.dashboard.theme import em
from mulligan_store.records import STATUSES

_ALL_STATUSES = "any status"
_ALL_MODULES = "any module"


class FilterBar:
    """Draws the query of `History` and returns the one that is asked for."""

    def __init__(self) -> None:
        self._wants_focus = False

    def focus(self) -> None:
        """Type into the filter from the next frame on."""
        self._wants_focus = True

    def draw(self, model: History) -> list[Intent]:
        """Draw into the current window."""
        query = self._draw_text(model.query)
        parts.same_line_if_fits("any status    ")
        query = _draw_statuses(query)
        if len(model.modules) > 1 or query.module:
            parts.same_line_if_fits("any module of all")
            query = _draw_modules(query, model.modules)
        parts.same_line_if_fits("    Pinned")
        _, pinned_only = imgui.checkbox("Pinned", query.pinned_only)
        query = replace(query, pinned_only=pinned_only)
        count = _count(model)
        parts.same_line_if_fits(count)
        parts.hint(count)
        imgui.set_item_tooltip(HELP)
        return [intents.Find(query)] if query != model.query else []

    def _draw_text(self, query: Query) -> Query:
        if self._wants_focus:
            imgui.set_keyboard_focus_here()
            self._wants_focus = False
        imgui.set_next_item_width(min(em(14), imgui.get_content_region_avail().x))
        changed, text = imgui.input_text_with_hint("##filter", "filter: words of an entry", query.text)
        return replace(query, text=text) if changed else query


def _draw_statuses(query: Query) -> Query:
    names = [words.status(each) for each in STATUSES if each in query.statuses]
    choices = [
        (_ALL_STATUSES, not query.statuses),
        *((words.status(each), each in query.statuses) for each in STATUSES),
    ]
    chosen = parts.combo("##status", ", ".join(names) or _ALL_STATUSES, choices, width_em=8)
    if chosen is None:
        return query
    status = next((each for each in STATUSES if words.status(each) == chosen), None)
    return replace(query, statuses=frozenset() if status is None else query.statuses ^ {status})


def _draw_modules(query: Query, modules: tuple[str, ...]) -> Query:
    choices = [(_ALL_MODULES, not query.module), *((each, each == query.module) for each in modules)]
    chosen = parts.combo("##module", query.module or _ALL_MODULES, choices, width_em=9)
    if chosen is None:
        return query
    return replace(query, module="" if chosen == _ALL_MODULES else chosen)


def _count(model: History) -> str:
    reading = "" if model.complete or model.problem else ", reading on"
    if model.matching == model.total:
        return f"{model.total:,} {'entry' if model.total == 1 else 'entries'}{reading}"
    return f"{model.matching:,} of {model.total:,} entries{reading}"
