"""A file that one process at a time can lock.

Invariant: a lock lasts no longer than its object, and the system lets go of it when the process that took it
ends, whatever ended it; a child that was forked meanwhile does not hold it on.

On Windows this is filelock's. Elsewhere that would slow the app down for as long as it runs: from Python
3.12 on it listens to every event that Python audits, and `id()` is one of them, five times as slow then.
What is left of it there is one call of the system, flock(2).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol


class FileLock(Protocol):
    """A lock that was taken."""

    def release(self) -> None:
        """Let go; a second call does nothing."""


if sys.platform == "win32":

    def lock_file(path: Path, *, timeout_s: float) -> FileLock | None:
        """Lock a file, made if there is none; None if another holds it for longer than that.

        Raises:
            OSError: it cannot be made or locked.
        """
        # Imported here: it costs 50 ms, and commands that only read never need it.
        from filelock import FileLock as OfWindows
        from filelock import Timeout

        # Not thread-local: a session begins on one thread and may end on another.
        lock = OfWindows(path, timeout=timeout_s, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return None
        return lock

else:
    import fcntl
    import os
    import time
    import weakref

    _POLL_S = 0.05

    class _Flock:
        """A descriptor whose file is locked."""

        def __init__(self, descriptor: int) -> None:
            self.descriptor: int | None = descriptor
            _held.add(self)

        def release(self) -> None:
            """Let go; a second call does nothing."""
            descriptor, self.descriptor = self.descriptor, None
            if descriptor is not None:
                # Closing alone would not do while a child that has not reached its exec shares it.
                fcntl.flock(descriptor, fcntl.LOCK_UN)
                os.close(descriptor)

        def __del__(self) -> None:
            self.release()

    _held: weakref.WeakSet[_Flock] = weakref.WeakSet()

    def lock_file(path: Path, *, timeout_s: float) -> FileLock | None:
        """Lock a file, made if there is none; None if another holds it for longer than that.

        Raises:
            OSError: it cannot be made or locked.
        """
        deadline = time.monotonic() + timeout_s
        while (lock := _lock_now(path)) is None and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        return lock

    def _lock_now(path: Path) -> FileLock | None:
        # O_NOFOLLOW: a link that somebody put there leads to a file that is none of ours.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            is_ours = _is_locked_now(descriptor)
            # Whoever held it may have removed it before letting go: then it is nobody's name any more.
            is_there = is_ours and os.fstat(descriptor).st_nlink > 0
        except BaseException:
            os.close(descriptor)
            raise
        if is_there:
            return _Flock(descriptor)
        os.close(descriptor)
        return _lock_now(path) if is_ours else None

    def _is_locked_now(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # some file systems say it in the other way
            return False
        return True

    def _close_in_child() -> None:
        """Not unlock, which would take the parent's lock away: both share it until both have closed it."""
        for lock in list(_held):
            descriptor, lock.descriptor = lock.descriptor, None
            if descriptor is not None:
                os.close(descriptor)

    os.register_at_fork(after_in_child=_close_in_child)
