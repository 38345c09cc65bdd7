"""What a source imports, and from where.

Invariant: only imports that run when the module is imported are reported; those inside functions look
their names up afresh at every call and need no care.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from types import ModuleType

from mulligan.source.invalid import COMPILER_ERRORS, parse_tree
from mulligan.source.skeleton import FUNCTIONS
from mulligan.source.statement import Statement

Origin = tuple[str | None, ...]


def absolute_module(module: ModuleType, node: ast.ImportFrom) -> str:
    """Return the full name of the module that `node`, a statement of `module`, imports from.

    A relative import that leaves the package names nothing: the empty string.
    """
    return absolute_name(module, node.module, node.level)


def absolute_name(module: ModuleType, name: str | None, level: int) -> str:
    """Resolve a module name as written in `module` after `level` dots."""
    if not level:
        return name or ""
    parts = _package(module).split(".")
    if level > len(parts) or not parts[0]:
        return ""
    return ".".join([*parts[: len(parts) - level + 1], *([name] if name else [])])


def _package(module: ModuleType) -> str:
    package = module.__package__
    if package is not None:
        return package
    return module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]


def from_imports(text: str, module: ModuleType) -> list[tuple[str, str, str]]:
    """List the from-imports of a module's text as (source module, name there, name here).

    Imports nested in if, try and with blocks are included; a star import has "*" for both names.
    A text that is not Python imports nothing.
    """
    try:
        tree = parse_tree(text, module.__name__)
    except COMPILER_ERRORS:
        return []
    return [
        (absolute_module(module, node), alias.name, alias.asname or alias.name)
        for node in _import_time_nodes(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def _import_time_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the statements that run at import, in order, without those of class bodies."""
    pending: list[ast.AST] = list(reversed(tree.body))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def import_origins(statements: Iterable[Statement]) -> dict[str, list[Origin]]:
    """Map each name that import statements bind to where its object comes from, in order."""
    origins: dict[str, list[Origin]] = {}
    for statement in statements:
        if statement.imported is None:
            continue
        for name, origin in _origins(statement.imported):
            origins.setdefault(name, []).append(origin)
    return origins


def _origins(node: ast.stmt) -> Iterator[tuple[str, Origin]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.split(".")[0]
            yield alias.asname or top, (alias.name if alias.asname else top,)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name != "*":
                yield alias.asname or alias.name, ("." * node.level, node.module, alias.name)
