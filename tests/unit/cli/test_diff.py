"""`mulligan diff`: what differs between two moments, from what was written as text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mulligan.cli import main, output
from mulligan.cli.diff import source_differences
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, ModuleSource
from tests.support.command_line import AFTER, BEFORE, Run, new_entry

ROWS = KeySummary("rows", "list", 30, 2, "[1, 2]", "snapshot", None, 0)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is one of the group's."""
    monkeypatch.setattr(main, "COMMANDS", tuple(dict.fromkeys([*main.COMMANDS, "diff"])))


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """Entry 1 began with other rows and another source than entry 2; entry 3 as entry 2."""
    path = tmp_path / "journal.db"
    later = replace(ROWS, length=3, repr="[1, 2, 3]", bytes=34)
    note = KeySummary("note", "str", None, 5, "'hello'", "memory only", "app.note: why not", None)
    with Journal.open(path) as journal:
        session = journal.begin_session("tests")
        journal.begin_entry(new_entry(keys=(ROWS,), session_id=session))
        for _ in range(2):
            source = ModuleSource("gui", "gui.py", AFTER, None)
            journal.begin_entry(new_entry(keys=(later, note), sources=(source,), session_id=session))
        journal.end_session(session)
    return path


def test_json_is_one_object(run: Run, journal_path: Path) -> None:
    """Keys with both summaries and the reasons, sources as unified differences."""
    shown = run("diff", "1", "2", "--journal", journal_path, "--json").json
    assert (shown["first"], shown["second"]) == (1, 2)
    assert [(each["key"], each["change"]) for each in shown["keys"]] == [
        ("rows", "changed"),
        ("note", "added"),
    ]
    assert shown["keys"][0]["reasons"] == ["length 2 -> 3", "value"]
    assert (shown["keys"][0]["first"]["repr"], shown["keys"][0]["second"]["repr"]) == ("[1, 2]", "[1, 2, 3]")
    assert shown["keys"][1]["first"] is None
    assert [each["module"] for each in shown["sources"]] == ["gui"]
    assert "-    return 1\n+    return 2" in shown["sources"][0]["diff"]


def test_text_shows_state_and_source(run: Run, journal_path: Path) -> None:
    """A person sees the same, section by section."""
    printed = run("diff", "1", "2", "--journal", journal_path).out
    for expected in (
        "from the moment before entry 1 to the moment before entry 2",
        "length 2 -> 3, value",
        "list, 30 B: [1, 2]",
        "(memory only)",
        "--- gui before entry 1",
        "-    return 1",
        "+    return 2",
    ):
        assert expected in printed


def test_moments_that_agree_say_so(run: Run, journal_path: Path) -> None:
    """No difference is an answer too, and the status is 0."""
    result = run("diff", "2", "last", "--journal", journal_path)
    assert result.status == 0
    assert "no difference seen" in result.out
    assert "the same" in result.out
    shown = run("diff", "2", "3", "--journal", journal_path, "--json").json
    assert ({each["change"] for each in shown["keys"]}, shown["sources"]) == ({"same"}, [])


def test_a_module_that_one_side_lacks_is_said() -> None:
    """Unknown is not the same as empty."""
    (found,) = source_differences(
        (1, 2), [ModuleSource("gui", "", None, BEFORE)], [ModuleSource("gui", "", BEFORE, None)]
    )
    assert (found.first_known, found.second_known) == (False, True)
    assert "+    return 1" in found.diff
    assert source_differences(
        (1, 2), [ModuleSource("g", "", "a\n", None)], [ModuleSource("g", "", "a", None)]
    )


def test_a_missing_side_is_printed(run: Run, tmp_path: Path) -> None:
    """With the number of its entry."""
    path = tmp_path / "other.db"
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(sources=()))
        journal.begin_entry(new_entry())
    assert "not known before entry 1" in run("diff", "1", "2", "--journal", path).out


@pytest.mark.parametrize("words", [("1", "99"), ("99", "1")])
def test_an_entry_that_is_not_there_is_an_error(run: Run, journal_path: Path, words: tuple[str, str]) -> None:
    """The number is named, nothing is printed on standard output, and the status is 1."""
    result = run("diff", *words, "--journal", journal_path)
    assert (result.status, result.out) == (1, "")
    assert "99" in result.err


@pytest.mark.parametrize("words", [("1",), (), ("x", "1"), ("1", "0"), ("1", "2", "3")])
def test_words_that_are_no_two_entries_are_a_usage_error(
    run: Run, journal_path: Path, words: tuple[str, ...]
) -> None:
    """Two numbers, or `last`."""
    assert run("diff", "--journal", journal_path, "--", *words).status == 2


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_hostile_reaches_the_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    """Keys, reprs, module names and sources are all neutralised."""
    evil = "\x1b]0;owned\x07\u202e[red]"
    path = tmp_path / "evil.db"
    with Journal.open(path) as journal:
        for number in (1, 2):
            journal.begin_entry(
                new_entry(
                    keys=(KeySummary(evil, evil, 1, 1, evil * number, "memory only", evil, None),),
                    groups=(),
                    sources=(ModuleSource(evil, evil, f"a = {number} # {evil}\n", None),),
                )
            )
    monkeypatch.setattr(output, "is_terminal", lambda: terminal)
    printed = run("diff", "1", "2", "--journal", path).out
    assert "".join(printed.split("\n")).isprintable()
    assert "\\x1b]0;owned" in printed
