"""Reads the documentation as data, and generates the part of it that is generated.

`python -m tests.support.documents > docs/CLI.md` writes the reference of the command line.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mulligan.cli.main import group

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 96
ROOTS = ("src/", "store/", "migrations/", "tests/", "docs/", ".ci/")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """Return every page of the documentation."""
    return sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])


def prose(text: str) -> str:
    """Return a page without its fenced blocks."""
    return FENCE.sub("", text)


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return [body for name, body in FENCE.findall(text) if name == language]


def links(text: str) -> list[str]:
    """Return the targets of a page's links that lead into the repository."""
    return [target for target in LINK.findall(prose(text)) if "://" not in target]


def anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings make, as repositories on the web render them."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose(text)))
    return {heading.strip().replace(" ", "-") for heading in kept}


def named_paths(text: str) -> list[str]:
    """Return the paths of the repository, with `::test` where given, that a text names as code."""
    return [code for code in CODE.findall(prose(text)) if code.startswith(ROOTS) and " " not in code]


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every table row of a page, without titles and rulers."""
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in prose(text).split("\n")
        if line.startswith("|")
    ]
    rulers = [number for number, row in enumerate(rows) if all(set(cell) <= {"-", ":"} for cell in row)]
    dropped = {*rulers, *(number - 1 for number in rulers)}
    return [row for number, row in enumerate(rows) if number not in dropped]


def is_there(name: str) -> bool:
    """Return whether a path exists and, for `path::test`, defines that test or class."""
    path, _, member = name.partition("::")
    if any(char in path for char in "*?"):
        return any(ROOT.glob(path))
    if not (ROOT / path).exists():
        return False
    return not member or member.split("[")[0] in _definitions(ROOT / path)


def _definitions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def command_reference() -> str:
    """Return the page `docs/CLI.md`, as generated from the commands."""
    settings = {**group.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(group, info_name="mulligan", **settings)
    sections = [("mulligan", group.get_help(context)), *_commands(context)]
    pages = [f"## {name}\n\n```text\n{text}\n```\n" for name, text in sections]
    return "\n".join([INTRODUCTION, *pages])


def _commands(parent: click.Context) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, parent=parent, info_name=name, terminal_width=WIDTH)
        yield f"mulligan {name}", command.get_help(context)


INTRODUCTION = """\
# The command line

Generated from the commands by `python -m tests.support.documents`; a test compares.

Every command can also be called as `python -m mulligan COMMAND`. With `--json` exactly one JSON value is
written to standard output, as [the page on JSON](JSON.md) describes field by field. An error is one line on
standard error, `mulligan: what, why, what follows`.

| exit status | meaning |
|---|---|
| 0 | done; for `verify`: the journal is sound; for `doctor`: nothing stands in the way |
| 1 | not done, and standard error says why; for `verify`: the journal is not sound |
| 2 | a mistake in the arguments |
| 3 | `reload --wait`: asked for, and what became of it was not known in time |
| 130 | interrupted by Ctrl+C, which is also how `log --follow` ends |

A reader that goes away, as in `mulligan log | head -1`, ends a command without a word, with status 0 or 1.

On a terminal there are tables and colours, and columns that do not fit are left out; `NO_COLOR` turns the
colours off. In a pipe or a file there is plain text with every column. What a terminal would obey rather
than show (control characters, marks that reorder text) is printed as its escape, whatever the journal holds,
and so are characters that the console's code page lacks.

## Completion

Commands, options and the numbers of entries are completed with the Tab key, once the shell knows:

| shell | line for its settings | file |
|---|---|---|
| bash 4.4 or later | `eval "$(_MULLIGAN_COMPLETE=bash_source mulligan)"` | `~/.bashrc` |
| zsh | `eval "$(_MULLIGAN_COMPLETE=zsh_source mulligan)"` | `~/.zshrc` |
| fish | `_MULLIGAN_COMPLETE=fish_source mulligan \\| source` | `~/.config/fish/completions/mulligan.fish` |

There is none for PowerShell and `cmd`. Paths with backslashes need no quotes there, paths with spaces do:
`mulligan log --journal "C:\\Users\\me\\my app.db"`.
"""

if __name__ == "__main__":
    sys.stdout.write(command_reference())
