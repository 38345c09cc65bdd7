"""`mulligan export`: one file that every command reads."""

from __future__ import annotations

from pathlib import Path

from tests.support.command_line import Run


def test_chosen_entries_make_a_file_that_can_be_looked_at(
    run: Run, journal_path: Path, tmp_path: Path
) -> None:
    """By number and by `last`; the file lists and shows them."""
    file = tmp_path / "sent.db"
    result = run("export", 1, "last", "--to", file, "--journal", journal_path)
    assert result.status == 0
    assert "2 entries" in result.out
    assert "fingerprint of the content: " in result.out
    assert [entry["id"] for entry in run("log", "--journal", file, "--json").json] == [3, 1]
    assert "first edit" in run("show", 1, "--journal", file).out


def test_the_fingerprint_is_the_same_in_json(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """It names the content, not the file."""
    first = run("export", 1, 3, "--to", tmp_path / "1.db", "--journal", journal_path, "--json").json
    second = run("export", 3, 1, "--to", tmp_path / "2.db", "--journal", journal_path, "--json").json
    assert first["fingerprint"] == second["fingerprint"]
    assert (first["entries"], first["file"]) == ([1, 3], str(tmp_path / "1.db"))


def test_mistakes_leave_no_file(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """No such entry, no entry, no target, a target that is there."""
    file = tmp_path / "sent.db"
    assert run("export", 9, "--to", file, "--journal", journal_path).status == 1
    assert run("export", "--to", file, "--journal", journal_path).status == 2
    assert run("export", "one", "--to", file, "--journal", journal_path).status == 2
    assert run("export", 1, "--journal", journal_path).status == 2
    assert not file.exists()
    file.touch()
    assert run("export", 1, "--to", file, "--journal", journal_path).status == 1
