"""Shells complete commands, options and the numbers of entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan.cli.completion import MOST, entries_for
from mulligan.cli.main import COMMANDS
from mulligan_store.journal import Journal
from tests.support.command_line import new_entry, run_python


def completed(line: str) -> list[str]:
    """What bash is offered at the end of a line."""
    words = line.split(" ")
    done = run_python(
        "-m",
        "mulligan",
        _MULLIGAN_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    assert done.err == ""
    return [item.partition(",")[2] for item in done.out.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    """The line for the shell's own settings works, as the reference says."""
    done = run_python("-m", "mulligan", _MULLIGAN_COMPLETE=f"{shell}_source")
    assert (done.status, "mulligan" in done.out) == (0, True)


def test_commands_and_options_are_completed() -> None:
    """The words are those of the help."""
    assert completed("mulligan re") == [name for name in ("restore", "recover", "reload") if name in COMMANDS]
    assert "--follow" in completed("mulligan log --f")
    assert completed("mulligan log --status ro") == ["rolled_back"]


@pytest.mark.parametrize("words", ["show", "pin", "restore", "label", "diff 1", "export 2"])
def test_the_numbers_of_entries_are_completed(journal_path: Path, words: str) -> None:
    """Newest first, from the journal that the line names."""
    command, *before = words.split()
    line = " ".join(["mulligan", command, "--journal", str(journal_path), *before, ""])
    assert completed(line) == ["last", "3", "2", "1"]


def test_only_what_was_begun_is_offered(tmp_path: Path) -> None:
    """And no more than a person reads."""
    path = tmp_path / "journal.db"
    with Journal.open(path) as journal:
        for _ in range(MOST + 2):
            journal.begin_entry(new_entry())
    assert len(entries_for(path, "")) == MOST + 1
    assert [item.value for item in entries_for(path, "52")] == ["52"]


@pytest.mark.parametrize("content", [None, b"", b"x" * 9_000])
def test_a_journal_that_cannot_be_read_offers_nothing(tmp_path: Path, content: bytes | None) -> None:
    """An error in the middle of a shell's line would help nobody."""
    path = tmp_path / "journal.db"
    if content is not None:
        path.write_bytes(content)
    assert entries_for(path, "") == []


def test_hostile_labels_reach_no_terminal(tmp_path: Path) -> None:
    """zsh and fish print the description as it is."""
    path = tmp_path / "journal.db"
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(label="\x1b[2J\nlabel"))
    (_, item) = entries_for(path, "")
    assert item.help is not None
    assert item.help.isprintable()
