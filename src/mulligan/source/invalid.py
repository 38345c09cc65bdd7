"""One way to say that a text does not compile: file, line, the line itself and a caret.

Invariant: whatever the compiler raises for a text becomes a `SourceInvalid` whose line and text are
those of the new source, also where the file on disk has moved on meanwhile.
"""

from __future__ import annotations

import ast
import warnings
from types import CodeType

from mulligan.errors import SourceInvalid

COMPILER_ERRORS = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
"""What `compile` raises for a bad text: besides SyntaxError, lone surrogates (ValueError), endless
nesting (RecursionError, MemoryError) and numbers that do not fit (OverflowError)."""


def parse_tree(text: str, filename: str, flags: int = 0) -> ast.Module:
    """Parse a text; `flags` are the compiler flags of its `__future__` imports.

    The compiler's warnings are dropped: a text is parsed several times here, and the import already
    warned. Only a backslash can draw one that is worth hiding, so other texts leave the filters of
    the process, which other threads share, alone.

    Raises:
        SyntaxError, ValueError, OverflowError, RecursionError, MemoryError: the text is not Python.
    """
    if "\0" in text:
        raise _nul_character(text, filename)
    if "\\" not in text:
        return _parse(text, filename, flags)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parse(text, filename, flags)


def compile_whole(text: str, filename: str) -> CodeType:
    """Compile a text as an import would; the compiler's warnings are dropped, as the import warned.

    Raises:
        SyntaxError, ValueError, OverflowError, RecursionError, MemoryError: the text does not compile.
    """
    if "\0" in text:
        raise _nul_character(text, filename)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(text, filename, "exec", dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def _parse(text: str, filename: str, flags: int) -> ast.Module:
    tree = compile(text, filename, "exec", flags=flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _nul_character(text: str, filename: str) -> SyntaxError:
    """The compiler's own message for a NUL character has no line before Python 3.12, and another type."""
    at = text.index("\0")
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    line_text = text.split("\n")[line - 1].replace("\0", "\N{SYMBOL FOR NULL}")
    return SyntaxError(
        "the source contains a NUL character", (filename, line, column, line_text, line, column + 1)
    )


def source_invalid(error: BaseException, text: str, filename: str) -> SourceInvalid:
    """Describe a compiler error as `filename line 12: what is wrong`, the line and a caret below it.

    Raise the result `from error`, so that the compiler's own words stay at hand.
    """
    if not isinstance(error, SyntaxError):
        return SourceInvalid(f"{filename}: the text does not compile: {type(error).__name__}: {error}")
    lines = text.split("\n")
    if error.lineno is None or not 1 <= error.lineno <= len(lines):
        return SourceInvalid(f"{filename}: {error.msg}")
    where = f"{filename} line {error.lineno}: {error.msg}"
    return SourceInvalid(where + _excerpt(lines[error.lineno - 1], error))


def _excerpt(line: str, error: SyntaxError) -> str:
    shown = line.strip().replace("\0", "\N{SYMBOL FOR NULL}")
    if not shown:
        return ""
    excerpt = f"\n    {shown}"
    if not error.offset or error.offset < 1:
        return excerpt
    indentation = len(line) - len(line.lstrip())
    first = min(max(error.offset - 1 - indentation, 0), len(shown))
    last = first + 1
    if error.end_lineno == error.lineno and error.end_offset:
        last = max(min(error.end_offset - 1 - indentation, len(shown)), last)
    return f"{excerpt}\n    {' ' * first}{'^' * (last - first)}"
