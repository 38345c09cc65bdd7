"""`mulligan verify`: the exit status answers the question."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.support.command_line import Run


def test_a_sound_journal_is_status_0(run: Run, journal_path: Path) -> None:
    """All is as it was written."""
    result = run("verify", "--journal", journal_path)
    assert result.status == 0
    assert "3 entries, sound" in result.out
    answer = run("verify", "--journal", journal_path, "--json").json
    assert (answer["sound"], answer["entries"], answer["problems"]) == (True, 3, [])
    assert answer["journal"] == str(journal_path)


def test_an_altered_journal_is_status_1_and_says_what(run: Run, journal_path: Path) -> None:
    """One altered label is found, named, and fails a script that asks."""
    with sqlite3.connect(journal_path) as database:
        changed = database.execute("UPDATE entries SET label = 'forged' WHERE id = 1").rowcount
    database.close()
    assert changed == 1
    result = run("verify", "--journal", journal_path)
    assert result.status == 1
    assert "not sound" in result.out
    answer = run("verify", "--journal", journal_path, "--json")
    assert answer.status == 1
    assert answer.json["sound"] is False
    assert answer.json["problems"]
