"""Process groups on POSIX and on Windows.

Invariant: ending an agent ends what it started, and never a process that is not the agent's.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from typing import TypedDict


class GroupOptions(TypedDict, total=False):
    """The options of `subprocess.Popen` that give a process a group of its own."""

    creationflags: int
    start_new_session: bool


if sys.platform == "win32":
    GROUP_OPTIONS: GroupOptions = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}

    def end_group(process: subprocess.Popen[str]) -> None:
        """Ask the process and its children to end."""
        # Without a console there is nobody to pass the event on: `kill_group` follows.
        with contextlib.suppress(OSError):
            process.send_signal(signal.CTRL_BREAK_EVENT)

    def kill_group(process: subprocess.Popen[str]) -> None:
        """End the process and its children at once."""
        # TerminateProcess knows no children; taskkill, a part of Windows, walks the tree.
        with contextlib.suppress(OSError):
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],
                capture_output=True,
                check=False,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
        with contextlib.suppress(OSError):
            process.kill()

else:
    import os

    GROUP_OPTIONS: GroupOptions = {"start_new_session": True}

    def end_group(process: subprocess.Popen[str]) -> None:
        """Ask the process and its children to end."""
        _signal_group(process, signal.SIGTERM)

    def kill_group(process: subprocess.Popen[str]) -> None:
        """End the process and its children at once."""
        _signal_group(process, signal.SIGKILL)

    def _signal_group(process: subprocess.Popen[str], number: int) -> None:
        # A leader that has ended and been waited for may have passed its number on to a stranger.
        if process.returncode is None:
            # macOS answers EPERM for a group of which only the unreaped leader is left.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)
