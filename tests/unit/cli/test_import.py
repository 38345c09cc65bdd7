"""`mulligan import`: what comes in is shown and stays closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.errors import SignatureInvalid
from mulligan_store.journal import Journal
from tests.support.command_line import Run, new_entry


@pytest.fixture
def sent(run: Run, tmp_path: Path) -> Path:
    """A file with one entry of another journal."""
    file = tmp_path / "sent.db"
    with Journal.open(tmp_path / "theirs.db", key=b"o" * 32) as journal:
        journal.set_status(journal.begin_entry(new_entry(label="their edit")), "kept")
    assert run("export", 1, "--to", file, "--journal", tmp_path / "theirs.db").status == 0
    return file


def test_entries_come_in_with_new_numbers(run: Run, journal_path: Path, sent: Path) -> None:
    """Listed as imported, shown in full, and not restored."""
    result = run("import", sent, "--journal", journal_path)
    assert result.status == 0
    assert "entry 1 came in as entry 4" in result.out
    newest = run("log", "--journal", journal_path, "--json").json[0]
    assert (newest["id"], newest["trigger"], newest["label"]) == (4, "import", "their edit")
    assert run("show", 4, "--journal", journal_path).status == 0
    assert run("verify", "--journal", journal_path).status == 0
    with Journal.open(journal_path, read_only=True) as journal, pytest.raises(SignatureInvalid):
        journal.read_groups(4)


def test_again_brings_nothing_twice(run: Run, journal_path: Path, sent: Path) -> None:
    """And says so."""
    run("import", sent, "--journal", journal_path)
    answer = run("import", sent, "--journal", journal_path, "--json").json
    assert (answer["imported"], answer["already_here"]) == ([], [1])
    assert "here already" in run("import", sent, "--journal", journal_path).out


def test_what_is_no_journal_brings_in_nothing(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """Missing, or something else: one line, and the journal is as it was."""
    text = tmp_path / "text.db"
    text.write_text("hello", encoding="utf-8")
    for file in (text, tmp_path / "missing.db"):
        result = run("import", file, "--journal", journal_path)
        assert result.status == 1
        assert str(file) in result.err
    assert len(run("log", "--journal", journal_path, "--json").json) == 3
