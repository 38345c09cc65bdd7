"""What the journal's tests share: an entry to write, children to run, and a way to forge rows."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mulligan_store.records import KeySummary, ModuleSource, NewEntry, SnapshotGroup


def new_entry(payload: bytes = b"state", **changes: Any) -> NewEntry:
    """An entry with one of everything."""
    fields: dict[str, Any] = {
        "kind": "reload",
        "trigger": "shortcut",
        "label": "before the edit",
        "groups": (SnapshotGroup(("tickets", "selected"), payload), SnapshotGroup(("zoom",), b"1.5")),
        "keys": (
            KeySummary("tickets", "list", 40, 3, "[1, 2, 3]", "snapshot", None, 0),
            KeySummary("selected", "int", 5, None, "2", "snapshot", None, 0),
            KeySummary("worker", "Thread", None, None, "<Thread>", "memory only", "a thread", None),
        ),
        "sources": (
            ModuleSource("app.gui", "/app/gui.py", "x = 1\n", None),
            ModuleSource("app.model", "/app/model.py", "y = 1\n", None),
        ),
        "phases_ms": {"capture": 1.25},
    }
    return NewEntry(**(fields | changes))


@contextmanager
def forging(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection such as anyone who can write the file has: no checks, no signatures."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        yield raw
    finally:
        raw.close()


def start_child(code: str, *arguments: object, environment: Mapping[str, str] = {}) -> subprocess.Popen[str]:
    """Start Python on the code, with its output piped."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


def run_child(code: str, *arguments: object, environment: Mapping[str, str] = {}) -> str:
    """Run Python on the code; return what it printed, or fail with what it complained of."""
    child = start_child(code, *arguments, environment=environment)
    output, complaint = child.communicate(timeout=120)
    assert child.returncode == 0, complaint
    return output


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, to see whether anything changed."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if sys.platform == "linux" and os.geteuid() == 0:
    # The superuser writes anywhere; giving up its capabilities makes file modes count again.
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None, use_errno=True).capset(header, nothing) == 0
"""
"""Code for a child that is to be stopped by file modes, whoever runs the tests."""


V1_TABLES = (
    *("meta", "sessions", "blobs", "entries", "entry_groups", "key_summaries"),
    *("entry_sources", "entry_sources_after"),
)


def v1_journal(path: Path, *, entries: int, payload_bytes: int = 100, version: int = 1) -> None:
    """A journal as the first version made it, or another: its schema, no automatic vacuum, kept entries."""
    from mulligan_migrations.runner import migrate
    from mulligan_store.journal import Journal

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, forging(path) as raw:
        latest = Path(folder) / "latest.db"
        with Journal.open(latest) as journal:
            for _ in range(entries):
                entry_id = journal.begin_entry(new_entry(os.urandom(payload_bytes), label=None))
                journal.set_status(entry_id, "kept")
        raw.execute("PRAGMA page_size = 16384")
        # Laid out before the steps can ask for anything else, as the first version did.
        raw.executescript("CREATE TABLE x (y); DROP TABLE x")
        migrate(raw, version=version)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("ATTACH ? AS latest", (str(latest),))
        raw.execute("DELETE FROM meta")
        for table in V1_TABLES:
            raw.execute(f"INSERT INTO main.{table} SELECT * FROM latest.{table}")
        raw.execute("DETACH latest")
