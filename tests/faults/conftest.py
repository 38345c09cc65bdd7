"""A journal of its own for every test; key and state folders come from the tests' root."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan_store.journal import Journal

# Its children are forked, so that a hundred of them start in a second; Windows cannot fork.
collect_ignore = [] if hasattr(os, "fork") else ["test_reload_kill.py", "test_hostile_pickles.py"]

MEMORY = Path("/dev/shm")


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Where a test's journal is: in memory where there is such a folder, for thousands are made."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        yield tmp_path / "journals" / "app.db"
        return
    folder = Path(tempfile.mkdtemp(prefix="mulligan-faults-", dir=MEMORY))
    try:
        yield folder / "journals" / "app.db"
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """An open, empty journal."""
    with Journal.open(path) as journal:
        yield journal
