"""What putting state back could not do to the letter.

Invariant: every object that is not the same object as before, or whose content is not known to be
as before, is named by a path that starts at the app.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RestoreReport:
    """Names by path, such as `app.tickets[3].canvas`.

    Fields:
        replaced: a copy took the object's place, because its content cannot be put back into it.
        unprotected: left as it is: live resources, and state that nothing gives access to.
        redacted: a secret was never written; the app kept what it had, or got a placeholder.
    """

    replaced: tuple[str, ...] = ()
    unprotected: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
