"""Journals of known content for the dashboard to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.dashboard_stage import FakeActions, write_story


@pytest.fixture
def story_path(tmp_path: Path) -> Path:
    """A journal of eight entries, closed."""
    return write_story(tmp_path / "journal.db")


@pytest.fixture
def story(story_path: Path) -> Iterator[Journal]:
    """The same journal, open for writing as an app has it."""
    with Journal.open(story_path) as journal:
        yield journal


@pytest.fixture
def actions(story: Journal) -> FakeActions:
    """A session that takes down what it is asked."""
    return FakeActions(story)
