"""The source of a module: a text, its statements, and how to compile each of them.

Invariant: a `Source` is valid as a whole, not only statement by statement; and whatever way it was
made, by parsing all of it or only the window that an edit changed, it has the same statements.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Sequence
from types import CodeType
from typing import Literal, NamedTuple

from mulligan.source.invalid import COMPILER_ERRORS, compile_whole, parse_tree, source_invalid
from mulligan.source.outline import Region, regions, statements_of
from mulligan.source.splitting import split_statements
from mulligan.source.statement import Change, Statement
from mulligan.source.text import normalise_newlines
from mulligan.source.window import Window, find_window


class Edit(NamedTuple):
    """How a source came from another: all statements outside of two slices are the same.

    Attributes:
        before: the source that was edited.
        replaced: which of its statements were parsed again.
        parsed: the statements that stand in their place.
    """

    before: Source
    replaced: slice
    parsed: slice


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

    __slots__ = (
        *("docstring", "filename", "flags", "parsed", "statements", "text"),
        *("_code", "_declares_globals", "_edit", "_imports", "_noted"),
    )

    def __init__(
        self,
        text: str,
        filename: str,
        statements: list[Statement],
        *,
        flags: int,
        docstring: str | None,
        parsed: Literal["whole", "window"],
        noted: list[Statement],
    ) -> None:
        self.text = text
        self.filename = filename
        self.statements = statements
        self.flags = flags
        self.docstring = docstring
        self.parsed: Literal["whole", "window"] = parsed
        self._noted = noted
        self._code: CodeType | None = None
        self._edit: Edit | None = None
        self._imports: list[Statement] | None = None
        self._declares_globals = False

    @classmethod
    def parse(cls, text: str, filename: str) -> Source:
        """Parse a whole text.

        Raises:
            SourceInvalid: the text does not compile; the message has file, line, the line's text and
                a caret, `__cause__` is the compiler's error.
        """
        text = normalise_newlines(text)
        try:
            return cls._outline(text, filename)
        except COMPILER_ERRORS:
            return cls._parse(text, filename)  # which may accept more: code that is compiled later

    @classmethod
    def _outline(cls, text: str, filename: str) -> Source:
        """Compile a whole text, and make trees of what that leaves open."""
        code = compile_whole(text, filename)
        noted: list[Statement] = []
        head, *others = regions(text, code) if "\f" not in text else [Region(text, 1)]
        tree = parse_tree(head.text, filename)
        flags = _future_flags(tree)
        statements = split_statements(tree, head.text, flags=flags, noted=noted)
        for region in others:
            statements += statements_of(region, flags=flags, noted=noted)
        source = cls(
            text, filename, statements, flags=flags, docstring=_docstring(tree), parsed="whole", noted=noted
        )
        source._code = code
        source._declares_globals = _declares_globals(statements)
        return source

    @classmethod
    def _parse(cls, text: str, filename: str) -> Source:
        """Parse a whole text that need not compile."""
        noted: list[Statement] = []
        try:
            tree = parse_tree(text, filename)
            flags = _future_flags(tree)
            statements = split_statements(tree, text, flags=flags, noted=noted)
            docstring = _docstring(tree)
        except COMPILER_ERRORS as error:
            raise source_invalid(error, text, filename) from error
        source = cls(
            text, filename, statements, flags=flags, docstring=docstring, parsed="whole", noted=noted
        )
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
            return self._with(text, self.statements, Edit(self, _NOTHING, _NOTHING), [])
        window = find_window(self.text, text, self.statements)
        if window is None:
            return Source.parse(text, self.filename)
        middle = self._statements_of(window)
        if middle is None:
            return Source.parse(text, self.filename)  # right as a whole, or wrong with the right line
        below = self.statements[window.last :]
        if window.lines_added:
            below = [each.moved(window.lines_added) for each in below]
        edited = self._with(
            text,
            [*self.statements[: window.first], *middle, *below],
            Edit(self, slice(window.first, window.last), slice(window.first, window.first + len(middle))),
            middle,
        )
        edited._check(middle, late_future_import=False)
        return edited

    def _statements_of(self, window: Window) -> list[Statement] | None:
        """Split the text of a window; None when it does not parse alone."""
        try:
            tree = parse_tree(window.text, self.filename, self.flags)
            statements = split_statements(
                tree, window.text, flags=self.flags, noted=self._noted, lines_above=window.lines_above
            )
        except COMPILER_ERRORS:
            return None
        for statement, node in zip(statements, tree.body, strict=True):
            statement.keep_tree(node)
        return statements

    def _check(self, parsed: Sequence[Statement], *, late_future_import: bool) -> None:
        """Find what compiling the changed statements one by one would miss."""
        self._declares_globals = self._declares_globals or _declares_globals(parsed)
        if late_future_import or self._declares_globals:
            self.compile_whole()
        for each in parsed:
            if each.is_main_guard:
                self.compile(each)  # it is never executed, so nobody else compiles it

    def _with(self, text: str, statements: list[Statement], edit: Edit, parsed: list[Statement]) -> Source:
        source = Source(
            text,
            self.filename,
            statements,
            flags=self.flags,
            docstring=self.docstring,
            parsed="window",
            noted=self._noted,
        )
        source._edit = edit
        source._declares_globals = self._declares_globals
        known = self._imports
        if known is not None and not any(each.is_import for each in parsed):
            replaced = self.statements[edit.replaced]
            stand_above = not known or not replaced or known[-1].end < replaced[0].start
            source._imports = known if stand_above else None
        return source

    def compile_whole(self) -> CodeType:
        """Compile the whole text, as an import would; kept until `forget`.

        Raises:
            SourceInvalid: the text does not compile.
        """
        if self._code is None:
            try:
                self._code = compile_whole(self.text, self.filename)
            except COMPILER_ERRORS as error:
                raise source_invalid(error, self.text, self.filename) from error
        return self._code

    def compile(self, statement: Statement) -> CodeType:
        """Compile one statement as it would be compiled within the whole text.

        Raises:
            SourceInvalid: what only the compiler finds, such as `return` outside a function.
        """
        try:
            if _may_be_compiled_as_text(statement):
                lines_above = "\n" * (statement.start - 1)
                return _compile(lines_above + statement.text, self.filename, self.flags)
            return _compile(ast.Module([_without_docstring(statement.node)], []), self.filename, self.flags)
        except COMPILER_ERRORS as error:
            raise source_invalid(error, self.text, self.filename) from error

    # What a transaction knows ---------------------------------------------------------------------

    @property
    def imports(self) -> list[Statement]:
        """The import statements at the top of the module, in order."""
        if self._imports is None:
            self._imports = [each for each in self.statements if each.is_import]
        return self._imports

    def edit_of(self, old: Source) -> Edit:
        """Which statements of this source and of `old` may differ: all, where it is not known better."""
        if self._edit is not None and self._edit.before is old:
            return self._edit
        return Edit(old, slice(0, len(old.statements)), slice(0, len(self.statements)))

    def changed(self) -> list[Statement]:
        """The statements that are marked, in order."""
        return sorted((each for each in self._noted if each.change is not Change.UNCHANGED), key=_place)

    def moved(self) -> list[Statement]:
        """The statements that did not change but for the line they start at, in order."""
        unchanged = (each for each in self._noted if each.change is Change.UNCHANGED)
        return sorted((each for each in unchanged if each.lines_moved), key=_place)

    def unmark(self) -> None:
        """Take all marks back, to compare afresh; trees are kept."""
        for statement in self._noted:
            statement.unmark()

    def forget(self) -> None:
        """Drop trees, marks and matches: none of them is kept between transactions."""
        for statement in self._noted:
            statement.forget()
        self._noted.clear()
        self._code = self._edit = None


_NOTHING = slice(0, 0)


def _compile(text: str | ast.Module, filename: str, flags: int) -> CodeType:
    code = compile(text, filename, "exec", flags=flags, dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def _may_be_compiled_as_text(statement: Statement) -> bool:
    """Sparing a detour by a tree, unless it is an expression, perhaps a text, or stands after a `;`.

    A backslash may draw a warning of the parser a second time.
    """
    return statement.kind is not ast.Expr and not statement.column and "\\" not in statement.text


def _place(statement: Statement) -> tuple[int, int]:
    return statement.start, statement.column


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
