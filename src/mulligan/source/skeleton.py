"""What of a statement is executed, apart from the bodies of its functions.

Invariant: two statements with equal skeletons differ in nothing but bodies of functions, layout and
comments. Swapping code objects then brings one to the other, and nothing has to be executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import repeat

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
CONDITIONALS = (ast.If, ast.For, ast.While, ast.Try, ast.TryStar, ast.With, ast.Match)
"""Statements at the top of a module that hold others, and may or may not execute them."""
_WITH_CODE = tuple(
    kind
    for name in (
        *("FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"),
        *("ListComp", "SetComp", "DictComp", "GeneratorExp"),
        *("AnnAssign", "TypeAlias"),  # evaluated late, by code of their own: Python 3.14 and 3.12
    )
    if (kind := getattr(ast, name, None)) is not None
)


def skeleton(node: ast.AST) -> str:
    """Write `node` down without positions and with the bodies of its functions blanked.

    Functions are blanked wherever they stand: in classes, and in if, try, with, for and match blocks.
    The nodes are as before when this returns.
    """
    functions = list(_outer_functions(node))
    bodies = [function.body for function in functions]
    for function in functions:
        function.body = []
    try:
        return ast.dump(node)
    finally:
        for function, body in zip(functions, bodies, strict=True):
            function.body = body


def _outer_functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of `node` that are not within another function."""
    pending: list[ast.AST] = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, FUNCTIONS):
            yield each
        elif not isinstance(each, ast.expr):  # an expression holds lambdas only
            pending.extend(ast.iter_child_nodes(each))


def makes_code(node: ast.AST) -> bool:
    """Tell whether objects that outlive the execution of `node` may hold its line numbers."""
    return any(isinstance(each, _WITH_CODE) for each in ast.walk(node))


def same_tree(one: object, other: object) -> bool:
    """Tell whether two trees are equal but for positions; stops at the first difference."""
    return _same(one, other, {})


def same_skeleton(one: ast.AST, other: ast.AST) -> bool:
    """Tell whether `skeleton` would write the same for both, without writing it."""
    return _same(one, other, _HEADERS)


_HEADERS: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name != "body") for kind in FUNCTIONS
}


def _same(one: object, other: object, compared: Mapping[type, tuple[str, ...]]) -> bool:
    """Compare the fields in `compared`, of kinds that are not in it all."""
    if one is other:
        return True  # names are shared between trees, and so are marks such as `ast.Load()`
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        for name in compared.get(type(one), one._fields):
            if not _same(getattr(one, name, None), getattr(other, name, None), compared):
                return False
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other, repeat(compared)))
    return repr(one) == repr(other)  # repr tells 0.0 from -0.0


def same_layout(one: ast.stmt, other: ast.stmt) -> bool:
    """Tell whether two equal trees have equal positions, counted from the start of each."""
    one_first, other_first = _first_line(one), _first_line(other)
    return all(
        _position(this, one_first) == _position(that, other_first)
        for this, that in zip(ast.walk(one), ast.walk(other), strict=True)
    )


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _position(node: ast.AST, first_line: int) -> tuple[int, int, int, int] | None:
    if not isinstance(node, ast.stmt | ast.expr | ast.excepthandler):
        return None
    last_line = node.end_lineno or node.lineno
    return (node.lineno - first_line, node.col_offset, last_line - first_line, node.end_col_offset or 0)
