"""A statement at the top of a module: its text, its place and, while a transaction runs, its marks.

Invariant: between transactions a statement holds text and positions, never its tree. The trees of
3,000 functions are more than a million objects that every pass of the garbage collector would visit.
"""

from __future__ import annotations

import ast
import re
from enum import IntEnum
from typing import Any, Literal

from mulligan.source.invalid import parse_tree
from mulligan.source.names import Names
from mulligan.source.skeleton import DEFINITIONS, FUNCTIONS, skeleton

_GLOBAL = re.compile(r"\bglobal\b")


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
        imported: the tree of an import statement, kept for good as every transaction asks for it; its
            position means nothing. None for other statements.
        change: what `difference` found for it.
        reason: why, as a short sentence for the plan; empty when it is unchanged.

    Trees and marks are notes of one transaction. A statement that gets the first of them enters the
    list `noted`, which the statements of all successive sources of a module share: so whatever looks
    for changes, and `Source.forget`, goes through what an edit concerns and not through the module.
    """

    __slots__ = (
        *("text", "start", "end", "column", "kind", "name", "flags", "is_decorated", "is_main_guard"),
        *(
            "binds",
            "imported",
            "change",
            "reason",
            "_names",
            "_node",
            "_tree",
            "_skeleton",
            "_previous",
            "_noted",
            "_is_noted",
        ),
    )

    def __init__(
        self,
        node: ast.stmt,
        text: str,
        *,
        start: int,
        end: int,
        column: int,
        flags: int,
        noted: list[Statement],
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.column = column
        self.kind: type[ast.stmt] = type(node)
        self.name: str | None = node.name if isinstance(node, DEFINITIONS) else None
        self.flags = flags
        self.is_decorated = isinstance(node, DEFINITIONS) and bool(node.decorator_list)
        self.is_main_guard = _is_main_guard(node)
        self.imported = node if isinstance(node, ast.Import | ast.ImportFrom) else None
        # Grouping asks every statement but definitions for its names: take them while the tree is at hand.
        needs_names = not self.is_definition or may_bind_more(self.kind, text)
        self._names = Names.of(node, flags=flags) if needs_names else None
        self.binds = self._names.binds if self._names is not None else frozenset((self.name or "",))
        self._noted = noted
        self._clear()

    def _clear(self) -> None:
        self.change = Change.UNCHANGED
        self.reason = ""
        self._previous: Statement | Literal["itself"] | None = "itself"
        self._node: ast.stmt | None = None
        self._tree: ast.stmt | None = None
        self._skeleton: str | None = None
        self._is_noted = False

    def __repr__(self) -> str:
        return f"<Statement {self.label} line {self.start}: {self.change.name.lower()}>"

    @classmethod
    def plain_definition(
        cls, kind: type[ast.stmt], name: str, text: str, *, start: int, flags: int, noted: list[Statement]
    ) -> Statement:
        """A definition without decorators that starts a line and binds its name alone; needs no tree."""
        made = object.__new__(cls)
        made.text, made.kind, made.name, made.flags = text, kind, name, flags
        made.start, made.end, made.column = start, start + text.count("\n"), 0
        made.is_decorated = made.is_main_guard = False
        made.binds, made.imported, made._names = frozenset((name,)), None, None
        made._noted = noted
        made._clear()
        return made

    def moved(self, lines: int) -> Statement:
        """Return this statement `lines` further down; itself for 0, as nothing in it differs."""
        if not lines:
            return self
        other = object.__new__(Statement)
        other.text, other.column, other.kind, other.name = self.text, self.column, self.kind, self.name
        other.flags, other.is_decorated = self.flags, self.is_decorated
        other.is_main_guard, other.binds, other._names = self.is_main_guard, self.binds, self._names
        other.imported = self.imported
        other.start, other.end = self.start + lines, self.end + lines
        other._noted = self._noted
        other._clear()
        return other

    @property
    def previous(self) -> Statement | None:
        """The statement of the old source that it was matched with; itself until `match` tells another."""
        return self if isinstance(self._previous, str) else self._previous

    @property
    def lines_moved(self) -> int:
        """How many lines further down than before it starts; negative for up."""
        previous = self._previous
        return self.start - previous.start if isinstance(previous, Statement) else 0

    def match(self, previous: Statement | None) -> None:
        """Note which statement of the old source it was; None for a new one."""
        self._previous = "itself" if previous is self else previous
        self._note()

    def mark(self, change: Change, reason: str) -> None:
        """Note what is to be done for it, and why."""
        self.change, self.reason = change, reason
        self._note()

    def unmark(self) -> None:
        """Forget what it was matched with and what is to be done, but not its tree."""
        self._previous, self.change, self.reason = "itself", Change.UNCHANGED, ""

    def _note(self) -> None:
        if not self._is_noted:
            self._is_noted = True
            self._noted.append(self)

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
        return self.imported is not None

    @property
    def tree(self) -> ast.stmt:
        """Its tree, in which positions count only relative to each other; kept until `forget`."""
        if self._tree is None:
            self.keep_tree(parse_tree(self.text, "<statement>", self.flags).body[0])
        assert self._tree is not None
        return self._tree

    def keep_tree(self, tree: ast.stmt) -> None:
        """Spare the parser its text: this is its tree, as it was parsed with its neighbours."""
        self._tree = tree
        self._note()

    @property
    def node(self) -> ast.stmt:
        """Its tree, with the positions that it has in the file; kept until `forget`."""
        if self._node is None:
            tree = parse_tree("\n" * (self.start - 1) + self.text, "<statement>", self.flags)
            if self.column:
                _move_right(tree, self.start, self.column)
            self._node = tree.body[0]
            self._note()
        return self._node

    @property
    def names(self) -> Names:
        """The names of the module that it binds, touches and reads when it is executed."""
        if self._names is None:
            tree = self._tree or self._node or parse_tree(self.text, "<statement>", self.flags)
            self._names = Names.of(tree, flags=self.flags)
        return self._names

    @property
    def skeleton(self) -> str:
        """What of it is executed apart from bodies of functions; kept until `forget`."""
        if self._skeleton is None:
            self._skeleton = skeleton(self.tree)
        return self._skeleton

    @property
    def label(self) -> str:
        """A short name for plans: `render`, or what an unnamed statement binds, or its kind."""
        if self.name is not None:
            return self.name
        return ", ".join(sorted(self.binds)) or self.kind.__name__.lower()

    def forget(self) -> None:
        """Drop its tree, its marks and the statement it was matched with."""
        self._clear()


def may_bind_more(kind: type[ast.stmt], text: str) -> bool:
    """Whether a definition may bind more than the name it defines.

    Only `:=` in a default or decorator and `global` in a class body do that.
    """
    return ":=" in text or (kind is ast.ClassDef and "global" in text and _GLOBAL.search(text) is not None)


def _move_right(tree: ast.Module, line: int, columns: int) -> None:
    """Move what stands on a line to where it stands after a `;`."""
    for node in ast.walk(tree):
        if not hasattr(node, "lineno"):
            continue
        positioned: Any = node  # statements, expressions, handlers, arguments and more; no common base
        positioned.col_offset += columns if positioned.lineno == line else 0
        positioned.end_col_offset += columns if positioned.end_lineno == line else 0


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
