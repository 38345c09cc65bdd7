"""What is in an entry's snapshot, without unpickling it.

Invariant: payloads are taken as they lie in the journal, verified by nobody, so they are never
unpickled: a process of its own reads their structure, with limits on time and memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
TIME_LIMIT_S = 30.0
TOTAL_TIME_LIMIT_S = 30.0


@dataclass(frozen=True)
class Structure:
    """What one group of state keys holds.

    Fields:
        keys: the keys, as the journal says.
        payload_bytes: how long the pickle is, None if it cannot be read.
        names: the classes and functions that unpickling it would use.
        lines: (depth, text) of its objects.
        problem: why it could not be read to its end.
        complete: whether everything is shown.
        doubt: why nobody whom this user trusts vouches for it, None if somebody does.
    """

    keys: tuple[str, ...]
    payload_bytes: int | None
    names: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]
    problem: str | None
    complete: bool
    doubt: str | None = None


def structures(journal: Inspection, entry_id: int) -> list[Structure]:
    """The structure of each group of an entry's snapshot; one that cannot be read says why.

    Raises:
        EntryNotFound: no entry has that number.
    """
    found = []
    ends_at = time.monotonic() + TOTAL_TIME_LIMIT_S
    for group in journal.inspect_groups(entry_id, limit_bytes=MAX_PAYLOAD_BYTES):
        if time.monotonic() > ends_at:  # a forged entry may have as many groups as it likes
            problem = f"what follows was not read: the groups before it took {TOTAL_TIME_LIMIT_S:.0f} s"
            found.append(Structure((), None, (), (), problem, complete=False))
            break
        if group.payload is None:
            read = Structure(group.keys, None, (), (), group.problem, complete=False)
        else:
            read = structure_of(group.keys, group.payload)
        found.append(replace(read, doubt=group.doubt))
    return found


def structure_of(keys: tuple[str, ...], payload: bytes) -> Structure:
    """Read one payload's structure in a process of its own.

    Arguments:
        keys: what the payload holds, for the result.
        payload: the pickle.
    """
    # -I and -S: nothing but the standard library can be found, whatever the pickle names.
    script = Path(__file__).with_name("pickle_structure.py")
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(script)]
    try:
        done = subprocess.run(command, input=payload, capture_output=True, timeout=TIME_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return _stopped(keys, payload, f"it was not read within {TIME_LIMIT_S:.0f} s")
    except OSError as error:
        return _stopped(keys, payload, f"no process could be started to read it: {error}")
    if done.returncode != 0:
        return _stopped(keys, payload, "reading it took more memory or time than is allowed")
    read = json.loads(done.stdout)
    return Structure(
        keys,
        len(payload),
        tuple(map(str, read["globals"])),
        tuple((int(depth), str(text)) for depth, text in read["lines"]),
        read["problem"],
        bool(read["complete"]),
    )


def _stopped(keys: tuple[str, ...], payload: bytes, problem: str) -> Structure:
    return Structure(keys, len(payload), (), (), problem, complete=False)
