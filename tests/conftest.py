"""Every test has its own key, state folder and registry."""

from __future__ import annotations

import os

import pytest

os.environ.pop("MULLIGAN_JOURNAL", None)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """No test reads or writes the user's key or journals."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(home / "key"))
    monkeypatch.setenv("MULLIGAN_STATE_DIR", str(home / "state"))
    return home


@pytest.fixture
def reloader(tmp_path):
    """HotReloader as in a new process, with a journal in the test's folder."""
    from mulligan import HotReloader

    HotReloader.reset()
    HotReloader.configure(journal=tmp_path / "journal.db")
    yield HotReloader
    HotReloader.reset()
