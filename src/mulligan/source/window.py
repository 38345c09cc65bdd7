"""Which lines of a source an edit can have changed the meaning of.

Invariant: outside a window every statement is the same text, and the window starts and ends at whole
statements. A window that parses alone therefore parses to the same statements within the whole: above
it no bracket, text or line is left open, what would go on with the statement above (an indented line,
an `else:`) does not parse alone, and no statement below begins with what goes on with another.

Where the edit is not within one statement, one that did not change comes first and one comes last, so
that lines which were added to the end of a statement are parsed with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from mulligan.source.statement import Statement
from mulligan.source.text import common_prefix_length, common_suffix_length

FEWEST_STATEMENTS = 3
"""Below this the whole text is parsed: a window would be the whole text."""


@dataclass(frozen=True)
class Window:
    """The part of an edited source that has to be parsed again.

    Attributes:
        first, last: `statements[first:last]` of the old source are replaced.
        lines_above: the number of lines above the window.
        lines_added: how far statements below the window have moved down; negative for up.
        text: the window's new text.
    """

    first: int
    last: int
    lines_above: int
    lines_added: int
    text: str


def find_window(old: str, new: str, statements: Sequence[Statement]) -> Window | None:
    """Return the window in which `new` differs from `old`, whose statements are known.

    None when the whole has to be parsed: the edit is near the first statement (docstring, `__future__`
    imports), concerns a `__future__` import, or the text has too few statements or a NUL character.
    """
    if len(statements) < FEWEST_STATEMENTS or "\0" in new:
        return None
    shorter = min(len(old), len(new))
    prefix = common_prefix_length(old, new, shorter)
    suffix = common_suffix_length(old, new, shorter - prefix)
    first_line = old.count("\n", 0, prefix) + 1
    last_line = old.count("\n", 0, len(old) - suffix) + 1
    within = _only_statement(statements, first_line, last_line)
    first = _first_statement(statements, first_line) if within is None else within
    if first == 0:
        return None
    last = _after_last_statement(statements, last_line) if within is None else within + 1
    start = _line_start(old, prefix, first_line - statements[first].start)
    stop = len(old)
    if last < len(statements):
        stop = _line_end(old, len(old) - suffix, statements[last].start - 1 - last_line)
    text = new[start : stop + len(new) - len(old)]
    if "__future__" in text or any("__future__" in each.text for each in statements[first:last]):
        return None
    lines_added = new.count("\n") - old.count("\n")
    return Window(first, last, statements[first].start - 1, lines_added, text)


def _only_statement(statements: Sequence[Statement], first_line: int, last_line: int) -> int | None:
    """The position of the statement that all these lines are in, if it has them to itself."""
    at = bisect_right(statements, first_line, key=lambda each: each.start) - 1
    if at < 0 or statements[at].end < last_line:
        return None
    shares_first = at > 0 and statements[at - 1].end >= statements[at].start
    shares_last = at + 1 < len(statements) and statements[at + 1].start <= statements[at].end
    return None if shares_first or shares_last else at


def _first_statement(statements: Sequence[Statement], line: int) -> int:
    """One whole statement before the one that `line` is in or after, with all that share its lines."""
    first = max(bisect_right(statements, line, key=lambda each: each.start) - 2, 0)
    while first and statements[first - 1].end >= statements[first].start:
        first -= 1
    return first


def _after_last_statement(statements: Sequence[Statement], line: int) -> int:
    """The position after one whole statement below `line`, with all that share its lines."""
    last = bisect_right(statements, line, key=lambda each: each.end)
    while last < len(statements) and statements[last].start <= line:
        last += 1
    last = min(last + 1, len(statements))
    while last < len(statements) and statements[last].start <= statements[last - 1].end:
        last += 1
    return last


def _line_start(text: str, position: int, lines_up: int) -> int:
    """The start of the line that is `lines_up` above the line of `position`."""
    for _ in range(lines_up + 1):
        position = text.rfind("\n", 0, position)
    return position + 1


def _line_end(text: str, position: int, lines_down: int) -> int:
    """The end, before its line feed, of the line that is `lines_down` below the line of `position`."""
    position = text.find("\n", position)
    for _ in range(lines_down):
        position = text.find("\n", position + 1)
    return position
