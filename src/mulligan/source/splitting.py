"""From a tree to the statements at its top, each with exactly its own text.

Invariant: the text of a statement, parsed alone and moved to its place, gives the tree it came from,
positions included. Columns in trees are bytes of UTF-8, so lines that are not ASCII are cut as bytes.
"""

from __future__ import annotations

import ast

from mulligan.source.skeleton import DEFINITIONS
from mulligan.source.statement import Statement


def split_statements(
    tree: ast.Module, text: str, *, flags: int, noted: list[Statement], lines_above: int = 0
) -> list[Statement]:
    """Return the statements of `tree`, which is the tree of `text`.

    Arguments:
        tree: what `text` parses to.
        text: a whole source or a window of one.
        flags: the compiler flags of the module's `__future__` imports.
        noted: where its statements note themselves during a transaction, see `Statement`.
        lines_above: how many lines of the file stand above `text`.
    """
    lines = text.split("\n")
    statements = []
    for node in tree.body:
        start, column = _beginning(node, lines)
        end = node.end_lineno or node.lineno
        statements.append(
            Statement(
                node,
                _between(lines, start, column, end, node.end_col_offset or 0),
                start=start + lines_above,
                end=end + lines_above,
                column=column,
                flags=flags,
                noted=noted,
            )
        )
    return statements


def _beginning(node: ast.stmt, lines: list[str]) -> tuple[int, int]:
    """The line and column of the first character: of the `@`, where there are decorators.

    A tree does not tell where the `@` stands; `@(` may be lines above the decorator it opens.
    """
    if not isinstance(node, DEFINITIONS) or not node.decorator_list:
        return node.lineno, node.col_offset
    line = node.decorator_list[0].lineno
    while line > 1 and not lines[line - 1].lstrip().startswith("@"):
        line -= 1
    return line, 0


def _between(lines: list[str], first: int, column: int, last: int, end_column: int) -> str:
    if first == last:
        return _cut(lines[first - 1], column, end_column)
    ends = (_cut(lines[first - 1], column, None), _cut(lines[last - 1], 0, end_column))
    return "\n".join((ends[0], *lines[first : last - 1], ends[1]))


def _cut(line: str, start: int, stop: int | None) -> str:
    if line.isascii():
        return line[start:stop]
    return line.encode("utf-8")[start:stop].decode("utf-8")
