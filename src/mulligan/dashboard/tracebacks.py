"""A traceback as lines, those of the hot modules with the place they speak of.

Invariant: the text is only read. A path in it, which may come from a hostile journal, is compared
and never opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

_PLACE = re.compile(r'^\s*File "(?P<path>.+?)", line (?P<line>\d{1,9})')
LONGEST = 2_000


@dataclass(frozen=True)
class TraceLine:
    """One line of a traceback; `module` and `line` (from 1) where it names a place in a hot module."""

    text: str
    module: str | None = None
    line: int | None = None


def read(text: str, paths: Mapping[str, str]) -> tuple[TraceLine, ...]:
    """Return the lines of a traceback, the newest exception last.

    Arguments:
        text: as Python formats it.
        paths: module name to the path of its file.
    """
    lines = text.rstrip("\n").split("\n")
    if len(lines) > LONGEST:
        lines = [*lines[: LONGEST // 2], "  ...", *lines[-LONGEST // 2 :]]
    modules = {_spelling(path): module for module, path in paths.items() if path}
    return tuple(_line(each, modules) for each in lines)


def failing_place(lines: Sequence[TraceLine]) -> TraceLine | None:
    """Return the last line that names a place in a hot module: where to look first."""
    return next((each for each in reversed(lines) if each.module is not None), None)


def _line(text: str, modules: Mapping[str, str]) -> TraceLine:
    found = _PLACE.match(text)
    module = modules.get(_spelling(found["path"])) if found else None
    if found is None or module is None:
        return TraceLine(text)
    return TraceLine(text, module, int(found["line"]))


def _spelling(path: str) -> str:
    """Two spellings of one path as one: separators, and on Windows case, do not tell files apart."""
    pure = PurePath(path)
    return str(pure).lower() if pure.drive else pure.as_posix()
