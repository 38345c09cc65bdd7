"""Functions and classes that a statement defines for the module, directly or under a condition.

Invariant: bodies of functions and classes are not entered: what they define is not the module's.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(nodes: Iterable[ast.stmt]) -> dict[str, Definition]:
    """The definitions within some statements, by name; without names that are defined more than once.

    Of those, in the branches of a condition say, the text does not tell which one is meant.
    """
    found = [each for node in nodes for each in _definitions_in(node)]
    counts = Counter(each.name for each in found)
    return {each.name: each for each in found if counts[each.name] == 1}


def _definitions_in(node: ast.AST) -> Iterator[Definition]:
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        yield node
    elif not isinstance(node, ast.expr):
        for each in ast.iter_child_nodes(node):
            yield from _definitions_in(each)
