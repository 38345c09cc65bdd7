r"""Terminal output, made fit to draw: colours are kept, every other escape sequence is taken out.

Invariant: of all that a command can write, a cleaned line holds printable text and colour marks only, and
each line says for itself in which colour it begins, so that a panel can draw any line without those above.

A colour mark is `\x1b[`, the whole style, `m`, as ECMA-48 (5th edition, 8.3.117, "Select Graphic Rendition")
writes it; the 256 colours are those of xterm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

RGB = tuple[int, int, int]

# A string (title, link) of any length ends with BEL or ST; everything else is a CSI or two characters.
_ESCAPE = re.compile(r"\x1b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-~])")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[0-9;]*m)")
_MARK = re.compile(r"\x1b\[([0-9;]*)m")
_MAX_UNFINISHED = 200
"""Characters of an escape sequence that are held back until its rest comes; more of them is no sequence."""

# Readable on a dark ground: pure blue is not.
PALETTE: tuple[RGB, ...] = (
    *((120, 124, 132), (255, 110, 103), (107, 212, 128), (240, 200, 90)),
    *((110, 170, 255), (224, 130, 240), (80, 205, 215), (222, 224, 228)),
    *((150, 154, 162), (255, 150, 145), (150, 240, 165), (255, 230, 130)),
    *((160, 200, 255), (240, 170, 255), (130, 235, 240), (255, 255, 255)),
)


@dataclass(frozen=True)
class Style:
    """How a stretch of a line is drawn; `colour` is the parameters of a mark, such as `31`, or empty."""

    colour: str = ""
    bold: bool = False
    dim: bool = False

    @property
    def mark(self) -> str:
        """The colour mark that sets this style, whatever was before."""
        parts = ["0", *(["1"] if self.bold else []), *(["2"] if self.dim else [])]
        return f"\x1b[{';'.join([*parts, self.colour] if self.colour else parts)}m"


PLAIN = Style()


@dataclass(frozen=True)
class Span:
    """A stretch of a line in one style; `rgb` None is the colour of ordinary text."""

    text: str
    rgb: RGB | None
    dim: bool


class LineCleaner:
    """Cleans the lines of one stream, in order: a colour that is not ended goes on in the next line."""

    def __init__(self) -> None:
        self._style = PLAIN
        self._held = ""

    def clean(self, piece: str) -> str:
        """Return a line, or a piece of a very long one, as a panel can draw it."""
        text = self._held + piece
        self._held = ""
        if not piece.endswith("\n"):
            unfinished = _UNFINISHED.search(text)
            if unfinished is not None and len(unfinished[0]) <= _MAX_UNFINISHED:
                self._held = unfinished[0]
                text = text[: unfinished.start()]
        text = text.rstrip("\r\n")
        if "\x1b" not in text and self._style == PLAIN:
            return _replaced(text)
        begin = "" if self._style == PLAIN else self._style.mark
        return begin + _replaced(_ESCAPE.sub(self._colours_only, text))

    def _colours_only(self, match: re.Match[str]) -> str:
        if match[2] != "m":
            return ""
        before = self._style
        self._style = _styled(before, match[1])
        return "" if self._style == before else self._style.mark


def clean_line(text: str) -> str:
    """Return a line that stands for itself as a panel can draw it."""
    return LineCleaner().clean(text)


def plain(line: str) -> str:
    """Return the text of a cleaned line without its colours."""
    return _MARK.sub("", line) if "\x1b" in line else line


@lru_cache(maxsize=4_096)
def spans(line: str) -> tuple[Span, ...]:
    """Return the stretches of a cleaned line, in order."""
    if "\x1b" not in line:
        return (Span(line, None, dim=False),)
    found: list[Span] = []
    style, position = PLAIN, 0
    for mark in _MARK.finditer(line):
        if mark.start() > position:
            found.append(_span(line[position : mark.start()], style))
        style = _styled(style, mark[1])
        position = mark.end()
    if position < len(line) or not found:
        found.append(_span(line[position:], style))
    return tuple(found)


def _replaced(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.expandtabs(4))


def _span(text: str, style: Style) -> Span:
    return Span(text, _rgb(style), style.dim)


def _styled(style: Style, parameters: str) -> Style:
    """Apply the parameters of one mark; what they say of backgrounds, blinking and so on is passed over."""
    codes = _numbers(parameters)
    for code in codes:
        if code == 0:
            style = PLAIN
        elif code in (1, 2, 22):
            style = replace(style, bold=code == 1, dim=code == 2)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style = replace(style, colour=str(code))
        elif code == 39:
            style = replace(style, colour="")
        elif code in (38, 48):
            colour = _extended(codes)
            if code == 38 and colour:
                style = replace(style, colour=colour)
    return style


def _numbers(parameters: str) -> Iterator[int]:
    for word in re.split("[;:]", parameters):
        yield int(word) if word.isascii() and word.isdigit() and len(word) < 6 else 0 if not word else -1


def _extended(codes: Iterator[int]) -> str:
    """Read the rest of `38;5;n` or `38;2;r;g;b`; empty where it makes no sense."""
    kind = next(codes, -1)
    numbers = [next(codes, -1) for _ in range({5: 1, 2: 3}.get(kind, 0))]
    if not numbers or not all(0 <= number <= 255 for number in numbers):
        return ""
    return ";".join(str(number) for number in (38, kind, *numbers))


def _rgb(style: Style) -> RGB | None:
    if not style.colour:
        return PALETTE[15] if style.bold else None
    first, *rest = (int(word) for word in style.colour.split(";"))
    if first == 38:
        return _indexed(rest[1]) if rest[0] == 5 else (rest[1], rest[2], rest[3])
    if first >= 90:
        return PALETTE[first - 90 + 8]
    return PALETTE[first - 30 + (8 if style.bold else 0)]


def _indexed(index: int) -> RGB:
    """Return colour `index` of xterm's 256."""
    if index < 16:
        return PALETTE[index]
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return (grey, grey, grey)
    levels = (0, 95, 135, 175, 215, 255)
    red, rest = divmod(index - 16, 36)
    return (levels[red], levels[rest // 6], levels[rest % 6])
