"""A journal of its own for every test; key and state folders come from the tests' root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan_store.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's journal is."""
    return tmp_path / "journals" / "app.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """An open, empty journal."""
    with Journal.open(path) as journal:
        yield journal
