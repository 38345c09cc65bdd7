"""Text and JSON on their way into SQLite and back.

Invariant: `unescaped(escaped(text)) == text` for every Python string, and an escaped string holds
neither NUL (which cuts a text short in SQLite's own functions and tools) nor a lone surrogate
(which UTF-8 cannot hold). Ordinary text, Windows paths included, is stored as it is.
"""

from __future__ import annotations

import json
import re

from mulligan_store.errors import JournalUnreadable

MAX_JSON_DEPTH = 100
"""Ours is five deep. What is read can be walked by whoever prints it without running out of stack."""

CUT_OFF = "(what lay deeper was not written)"
"""Stands where something was nested deeper than is read."""

# Made once: `json.dumps` makes another at every call with settings of ours.
# Not ensure_ascii: it would merge two neighbouring lone surrogates into one character on reading.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_UNSTORABLE = re.compile("(\\\\*)([\ud800-\udfff\0])")
_LOOKS_ESCAPED = re.compile(r"(\\+)(ud[89a-f][0-9a-f]{2}|x00)")


def escaped(text: str) -> str:
    r"""Return the text as it is stored.

    A lone surrogate becomes `\udXXX` and NUL becomes `\x00`. Backslashes that stand directly
    before such a sequence are doubled, so that an odd number of them always marks an escape.
    """
    if text.isascii() and "\\" not in text and "\0" not in text:
        return text
    doubled = _LOOKS_ESCAPED.sub(r"\1\1\2", text)
    return _UNSTORABLE.sub(_escape_match, doubled)


def unescaped(stored: str) -> str:
    """Return the text that `escaped` was given."""
    return _LOOKS_ESCAPED.sub(_unescape_match, stored)


def _escape_match(match: re.Match[str]) -> str:
    slashes, character = match.groups()
    name = "x00" if character == "\0" else f"u{ord(character):04x}"
    return f"{slashes}{slashes}\\{name}"


def _unescape_match(match: re.Match[str]) -> str:
    slashes, name = match.groups()
    kept = "\\" * (len(slashes) // 2)
    if len(slashes) % 2 == 0:
        return kept + name
    return kept + ("\0" if name == "x00" else chr(int(name[1:], 16)))


def escaped_or_none(text: str | None) -> str | None:
    """Return `escaped(text)`, or None for None."""
    return None if text is None else escaped(text)


def to_json(value: object) -> str:
    """Return the value as JSON that SQLite can hold and that `from_json` takes.

    What is nested deeper than is read back is replaced by a sentence that says so.

    Raises:
        TypeError: the value, or something in it, is not JSON.
        ValueError: it holds itself, or a number that has too many digits.
    """
    try:
        stored = _dumped(value)
    except RecursionError:
        return _dumped(_cut_off(value, MAX_JSON_DEPTH))
    return _dumped(_cut_off(value, MAX_JSON_DEPTH)) if _is_too_deep(value) else stored


def _dumped(value: object) -> str:
    return escaped(_ENCODER.encode(value))


def _cut_off(value: object, levels: int) -> object:
    if not isinstance(value, dict | list | tuple):
        return value
    if levels == 1:
        return CUT_OFF
    if isinstance(value, dict):
        return {key: _cut_off(item, levels - 1) for key, item in value.items()}
    return [_cut_off(item, levels - 1) for item in value]


def from_json(stored: str) -> object:
    """Return the value that `to_json` was given.

    Raises:
        JournalUnreadable: the text is not JSON, or nested deeper than ours; someone else wrote it.
    """
    try:
        value: object = json.loads(unescaped(stored))
    except (ValueError, RecursionError, TypeError) as error:
        raise JournalUnreadable(f"a column of the journal holds no valid JSON: {error}") from error
    if _is_too_deep(value):
        raise JournalUnreadable(f"a column of the journal is nested deeper than {MAX_JSON_DEPTH} levels")
    return value


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_JSON_DEPTH):
        level = [
            item
            for container in level
            if isinstance(container, dict | list | tuple)
            for item in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return False
    return True
