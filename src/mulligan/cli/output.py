"""How commands print: JSON for programs, aligned lines for pipes, tables for terminals.

Invariant: no character of a journal reaches the screen that could move the cursor, set a colour, retitle
the window or reorder the text around it. Labels, errors, keys and reprs may come from a hostile journal, so
every text passes `one_line` or `many_lines` here, and no printing function lets a caller go round them.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.console import Console

DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def one_line(text: str) -> str:
    """Return `text` as a single harmless line: what cannot be printed becomes its escape, as in `repr`.

    Newlines and tabs are escaped too, and so are the characters that reorder or hide text (bidirectional
    marks, zero-width characters): Unicode calls none of them printable.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def many_lines(text: str) -> list[str]:
    """Return the lines of `text`, each harmless. Only a newline ends a line; tabs become four spaces."""
    return [one_line(line.replace("\t", "    ")) for line in text.split("\n")]


def as_json(value: object) -> object:
    """Return `value` in JSON's own types: records as objects, moments as ISO 8601 text, the rest as text.

    Numbers that JSON does not have (NaN, infinity) become text, so that every strict reader can read it.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return record_as_json(value)
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | Set):
        return [as_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def record_as_json(record: DataclassInstance) -> dict[str, object]:
    """Return a record's fields as a JSON object."""
    return {field.name: as_json(getattr(record, field.name)) for field in fields(record)}


def print_json(value: object) -> None:
    """Print one JSON value in ASCII, with nothing in it that a terminal would obey."""
    _print_json(value, indent=2)


def print_json_line(value: object) -> None:
    """Print one JSON value on a line of its own, for programs that read while more is to come."""
    _print_json(value, indent=None)


def _print_json(value: object, *, indent: int | None) -> None:
    text = json.dumps(as_json(value), indent=indent, allow_nan=False)
    click.echo(text.replace("\x7f", "\\u007f"))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Arguments:
        title: what stands above it.
        right: numbers stand right.
        folds: on a narrow terminal its cells go on in the next line when they are longer than this many
            characters; None keeps the column as wide as its widest cell.
        dispensable: 0 shows it always; a terminal that is too narrow for all columns does without the
            others, the highest number first.
        style: gives a rich style for a cell's text, for terminals only; None leaves it plain.
    """

    title: str
    right: bool = False
    folds: int | None = None
    dispensable: int = 0
    style: Callable[[str], str | None] | None = None


class Screen(Protocol):
    """Where a command prints for people."""

    def heading(self, text: str) -> None:
        """Print a line that opens a section."""

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Print rows under their titles."""

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Print names with their values, one pair a line."""

    def lines(self, lines: Iterable[str], *, style: Callable[[str], str | None] | None = None) -> None:
        """Print texts, one a line, each in the style that `style` gives for it."""


def is_terminal() -> bool:
    """Return whether a person reads standard output on a terminal."""
    # A process can be started without any standard output; then there is nobody to print for.
    return sys.stdout is not None and sys.stdout.isatty()


def screen() -> Screen:
    """Return the screen for standard output: rich on a terminal, plain aligned lines elsewhere."""
    return _TerminalScreen() if is_terminal() else _PlainScreen()


def tell_progress(what: str, done: int, total: int) -> None:
    """Tell a person who waits how far it is, on standard error and over the line told before."""
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo(f"\r{what} {done} of {total}", nl=done == total, err=True)


def diff_style(line: str) -> str | None:
    """Return the style of a line of a unified diff."""
    return "bold" if line.startswith(("+++", "---")) else DIFF_STYLES.get(line[:1])


class _PlainScreen:
    """Aligned lines without colour, for pipes and files; does not import rich, which takes its time."""

    def heading(self, text: str) -> None:
        click.echo(f"\n{one_line(text)}")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        cells = [[column.title for column in columns], *([one_line(cell) for cell in row] for row in rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
        for row in cells:
            padded = (
                cell.rjust(width) if column.right else cell.ljust(width)
                for cell, width, column in zip(row, widths, columns, strict=True)
            )
            click.echo("  ".join(padded).rstrip())

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        known = list(pairs)
        width = max((len(name) for name, _ in known), default=0)
        for name, value in known:
            click.echo(f"{one_line(name).ljust(width)}  {one_line(value)}")

    def lines(self, lines: Iterable[str], *, style: Callable[[str], str | None] | None = None) -> None:
        for line in lines:
            click.echo(one_line(line))


class _TerminalScreen:
    """Tables and colours. Cells are rich `Text`, never markup: `[red]` in a label stays `[red]`."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console: Console = Console(markup=False, emoji=False, highlight=False)

    def heading(self, text: str) -> None:
        self._print(f"\n{one_line(text)}", "bold")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        cells = [[one_line(cell) for cell in row] for row in rows]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
        shown = [(i, width) for i, width in enumerate(self._widths(columns, cells)) if width is not None]
        for i, width in shown:
            justify: Literal["left", "right"] = "right" if columns[i].right else "left"
            table.add_column(columns[i].title, justify=justify, overflow="fold", width=width)
        for row in cells:
            table.add_row(*(Text(row[i], style=_style(columns[i].style, row[i])) for i, _ in shown))
        self._console.print(table)

    def _widths(self, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int | None]:
        from rich.cells import cell_len

        from mulligan.cli.column_widths import Wish, widths

        wishes = []
        for i, column in enumerate(columns):
            natural = max(cell_len(text) for text in (column.title, *(row[i] for row in cells)))
            least = natural if column.folds is None else min(natural, column.folds)
            wishes.append(Wish(natural, least, column.dispensable))
        return widths(wishes, self._console.width)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2))
        for name, value in pairs:
            grid.add_row(Text(one_line(name), style="dim"), Text(one_line(value)))
        self._console.print(grid)

    def lines(self, lines: Iterable[str], *, style: Callable[[str], str | None] | None = None) -> None:
        for line in lines:
            self._print(one_line(line), _style(style, line))

    def _print(self, text: str, style: str) -> None:
        from rich.text import Text

        # The terminal folds long lines itself; a path that rich folds could not be copied.
        self._console.print(Text(text, style=style), soft_wrap=True)


def _style(style: Callable[[str], str | None] | None, text: str) -> str:
    return (style(text) if style else None) or ""
