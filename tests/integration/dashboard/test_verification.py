"""The journal is verified by another process, and whatever comes of it is a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mulligan.dashboard.verification import Verification, Verified
from mulligan_store.journal import Journal
from tests.support.journals import contents, forging

TIMEOUT_S = 60.0


def verified(path: Path) -> Verified:
    """Verify a journal, and wait as frames would."""
    verification = Verification(lambda: None)
    verification.ask(path, 1)
    assert verification.background.wait(TIMEOUT_S)
    found = verification.ask(path, 1)
    assert found is not None
    return found


def durable(folder: Path) -> dict[str, bytes | None]:
    """What is in the files, but for the index that SQLite keeps of its log for those who read just now."""
    return {name: content for name, content in contents(folder).items() if not name.endswith("-shm")}


def test_what_was_altered_is_found(story: Journal) -> None:
    """With the sentence that the command line would print, and without a change to any file."""
    with forging(story.path) as raw:
        raw.execute("UPDATE entries SET label = 'forged' WHERE id = 4")
    before = durable(story.path.parent)
    found = verified(story.path)
    assert not found.sound
    assert any("entry 4" in each for each in found.problems)
    assert durable(story.path.parent) == before


def test_a_journal_that_is_gone_is_said(tmp_path: Path) -> None:
    """No exception, and no journal is made."""
    found = verified(tmp_path / "nowhere.db")
    assert not found.sound
    assert "could not be verified" in found.text
    assert contents(tmp_path) == {}


def test_an_interpreter_that_is_gone_is_said(story: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that was frozen into one file has none."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "could not be verified" in verified(story.path).text
