"""The statements of a whole text, without a tree of the whole.

Making the tree of a large file as Python objects takes longer than compiling it. So the text is
compiled, and the code tells on which lines the functions and classes at its top begin: these lines
cut the text into regions that begin and end at whole statements. Most regions are one plain
definition, of which all that a `Statement` notes can be read off the text.

Invariant: the statements are those that the tree of the whole would give. Where the text leaves any
doubt about a region, the region's tree decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType
from typing import NamedTuple

from mulligan.source.invalid import parse_tree
from mulligan.source.splitting import split_statements
from mulligan.source.statement import Statement, may_bind_more

_BEGINNING = re.compile(r"^(?:@|(?P<keyword>def|class|async[ \t]+def)[ \t]+(?P<name>\w+))", re.MULTILINE)
_FURTHER_STATEMENT = re.compile(r"\n[^ \t\n#)\]}]")  # brackets close what a definition opened
_KINDS: dict[str, type[ast.stmt]] = {"def": ast.FunctionDef, "class": ast.ClassDef}  # otherwise `async def`


class Region(NamedTuple):
    """A piece of a text that begins and ends at whole statements.

    Attributes:
        text: with what follows its last statement: comments and empty lines.
        line: its first line, counted from 1.
        keyword, name: `def` and `draw`, if it begins with a definition without decorators.
    """

    text: str
    line: int
    keyword: str | None = None
    name: str | None = None


def regions(text: str, code: CodeType) -> list[Region]:
    """Cut a text at the definitions at its top; the first region is what stands above them.

    Arguments:
        text: without form feeds, which would hide where a line begins.
        code: what the text compiles to. Each definition at the top is a constant of it that has the
            definition's name and first line, so nothing within a string is taken for one.
    """
    names = {each.co_firstlineno: each.co_name for each in code.co_consts if isinstance(each, CodeType)}
    found: list[tuple[int, Region]] = [(0, Region("", 1))]
    line, counted = 1, 0
    for match in _BEGINNING.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        name = names.get(line, "<none>")
        if name == match["name"] or (match["name"] is None and not name.startswith("<")):
            found.append((counted, Region("", line, match["keyword"], match["name"])))
    ends = [*found, (len(text), Region("", 0))]
    return [region._replace(text=text[start:stop]) for (start, region), (stop, _) in pairwise(ends)]


def statements_of(region: Region, *, flags: int, noted: list[Statement]) -> Iterator[Statement]:
    """Yield the statements of a region; `flags` and `noted` are those of `split_statements`."""
    kind = _KINDS.get(region.keyword or "", ast.AsyncFunctionDef)
    text = _text_of_plain_definition(region, kind)
    if text is not None and region.name is not None:
        yield Statement.plain_definition(kind, region.name, text, start=region.line, flags=flags, noted=noted)
        return
    tree = parse_tree(region.text, "<region>", flags)
    yield from split_statements(tree, region.text, flags=flags, noted=noted, lines_above=region.line - 1)


def _text_of_plain_definition(region: Region, kind: type[ast.stmt]) -> str | None:
    """The definition that is all of the region, from its first to its last character; None in doubt."""
    text = region.text
    if region.name is None or may_bind_more(kind, text) or _FURTHER_STATEMENT.search(text):
        return None
    text, last_line = _without_empty_lines(text)
    while last_line.startswith("#"):
        if '"' in last_line or "'" in last_line:
            return None  # it may end a string
        text, last_line = _without_empty_lines(text[: text.rfind("\n") + 1])
    return None if "#" in last_line or last_line.endswith((";", "\\")) else text


def _without_empty_lines(text: str) -> tuple[str, str]:
    """The text up to its last visible character, and the line that this stands in, without indentation."""
    text = text.rstrip()
    return text, text[text.rfind("\n") + 1 :].lstrip()
