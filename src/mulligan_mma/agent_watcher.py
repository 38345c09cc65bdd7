"""A process of its own that ends the agents of an app that was killed; run as a script, on POSIX.

Invariant: as long as the app holds the other end of its standard input, it does nothing but take down which
process groups there are (`+NUMBER`) and which have ended (`-NUMBER`). When that end closes, for whatever
reason, it ends the groups that are left, and then itself.

It needs nothing but the standard library, so that it starts quickly and with `python -I -S`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_S = 2.0
"""How long groups may take to end after they were asked to, before they are killed."""
_LOOK_EVERY_S = 0.02


def remaining(lines: Iterable[str]) -> set[int]:
    """Return the groups that were named and have not ended, once there are no more lines."""
    groups: set[int] = set()
    for line in lines:
        number = int(line[1:])
        groups.add(number) if line.startswith("+") else groups.discard(number)
    return groups


if sys.platform != "win32":

    def end_groups(groups: set[int], *, grace_s: float = GRACE_S) -> None:
        """Ask groups to end, and kill those that have not after `grace_s` seconds."""
        left = {group for group in groups if _signal(group, signal.SIGTERM)}
        deadline_s = time.monotonic() + grace_s
        while left and time.monotonic() < deadline_s:
            time.sleep(_LOOK_EVERY_S)
            left = {group for group in left if _signal(group, 0)}
        for group in left:
            _signal(group, signal.SIGKILL)

    def _signal(group: int, number: int) -> bool:
        """Send a signal to a group; False if nobody is left in it whom it could reach."""
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):  # the second is macOS' word for a group of the dead
            return False
        return True

    if __name__ == "__main__":
        end_groups(remaining(sys.stdin))
