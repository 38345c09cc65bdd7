"""Hot modules on disk for every integration test."""

from __future__ import annotations

import pytest

from tests.support.hot_files import HotFiles


@pytest.fixture
def files(tmp_path, monkeypatch, reloader):
    """Hot modules in the test's folder, registered with a fresh HotReloader."""
    folder = tmp_path / "modules"
    folder.mkdir()
    hot = HotFiles(folder, monkeypatch)
    yield hot
    hot.forget()
