"""Content, stored once under its digest.

Invariants:

- a blob's row is inserted and never updated;
- an entry never comes to rest on a blob that this process has not seen whole: one that was already
  there is unpacked and compared before it is shared, so neither a damaged nor a planted one is;
- stored bytes are compared with their digest before they are decompressed, and decompressing
  never makes more bytes than were announced.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mulligan_store.errors import JournalUnreadable
from mulligan_store.signing import digest

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

_COMPRESSION_LEVEL = 1
"""Measured: 0.23 of the size in under 2 ms for 1.6 MB; lz4 gave 0.31, zlib took 45 ms."""


@dataclass(frozen=True)
class Blob:
    """A row of `blobs`. Every field is as read: whoever can write the file can write anything."""

    digest: object
    stored_digest: object
    content_bytes: object
    stored: object = field(repr=False)

    def content(self, *, limit_bytes: int | None = None) -> bytes:
        """Return the content, after comparing the stored bytes with their digest.

        Arguments:
            limit_bytes: refuse to make more than this; None where a signature vouches for the length.

        Raises:
            JournalUnreadable: the bytes are not those that were stored, or are too many.
        """
        if not isinstance(self.stored, bytes) or digest(self.stored) != self.stored_digest:
            raise JournalUnreadable("the stored bytes of a blob are damaged or were altered")
        if not isinstance(self.content_bytes, int) or self.content_bytes < 0:
            raise JournalUnreadable("the length of a blob is no length")
        if limit_bytes is not None and self.content_bytes > limit_bytes:
            raise JournalUnreadable(
                f"a blob announces {self.content_bytes} bytes, more than the {limit_bytes} allowed"
            )
        content = _decompressed(self.stored, self.content_bytes)
        if digest(content) != self.digest:
            raise JournalUnreadable("the content of a blob is not what its digest says")
        return content


def _decompressed(stored: bytes, content_bytes: int) -> bytes:
    import zstandard

    try:
        # Compared first: the decompressor would allocate whatever the frame's own header announces.
        if zstandard.get_frame_parameters(stored).content_size != content_bytes:
            raise JournalUnreadable("a blob's frame announces another length than its row")
        return _OF_THREAD.decompressor.decompress(stored, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise JournalUnreadable(f"a blob cannot be decompressed: {error}") from error


class _OfThread(threading.local):
    """A decompressor for each thread: making one takes as long as 10 kB, and two must not share one."""

    @cached_property
    def decompressor(self) -> ZstdDecompressor:
        import zstandard

        return zstandard.ZstdDecompressor()


_OF_THREAD = _OfThread()


class BlobWriter:
    """Stores content, once."""

    def __init__(self) -> None:
        self._seen_whole: set[bytes] = set()

    def store(self, raw: sqlite3.Connection, content: bytes) -> int:
        """Return the id of a blob with this content, inserting it if there is none that is sound."""
        name = digest(content)
        row = raw.execute("SELECT id FROM blobs WHERE digest = ? ORDER BY id DESC", (name,)).fetchone()
        if row is not None and (name in self._seen_whole or _is_whole(raw, row[0], content)):
            self._seen_whole.add(name)
            return int(row[0])
        self._seen_whole.add(name)
        return _insert(raw, name, content)

    def forget(self) -> None:
        """The transaction was rolled back: what was inserted in it is not there."""
        self._seen_whole.clear()


def _is_whole(raw: sqlite3.Connection, blob_id: int, content: bytes) -> bool:
    try:
        return read_blob(raw, blob_id).content(limit_bytes=len(content)) == content
    except JournalUnreadable:
        return False


def read_blob(raw: sqlite3.Connection, blob_id: object) -> Blob:
    """Return a blob as it is stored.

    Raises:
        JournalUnreadable: no blob has that id.
    """
    query = "SELECT digest, stored_digest, content_bytes, stored FROM blobs WHERE id = ?"
    row = raw.execute(query, (blob_id,)).fetchone()
    if row is None:
        raise JournalUnreadable(f"blob {blob_id!r} is missing")
    return Blob(*row)


def compressed(content: bytes) -> bytes:
    """Return the content as it is stored."""
    import zstandard

    return zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL).compress(content)


def _insert(raw: sqlite3.Connection, name: bytes, content: bytes) -> int:
    stored = compressed(content)
    cursor = raw.execute(
        "INSERT INTO blobs (digest, stored_digest, content_bytes, stored) VALUES (?, ?, ?, ?)",
        (name, digest(stored), len(content), stored),
    )
    return int(cursor.lastrowid or 0)
