"""A disk that also remembers what Python itself does to files: makes, writes, renames, removes, syncs.

A journal's beginning is not SQLite's alone: the file, the key, the ballast and the copy of an older version
are made by the store. Invariant: between two operations of SQLite's, and before each of Python's that the
interpreter announces, what has changed on the real disk since is put into the log. So nothing is missed,
whoever did it, and the order of what matters, before and after a sync, is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.support.fault_disk import FaultDisk, Operation
from tests.support.fault_states import folder_of

_ANNOUNCED = {"open", "os.remove", "os.rename", "os.mkdir", "os.truncate", "shutil.rmtree"}
_NOT_KEPT = (".lock", "-shm")
"""Files of processes that live: no crash leaves anything of them that is used again."""

Seen = tuple[int, int, int]


class RecordingDisk(FaultDisk):
    """A disk that remembers everything below a folder.

    Arguments:
        root: files are named in the log by their paths from here.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(remember=True)
        self._root = root.resolve()
        self._by_sqlite: set[str] = set()
        self._seen: dict[str, Seen] = {}
        self._renamed: tuple[str, str] | None = None
        self._is_looking = False

    def name_of(self, path: str) -> str:
        """A path from the root; empty for what is not below it."""
        found = Path(path)
        return found.relative_to(self._root).as_posix() if found.is_relative_to(self._root) else ""

    def done(self, kind: str, file: str, offset: int = 0, data: bytes = b"") -> None:
        """As the disk's; what SQLite makes and deletes is not told a second time."""
        super().done(kind, file, offset, data)
        self._by_sqlite.add(file)
        if kind == "delete":
            self._seen.pop(file, None)
        elif kind == "open":
            self._seen[file] = (0, 0, 0)

    def before(self) -> None:
        """Before each operation of SQLite's: what did Python do?"""
        self.catch_up()

    def note(self, note: object) -> None:
        """As the disk's, after what was done before it."""
        self.catch_up()
        super().note(note)

    def made_durable(self, file: str) -> None:
        """A folder was synced."""
        self.log.append(Operation("sync folder", folder_of(file)))

    def catch_up(self) -> None:
        """Put into the log what Python has done since."""
        if self._is_looking:
            return
        self._is_looking = True
        try:
            self._follow_rename()
            found = {self.name_of(str(path)): path for path in self._root.rglob("*") if _is_kept(path)}
            for name in self._seen.keys() - found.keys():
                self.log.append(Operation("delete", name))
                del self._seen[name]
            for name, path in found.items():
                self._look(name, path)
        finally:
            self._is_looking = False

    def _look(self, name: str, path: Path) -> None:
        status = path.stat()
        now = (status.st_ino, status.st_size, status.st_mtime_ns)
        if name not in self._seen:
            self.log.append(Operation("open", name))
            self._seen[name] = (0, 0, 0)
        if name in self._by_sqlite or self._seen[name] == now:
            return
        self._seen[name] = now
        if status.st_size:
            self.log.append(Operation("write", name, 0, path.read_bytes()))

    def _follow_rename(self) -> None:
        if self._renamed is None:
            return
        (source, target), self._renamed = self._renamed, None
        if source in self._seen and not (self._root / source).exists() and (self._root / target).exists():
            self.log.append(Operation("rename", source, data=target.encode()))
            self._seen[target] = self._seen.pop(source)
            if source in self._by_sqlite:
                self._by_sqlite.add(target)

    @contextmanager
    def under(self) -> Iterator[None]:
        """Put this disk under every journal, and watch what Python does below the root."""
        for path in filter(_is_kept, self._root.rglob("*")):
            status = path.stat()
            self._seen[self.name_of(str(path))] = (status.st_ino, status.st_size, status.st_mtime_ns)
        _hear()
        with super().under(), patch("os.fsync", self._sync):
            _watching.append(self)
            try:
                yield
                self.catch_up()
            finally:
                _watching.remove(self)

    def _sync(self, descriptor: int) -> None:
        self.catch_up()
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        kind = "sync folder" if path.is_dir() else "sync"
        self.log.append(Operation(kind, "" if path == self._root else self.name_of(str(path))))

    def announced(self, event: str, arguments: tuple[object, ...]) -> None:
        """Called before Python does something to a file."""
        if self._is_looking or not isinstance(arguments[0], str | Path):
            return
        self.catch_up()
        if event == "os.rename":
            self._renamed = (self.name_of(str(arguments[0])), self.name_of(str(arguments[1])))


_watching: list[RecordingDisk] = []
_hooks: list[object] = []


def _hear() -> None:
    """Listen to the interpreter's announcements: once, for nobody can be made to stop."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _ANNOUNCED:
            for disk in _watching:
                disk.announced(event, arguments)

    if not _hooks:
        _hooks.append(hook)
        sys.addaudithook(hook)


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(_NOT_KEPT)


def has_descriptors() -> bool:
    """Whether the system tells which file a descriptor is of, which this needs."""
    return os.path.isdir("/proc/self/fd")  # noqa: PTH112 - a Path would say the same
