"""The post mortem page names commands and options as they are."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest

from mulligan.cli.main import COMMANDS, group
from mulligan_store.records import STATUSES
from tests.support import documents

PAGE = (documents.ROOT / "docs" / "POSTMORTEM.md").read_text(encoding="utf-8")
LINES = [
    line
    for block in documents.blocks(PAGE, "shell")
    for line in block.splitlines()
    if line.startswith("mulligan ")
]


def test_the_page_has_commands() -> None:
    """The check below has something to check."""
    assert len(LINES) > 10


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_is_accepted(line: str, tmp_path: Path) -> None:
    """Name, options and number of arguments are those of the command."""
    _, name, *words = shlex.split(line)
    assert name in COMMANDS
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.make_context(name, words).params


def test_every_status_is_explained() -> None:
    """Whatever the log prints, the page says what it means."""
    assert [status for status in STATUSES if f"`{status}`" not in PAGE] == []
