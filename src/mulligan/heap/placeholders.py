"""What stands in a snapshot for a value that must not be written.

Invariant: a placeholder carries nothing of the value. It is also the marker by which an app class
says so itself: `token: Annotated[str, Redacted]`.
"""

from __future__ import annotations


class Redacted:
    """A value that was never written; on restore the app keeps what it has at that place."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<redacted>"

    def __reduce__(self) -> tuple[type[Redacted], tuple[()]]:
        return Redacted, ()
