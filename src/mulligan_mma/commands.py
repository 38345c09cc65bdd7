"""A command line of a track, taken apart the same way everywhere.

Invariant: a command is never handed to a shell; what the track says is what the process gets.
"""

from __future__ import annotations

import os
import shlex
import sys

PYTHON = "{python}"


def split_command(command: str, *, posix: bool = os.name != "nt") -> list[str]:
    r"""Split a command line into arguments and put this interpreter in place of `{python}`.

    Arguments:
        command: the text from the track file.
        posix: quoting rules. Without them a backslash is an ordinary character, as Windows paths
            need it, and only the quotes around a whole argument are taken off.

    Raises:
        ValueError: the command is empty or a quotation is not closed.
    """
    words = shlex.split(command, posix=posix)
    if not posix:
        words = [_without_quotes(word) for word in words]
    if not words or not words[0]:
        raise ValueError("the command is empty")
    # After the split, so that an interpreter under a path with spaces stays one argument.
    return [word.replace(PYTHON, sys.executable) for word in words]


def _without_quotes(word: str) -> str:
    if len(word) >= 2 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word
