"""`mulligan label`: a name for an entry."""

from __future__ import annotations

from pathlib import Path

from mulligan_store.journal import Journal
from tests.support.command_line import Run


def label(path: Path, entry_id: int) -> str | None:
    """What an entry is called; the journal must be sound."""
    with Journal.open(path, read_only=True) as journal:
        assert journal.verify().sound
        return journal.entry(entry_id).label


def test_an_entry_gets_a_name_and_loses_it(run: Run, journal_path: Path) -> None:
    """An empty text takes the name away."""
    result = run("label", "2", "the bad one", "--journal", journal_path)
    assert (result.status, result.out) == (0, "entry 2 is called the bad one\n")
    assert label(journal_path, 2) == "the bad one"
    assert run("label", "2", "", "--journal", journal_path).out == "entry 2 has no name\n"
    assert label(journal_path, 2) is None


def test_any_text_can_be_a_name(run: Run, journal_path: Path) -> None:
    """It comes back as it was, and reaches no terminal unescaped."""
    text = "进步 \x1b[31m \n second line"
    result = run("label", "last", text, "--journal", journal_path)
    assert "\x1b" not in result.out
    assert label(journal_path, 3) == text
    answer = run("label", "last", text, "--journal", journal_path, "--json").json
    assert (answer["entry"], answer["label"]) == (3, text)


def test_an_entry_that_is_not_there_is_an_error(run: Run, journal_path: Path) -> None:
    """A mistyped number names nothing."""
    result = run("label", "99", "x", "--journal", journal_path)
    assert result.status == 1
    assert "99" in result.err
