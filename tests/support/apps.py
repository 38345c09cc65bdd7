"""An app and an entity for tests that only need some state."""

from __future__ import annotations

import dataclasses
from typing import Any


class App:
    """An app with whatever attributes a test gives it."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


@dataclasses.dataclass
class Ticket:
    """An entity with an id."""

    id: int
    name: str
    tags: list[str] = dataclasses.field(default_factory=list)
