"""Work in a process of its own, under limits on memory and time, so that whatever kills it is seen.

Invariant: the work is done in a forked process; a crash, a limit that was reached or an exception is an
error of the test that asked for it, never the end of the test run.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_KILOBYTES = 1024
_SECONDS_FOR_ONE_OF_CPU = 6
"""A machine may have other work, and what is started has a limit of its own."""
_MEMORY = Path("/proc/self/statm")


@dataclass(frozen=True)
class Cost:
    """What the work took: memory beyond what the process began with, and time on the processor."""

    memory_bytes: int
    cpu_s: float


def contained(work: Callable[[], object], *, memory_bytes: int, cpu_s: int) -> Cost:
    """Do the work under limits; return what it took.

    Arguments:
        memory_bytes: how much more address space than this process has; not enforced without `/proc`.
        cpu_s: how much time on the processor; the process and each that it starts.

    Raises:
        AssertionError: it raised, was killed, or reached a limit; saying which.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        os.setsid()  # what it starts ends with it
        complaint = b""
        try:
            _limit(memory_bytes, cpu_s)
            before = _used()
            work()
            after = _used()
            answer = f"{after.memory_bytes - before.memory_bytes} {after.cpu_s - before.cpu_s}"
            os.write(write_end, answer.encode())
        except BaseException:
            complaint = traceback.format_exc().encode("utf-8", "replace")[-20_000:]
        with contextlib.suppress(OSError):
            os.write(write_end, complaint)
        os._exit(1 if complaint else 0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        is_late = not select.select([pipe], [], [], cpu_s * _SECONDS_FOR_ONE_OF_CPU)[0]
        if is_late:
            os.killpg(child, signal.SIGKILL)
        answer_read = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    assert not is_late, "it had not ended when it was killed"
    assert not os.WIFSIGNALED(status), f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    assert os.WEXITSTATUS(status) == 0, answer_read
    memory, seconds = answer_read.split()
    return Cost(int(memory), float(seconds))


def _limit(memory_bytes: int, cpu_s: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent_s = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent_s + cpu_s, spent_s + cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _MEMORY.exists():
        pages = int(_MEMORY.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _used() -> Cost:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Cost(used[0].ru_maxrss * _KILOBYTES, sum(each.ru_utime + each.ru_stime for each in used))
