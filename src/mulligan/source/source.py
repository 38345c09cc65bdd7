"""The source of a module: a text, its statements, and how to compile each of them.

Invariant: a `Source` is valid as a whole, not only statement by statement; and whatever way it was
made, by parsing all of it or only the window that an edit changed, it has the same statements.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Sequence
from types import CodeType
from typing import Literal

from mulligan.source.invalid import COMPILER_ERRORS, parse_tree, source_invalid
from mulligan.source.splitting import split_statements
from mulligan.source.statement import Statement
from mulligan.source.text import normalise_newlines
from mulligan.source.window import find_window


class Source:
    """The text of a module and its statements.

    Attributes:
        text: with normalised newlines.
        filename: as in `co_filename`.
        statements: those at the top of the module, in order.
        flags: the compiler flags of its `__future__` imports.
        docstring: the value of `__doc__` after an import of this text.
        parsed: "whole", or "window" when only what an edit changed was parsed.
    """

    __slots__ = ("docstring", "filename", "flags", "parsed", "statements", "text")

    def __init__(
        self,
        text: str,
        filename: str,
        statements: list[Statement],
        *,
        flags: int,
        docstring: str | None,
        parsed: Literal["whole", "window"],
    ) -> None:
        self.text = text
        self.filename = filename
        self.statements = statements
        self.flags = flags
        self.docstring = docstring
        self.parsed: Literal["whole", "window"] = parsed

    @classmethod
    def parse(cls, text: str, filename: str) -> Source:
        """Parse a whole text.

        Raises:
            SourceInvalid: the text does not compile; the message has file, line, the line's text and
                a caret, `__cause__` is the compiler's error.
        """
        text = normalise_newlines(text)
        try:
            tree = parse_tree(text, filename)
            flags = _future_flags(tree)
            statements = split_statements(tree, text, flags=flags)
            docstring = _docstring(tree)
        except COMPILER_ERRORS as error:
            raise source_invalid(error, text, filename) from error
        source = cls(text, filename, statements, flags=flags, docstring=docstring, parsed="whole")
        source._check(statements, late_future_import=_late_future_import(tree))
        return source

    def edited(self, text: str) -> Source:
        """Return the source of an edited text, parsing no more of it than the edit calls for.

        Statements that neither changed nor moved are shared with this source.

        Raises:
            SourceInvalid: the new text does not compile.
        """
        text = normalise_newlines(text)
        if text == self.text:
            return self._with(text, list(self.statements))
        window = find_window(self.text, text, self.statements)
        if window is None:
            return Source.parse(text, self.filename)
        try:
            tree = parse_tree(window.text, self.filename, self.flags)
            middle = split_statements(tree, window.text, flags=self.flags, lines_above=window.lines_above)
        except COMPILER_ERRORS:
            return Source.parse(text, self.filename)  # right as a whole, or wrong with the right line
        below = self.statements[window.last :]
        if window.lines_added:
            below = [each.moved(window.lines_added) for each in below]
        edited = self._with(text, [*self.statements[: window.first], *middle, *below])
        edited._check(middle, late_future_import=False)
        return edited

    def _check(self, parsed: Sequence[Statement], *, late_future_import: bool) -> None:
        """Find what compiling the changed statements one by one would miss."""
        if late_future_import or _declares_globals(self.statements):
            check_whole(self)
        for each in parsed:
            if each.is_main_guard:
                self.compile(each)  # it is never executed, so nobody else compiles it

    def _with(self, text: str, statements: list[Statement]) -> Source:
        return Source(
            text, self.filename, statements, flags=self.flags, docstring=self.docstring, parsed="window"
        )

    def compile(self, statement: Statement) -> CodeType:
        """Compile one statement as it would be compiled within the whole text.

        Raises:
            SourceInvalid: what only the compiler finds, such as `return` outside a function.
        """
        try:
            return _compile(ast.Module([_without_docstring(statement.node)], []), self.filename, self.flags)
        except COMPILER_ERRORS as error:
            raise source_invalid(error, self.text, self.filename) from error

    def forget(self) -> None:
        """Drop trees, skeletons and matches: no tree is kept between transactions."""
        for statement in self.statements:
            statement.forget()


def check_whole(source: Source) -> None:
    """Compile the whole text, as an import would, and drop the result.

    `Source.parse` and `Source.edited` call it where statements that compile one by one may not
    compile together: `global` at the top of the module, a late `__future__` import.

    Raises:
        SourceInvalid: the text does not compile.
    """
    try:
        _compile(parse_tree(source.text, source.filename), source.filename, 0)
    except COMPILER_ERRORS as error:
        raise source_invalid(error, source.text, source.filename) from error


def _compile(tree: ast.Module, filename: str, flags: int) -> CodeType:
    code = compile(tree, filename, "exec", flags=flags, dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def _without_docstring(node: ast.stmt) -> ast.stmt:
    """A bare string compiled alone would be taken for the docstring of the module, and set `__doc__`."""
    if not _is_text(node):
        return node
    return ast.copy_location(ast.Pass(), node)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _docstring(tree: ast.Module) -> str | None:
    """What `__doc__` becomes: Python 3.13 takes off its indentation, -OO drops it, so ask the compiler."""
    if not tree.body or not _is_text(tree.body[0]):
        return None
    namespace: dict[str, object] = {"__builtins__": {}}
    exec(_compile(ast.Module(tree.body[:1], []), "<docstring>", 0), namespace)
    docstring = namespace.get("__doc__")
    return docstring if isinstance(docstring, str) else None


def _future_flags(tree: ast.Module) -> int:
    flags = 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
            for alias in node.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _late_future_import(tree: ast.Module) -> bool:
    """Whether a `__future__` import stands where the compiler will refuse it, or names no feature."""
    beginning = True
    for position, node in enumerate(tree.body):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
            if not beginning or any(alias.name not in __future__.all_feature_names for alias in node.names):
                return True
        elif position or not _is_text(node):
            beginning = False
    return False


def _declares_globals(statements: Sequence[Statement]) -> bool:
    """Whether `global` may stand at the top of the module: it must not follow a use of its name."""
    return any("global" in each.text for each in statements if not each.is_definition)
