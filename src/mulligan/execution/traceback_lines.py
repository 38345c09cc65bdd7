"""The lines that tracebacks and `inspect.getsource` show.

Invariant: they are the lines that were compiled, whatever the file on disk says by now.
"""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from functools import cached_property
from typing import overload

from mulligan.graft import ABSENT, UndoLog


def show_lines(filename: str, text: str) -> None:
    """Let tracebacks through `filename` show `text`; without a time, linecache never looks at the file."""
    linecache.cache[filename] = (len(text), None, _Lines(text), filename)  # type: ignore[assignment]


def show_lines_undoably(log: UndoLog, filename: str, text: str) -> None:
    """As `show_lines`, and bring back what was shown before when undone."""
    log.add("the lines of tracebacks", _put_back, filename, linecache.cache.get(filename, ABSENT))
    show_lines(filename, text)


class _Lines(Sequence[str]):
    """The lines of a text, each with its line feed; cut when somebody asks for them.

    Few edits lead to a traceback. linecache's own lazy entries read the file instead, if there is one.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[str]:
        lines = [line + "\n" for line in self._text.split("\n")]
        return lines[:-1] if self._text.endswith("\n") else lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._lines[index]


def _put_back(filename: str, entry: object) -> None:
    if entry is ABSENT:
        linecache.cache.pop(filename, None)
    else:
        linecache.cache[filename] = entry  # type: ignore[assignment]
