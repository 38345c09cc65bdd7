"""Plays the scenario that a test is named after.

Invariant: `test_x` in `test_<group>.py` plays `cases/<group>/x__v1.py`, and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engine_cases import Case, Edit, play


@pytest.fixture
def edit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Edit]:
    """The scenario named like the test, with v1 imported."""
    group = request.path.stem.removeprefix("test_")
    yield from play(Case(group, request.node.originalname.removeprefix("test_")), tmp_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select by data: a scenario in newer syntax names the first Python that can read it."""
    older = [item for item in items if getattr(getattr(item, "obj", None), "since", ()) > sys.version_info]
    if older:
        config.hook.pytest_deselected(items=older)
        items[:] = [item for item in items if item not in older]
