"""State that other threads change while it is read.

Invariant: a torn read is tried again or refused, never kept.
"""

from __future__ import annotations

import gc
import itertools
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from mulligan.errors import CaptureTorn

Result = TypeVar("Result")

_ATTEMPTS = 5


def retry_when_torn(attempt: Callable[[], Result]) -> Result:
    """Call `attempt` until no container changes size under it.

    Raises:
        CaptureTorn: it did during every one of five attempts.
    """
    for _ in range(_ATTEMPTS):
        try:
            return attempt()
        except RuntimeError as error:
            if not is_torn(error):
                raise
            torn = error
    raise CaptureTorn(
        f"the state kept changing while it was copied ({torn}); nothing was changed. "
        "Let background threads hold HotReloader.lock while they change state"
    ) from torn


def is_torn(error: BaseException) -> bool:
    """Tell the error of a container that another thread changed while it was read."""
    return type(error) is RuntimeError and "during iteration" in str(error)


class Quiet:
    """Whether anybody but this thread's own caller can have changed anything since it was made.

    Another thread can, at any time; so can a finalizer, which runs when garbage is collected, and a
    handler of the app's for what we log.
    """

    def __init__(self) -> None:
        self._was_alone = _is_alone()
        self._seen = _events()

    def lasts(self) -> bool:
        """Tell that nobody can have, as far as can be seen.

        Not seen is code that runs on this very thread without being called by us, such as a signal
        handler, and a thread that C code makes for one callback and that is gone by now.
        """
        return self._was_alone and _is_alone() and self._seen == _events()


def disturb() -> None:
    """Note that code of the app may have run, such as a log handler."""
    next(_disturbances)


_disturbances = itertools.count()


def _is_alone() -> bool:
    """Our own threads watch files and never touch an app's state."""
    ours = {thread.ident for thread in threading.enumerate() if thread.name.startswith("mulligan ")}
    return sys._current_frames().keys() - ours == {threading.get_ident()}


def _events() -> tuple[int, str]:
    collections = sum(generation["collections"] for generation in gc.get_stats())
    return collections, repr(_disturbances)
