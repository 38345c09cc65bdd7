"""Read a journal's file in the process in which SQLite has it open.

Invariant: no descriptor of a journal is closed while SQLite has that journal open in this process.
POSIX takes all of a process's locks on a file away when it closes any descriptor of that file
(https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks canceled"). Another process would then
take the journal for nobody's and delete its log when it leaves, with acknowledged outcomes in it.

So whoever opens a journal's file, SQLite included, holds it; all holders in a process read through one
descriptor, which is closed when the last of them has let go.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType

_CHUNK_BYTES = 1024 * 1024

_registry = threading.RLock()
_files: dict[tuple[int, int], _OpenFile] = {}


class _OpenFile:
    """One file of this process, and how many hold it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptors = [descriptor]
        self.holders = 0


class HeldFile:
    """A file that is held, until `release` or the end of a `with` block."""

    def __init__(self, key: tuple[int, int]) -> None:
        self._key: tuple[int, int] | None = key

    def read(self, length: int, offset: int = 0) -> bytes:
        """Return up to so many bytes from there; fewer at the end of the file.

        Raises:
            OSError: the system could not read.
            ValueError: it was released.
        """
        with _registry:
            if self._key is None:
                raise ValueError("the file was let go")
            descriptor = _files[self._key].descriptors[0]
            # Not pread, which Windows lacks: nobody moves the position but under this lock.
            os.lseek(descriptor, offset, os.SEEK_SET)
            return os.read(descriptor, length)

    def release(self) -> None:
        """Let go; a second call does nothing."""
        with _registry:
            key, self._key = self._key, None
            if key is None:
                return
            file = _files[key]
            file.holders -= 1
            if not file.holders:
                del _files[key]
                for descriptor in file.descriptors:
                    os.close(descriptor)

    def __enter__(self) -> HeldFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(path: Path) -> HeldFile:
    """Hold the file that a path names now.

    Raises:
        OSError: there is none, or it cannot be read.
    """
    with _registry:
        # Asked before opening: what is held already must not be opened, because it could not be closed.
        key = _key(path.stat())
        if key not in _files:
            # O_BINARY exists on Windows alone, where text mode would translate line ends.
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            key = _key(os.fstat(descriptor))
            if key in _files:
                # Another file was moved there in between, and that one is held: closed with it.
                _files[key].descriptors.append(descriptor)
            else:
                _files[key] = _OpenFile(descriptor)
        _files[key].holders += 1
    return HeldFile(key)


def copy(path: Path, target: Path) -> None:
    """Copy a file, also one that SQLite has open in this process.

    Raises:
        OSError: it cannot be read, or the target not be written.
    """
    with hold(path) as source, target.open("wb") as written:
        offset = 0
        while chunk := source.read(_CHUNK_BYTES, offset):
            written.write(chunk)
            offset += len(chunk)


def _key(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
