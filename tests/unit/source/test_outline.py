"""A whole text is cut into the same statements with a tree of the whole and without one."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import enum
import functools
import inspect
import textwrap
from types import ModuleType

import pytest

from mulligan.source import Source, Statement, read_source
from mulligan.source.splitting import split_statements

TEXTS = [
    "",
    "'doc'\nfrom __future__ import annotations\nimport os\ndef f(): pass\n",
    'def f():\n    return """\ndef g():\n    pass\n"""\ndef h(): pass\n',
    'def f():\n    return """\n# one\n# two """\n\n# three\n',
    "def f():\n    return 1  # one\n\n# two\n\n",
    "def f():\n    return '#'\nx = 1\ndef g(): pass;\nclass C: a = 1; b = 2\n",
    "def f(\n    a,\n    b=(\n1\n),\n):\n    pass\n\n\nasync   def g(): pass\n",
    "@d\ndef f(): pass\n@(\n  d\n)\nclass C: pass\n@(a\n@ b)\ndef g(): pass\n",
    "def f(a=(b := 1)): pass\nclass C:\n    global g\n    g = 1\n    def m(self):\n        global h\n",
    "if x:\n    def f(): pass\nelse:\n    def f(): pass\ndef g(): return globals()\n",
    "def f(): pass\n\x0cdef g(): pass\n \x0cx = 1\n",
    "def f(): pass\ndef \N{LATIN SMALL LIGATURE FI}x(): 'é'\ndef é(): pass\n",
    "def f():\n    pass\n\\\n\nx = 1\ndef g():\n    return 1 \\\n\n",
    "x = lambda: 0; y = [lambda: 0]\ndef f(): pass\nclass f: pass\n",
]
LIBRARY: list[ModuleType] = [argparse, dataclasses, enum, functools, inspect, textwrap]


def described(statements: list[Statement]) -> list[tuple[object, ...]]:
    """All that is known of statements before a transaction begins."""
    return [
        (
            *(each.text, each.start, each.end, each.column, each.kind, each.name, each.flags, each.binds),
            *(each.is_decorated, each.is_main_guard, each.is_import),
        )
        for each in statements
    ]


@pytest.mark.parametrize("text", [*TEXTS, *(read_source(str(each.__file__)) for each in LIBRARY)])
def test_outline_is_what_the_tree_says(text: str) -> None:
    """Whatever stands in strings, comments or brackets, the statements are those of the tree."""
    source = Source.parse(text, "gui.py")
    whole = split_statements(ast.parse(text), text, flags=source.flags, noted=[])
    assert described(source.statements) == described(whole)


def test_text_that_parses_but_does_not_compile_is_still_a_source() -> None:
    """What only the compiler refuses is told when the statement is compiled, with its line."""
    source = Source.parse("def f(): pass\nreturn 1\n", "gui.py")
    assert [each.start for each in source.statements] == [1, 2]
