"""A bare ImGui context for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from imgui_bundle import imgui

from tests.support.imgui_headless import bare_context


@pytest.fixture
def io() -> Iterator[imgui.IO]:
    """A context with ImPlot's contexts, destroyed after the test whatever it left behind."""
    with bare_context(plots=True) as each:
        yield each
