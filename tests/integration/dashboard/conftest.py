"""A dashboard over a journal of known content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.dashboard_desk import Desk
from tests.support.dashboard_stage import FakeActions, write_story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Journal]:
    """A journal of eight entries, open as an app has it."""
    with Journal.open(write_story(tmp_path / "journal.db")) as journal:
        yield journal


@pytest.fixture
def desk(story: Journal) -> Desk:
    """The dashboard of a session that takes down what it is asked."""
    return Desk(FakeActions(story))
