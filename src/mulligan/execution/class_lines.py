"""The line numbers that classes carry from Python 3.13 on.

Invariant: `__firstlineno__` of a class that was not executed again is where its text stands now.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from mulligan.graft import Graft
from mulligan.source import Change, Statement
from mulligan.source.skeleton import CONDITIONALS

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange


def correct_class_lines(change: ModuleChange, graft: Graft) -> None:
    """Set the first line of each class whose statement moved or got new code only."""
    for statement in (*change.new.changed(), *change.new.moved()):
        holds_classes = statement.kind is ast.ClassDef or statement.kind in CONDITIONALS
        if statement.change is Change.EXECUTE or not holds_classes:
            continue
        for name in sorted(statement.binds):
            cls = vars(graft.module).get(name)
            if not isinstance(cls, type) or not _was_made_here(cls, name, graft.module):
                continue
            for each, line in _new_lines(statement, cls):
                graft.log.set_class_attribute(each, "__firstlineno__", line)


def _was_made_here(cls: type, name: str, module: ModuleType) -> bool:
    """Whether a class carries a line of this module; it does not before Python 3.13."""
    attributes = vars(cls)
    return (
        "__firstlineno__" in attributes
        and cls.__qualname__ == name
        and attributes.get("__module__") == module.__name__
    )


def _new_lines(statement: Statement, cls: type) -> Iterator[tuple[type, int]]:
    """Yield the class and those nested in it, with their new first lines."""
    if statement.change is Change.CODE_ONLY:
        yield from _lines_by_tree(statement.node, cls)
    else:
        yield from _lines_by_shift(cls, statement.lines_moved)


def _lines_by_tree(node: ast.AST, cls: object) -> Iterator[tuple[type, int]]:
    if not isinstance(node, ast.ClassDef) or not isinstance(cls, type) or "__firstlineno__" not in vars(cls):
        return
    yield cls, min([node.lineno, *(each.lineno for each in node.decorator_list)])
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield from _lines_by_tree(each, vars(cls).get(each.name))


def _lines_by_shift(cls: type, lines: int) -> Iterator[tuple[type, int]]:
    line = vars(cls).get("__firstlineno__")
    if isinstance(line, int):
        yield cls, line + lines
    for each in vars(cls).values():
        if isinstance(each, type) and each.__qualname__ == f"{cls.__qualname__}.{each.__name__}":
            yield from _lines_by_shift(each, lines)
