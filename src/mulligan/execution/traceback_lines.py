"""The lines that tracebacks and `inspect.getsource` show.

Invariant: they are the lines that were compiled, whatever the file on disk says by now.
"""

from __future__ import annotations

import linecache

from mulligan.graft import ABSENT, UndoLog


def show_lines(filename: str, text: str) -> None:
    """Let tracebacks through `filename` show `text`; without a time, linecache never looks at the file."""
    linecache.cache[filename] = (len(text), None, _lines(text), filename)


def show_lines_undoably(log: UndoLog, filename: str, text: str) -> None:
    """As `show_lines`, and bring back what was shown before when undone."""
    log.add("the lines of tracebacks", _put_back, filename, linecache.cache.get(filename, ABSENT))
    show_lines(filename, text)


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") else lines


def _put_back(filename: str, entry: object) -> None:
    if entry is ABSENT:
        linecache.cache.pop(filename, None)
    else:
        linecache.cache[filename] = entry  # type: ignore[assignment]
