"""A journal of its own for every test; key and state folders come from the tests' root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan_store.journal import Journal

# Its children are forked, so that a hundred of them start in a second; Windows cannot fork.
collect_ignore = [] if hasattr(os, "fork") else ["test_reload_kill.py"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's journal is."""
    return tmp_path / "journals" / "app.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """An open, empty journal."""
    with Journal.open(path) as journal:
        yield journal
