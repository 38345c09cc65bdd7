"""Whether the text of a file is what runs.

Invariant: a function that was edited between the import of its module and its adoption is not taken
for unchanged. Data cannot be compared: what it is now may have been computed since.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import CodeType, ModuleType

from mulligan.errors import SourceInvalid
from mulligan.graft import LiveFunctions, is_local, may_be_held, nested_code, place_of
from mulligan.graft.code import same_but_for_lines
from mulligan.source import Source, Statement


@dataclass(frozen=True)
class Baseline:
    """Where a text is known not to be what runs; empty for most modules.

    Arguments:
        edited: names of functions and classes whose live code differs from the text.
        moved: names of those whose live code differs only in its line numbers.
    """

    edited: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.edited or self.moved)


def compare_with_text(module: ModuleType, source: Source) -> Baseline:
    """Compare the functions of a module that live with a text."""
    live: defaultdict[str, list[CodeType]] = defaultdict(list)
    for function in LiveFunctions(module).reachable():
        if function.__code__.co_filename == source.filename:
            live[function.__code__.co_qualname].append(function.__code__)
    edited: set[str] = set()
    moved: set[str] = set()
    written = [name for each in source.statements for name in each.binds]
    for statement in source.statements:
        name = statement.name
        if name is None or written.count(name) > 1:
            continue  # bound more than once: which of them lives cannot be told
        if name not in vars(module):
            edited.add(name)
            continue
        verdict = _compare(source, statement, live)
        edited |= {name} if verdict == "edited" else set()
        moved |= {name} if verdict == "moved" else set()
    return Baseline(frozenset(edited), frozenset(moved))


def _compare(source: Source, statement: Statement, live: dict[str, list[CodeType]]) -> str:
    try:
        code = source.compile(statement)
    except SourceInvalid:
        return "edited"  # a text that does not compile cannot be what runs
    verdict = "same"
    for _, written in nested_code(code):
        known = live.get(written.co_qualname)
        if not known or is_local(written.co_qualname) or not may_be_held(written):
            continue
        if not any(same_but_for_lines(written, each) for each in known):
            return "edited"
        if all(place_of(written) != place_of(each) for each in known):
            verdict = "moved"
    return verdict
