"""What went wrong, as text.

Invariant: nothing here holds an exception or a traceback, since their frames would keep the
refused code, and with it every object it made, alive.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """An exception as type, message and full traceback, with its whole chain of causes."""

    type: str
    message: str
    traceback: str

    @classmethod
    def from_exception(cls, error: BaseException) -> Failure:
        """Format `error` with its whole chain of causes."""
        text = "".join(traceback.format_exception(error))
        return cls(type(error).__name__, _text_of(error), text)

    @property
    def line(self) -> str:
        """One line for a banner: the type and the first line of the message."""
        first = self.message.split("\n", 1)[0]
        return f"{self.type}: {first}" if first else self.type


def _text_of(error: BaseException) -> str:
    """`str(error)`; an exception of the edited module may have a `__str__` that raises itself."""
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 - any code may stand in a user's __str__
        return f"<its message cannot be made: {type(second).__name__}>"
