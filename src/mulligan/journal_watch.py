"""Notices that another process wrote into the journal, while the app draws no frames.

Invariant: it looks at the files' sizes and times only. A second connection to the journal in this
process would drop the locks of the first; and a thread that drew frames would keep the app from idling.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

INTERVAL_S = 0.2


class JournalWatch:
    """Calls `notice`, from a thread of its own, after the journal changed.

    Arguments:
        path: gives the journal's file, None while there is none.
        notice: is called once for each change that is seen, the process's own included.
    """

    def __init__(self, path: Callable[[], Path | None], notice: Callable[[], None]) -> None:
        self._path = path
        self._notice = notice
        self._stopped: threading.Event | None = None

    def start(self) -> None:
        """Begin to watch; again does nothing."""
        if self._stopped is None:
            self._stopped = threading.Event()
            threading.Thread(
                target=self._watch, args=(self._stopped,), name="mulligan journal watch", daemon=True
            ).start()

    def stop(self) -> None:
        """Watch no more; may be started again."""
        if self._stopped is not None:
            self._stopped.set()
            self._stopped = None

    def _watch(self, stopped: threading.Event) -> None:
        seen = look(self._path())
        while not stopped.wait(INTERVAL_S):
            now = look(self._path())
            if now != seen:
                seen = now
                self._notice()


def look(path: Path | None) -> tuple[tuple[int, int] | None, ...]:
    """Size and time of a journal's file and of its log; what another process writes changes one of them."""
    if path is None:
        return ()
    return tuple(_look_at(each) for each in (path, path.with_name(f"{path.name}-wal")))


def _look_at(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
