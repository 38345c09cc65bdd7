"""`mulligan restore`: a signed request, and a true word about who will carry it out."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from mulligan.source import write_back
from mulligan_store.journal import Journal
from mulligan_store.records import LAYOUT_KEY, KeySummary, ModuleSource, Request
from tests.support.command_line import Run, new_entry
from tests.support.journals import forging


def requests_in(path: Path) -> list[Request]:
    """Take the requests as a running app would."""
    with Journal.open(path) as journal:
        journal.begin_session("taker")
        return list(journal.take_requests())


@pytest.mark.parametrize(
    ("options", "state", "code"),
    [((), True, True), (("--state-only",), True, False), (("--code-only",), False, True)],
)
def test_a_request_is_left_in_the_journal(
    run: Run, journal_path: Path, options: list[str], state: bool, code: bool
) -> None:
    """An app that takes requests finds the entry, and which of state and code to bring back."""
    result = run("restore", "1", *options, "--journal", journal_path)
    assert result.status == 0
    found = requests_in(journal_path)
    assert [(each.entry_id, each.state, each.code) for each in found] == [(1, state, code)]


@pytest.mark.parametrize("options", [(), ("--state-only",), ("--code-only",)])
def test_the_layout_is_asked_for_beside_whatever_else(run: Run, tmp_path: Path, options: list[str]) -> None:
    """`--layout` adds to the other options and takes nothing from them."""
    path = tmp_path / "journal.db"
    layout = KeySummary(LAYOUT_KEY, "ImGui layout", 40, 30, "12 windows", "snapshot", None, 0)
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(keys=(layout,)))
    result = run("restore", "1", "--layout", *options, "--journal", path)
    assert (result.status, "and the window layout" in result.out) == (0, True)
    (found,) = requests_in(path)
    assert (found.layout, found.state, found.code) == (
        True,
        "--code-only" not in options,
        "--state-only" not in options,
    )


def test_an_entry_without_a_layout_is_refused(run: Run, journal_path: Path) -> None:
    """What no window has left cannot be brought back, and nothing else is asked for instead."""
    result = run("restore", "1", "--layout", "--journal", journal_path)
    assert (result.status, "no window layout" in result.err) == (1, True)
    assert requests_in(journal_path) == []


def test_an_entry_that_another_key_signed_is_refused_at_once(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The app would refuse it later, where nobody looks."""
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(tmp_path / "another key"))
    Journal.open(tmp_path / "own.db").close()
    result = run("restore", "1", "--journal", journal_path)
    assert (result.status, "another key" in result.err) == (1, True)
    assert requests_in(journal_path) == []


def test_without_a_running_app_the_next_start_is_named(run: Run, journal_path: Path) -> None:
    """Nobody is told that something happened which has not."""
    assert "when the app starts next" in run("restore", "1", "--journal", journal_path).out
    answer = run("restore", "1", "--journal", journal_path, "--json").json
    assert answer["done_by"] == "next start"
    assert (answer["entry"], answer["state"], answer["code"]) == (1, True, True)


def test_a_running_app_is_named(run: Run, live_journal_path: Path) -> None:
    """While an app has a session in the journal it will carry the request out at its next safe point."""
    assert "next safe point of the running app" in run("restore", "last", "--journal", live_journal_path).out
    answer = run("restore", "last", "--journal", live_journal_path, "--json").json
    assert (answer["done_by"], answer["entry"]) == ("running app", 3)


def test_both_only_options_exclude_each_other(run: Run, journal_path: Path) -> None:
    """Neither state nor code would be left to restore."""
    result = run("restore", "1", "--state-only", "--code-only", "--journal", journal_path)
    assert result.status == 2
    assert "exclude each other" in result.err
    assert requests_in(journal_path) == []


def test_an_entry_that_is_not_there_leaves_no_request(run: Run, journal_path: Path) -> None:
    """A mistyped number must not wait in the journal for the next start."""
    result = run("restore", "99", "--journal", journal_path)
    assert result.status == 1
    assert "99" in result.err
    assert requests_in(journal_path) == []


SOURCES = "def render():\n    return 'before'\n"


def journal_of(path: Path, source: Path, before: str = SOURCES) -> Path:
    """A journal whose entry 1 holds the source of a file from before an edit."""
    with Journal.open(path) as journal:
        sources = (ModuleSource("gui", str(source), before, "x = 1\n"),)
        journal.set_status(journal.begin_entry(new_entry(sources=sources)), "kept")
    return path


def kept_beside(source: Path) -> list[bytes]:
    """What was kept of a file."""
    return [each.read_bytes() for each in source.parent.glob(f"{source.name}.before-restore-*")]


def test_sources_are_written_back_and_what_stood_there_is_kept(run: Run, tmp_path: Path) -> None:
    """The file holds the earlier text, the later one lies beside it, and the app is asked as well."""
    source = tmp_path / "gui.py"
    source.write_text("later = True\n", encoding="utf-8")
    source.chmod(0o640)
    path = journal_of(tmp_path / "journal.db", source)
    result = run("restore", "1", "--write-source", "--yes", "--journal", path)
    assert result.status == 0, result.err
    assert f"wrote {source}; what stood there is in gui.py.before-restore-" in result.out
    assert source.read_text(encoding="utf-8") == SOURCES
    assert kept_beside(source) == [b"later = True\n"]
    assert os.name != "posix" or source.stat().st_mode & 0o777 == 0o640
    assert [each.entry_id for each in requests_in(path)] == [1]


def test_line_ends_mark_and_encoding_stay_as_they_are(run: Run, tmp_path: Path) -> None:
    """The journal holds text; the file keeps its own way of writing it."""
    source = tmp_path / "gui.py"
    source.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    path = journal_of(tmp_path / "journal.db", source, "c = 'é'\nd = 4\n")
    assert run("restore", "1", "--write-source", "--yes", "--journal", path).status == 0
    assert source.read_bytes() == b"\xef\xbb\xbf" + "c = 'é'\r\nd = 4\r\n".encode()
    other = tmp_path / "latin.py"
    other.write_bytes(b"# coding: latin-1\nx = '\xe4'\n")
    path = journal_of(tmp_path / "other.db", other, "# coding: latin-1\nx = 'é'\n")
    assert run("restore", "1", "--write-source", "--yes", "--journal", path).status == 0
    assert other.read_bytes() == b"# coding: latin-1\nx = '\xe9'\n"


def test_nothing_is_written_without_a_yes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A no leaves the file as it is, and leaves no request."""
    source = tmp_path / "gui.py"
    source.write_text("later = True\n", encoding="utf-8")
    path = journal_of(tmp_path / "journal.db", source)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    result = run("restore", "1", "--write-source", "--journal", path)
    assert result.status == 1
    assert f"{source} will be replaced, and kept beside it" in result.out
    assert "nothing was written" in result.err
    assert (source.read_text(encoding="utf-8"), kept_beside(source)) == ("later = True\n", [])
    assert requests_in(path) == []
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert run("restore", "1", "--write-source", "--journal", path).status == 0
    assert source.read_text(encoding="utf-8") == SOURCES


def test_a_file_that_is_gone_is_made_and_one_that_is_right_is_left(run: Run, tmp_path: Path) -> None:
    """Nothing is kept of what was not there, and nothing is written twice."""
    source = tmp_path / "gui.py"
    path = journal_of(tmp_path / "journal.db", source)
    first = run("restore", "1", "--write-source", "--yes", "--journal", path, "--json").json
    assert first["written"] == [{"path": str(source), "kept": None}]
    assert source.read_text(encoding="utf-8") == SOURCES
    assert run("restore", "1", "--write-source", "--yes", "--journal", path, "--json").json["written"] == []
    assert kept_beside(source) == []


def test_an_unsigned_source_is_not_written(run: Run, tmp_path: Path) -> None:
    """A journal from elsewhere must not put code into files."""
    source = tmp_path / "gui.py"
    path = journal_of(tmp_path / "journal.db", source)
    with forging(path) as raw:
        raw.execute("UPDATE entries SET code = x'00'")
    result = run("restore", "1", "--write-source", "--yes", "--journal", path)
    assert result.status == 1
    assert not source.exists()


def test_a_path_of_another_computer_is_refused(run: Run, tmp_path: Path) -> None:
    """Neither a relative path nor a folder that is not there is guessed at."""
    for number, source in enumerate((Path("gui.py"), tmp_path / "no such folder" / "gui.py")):
        path = journal_of(tmp_path / f"journal{number}.db", source)
        result = run("restore", "1", "--write-source", "--yes", "--journal", path)
        assert result.status == 1
        assert "nothing was written" in result.err
        assert requests_in(path) == []


def test_a_file_that_cannot_be_written_is_said_and_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the middle leaves that file whole, and no half-written one beside it."""
    source = tmp_path / "gui.py"
    source.write_text("later = True\n", encoding="utf-8")
    path = journal_of(tmp_path / "journal.db", source)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_back.os, "fsync", fail)
    result = run("restore", "1", "--write-source", "--yes", "--journal", path)
    monkeypatch.undo()
    assert result.status == 1
    assert "No space left on device; it is as it was; no other file was written before it" in result.err
    assert source.read_text(encoding="utf-8") == "later = True\n"
    assert [each.name for each in tmp_path.glob(".gui.py.*")] == []


@pytest.mark.parametrize("options", [("--state-only",), ("--json",)])
def test_options_that_contradict_writing_are_refused(
    run: Run, journal_path: Path, options: tuple[str, ...]
) -> None:
    """State only has nothing to write, and JSON has nobody to ask."""
    result = run("restore", "1", "--write-source", *options, "--journal", journal_path)
    assert result.status == 2
    assert requests_in(journal_path) == []
