"""Code-only changes: new code for every live function that carries the old.

Invariant: nothing is executed and nothing can raise; a function is given code only if it carries
the very code that the edit replaced.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import NamedTuple

from mulligan.graft.code import CodeSwap, Place, place_of, shifted
from mulligan.graft.functions import accepts, set_code, swap_code
from mulligan.graft.undo_log import UndoLog


@dataclass
class SwapOutcome:
    """Which of the old code objects were found in live functions."""

    swapped: set[int] = field(default_factory=set)
    """The ids of old code objects whose functions run the new code now."""
    functions: list[FunctionType] = field(default_factory=list)
    """Those functions."""
    docstrings: dict[int, str | None] = field(default_factory=dict)
    """The docstring before, by id of the function."""
    left: dict[int, Place] = field(default_factory=dict)
    """The ids and places of old code objects that a live function has to keep."""


class Move(NamedTuple):
    """Lines of the old text that only moved."""

    first_line: int
    last_line: int
    by: int


def swap(
    log: UndoLog, functions: Iterable[FunctionType], swaps: Iterable[CodeSwap], filename: str
) -> SwapOutcome:
    """Give each function that carries the old code of a swap the new code."""
    by_place: defaultdict[Place, list[CodeSwap]] = defaultdict(list)
    for each in swaps:
        by_place[each.place].append(each)
    outcome = SwapOutcome()
    for function in functions:
        code = function.__code__
        candidates = by_place.get(place_of(code)) if code.co_filename == filename else None
        found = _carried(code, candidates) if candidates else None
        if found is None:
            continue
        if found.new is None or not accepts(function, found.new):
            outcome.left[id(found.old)] = found.place
        else:
            outcome.docstrings[id(function)] = function.__doc__
            swap_code(log, function, found.new)
            outcome.swapped.add(id(found.old))
            outcome.functions.append(function)
    return outcome


def _carried(code: CodeType, candidates: Sequence[CodeSwap]) -> CodeSwap | None:
    """Which swap concerns this code; of several lambdas on one line, the one that is equal to it."""
    if len(candidates) == 1:
        return candidates[0]
    return next((each for each in candidates if each.old == code), None)


def shift_lines(
    log: UndoLog,
    functions: Iterable[FunctionType],
    moves: Sequence[Move],
    filename: str,
    new_code: Collection[int],
) -> None:
    """Correct the line numbers of functions whose statement only moved.

    Arguments:
        functions: live functions.
        moves: where lines went; the order does not matter.
        filename: functions of other files are left alone.
        new_code: ids of code objects that have the new lines already.
    """
    ordered = sorted(moves)
    starts = [move.first_line for move in ordered]
    done: dict[CodeType, CodeType] = {}
    for function in functions:
        code = function.__code__
        if code.co_filename != filename or id(code) in new_code:
            continue
        at = bisect_right(starts, code.co_firstlineno) - 1
        if at >= 0 and code.co_firstlineno <= ordered[at].last_line:
            set_code(log, function, shifted(code, ordered[at].by, done))
