"""An edited source is the same whether its window or all of it was parsed, whatever the edit."""

from __future__ import annotations

import ast
import bisect as bisect_module
import contextlib
import dataclasses
import enum
import functools
import heapq
import os
import textwrap
from types import ModuleType

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mulligan.errors import SourceInvalid
from mulligan.source import Source, read_source

EXAMPLES = int(os.environ.get("MULLIGAN_PROPERTY_EXAMPLES", "60"))
LIBRARY: list[ModuleType] = [bisect_module, contextlib, dataclasses, enum, functools, heapq, textwrap]
FRAGMENTS = [
    *("", "\n", "\n\n", " ", "    ", "\t", "\\", "\\\n", "\x0c", "\N{LINE SEPARATOR}", "é", "# note", "#"),
    *('"""', "'''", '"', "'", "(", ")", "[", "]", "{", "}", ":", ";", "; x = 1", "@", "=", ","),
    *("x = 1\n", "\nx = 1; y = 2\n", "def f(): pass\n", "\n@f\ndef g():\n    return 1\n", "class C:\n"),
    *("else:\n    pass\n", "\nelse:\n    pass\n", "try:\n", "except ValueError:\n", "finally:\n    pass\n"),
    *("if x:\n    pass\n", "elif y:\n    pass\n", "global x\n", "from __future__ import annotations\n"),
    *("return 1\n", "match x:\n    case 1:\n        pass\n", "async ", "lambda: 0\n", "'é'; z = lambda: 1\n"),
]


@functools.cache
def library_source(position: int) -> Source:
    """The parsed text of a module of the standard library."""
    path = LIBRARY[position].__file__
    assert path is not None
    return Source.parse(read_source(path), path)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Source, str]:
    """A source of the standard library and what a few cuts, copies and insertions made of it."""
    source = library_source(draw(st.integers(0, len(LIBRARY) - 1)))
    text = source.text
    for _ in range(draw(st.integers(1, 3))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["insert", "append", "cut", "copy", "delete", "indent", "characters"]))
        fragment = draw(st.sampled_from(FRAGMENTS))
        count = draw(st.integers(1, 12))
        line = lines[at]
        column = min(count * 3, len(line))
        if kind == "insert":
            lines[at] = line[:column] + fragment + line[column:]
        elif kind == "append":
            lines[at] = line + fragment
        elif kind == "cut":
            del lines[at : at + count]
        elif kind == "copy":
            lines[at:at] = lines[max(at - count, 0) : at]
        elif kind == "delete":
            lines[at] = ""
        elif kind == "indent":
            lines[at : at + count] = [f"    {each}" if each else each for each in lines[at : at + count]]
        else:
            lines[at] = line[:column] + line[column + count :]
        text = "\n".join(lines)
    return source, text


def describe(source: Source) -> list[object]:
    """All that is known of a source before a transaction begins."""
    return [
        source.text,
        source.flags,
        source.docstring,
        *(
            (
                each.text,
                each.start,
                each.end,
                each.column,
                each.kind,
                each.name,
                each.binds,
                each.is_main_guard,
            )
            for each in source.statements
        ),
    ]


@settings(max_examples=EXAMPLES, deadline=None)
@given(edits())
def test_window_parse_equals_whole_parse(edit: tuple[Source, str]) -> None:
    """A window parse gives the statements of the whole parse, and refuses what the whole parse refuses."""
    source, text = edit
    try:
        whole = Source.parse(text, source.filename)
    except SourceInvalid:
        whole = None
    try:
        edited = source.edited(text)
    except SourceInvalid:
        edited = None
    if whole is None or edited is None:
        event("refused")
        assert whole is edited
        return
    event(edited.parsed)
    assert describe(edited) == describe(whole)


@pytest.mark.filterwarnings("ignore:invalid escape", "ignore:.*is an invalid escape")
@settings(max_examples=max(EXAMPLES // 4, 10), deadline=None)
@given(edits())
def test_statements_alone_have_the_trees_of_the_whole(edit: tuple[Source, str]) -> None:
    """The tree made from a statement's text alone is the tree it has in the whole file, with positions."""
    source, text = edit
    try:
        edited = source.edited(text)
    except SourceInvalid:
        edited = source
    trees = ast.parse(edited.text).body
    assert len(trees) == len(edited.statements)
    for statement, tree in zip(edited.statements, trees, strict=True):
        assert ast.dump(statement.node, include_attributes=True) == ast.dump(tree, include_attributes=True)
    edited.forget()
    source.forget()
