"""Whether the app may quit.

Invariant: a click on the window's cross never ends an agent that nobody was asked about, and a signal from
outside (a session that ends, `kill`, Ctrl+C in the terminal) always ends the app and its agents in order.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class QuitGate:
    """What a person answered when the window was to close.

    `asked`: the question is on the screen. `when_idle`: quit once no agent works, and start none until then.
    `open`: nothing stands in the way; the window closes with its next frame.
    """

    def __init__(self) -> None:
        self.asked = False
        self.when_idle = False
        self.open = False

    def may_close(self, alive_count: int) -> bool:
        """Return whether the window may close now; ask the person otherwise.

        Arguments:
            alive_count: how many agents work.
        """
        if self.open or alive_count == 0:
            self.open = True
            return True
        self.asked = True
        return False

    def quit_now(self) -> None:
        """Quit; agents that still work are ended."""
        self.open, self.asked = True, False

    def quit_when_idle(self) -> None:
        """Quit when the last agent that works has ended."""
        self.when_idle, self.asked = True, False

    def stay(self) -> None:
        """Take the wish to quit back."""
        self.asked = self.when_idle = False

    def notice(self, alive_count: int) -> None:
        """Once a frame: see whether the agents that were waited for have ended."""
        if self.when_idle and alive_count == 0:
            self.open = True
        if self.asked and alive_count == 0:
            self.quit_now()


@contextmanager
def open_on_signals(gate: QuitGate) -> Iterator[None]:
    """Open the gate when the process is asked to end; the second Ctrl+C interrupts as usual."""

    def quit_in_order(number: int, frame: FrameType | None) -> None:
        if gate.open and number == signal.SIGINT:
            raise KeyboardInterrupt
        gate.quit_now()

    before = {number: signal.signal(number, quit_in_order) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
