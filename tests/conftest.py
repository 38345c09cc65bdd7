"""Every test has its own key, state folder and registry."""

from __future__ import annotations

import os

import pytest

from tests.support.screen import missing_tools

os.environ.pop("MULLIGAN_JOURNAL", None)


def pytest_report_header() -> str | None:
    """Say at the top when the tests in a real window cannot run here."""
    problem = missing_tools()
    return f"the tests in a real window are left out: {problem}" if problem else None


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
