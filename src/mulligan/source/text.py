"""From the bytes of a file to the text that Python would compile.

Invariant: a text that left this module has no carriage return and no byte order mark, so a line is
what stands between two line feeds. `str.splitlines` is never used: it also splits at form feeds and
at U+2028, where Python's tokenizer does not.
"""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from mulligan.errors import SourceUnreadable


def normalise_newlines(text: str) -> str:
    """Return `text` with every line ending written as one line feed, as the tokenizer reads it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode(data: bytes) -> str:
    """Decode the bytes of a source file: byte order mark, coding line (PEP 263), otherwise UTF-8.

    Raises:
        SyntaxError: the coding line names no known encoding, or contradicts the byte order mark.
        UnicodeDecodeError: the bytes are not text in that encoding.
        LookupError: the encoding turns bytes into something other than text.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return normalise_newlines(data.decode(encoding))


def read_source(path: str | Path) -> str:
    """Read a source file as normalised text.

    Raises:
        SourceUnreadable: the file is missing, is a folder, may not be read, or is not text in its
            declared encoding; the message names the path and the reason.
    """
    try:
        return decode(Path(path).read_bytes())
    except FileNotFoundError as error:
        raise _unreadable(path, "there is no such file") from error
    except (UnicodeDecodeError, LookupError, SyntaxError) as error:
        raise _unreadable(path, f"it is not text in its declared encoding ({error})") from error
    except OSError as error:
        reason = "it is a folder" if Path(path).is_dir() else error.strerror or str(error)
        raise _unreadable(path, reason) from error


def _unreadable(path: str | Path, reason: str) -> SourceUnreadable:
    return SourceUnreadable(f"{path} cannot be read: {reason}; the code that runs stays as it is")


def common_prefix_length(one: str, other: str, limit: int) -> int:
    """Count the characters, at most `limit`, that both texts begin with.

    Bisection over slices: slices are compared by the C library, a loop over characters is not.
    """
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix_length(one: str, other: str, limit: int) -> int:
    """Count the characters, at most `limit`, that both texts end with."""
    low, high = 0, limit
    one_end, other_end = len(one), len(other)
    while low < high:
        middle = (low + high + 1) // 2
        if one[one_end - middle : one_end - low] == other[other_end - middle : other_end - low]:
            low = middle
        else:
            high = middle - 1
    return low
