"""Processes that work until they are killed, and what they had told by then.

Invariant: a case is a process of its own that really writes, and it really is killed; one that ends by
itself fails the test. Where there is fork they are forked, so that thousands of them start in minutes.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mulligan_store.journal import Journal
from tests.support.journals import new_entry

Tell = Callable[[str], None]

_PROCESSES: Any = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
_LONGEST_OPENING_S = 0.025
_LONGEST_WAIT_S = 0.008
READY = "ready"


def heard_until_killed(
    work: Callable[..., None], *arguments: object, chance: random.Random
) -> list[list[str]]:
    """Start the work in a process, kill it at a random moment, and return what it had told, word by word.

    One in eight dies while it opens, before it is ready. The others have told some lines, and are then given
    a random time: what they are doing when they die is left to chance and to the scheduler.

    Arguments:
        work: takes a function that tells a line, and the arguments; a function of a module, or a process
            that is not forked could not find it.
    """
    ours, theirs = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_telling, args=(theirs, work, *arguments), daemon=True)
    process.start()
    theirs.close()
    heard: list[str] = []
    if chance.random() < 1 / 8:
        wait_s = chance.uniform(0, _LONGEST_OPENING_S)
    else:
        wait_s = chance.uniform(0, _LONGEST_WAIT_S)
        for _ in range(1 + chance.randrange(12)):
            heard.append(_next(ours, process))
    threading.Event().wait(wait_s)
    process.kill()
    process.join()
    assert process.exitcode not in (0, 1), f"the process ended by itself, after {heard[-1:]}"
    while (line := _rest(ours)) is not None:
        heard.append(line)
    ours.close()
    return [line.split() for line in heard if line != READY]


def _next(ours: Connection, process: Any) -> str:
    try:
        return str(ours.recv())
    except EOFError:
        process.join()
        raise AssertionError(f"the process ended by itself, with {process.exitcode}") from None


def _rest(ours: Connection) -> str | None:
    try:
        return str(ours.recv())
    except (EOFError, OSError):  # a line was being written when the process died
        return None


def _telling(theirs: Connection, work: Callable[..., None], *arguments: object) -> None:
    work(theirs.send, *arguments)


def record_for_ever(tell: Tell, path: Path, seed: int) -> None:
    """Open a journal, record and settle entries of many sizes; tell each thing once it is acknowledged."""
    journal = Journal.open(path)
    assert not journal.notes, journal.notes
    session = journal.begin_session("loop")
    chance = random.Random(seed)
    tell(READY)
    while True:
        payload = chance.randbytes(chance.choice((10, 10_000, 300_000)))
        entry_id = journal.begin_entry(new_entry(payload, session_id=session))
        tell(f"began {entry_id} {len(payload)}")
        journal.add_plan(entry_id, {"n": entry_id}, {"app.gui": f"x = {entry_id}\n"})
        journal.set_status(entry_id, "kept")
        tell(f"kept {entry_id}")
