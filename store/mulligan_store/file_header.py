"""What the first hundred bytes of a file say, read without SQLite.

Invariant: finding out what a file is never changes it, nor anything beside it. Opening it with
SQLite to ask might fold a foreign database's log into it, or create files.

Offsets: https://www.sqlite.org/fileformat2.html#the_database_header
"""

from __future__ import annotations

import struct
from enum import Enum
from pathlib import Path

from mulligan_migrations.runner import APPLICATION_ID, LATEST_VERSION
from mulligan_store.connection import from_system
from mulligan_store.errors import JournalForeign, JournalTooNew, JournalUnreadable
from mulligan_store.held_file import hold

_MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100
"""How much of a file `kind_of` looks at."""
_USER_VERSION_OFFSET = 60
_APPLICATION_ID_OFFSET = 68


class FileKind(Enum):
    """What stands where a journal should."""

    ABSENT = "no file, or an empty one"
    NO_DATABASE = "a file that is no SQLite database"
    JOURNAL = "a journal that this version can read"


def inspect(path: Path) -> FileKind:
    """Say what the file is.

    Raises:
        JournalForeign: it is another program's database.
        JournalTooNew: a newer Mulligan wrote it.
        JournalUnreadable: it is a folder or a device, or may not be read.
    """
    return kind_of(path, _first_bytes(path))


def kind_of(path: Path, header: bytes) -> FileKind:
    """Say what a file is by its first `HEADER_BYTES` bytes.

    Arguments:
        path: of the file, for messages.
        header: as many as there are.

    Raises:
        JournalForeign: it is another program's database.
        JournalTooNew: a newer Mulligan wrote it.
    """
    if not header:
        return FileKind.ABSENT
    if not header.startswith(_MAGIC) or len(header) < HEADER_BYTES:
        return FileKind.NO_DATABASE
    (application_id,) = struct.unpack_from(">I", header, _APPLICATION_ID_OFFSET)
    (version,) = struct.unpack_from(">I", header, _USER_VERSION_OFFSET)
    if application_id != APPLICATION_ID:
        raise JournalForeign(
            f"{path}: this is another program's SQLite database, not a Mulligan journal; "
            "it was left untouched"
        )
    refuse_newer(path, version)
    return FileKind.JOURNAL


def refuse_newer(path: Path, version: int) -> None:
    """Raise JournalTooNew unless this Mulligan knows every step the journal has seen."""
    if version > LATEST_VERSION:
        raise JournalTooNew(
            f"{path}: a newer Mulligan wrote this journal (version {version}, "
            f"this one knows {LATEST_VERSION}); it was left untouched: upgrade Mulligan, "
            "or name another journal"
        )


def _first_bytes(path: Path) -> bytes:
    try:
        # Asked before opening: opening a named pipe would wait for ever.
        if path.exists() and not path.is_file():
            raise JournalUnreadable(f"{path}: this is not a regular file; it was left untouched")
        with hold(path) as file:
            return file.read(HEADER_BYTES)
    except FileNotFoundError:
        return b""
    except PermissionError as error:
        raise JournalUnreadable(f"{path}: may not be read by this user; it was left untouched") from error
    except OSError as error:
        raise from_system(path, "read it", error) from error
