"""The edits of the story, made on source text as a person would in an editor.

Invariant: an edit depends on one thing only, that the text defines a function `render_main(app)`, so the
story can be told with whatever mission control looks like today.
"""

from __future__ import annotations

import ast


def at_start_of(function: str, statements: str, text: str) -> str:
    """Return `text` with statements put before the first one of a function, after its docstring.

    Arguments:
        function: the name of a function at the top level of the text.
        statements: one or more lines, without indentation of their own.
        text: the source to edit.

    Raises:
        LookupError: the text defines no such function.
    """
    body = _body_of(function, text)
    first = body[1] if len(body) > 1 and _is_docstring(body[0]) else body[0]
    indent = " " * first.col_offset
    lines = text.split("\n")
    lines[first.lineno - 1 : first.lineno - 1] = [f"{indent}{line}" for line in statements.split("\n")]
    return "\n".join(lines)


def showing(line: str, text: str) -> str:
    """Return `text` with a line of text drawn first in each frame: an edit that works."""
    return at_start_of("render_main", f"app.show({line!r})", text)


def unfinished(text: str) -> tuple[str, int]:
    """Return `text` with a line that cannot compile, and that line's number: an edit that is refused."""
    lines = [*text.rstrip("\n").split("\n"), "", "", "def render_more(app:", ""]
    return "\n".join(lines), len(lines) - 1


def raising(text: str) -> str:
    """Return `text` so that a frame clears the app's tracks and then fails: an edit that imports well."""
    statements = 'app.tracks.clear()\napp.note = "half done"\napp.show(f"{len(app.tracks) / 0} tracks")'
    return at_start_of("render_main", statements, text)


def _body_of(function: str, text: str) -> list[ast.stmt]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return node.body
    raise LookupError(f"the drawing code defines no function {function!r}, so the story cannot edit it")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
