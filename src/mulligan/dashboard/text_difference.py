"""Two texts of Python, line beside line, with what a column of a panel needs to draw them.

Invariant: pure functions of two texts. Each line of either text is in exactly one row, in its order,
and rows whose lines agree are the only ones called the same.
"""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Change = Literal["same", "changed", "added", "removed"]
Tone = Literal["plain", "keyword", "text", "comment", "number", "name", "decorator"]
Segment = tuple[str, Tone]

MOST_LINES = 100_000
LONGEST_LINE = 1_000
_CONTEXT_LINES = 3
_TAB = 4
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<text>(?i:\b[rbfut]{1,2})?(?:\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
        |"(?:\\.|[^"\\\n])*(?:"|$)|'(?:\\.|[^'\\\n])*(?:'|$)))
    |(?P<decorator>^[ \t]*@[\w.]+)
    |(?P<number>\b\d[\w.]*)
    |(?P<word>[^\W\d]\w*)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Row:
    """Two lines beside each other, counted from 1; None where a text has none there.

    `folded` lines, the same in both texts, stand behind this row; it shows none of them.
    """

    change: Change
    left: int | None
    right: int | None
    folded: int = 0


@dataclass(frozen=True)
class Difference:
    """Two texts, compared.

    Fields:
        rows: line beside line.
        left, right: the lines of each text, as pieces with their tones.
        widest: how many characters the longest line has.
        added, removed: how many lines; a line that was changed counts in both.
        cut: how many lines were too many to be compared.
    """

    rows: tuple[Row, ...]
    left: tuple[tuple[Segment, ...], ...]
    right: tuple[tuple[Segment, ...], ...]
    widest: int
    added: int
    removed: int
    cut: int = 0


def compare(left: str, right: str) -> Difference:
    """Compare two texts line by line.

    The longest common blocks are those of `difflib.SequenceMatcher` (Ratcliff and Obershelp), between
    the beginning and the end that the texts have in common.
    """
    texts = _lines(left), _lines(right)
    cut = sum(max(len(each) - MOST_LINES, 0) for each in texts)
    before, after = (each[:MOST_LINES] for each in texts)
    rows = tuple(_rows(before, after))
    drawn = [_segments("\n".join(each)) for each in (before, after)]
    return Difference(
        rows=rows,
        left=drawn[0],
        right=drawn[1],
        widest=max((len(line) for each in (before, after) for line in each), default=0),
        added=sum(row.change in ("added", "changed") for row in rows),
        removed=sum(row.change in ("removed", "changed") for row in rows),
        cut=cut,
    )


def unified(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows for one column: of each stretch that changed, what went and then what came."""
    found: list[Row] = []
    came: list[Row] = []
    for row in rows:
        if row.change == "same":
            found += came
            came = []
            found.append(row)
            continue
        if row.left is not None:
            found.append(Row("removed", row.left, None))
        if row.right is not None:
            came.append(Row("added", None, row.right))
    return (*found, *came)


def folded(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the long stretches that are the same, but for three lines around each change."""
    near = set[int]()
    for at, row in enumerate(rows):
        if row.change != "same":
            near.update(range(at - _CONTEXT_LINES, at + _CONTEXT_LINES + 1))
    found: list[Row] = []
    for at, row in enumerate(rows):
        if at in near:
            found.append(row)
        elif found and found[-1].folded:
            found[-1] = Row("same", found[-1].left, found[-1].right, found[-1].folded + 1)
        else:
            found.append(Row("same", row.left, row.right, 1))
    return tuple(found)


def changes(rows: Sequence[Row]) -> tuple[int, ...]:
    """Where each stretch that changed begins, as places in `rows`."""
    return tuple(
        at
        for at, row in enumerate(rows)
        if row.change != "same" and (at == 0 or rows[at - 1].change == "same")
    )


def middle(left: str, right: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """What differs inside two lines: begin and end in each, between what they have in common."""
    shortest = min(len(left), len(right))
    start = 0
    while start < shortest and left[start] == right[start]:
        start += 1
    end = 0
    while end < shortest - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return (start, len(left) - end), (start, len(right) - end)


def _lines(text: str) -> list[str]:
    lines = text.expandtabs(_TAB).split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in lines]


def _rows(before: list[str], after: list[str]) -> list[Row]:
    shortest = min(len(before), len(after))
    first = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    last = 0
    while last < shortest - first and before[-1 - last] == after[-1 - last]:
        last += 1
    matcher = difflib.SequenceMatcher(
        None, before[first : len(before) - last], after[first : len(after) - last]
    )
    found = [Row("same", number, number) for number in range(1, first + 1)]
    for what, a, b, c, d in matcher.get_opcodes():
        left, right = range(first + a + 1, first + b + 1), range(first + c + 1, first + d + 1)
        paired = min(len(left), len(right))
        change: Change = "same" if what == "equal" else "changed"
        found += [Row(change, i, j) for i, j in zip(left, right, strict=False)]
        found += [Row("removed", i, None) for i in left[paired:]]
        found += [Row("added", None, j) for j in right[paired:]]
    for back in range(last, 0, -1):
        found.append(Row("same", len(before) - back + 1, len(after) - back + 1))
    return found


def _segments(text: str) -> tuple[tuple[Segment, ...], ...]:
    """Each line as pieces of one tone."""
    lines: list[list[Segment]] = [[]]

    def put(piece: str, tone: Tone) -> None:
        first, *rest = piece.split("\n")
        if first:
            lines[-1].append((first, tone))
        for line in rest:
            lines.append([(line, tone)] if line else [])

    at, previous = 0, ""
    for found in _TOKEN.finditer(text):
        tone = _tone(str(found.lastgroup), found.group(), previous)
        previous = found.group()
        if tone == "plain":
            continue  # joined with what stands around it, so that a line has few pieces
        if found.start() > at:
            put(text[at : found.start()], "plain")
        put(found.group(), tone)
        at = found.end()
    if at < len(text):
        put(text[at:], "plain")
    return tuple(tuple(line) for line in lines)


def _tone(group: str, word: str, previous: str) -> Tone:
    if group != "word":
        return group  # type: ignore[return-value]  # the groups of the pattern are named as tones
    if keyword.iskeyword(word):
        return "keyword"
    return "name" if previous in ("def", "class") else "plain"
