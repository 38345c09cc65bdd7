"""Track files, agents that live until they are told to end, and apps that end their agents."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mulligan_mma.app import App
from mulligan_mma.runner import Run, Runner
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

# The watcher is how POSIX does it; on Windows a job object does, which `tests/integration/mma` tries.
collect_ignore = ["test_process_guard.py"] if sys.platform == "win32" else []


@pytest.fixture
def folder(tmp_path: Path) -> TrackFolderMaker:
    """A folder of tracks."""
    return TrackFolderMaker(tmp_path)


@pytest.fixture
def runner() -> Iterator[Runner]:
    """A runner that leaves no process behind."""
    made = Runner()
    yield made
    made.close(grace_s=1.0)


@pytest.fixture
def app() -> Iterator[App]:
    """An app that leaves no process behind."""
    made = App()
    yield made
    made.runner.close(grace_s=1.0)


@pytest.fixture
def wait_until() -> Callable[[Runner, Callable[[], bool]], None]:
    """Wait for a condition that only a run's news can make true."""

    def wait(runner: Runner, condition: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + DEADLINE_S
        while not condition():
            remaining_s = deadline_s - time.monotonic()
            assert remaining_s > 0, "the agents did not do what the test waits for"
            runner.wait_for_news(min(remaining_s, 0.05))

    return wait


@pytest.fixture
def lines() -> Callable[[Run], list[str]]:
    """All lines that a run still holds."""

    def read(run: Run) -> list[str]:
        return list(run.news_after(0).lines)

    return read
