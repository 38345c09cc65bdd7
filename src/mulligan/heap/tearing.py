"""State that other threads change while it is read.

Invariant: a torn read is tried again or refused, never kept.
"""

from __future__ import annotations

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
