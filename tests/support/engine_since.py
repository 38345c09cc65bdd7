"""Says from which Python on a scenario can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


def since(major: int, minor: int) -> Callable[[Test], Test]:
    """Mark a scenario whose files use syntax that is new in this version of Python."""

    def mark(test: Test) -> Test:
        test.since = (major, minor)  # type: ignore[attr-defined]
        return test

    return mark
