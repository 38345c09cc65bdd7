"""The watcher that outlives the app: what it takes down, and that there always is one. POSIX only."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from mulligan_mma.agent_watcher import end_groups, remaining
from mulligan_mma.process_guard import ProcessGuard
from mulligan_mma.runner import Run, Runner, RunOrder

WAITS = "import threading; print('up', flush=True); threading.Event().wait()"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS}"


def started(code: str) -> subprocess.Popen[str]:
    """A process with a group of its own that has said it is up."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def test_groups_that_have_ended_are_forgotten() -> None:
    """A number may be used again; what was said last of it counts."""
    assert remaining(["+1\n", "+2\n", "-1\n", "+3\n", "-2\n", "+1\n"]) == {1, 3}


def test_groups_are_asked_then_killed() -> None:
    """A group that is gone is passed over, one that does not listen is killed after its time."""
    polite, deaf, gone = started(WAITS), started(DEAF), started(WAITS)
    gone.kill()
    gone.wait()
    with polite, deaf, gone:
        end_groups({polite.pid, deaf.pid, gone.pid}, grace_s=0.3)
    assert (polite.returncode, deaf.returncode) == (-signal.SIGTERM, -signal.SIGKILL)


def test_the_watcher_ends_what_was_not_released() -> None:
    """Closing the guard is what the death of the app is: the pipe closes."""
    guard = ProcessGuard()
    with started(WAITS) as kept, started(WAITS) as ended:
        with guard.guarding(ended):
            pass
        context = guard.guarding(kept)
        context.__enter__()
        guard.close()
        assert kept.wait() == -signal.SIGTERM
        assert ended.poll() is None
        ended.kill()


def test_a_watcher_that_was_ended_is_replaced(
    runner: Runner, wait_until: Callable[[Runner, Callable[[], bool]], None], tmp_path: Path
) -> None:
    """The next agent brings a new one, which knows the earlier agents too."""

    def start() -> Run:
        run = runner.start(RunOrder(("t", "a"), [sys.executable, "-c", WAITS], tmp_path))
        wait_until(runner, lambda: run.news_after(0).lines == ("up",))
        return run

    guard = runner._guard
    first = start()
    watcher = guard._watcher
    assert watcher is not None
    watcher.kill()
    watcher.wait()
    second = start()
    assert guard._watcher not in (None, watcher)
    guard.close()
    wait_until(runner, lambda: first.ended and second.ended)
    assert {run.news_after(0).exit_code for run in (first, second)} == {-signal.SIGTERM}


def test_without_agents_there_is_no_watcher() -> None:
    """A mission control that only looks starts no process."""
    guard = ProcessGuard()
    guard.close()
    assert guard._watcher is None
