"""Command lines are taken apart the same way everywhere."""

from __future__ import annotations

import sys

import pytest

from mulligan_mma.commands import split_command


def test_the_interpreter_stays_one_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python under a path with spaces can be run."""
    monkeypatch.setattr(sys, "executable", "/opt/my python/bin/python")
    assert split_command("{python} -c 'print(1)'", posix=True) == [
        "/opt/my python/bin/python",
        "-c",
        "print(1)",
    ]


def test_windows_paths_keep_their_backslashes() -> None:
    """Without POSIX rules a backslash is an ordinary character, and quotes group."""
    assert split_command(r'C:\tools\agent.exe "two words" plain', posix=False) == [
        r"C:\tools\agent.exe",
        "two words",
        "plain",
    ]


def test_quotes_inside_a_quoted_argument_survive_on_windows() -> None:
    """Only the quotes around the whole argument are taken off."""
    assert split_command("""{python} -c "print('hello')" """, posix=False)[1:] == ["-c", "print('hello')"]


@pytest.mark.parametrize("posix", [True, False])
@pytest.mark.parametrize("command", ["", "   ", '""', "''"])
def test_an_empty_command_is_refused(command: str, posix: bool) -> None:
    """There is nothing to run."""
    with pytest.raises(ValueError, match="the command is empty"):
        split_command(command, posix=posix)


def test_an_open_quotation_is_refused() -> None:
    """A forgotten quote is said, not guessed."""
    with pytest.raises(ValueError, match="No closing quotation"):
        split_command("echo 'hello", posix=True)
