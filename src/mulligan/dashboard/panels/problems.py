"""Problems: everything that was refused, undone or contained, grouped by what it says.

Invariant: nothing is left out silently; the text that is copied says the same as the panel.
"""

from __future__ import annotations

import functools
import platform
from importlib.metadata import PackageNotFoundError, version

from imgui_bundle import imgui

from mulligan.dashboard import intents, parts, words
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import Problem, Problems
from mulligan.dashboard.theme import em, tones

_COLUMNS = (
    ("Times", parts.FIXED, 3.6),
    ("Outcome", parts.FIXED, 6.0),
    ("What it says", parts.STRETCH, 1.0),
    ("Last", parts.FIXED, 7.5),
)


class ProblemsPanel:
    """Draws `Problems`."""

    title = "Problems"

    def draw(self, model: Problems) -> list[Intent]:
        """Draw into the current window."""
        asked: list[Intent] = []
        if not (model.refused or model.contained):
            parts.hint("nothing was refused or contained" if model.complete else "reading the journal")
            return asked
        if parts.button("Copy all as text"):
            asked.append(intents.Copy(as_text(model)))
        if not model.complete:
            imgui.same_line()
            parts.hint("reading the journal")
        for note in model.notes:
            parts.problem(note)
        if imgui.begin_table("problems", len(_COLUMNS), parts.TABLE):
            for name, flags, width in _COLUMNS:
                imgui.table_setup_column(name, flags, em(width) if flags & parts.FIXED else width)
            imgui.table_setup_scroll_freeze(0, 1)
            imgui.table_headers_row()
            for number, each in enumerate((*model.contained, *model.refused)):
                imgui.push_id(number)
                asked += _draw_problem(each)
                imgui.pop_id()
            imgui.end_table()
        return asked


def as_text(model: Problems) -> str:
    """All problems as plain text, to be sent to somebody, with what they happened on."""
    parts_of_text = [_versions(), *(_as_text(each) for each in (*model.contained, *model.refused))]
    if not model.complete:
        parts_of_text.append("(the journal was still being read; older entries are missing)")
    return "\n\n".join(parts_of_text) + "\n"


@functools.cache
def _versions() -> str:
    names = {"Mulligan": "mulligan", "imgui-bundle": "imgui-bundle"}
    found = [f"{shown} {_version(name)}" for shown, name in names.items()]
    return ", ".join([*found, f"Python {platform.python_version()}", platform.platform()])


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "of unknown version"


def _as_text(problem: Problem) -> str:
    lines = [f"{problem.count:,} x {_outcome(problem)}: {problem.line}"]
    if problem.entry_ids:
        more = ", ..." if problem.count > len(problem.entry_ids) else ""
        lines.append(f"entries {', '.join(map(str, problem.entry_ids))}{more}")
    if problem.text:
        lines.append(problem.text.rstrip("\n"))
    return "\n".join(lines)


def _outcome(problem: Problem) -> str:
    """Of an exception that was contained, the function that raised it takes the place of the outcome."""
    return words.status(problem.what) if problem.entry_ids else f"contained in {problem.what}"


def _draw_problem(problem: Problem) -> list[Intent]:
    asked: list[Intent] = []
    imgui.table_next_row()
    imgui.table_next_column()
    imgui.text_unformatted(f"{problem.count:,}")
    imgui.table_next_column()
    if problem.entry_ids:
        parts.status_word(problem.what)
    else:
        parts.elided("contained", tones().left)
    imgui.table_next_column()
    parts.wrapped(problem.line)
    if not problem.entry_ids:
        parts.elided(problem.what, tones().quiet)
    if imgui.small_button("Copy"):
        asked.append(intents.Copy(_as_text(problem)))
    imgui.table_next_column()
    if problem.entry_ids:
        if parts.link(f"entry {problem.entry_ids[0]}", "last"):
            asked.append(intents.Select(problem.entry_ids[0]))
        parts.elided(problem.last, tones().quiet)
    return asked
