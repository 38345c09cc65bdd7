"""A statement at the top of a module: its text, its place and, while a transaction runs, its marks.

Invariant: between transactions a statement holds text and positions, never its tree. The trees of
3,000 functions are more than a million objects that every pass of the garbage collector would visit.
"""

from __future__ import annotations

import ast
from enum import IntEnum
from typing import Any

from mulligan.source.invalid import parse_tree
from mulligan.source.names import Names
from mulligan.source.skeleton import DEFINITIONS, FUNCTIONS, skeleton


class Change(IntEnum):
    """What an edit asks for, for one statement."""

    UNCHANGED = 0
    """Nothing, but for its place in the file."""
    CODE_ONLY = 1
    """Give new code to the functions it made; nothing is executed."""
    EXECUTE = 2
    """Execute it in the live module."""


class Statement:
    """One statement at the top of a module.

    Attributes:
        text: the statement exactly, from its first decorator to its last character, without a
            trailing `;` or comment.
        start, end: its first and last line, counted from 1.
        column: where it starts in that line, in bytes of UTF-8; other than 0 only after a `;`.
        kind: the class of its tree.
        name: what a function or class definition defines; None for other statements.
        flags: the compiler flags of the module's `__future__` imports.
        is_decorated: whether it is a definition with decorators.
        is_main_guard: whether it is `if __name__ == "__main__":`, which is never executed.
        binds: the names of the module that it binds.
        previous: the statement of the old source that it was matched with, during a transaction.
        change: what `difference` found for it.
        reason: why, as a short sentence for the plan; empty when it is unchanged.
    """

    __slots__ = (
        *("text", "start", "end", "column", "kind", "name", "flags", "is_decorated", "is_main_guard"),
        *("binds", "previous", "change", "reason", "_names", "_node", "_skeleton"),
    )

    def __init__(self, node: ast.stmt, text: str, *, start: int, end: int, column: int, flags: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.column = column
        self.kind: type[ast.stmt] = type(node)
        self.name: str | None = node.name if isinstance(node, DEFINITIONS) else None
        self.flags = flags
        self.is_decorated = isinstance(node, DEFINITIONS) and bool(node.decorator_list)
        self.is_main_guard = _is_main_guard(node)
        self.previous: Statement | None = None
        self.change = Change.UNCHANGED
        self.reason = ""
        # Grouping asks every statement but definitions for its names: take them while the tree is at hand.
        self._names = Names.of(node, flags=flags) if self._needs_names() else None
        self.binds = self._names.binds if self._names is not None else frozenset((self.name or "",))
        self._node: ast.stmt | None = None
        self._skeleton: str | None = None

    def __repr__(self) -> str:
        return f"<Statement {self.label} line {self.start}: {self.change.name.lower()}>"

    def _needs_names(self) -> bool:
        """Whether the statement may bind more than the name it defines.

        Of definitions only `:=` in a default or decorator and `global` in a class body do that.
        """
        return not self.is_definition or ":=" in self.text or "global" in self.text

    def moved(self, lines: int) -> Statement:
        """Return this statement `lines` further down; itself for 0, as nothing in it differs."""
        if not lines:
            return self
        other = object.__new__(Statement)
        other.text, other.column, other.kind, other.name = self.text, self.column, self.kind, self.name
        other.flags, other.is_decorated = self.flags, self.is_decorated
        other.is_main_guard, other.binds, other._names = self.is_main_guard, self.binds, self._names
        other.start, other.end = self.start + lines, self.end + lines
        other.previous, other.change, other.reason = None, Change.UNCHANGED, ""
        other._node = other._skeleton = None
        return other

    @property
    def is_function(self) -> bool:
        """Whether it is a `def` or `async def`."""
        return self.kind in FUNCTIONS

    @property
    def is_definition(self) -> bool:
        """Whether it is a `def`, `async def` or `class`."""
        return self.kind in DEFINITIONS

    @property
    def is_import(self) -> bool:
        """Whether it is an import, not one within an if or try statement."""
        return self.kind is ast.Import or self.kind is ast.ImportFrom

    @property
    def node(self) -> ast.stmt:
        """Its tree, with the positions that it has in the file; kept until `forget`."""
        if self._node is None:
            tree = parse_tree(self.text, "<statement>", self.flags)
            _place(tree, self.start - 1, self.column)
            self._node = tree.body[0]
        return self._node

    @property
    def names(self) -> Names:
        """The names of the module that it binds, touches and reads when it is executed."""
        if self._names is None:
            self._names = Names.of(self.node, flags=self.flags)
        return self._names

    @property
    def skeleton(self) -> str:
        """What of it is executed apart from bodies of functions; kept until `forget`."""
        if self._skeleton is None:
            self._skeleton = skeleton(self.node)
        return self._skeleton

    @property
    def label(self) -> str:
        """A short name for plans: `render`, or what an unnamed statement binds, or its kind."""
        if self.name is not None:
            return self.name
        return ", ".join(sorted(self.binds)) or self.kind.__name__.lower()

    def forget(self) -> None:
        """Drop its tree, its skeleton and the statement it was matched with."""
        self._node = self._skeleton = self.previous = None


def _place(tree: ast.Module, lines: int, column: int) -> None:
    """Move a tree that was parsed on its own to where its text stands in the file."""
    for node in ast.walk(tree):
        if not hasattr(node, "lineno"):
            continue
        positioned: Any = node  # statements, expressions, handlers, arguments and more; no common base
        if column:
            positioned.col_offset += column if positioned.lineno == 1 else 0
            positioned.end_col_offset += column if positioned.end_lineno == 1 else 0
        positioned.lineno += lines
        positioned.end_lineno += lines


def _is_main_guard(node: ast.stmt) -> bool:
    """Recognise `if __name__ == "__main__":`, the other way round, and with further conditions."""
    if not isinstance(node, ast.If):
        return False
    tests = [node.test]
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):
        tests = node.test.values
    return any(_asks_for_main(test) for test in tests)


def _asks_for_main(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = [test.left, test.comparators[0]]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
