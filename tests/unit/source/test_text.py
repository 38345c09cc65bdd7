"""Bytes become the text that Python would compile, or a reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan.errors import SourceUnreadable
from mulligan.source import decode, read_source


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2\rz = 3\n", "x = 1\ny = 2\nz = 3\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n"),
        (
            b"#!/bin/python\n# -*- coding: cp1252 -*-\nx = '\x80'\n",
            "#!/bin/python\n# -*- coding: cp1252 -*-\nx = '€'\n",
        ),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"", ""),
        (b"x = 1\x0c\n", "x = 1\x0c\n"),
    ],
)
def test_bytes_are_decoded_as_python_does(data: bytes, text: str) -> None:
    """Byte order mark, coding line and all three line endings are understood."""
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x = '\xe9'\n", "declared encoding"),
        (b"# coding: klingon\n", "declared encoding"),
        (b"# coding: rot13\nk = 1\n", "declared encoding"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "declared encoding"),
    ],
)
def test_file_that_is_not_text_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    """A file in another encoding than it declares is refused with its path and the reason."""
    path = tmp_path / "gui.py"
    path.write_bytes(data)
    with pytest.raises(SourceUnreadable, match=reason) as caught:
        read_source(path)
    assert str(path) in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that vanished is refused with its path."""
    with pytest.raises(SourceUnreadable, match=r"gone\.py cannot be read: there is no such file"):
        read_source(tmp_path / "gone.py")


def test_folder_is_named(tmp_path: Path) -> None:
    """A folder in place of the file is refused as such."""
    with pytest.raises(SourceUnreadable, match="it is a folder"):
        read_source(str(tmp_path))
