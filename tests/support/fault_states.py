"""States that a disk may be in after a crash, made from what was done to it.

A killed process leaves everything that it had written. A power loss leaves what was synced, and of the
rest any part: whole writes, torn ones in sectors of 512 bytes, in any order, or nothing.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.fault_disk import Operation

SECTOR_BYTES = 512

Fate = Callable[[Operation], Operation | None]


def read_files(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """The content of the files that are there."""
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def write_files(folder: Path, files: dict[str, bytes], names: Sequence[str]) -> None:
    """Make the folder hold these files and no others of the names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def after_kill(start: dict[str, bytes], log: Sequence[Operation]) -> dict[str, bytes]:
    """Everything that was written is there."""
    return _applied(start, log, lambda operation: operation)


def after_torn_write(start: dict[str, bytes], log: Sequence[Operation], part: float) -> dict[str, bytes]:
    """The last operation, a write, was done in part."""
    *before, last = log
    torn = Operation(last.kind, last.file, last.offset, last.data[: int(len(last.data) * part)])
    return _applied(start, [*before, torn], lambda operation: operation)


def after_power_loss(
    start: dict[str, bytes], log: Sequence[Operation], chance: random.Random
) -> dict[str, bytes]:
    """What was synced is there; what was not is there, is not, or is torn, by chance."""
    synced = {operation.file: number for number, operation in enumerate(log) if operation.kind == "sync"}
    folders = {
        operation.file: number for number, operation in enumerate(log) if operation.kind == "sync folder"
    }
    loss = chance.choice((0.1, 0.5, 0.9, 1.0))

    def fate(operation: Operation) -> Operation | None:
        if chance.random() >= loss:
            return operation
        if operation.kind != "write" or chance.random() < 0.6:
            return None
        cut = chance.randrange(0, len(operation.data) + 1, SECTOR_BYTES) if operation.data else 0
        if chance.random() < 0.5:
            return Operation("write", operation.file, operation.offset, operation.data[:cut])
        return Operation("write", operation.file, operation.offset + cut, operation.data[cut:])

    def settled(operation: Operation) -> int:
        is_of_folder = operation.kind in ("open", "rename", "delete")
        return folders.get(folder_of(operation.file), -1) if is_of_folder else -1

    numbered = enumerate(log)
    fates = [
        operation if number <= max(synced.get(operation.file, -1), settled(operation)) else fate(operation)
        for number, operation in numbered
    ]
    return _applied(start, [operation for operation in fates if operation is not None], lambda each: each)


def folder_of(file: str) -> str:
    """The folder of a file, as the log names it."""
    return file.rpartition("/")[0]


def write_tree(root: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold these files, in folders of their own where their names say so, and no others."""
    shutil.rmtree(root, ignore_errors=True)
    for name, content in files.items():
        (root / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def read_tree(root: Path) -> dict[str, bytes]:
    """The content of every file in a folder, but of locks and shared memory, which no crash leaves."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and not path.name.endswith("-shm")
    }


def _applied(start: dict[str, bytes], log: Sequence[Operation], fate: Fate) -> dict[str, bytes]:
    files = {name: bytearray(content) for name, content in start.items()}
    for operation in log:
        done = fate(operation)
        if done is None or done.kind in ("note", "sync", "sync folder"):
            continue
        if done.kind == "rename":
            if done.file in files:
                files[done.data.decode()] = files.pop(done.file)
            continue
        if done.kind == "delete":
            files.pop(done.file, None)
            continue
        content = files.setdefault(done.file, bytearray())
        if done.kind == "truncate":
            del content[done.offset :]
        elif done.kind == "write":
            content.extend(bytes(max(0, done.offset - len(content))))
            content[done.offset : done.offset + len(done.data)] = done.data
    return {name: bytes(content) for name, content in files.items()}
