"""A real X screen with a real window on it: keys and mouse by xdotool, pixels by ImageMagick."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy

NEEDED = ("Xvfb", "xdotool", "import", "convert")
WIDTH, HEIGHT = 1280, 800


def eventually(condition: Callable[[], object], *, timeout_s: float = 20.0, what: str) -> object:
    """Wait until `condition()` is true and return it; fail naming `what` otherwise."""
    deadline = time.monotonic() + timeout_s
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:.0f} s: {what}")
        pause.wait(0.05)


def missing_tools() -> str | None:
    """What a window test needs and this machine lacks, in words; None when it has all."""
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    if not missing:
        return None
    return f"{', '.join(missing)} not found (Debian packages: xvfb xauth xdotool imagemagick)"


@contextlib.contextmanager
def virtual_screen() -> Iterator[Screen]:
    """Start Xvfb on a free display of its own."""
    problem = missing_tools()
    if problem is not None:
        raise RuntimeError(problem)
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(10)


class Screen:
    """One X display."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}

    def _tool(self, *command: str) -> bytes:
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=60, check=True)
        return done.stdout

    @contextlib.contextmanager
    def program(
        self, command: Sequence[str], *, title: str, environment: Mapping[str, str], log: Path
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program and wait for its window, focused; ends it afterwards."""
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env={**self.environment, **environment}, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            window = self._wait_for_window(process, title, log)
            self._tool("xdotool", "windowfocus", "--sync", window)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)

    def _wait_for_window(self, process: subprocess.Popen[bytes], title: str, log: Path) -> str:
        def find() -> str:
            if process.poll() is not None:
                raise AssertionError(f"the program ended:\n{log.read_text('utf-8', 'replace')}")
            search = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", title],
                env=self.environment,
                capture_output=True,
                timeout=20,
                check=False,
            )
            return search.stdout.decode().split("\n")[0]

        return str(eventually(find, timeout_s=40, what=f"a window called {title!r}"))

    def keys(self, *keys: str) -> None:
        """Hold keys down one after the other and let go of them in reverse, as a hand does."""
        downs = [word for key in keys for word in ("keydown", key, "sleep", "0.03")]
        ups = [word for key in reversed(keys) for word in ("sleep", "0.06", "keyup", key)]
        self._tool("xdotool", *downs, *ups)

    def write(self, text: str) -> None:
        """Type text into whatever has the focus."""
        self._tool("xdotool", "type", "--delay", "60", text)

    def click(self, x: int, y: int, *, settle: Callable[[], object]) -> None:
        """Move the mouse there and click.

        Arguments:
            x: from the left, in pixels.
            y: from above, in pixels.
            settle: returns once the program has drawn a frame with what was done last; it is called
                after each step, since an item that overlaps has to be hovered before it is pressed.
        """
        for step in (("mousemove", str(x), str(y)), ("mousedown", "1"), ("mouseup", "1")):
            self._tool("xdotool", *step)
            settle()

    def pixels(self) -> numpy.ndarray:
        """The screen as height x width x 3 bytes."""
        raw = self._tool("import", "-window", "root", "-depth", "8", "rgb:-")
        return numpy.frombuffer(raw, dtype=numpy.uint8).reshape(HEIGHT, WIDTH, 3)

    def screenshot(self, path: Path) -> None:
        """Save the screen as a PNG file."""
        self._tool("import", "-window", "root", f"png:{path}")
