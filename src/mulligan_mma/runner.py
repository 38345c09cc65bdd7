"""Agents as local processes, each watched by a worker thread.

Invariant: a worker thread touches nothing but its own `Run`. What it learns waits there, bounded,
until the GUI thread takes it between two frames, so a copy of the app's state never meets a
half-made change, and an agent that prints a million lines a second costs the memory of the last few.

A run is over when its output has ended and its process has been waited for. A process that hands
its output to a child that stays (a daemon) therefore counts as running until that child ends; they
share a process group, and stopping the run stops both.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from mulligan_mma.ansi import LineCleaner, plain
from mulligan_mma.process_group import GROUP_OPTIONS, end_group, kill_group
from mulligan_mma.process_guard import ProcessGuard
from mulligan_mma.usage import Usage, add_usage, parse_usage

MAX_LINE_CHARACTERS = 4_000
"""A longer line reaches the ticket in pieces: output without line ends must not be held back."""

STOP_GRACE_S = 2.0
"""How long a process may take to end after it was asked to, before it is killed."""


@dataclass(frozen=True)
class RunOrder:
    """What to run, for whom.

    Arguments:
        key: track file and ticket id; two folders may hold tracks of the same name.
        arguments: the program and its arguments; no shell is involved.
        folder: the working directory.
        attempt: 1 for the first try.
        environment: variables added to the app's own.
        max_lines: how many of the last lines are kept; at least 1.
    """

    key: tuple[str, str]
    arguments: Sequence[str]
    folder: Path
    attempt: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    max_lines: int = 1_000

    @property
    def label(self) -> str:
        """Track and ticket, as a person calls them."""
        return f"{Path(self.key[0]).stem}/{self.key[1]}"


@dataclass(frozen=True)
class RunNews:
    """What a run wrote since it was last asked, what it used in all, and how it ended if it did."""

    lines: tuple[str, ...]
    missed: int
    ended: bool
    stopped: bool
    exit_code: int | None
    usage: Mapping[str, Usage] = field(default_factory=dict)


class Run:
    """One process of one ticket, and the last lines it wrote."""

    def __init__(self, order: RunOrder, news: threading.Event, guard: ProcessGuard) -> None:
        # A number that no other run has, of this process or of one whose journal is restored here.
        self.id = uuid.uuid4().hex
        self.order = order
        self.started_at_s = time.time()
        self._news = news
        self._guard = guard
        self._lock = threading.Lock()
        self._lines: deque[str] = deque(maxlen=max(1, order.max_lines))
        self._received = 0
        self._usage: dict[str, Usage] = {}
        self._process: subprocess.Popen[str] | None = None
        self._stopping = False
        self._ended = False
        self._exit_code: int | None = None
        self._killer: threading.Timer | None = None
        self.thread = threading.Thread(target=self._work, name=f"agent {order.label}", daemon=True)

    @property
    def ended(self) -> bool:
        """Whether the process is gone and all its output has been read."""
        return self._ended

    def news_after(self, received: int) -> RunNews:
        """Return what was written after the first `received` lines; asking twice gives it twice."""
        with self._lock:
            fresh = self._received - received
            kept = min(fresh, len(self._lines))
            lines = tuple(islice(reversed(self._lines), kept))[::-1]
            usage = dict(self._usage)
            return RunNews(lines, fresh - kept, self._ended, self._stopping, self._exit_code, usage)

    def stop(self, *, grace_s: float = STOP_GRACE_S) -> None:
        """Ask the process and its children to end; kill them after `grace_s` seconds. Does not wait."""
        with self._lock:
            if self._ended or self._stopping:
                return
            self._stopping = True
            if self._process is not None:
                self._end(self._process, grace_s)

    def kill(self) -> None:
        """End the process and its children without asking."""
        with self._lock:
            self._stopping = True
            if self._process is not None and not self._ended:
                kill_group(self._process)

    def _end(self, process: subprocess.Popen[str], grace_s: float) -> None:
        end_group(process)
        self._killer = threading.Timer(grace_s, self.kill)
        self._killer.daemon = True
        self._killer.start()

    def _work(self) -> None:
        exit_code = None
        try:
            exit_code = self._run()
        except (OSError, ValueError) as error:
            self._receive(f"cannot run {self.order.arguments[0]!r}: {error}")
        except Exception as error:  # noqa: BLE001 - whatever ends the watcher, the ticket must not run forever
            self._receive(f"mission control lost this run: {type(error).__name__}: {error}")
        with self._lock:
            self._exit_code = exit_code
            self._ended = True
            if self._killer is not None:
                self._killer.cancel()
        self._news.set()

    def _run(self) -> int:
        process = subprocess.Popen(
            list(self.order.arguments),
            cwd=self.order.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            **GROUP_OPTIONS,
        )
        with process:
            try:
                with self._guard.guarding(process):
                    self._began(process)
                    self._read(process)
                    return process.wait()
            except BaseException:
                kill_group(process)  # else leaving the block would wait for a process nobody reads
                raise

    def _began(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._process = process
            if self._stopping:
                self._end(process, STOP_GRACE_S)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        cleaner = LineCleaner()
        while line := process.stdout.readline(MAX_LINE_CHARACTERS):
            self._receive(cleaner.clean(line))

    def _environment(self) -> dict[str, str]:
        # Python agents write UTF-8, and line by line, whatever the system's code page and pipe size.
        own = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        return {**os.environ, **own, **self.order.environment}

    def _receive(self, line: str) -> None:
        # Read here, where every line passes: the ticket may get the last ones only.
        usage = parse_usage(plain(line)) if "{" in line else None
        with self._lock:
            if usage is not None:
                add_usage(self._usage, [usage])
            self._lines.append(line)
            self._received += 1
        self._news.set()


class Runner:
    """All runs that live, and those that ended and were not forgotten yet. For the GUI thread only."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._news = threading.Event()
        self._guard = ProcessGuard()
        self._closed = False

    def start(self, order: RunOrder) -> Run:
        """Start a process; whatever goes wrong with it is told in the run's lines.

        Raises:
            RuntimeError: the runner was closed.
        """
        if self._closed:
            raise RuntimeError("mission control is closing; no agent is started any more")
        run = Run(order, self._news, self._guard)
        self._runs[run.id] = run
        run.thread.start()
        return run

    def __iter__(self) -> Iterator[Run]:
        return iter(tuple(self._runs.values()))

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, run_id: str | None) -> Run | None:
        """Return the run of that id unless it was forgotten."""
        return None if run_id is None else self._runs.get(run_id)

    def forget(self, run: Run) -> None:
        """Drop an ended run; what it told has been taken over."""
        self._runs.pop(run.id, None)

    @property
    def alive_count(self) -> int:
        """How many processes run."""
        return sum(not run.ended for run in self._runs.values())

    def wait_for_news(self, timeout_s: float) -> bool:
        """Block until some run has news, `timeout_s` seconds at most; False when nothing came."""
        came = self._news.wait(timeout_s)
        self._news.clear()
        return came

    def take_news(self) -> bool:
        """Return whether some run has had news since this was asked last; does not block."""
        came = self._news.is_set()
        self._news.clear()
        return came

    def close(self, *, grace_s: float = STOP_GRACE_S) -> int:
        """Stop every process, wait `grace_s` seconds for all of them together, kill the rest.

        Returns:
            How many had to be killed. Calling it again is harmless.
        """
        self._closed = True
        alive = [run for run in self if not run.ended]
        for run in alive:
            run.stop(grace_s=grace_s)
        deadline_s = time.monotonic() + grace_s
        for run in alive:
            run.thread.join(max(0.0, deadline_s - time.monotonic()))
        stubborn = [run for run in alive if not run.ended]
        for run in stubborn:
            run.kill()
        for run in stubborn:
            run.thread.join(grace_s)
        self._guard.close()
        return len(stubborn)
