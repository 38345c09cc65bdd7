"""A command's outcome as tests read it, and the entries of the journals that commands are tried on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mulligan_store.records import KeySummary, ModuleSource, NewEntry, SnapshotGroup

BEFORE = "def render_main(app):\n    return 1\n"
AFTER = "def render_main(app):\n    return 2\n"
STATEMENT = {
    "name": "render_main",
    "first_line": 3,
    "last_line": 7,
    "what": "code only",
    "why": "only its body changed",
}
PLAN = {"modules": [{"module": "gui", "path": "gui.py", "statements": [STATEMENT]}]}
TRACEBACK = 'Traceback (most recent call last):\n  File "gui.py", line 2, in render_main\nValueError: no\n'


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out)


Run = Callable[..., Result]


def new_entry(**changes: Any) -> NewEntry:
    """A reload of one module by the shortcut, with one state key."""
    fields: dict[str, Any] = {
        "kind": "reload",
        "trigger": "shortcut",
        "groups": (SnapshotGroup(("rows",), b"not a pickle: reading must not care"),),
        "keys": (KeySummary("rows", "list", 30, 2, "[1, 2]", "snapshot", None, 0),),
        "sources": (ModuleSource("gui", "gui.py", BEFORE, AFTER),),
        "plan": PLAN,
        "phases_ms": {"capture": 1.5, "record": 4.0},
    }
    return NewEntry(**{**fields, **changes})


def run_python(
    *words: object, encoding: str = "utf-8", folder: Path | None = None, typed: str = "", **variables: str
) -> Result:
    """Run the interpreter with words, as a process of its own.

    Arguments:
        encoding: of its streams.
        folder: where it runs; None for here.
        typed: its standard input.
        variables: more environment variables.
    """
    done = subprocess.run(
        [sys.executable, *(str(word) for word in words)],
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        encoding=encoding,
        env={**os.environ, "PYTHONIOENCODING": encoding, **variables},
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)
