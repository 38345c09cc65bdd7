"""`mulligan salvage`: from a damaged journal to one that can be looked at and restored from."""

from __future__ import annotations

from pathlib import Path

from tests.support.command_line import Run


def test_a_damaged_journal_becomes_one_that_can_be_read(run: Run, journal_path: Path) -> None:
    """Its first page is gone; every entry comes out, and `log` and `verify` read the new file."""
    with journal_path.open("r+b") as file:
        file.write(b"\xff" * 16_384)
    damaged = journal_path.read_bytes()
    assert run("log", "--journal", journal_path).status == 1
    result = run("salvage", journal_path)
    assert result.status == 0
    target = journal_path.with_name(f"{journal_path.name}.salvaged.db")
    assert f"{target}: 3 entries, 3 of them whole and authentic" in result.out
    assert journal_path.read_bytes() == damaged
    assert run("verify", "--journal", target).status == 0
    assert len(run("log", "--journal", target, "--json").json) == 3


def test_what_was_lost_is_said(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """As a sentence, and in JSON."""
    import sqlite3

    with sqlite3.connect(journal_path) as database:
        for table in ("entry_groups", "key_summaries", "entry_sources", "entry_sources_after"):
            database.execute(f"DELETE FROM {table} WHERE entry_id = 2")
        database.execute("DELETE FROM entries WHERE id = 2")
    database.execute("VACUUM")
    database.close()
    answer = run("salvage", journal_path, "--to", tmp_path / "new.db", "--json").json
    assert (answer["entries"], answer["restorable"]) == (2, 2)
    assert answer["lost"] == ["entry 2 was lost to damage and could not be salvaged"]
    result = run("salvage", journal_path, "--to", tmp_path / "newer.db")
    assert "entry 2 was lost" in result.out


def test_nothing_is_written_over(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """A file that is there, and a file that holds nothing, are errors in one line."""
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"mine")
    result = run("salvage", journal_path, "--to", taken)
    assert (result.status, taken.read_bytes()) == (1, b"mine")
    assert "already" in result.err
    assert run("salvage", tmp_path / "missing.db").status == 1
