"""Read the rows out of a database file page by page, without SQLite and without its inner pages.

Invariant: whatever the bytes are, this yields rows or nothing; it neither raises nor follows a
chain for ever, and never makes more bytes than the file has. What a row is worth is for its
signature to say: a page that is no longer in use may hold an older one.

Format: https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

Value: TypeAlias = "int | float | str | bytes | None"
Row = tuple[int, tuple[Value, ...]]

DEFAULT_PAGE_BYTES = 16_384
_TABLE_LEAF = 0x0D
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LARGEST_RECORD_HEADER = 1_000


class _Damaged(Exception):
    """The bytes are not what the format calls for."""


def rows_in(path: Path) -> Iterator[Row]:
    """Yield (rowid, values) of every row on every leaf page of every table, in the order of pages."""
    with path.open("rb") as file:
        pages = _Pages(file, path.stat().st_size)
        for number in range(1, pages.count + 1):
            yield from _rows_on(pages, number)


class _Pages:
    """The pages of a file."""

    def __init__(self, file: BinaryIO, file_bytes: int) -> None:
        self._file = file
        header = file.read(100)
        self.page_bytes = _page_bytes(header)
        self.usable_bytes = self.page_bytes - (header[20] if len(header) > 20 and header[20] < 64 else 0)
        self.count = -(-file_bytes // self.page_bytes)

    def read(self, number: int) -> bytes:
        if not 1 <= number <= self.count:
            raise _Damaged
        try:
            self._file.seek((number - 1) * self.page_bytes)
            return self._file.read(self.page_bytes)
        except OSError as error:
            # A bad sector: the pages around it can still be read.
            raise _Damaged from error


def _page_bytes(header: bytes) -> int:
    if len(header) < 18:
        return DEFAULT_PAGE_BYTES
    (size,) = struct.unpack_from(">H", header, 16)
    size = 65_536 if size == 1 else size
    return size if 512 <= size <= 65_536 and size & (size - 1) == 0 else DEFAULT_PAGE_BYTES


def _rows_on(pages: _Pages, number: int) -> Iterator[Row]:
    try:
        page = pages.read(number)
    except _Damaged:
        return
    start = 100 if number == 1 else 0
    if len(page) < start + 8 or page[start] != _TABLE_LEAF:
        return
    (cells,) = struct.unpack_from(">H", page, start + 3)
    for position in range(start + 8, min(start + 8 + 2 * cells, len(page) - 1), 2):
        (offset,) = struct.unpack_from(">H", page, position)
        try:
            yield _row(pages, page, offset)
        except (_Damaged, IndexError, struct.error):
            # This cell alone: its neighbours have offsets of their own.
            continue


def _row(pages: _Pages, page: bytes, offset: int) -> Row:
    length, offset = _varint(page, offset)
    rowid, offset = _varint(page, offset)
    rowid -= 1 << 64 if rowid >= 1 << 63 else 0
    return rowid, _values(_payload(pages, page, offset, length))


def _payload(pages: _Pages, page: bytes, offset: int, length: int) -> bytes:
    usable = pages.usable_bytes
    if length > pages.count * usable:
        raise _Damaged
    largest = usable - 35
    if length <= largest:
        return _exactly(page[offset : offset + length], length)
    smallest = (usable - 12) * 32 // 255 - 23
    local = smallest + (length - smallest) % (usable - 4)
    local = local if local <= largest else smallest
    parts = [_exactly(page[offset : offset + local], local)]
    (following,) = struct.unpack_from(">I", page, offset + local)
    left = length - local
    while left > 0:
        overflow = pages.read(following)
        parts.append(_exactly(overflow[4 : 4 + min(left, usable - 4)], min(left, usable - 4)))
        left -= usable - 4
        (following,) = struct.unpack_from(">I", overflow, 0)
    return b"".join(parts)


def _exactly(part: bytes, length: int) -> bytes:
    if len(part) != length:
        raise _Damaged
    return part


def _values(payload: bytes) -> tuple[Value, ...]:
    header_bytes, offset = _varint(payload, 0)
    if not offset <= header_bytes <= min(len(payload), _LARGEST_RECORD_HEADER):
        raise _Damaged
    values: list[Value] = []
    content = header_bytes
    while offset < header_bytes:
        kind, offset = _varint(payload, offset)
        value, content = _value(payload, kind, content)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, kind: int, start: int) -> tuple[Value, int]:
    if kind == 0:
        return None, start
    if kind in (8, 9):
        return kind - 8, start
    if kind in _INTEGER_BYTES:
        end = start + _INTEGER_BYTES[kind]
        return int.from_bytes(_exactly(payload[start:end], end - start), "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, start)[0], start + 8
    if kind < 12:
        raise _Damaged
    end = start + (kind - 12) // 2
    content = _exactly(payload[start:end], end - start)
    return (content if kind % 2 == 0 else content.decode("utf-8", "surrogateescape")), end


def _varint(content: bytes, offset: int) -> tuple[int, int]:
    value = 0
    for position in range(offset, offset + 8):
        byte = content[position]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + 1
    return value << 8 | content[offset + 8], offset + 9
