"""Agents end with the app, however the app ends: even kill -9 leaves none of them running.

Invariant: from its start to its end a process is known to something that outlives the app. On POSIX that is
a watcher process (`agent_watcher`), which sees the pipe from the app close. On Windows it is a job object,
which the system ends when its last handle closes. PR_SET_PDEATHSIG was not taken: it is Linux alone, reaches
one process and not what that started, and fires when the thread that started it ends.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    from mulligan_mma.windows_job import KillOnCloseJob

    class ProcessGuard:
        """Ends the processes it was given when the app is gone. Any thread may use it."""

        def __init__(self) -> None:
            self._lock = threading.Lock()
            self._job: KillOnCloseJob | None = None

        @contextmanager
        def guarding(self, process: subprocess.Popen[str]) -> Iterator[None]:
            """Guard a process that has just been started, until the block ends.

            Raises:
                OSError: Windows has no job for it.
            """
            with self._lock:
                if self._job is None:
                    self._job = KillOnCloseJob()
            self._job.add(process.pid)
            yield  # a process leaves its job when it ends

        def close(self) -> None:
            """End whatever still runs."""
            with self._lock:
                if self._job is not None:
                    self._job.close()
                    self._job = None

else:
    WATCHER = Path(__file__).with_name("agent_watcher.py")
    _PATIENCE_S = 5.0

    class ProcessGuard:
        """Ends the process groups it was given when the app is gone. Any thread may use it."""

        def __init__(self) -> None:
            self._lock = threading.Lock()
            self._groups: set[int] = set()
            self._watcher: subprocess.Popen[bytes] | None = None

        @contextmanager
        def guarding(self, process: subprocess.Popen[str]) -> Iterator[None]:
            """Guard a process that has just been started as the first of its group, until the block ends.

            Raises:
                OSError: the watcher cannot be started.
            """
            with self._lock:
                self._groups.add(process.pid)
                self._tell(f"+{process.pid}\n")
            try:
                yield
            finally:
                with self._lock:
                    self._groups.discard(process.pid)
                    self._tell(f"-{process.pid}\n")

        def close(self) -> None:
            """Let the watcher end what is left, and wait for it."""
            with self._lock:
                watcher, self._watcher = self._watcher, None
                if watcher is None:
                    return
                assert watcher.stdin is not None
                watcher.stdin.close()
                # One that hangs must not keep the app from quitting.
                with suppress(subprocess.TimeoutExpired):
                    watcher.wait(_PATIENCE_S)
                _end(watcher)

        def _tell(self, line: str) -> None:
            if self._watcher is None:
                self._start()
            elif not self._said(line):  # somebody ended the watcher
                _end(self._watcher)
                self._start()

        def _start(self) -> None:
            self._watcher = None
            if not self._groups:
                return
            # In a session of its own: what ends the app's group or terminal must not end the watcher first.
            self._watcher = subprocess.Popen(
                [sys.executable, "-I", "-S", str(WATCHER)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
            )
            self._said("".join(f"+{group}\n" for group in self._groups))

        def _said(self, lines: str) -> bool:
            """Whether the watcher could be told."""
            assert self._watcher is not None
            assert self._watcher.stdin is not None
            try:
                self._watcher.stdin.write(lines.encode("ascii"))
            except BrokenPipeError:
                return False
            return True

    def _end(watcher: subprocess.Popen[bytes]) -> None:
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.kill()
        watcher.wait()
