from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ITEMS = []


def render(action: Callable[[], Iterable[int]]) -> int:
    return 2
