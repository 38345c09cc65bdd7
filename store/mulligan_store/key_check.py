"""Is the user's key kept as it should be?

Invariant: looking changes nothing and never raises; every problem comes as a sentence with what to do.
What a platform gives no means to check is said, not passed over.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mulligan_store.keys import KEY_NAME
from mulligan_store.locations import key_folder, state_folder
from mulligan_store.signing import KEY_BYTES

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class KeyCheck:
    """What is wrong with how the key is kept, and what could not be checked here; a sentence for each."""

    problems: tuple[str, ...]
    unchecked: tuple[str, ...]


def check_key_folder(folder: Path | None = None) -> KeyCheck:
    """Look at the key, its folder, and what is kept beside it.

    Arguments:
        folder: where the key is; None for the user's own.
    """
    folder = key_folder() if folder is None else folder
    unchecked = [] if os.name == "posix" else [_WINDOWS.format(folder=folder)]
    return KeyCheck(tuple(_problems(folder)), tuple(unchecked))


_WINDOWS = (
    "{folder}: whether other users may read the key was not checked: Windows decides that by access lists "
    "that it inherits from the user's profile; `icacls` shows them, and nobody but you, SYSTEM and "
    "Administrators should be in the list"
)


def _problems(folder: Path) -> Iterator[str]:
    if _is_same(folder, state_folder()):
        yield (
            f"{folder}: key and journals are in one folder, so whoever is given the journals is given the "
            "key; set MULLIGAN_KEY_DIR to another folder and move the key there"
        )
    found = _status(folder)
    if isinstance(found, str):
        yield f"{folder}: the key's folder cannot be looked at: {found}; nothing can be signed or verified"
    elif found is not None and not stat.S_ISDIR(found.st_mode):
        yield f"{folder}: this is no folder, so no key can be kept in it; move it away"
    elif found is not None:
        yield from _access(folder, found, "700", "can reach the key")
        yield from _key_problems(folder / KEY_NAME)
        for name in ("heads", "trusted"):
            kept = _status(folder / name)
            if isinstance(kept, os.stat_result):
                yield from _access(folder / name, kept, "700", "can see or remove what is kept there")


def _key_problems(path: Path) -> Iterator[str]:
    found = _status(path)
    if found is None:
        return
    if isinstance(found, str):
        yield f"{path}: the key cannot be looked at: {found}; nothing can be signed or verified"
        return
    if not stat.S_ISREG(found.st_mode):
        yield f"{path}: this is no regular file, so it is no key; move it away, and a new key is made"
        return
    if found.st_size != KEY_BYTES:
        yield (
            f"{path}: this is no signing key ({found.st_size} bytes instead of {KEY_BYTES}); put the right "
            "file back, or move it away: a new key is made, and entries signed before can only be looked at"
        )
    elif not os.access(path, os.R_OK):
        yield f"{path}: the key cannot be read by this user; nothing can be signed or verified"
    yield from _access(path, found, "600", "can sign in your name what your apps then unpickle")
    if found.st_nlink > 1:
        yield f"{path}: the key has {found.st_nlink} names; remove those that others may reach"


def _access(path: Path, found: os.stat_result, mode: str, consequence: str) -> Iterator[str]:
    others = stat.S_IMODE(found.st_mode) & _OTHERS
    if others and _own_user() is not None:
        yield (
            f"{path}: other users of this machine have access (mode {stat.S_IMODE(found.st_mode):o}), and "
            f"they {consequence}; run: chmod {mode} {path}"
        )
    if _own_user() not in (None, found.st_uid):
        yield f"{path}: it belongs to user {found.st_uid}, who {consequence}; take it over, or move it away"


def _own_user() -> int | None:
    """The number of this user; None on Windows, where modes and owners say nothing."""
    geteuid: Callable[[], int] | None = getattr(os, "geteuid", None)
    return None if geteuid is None else geteuid()


def _status(path: Path) -> os.stat_result | str | None:
    """What a path leads to; None if there is nothing, a sentence if it cannot be said."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return str(error)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except (OSError, ValueError, RuntimeError):
        return False
