"""Walks a statement as the interpreter would execute it, and notes the names it comes by.

Invariant: bodies of functions and lambdas are not entered, because defining a function does not run
it; class bodies, comprehensions, decorators, defaults and annotations are, because they run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

Star = tuple[str | None, int]
"""A star import: its module as written (None for `from . import *`) and its number of dots."""


class Collector(ast.NodeVisitor):
    """The names that the visited nodes bind, touch and read, as `Names` describes them."""

    def __init__(self, *, reads_annotations: bool) -> None:
        self.binds: set[str] = set()
        self.touches: set[str] = set()
        self.reads: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.stars: list[Star] = []
        self.annotates: set[str] = set()
        self._reads_annotations = reads_annotations
        self._class_depth = 0
        self._declared_global: set[str] = set()
        self._inner: list[set[str]] = []  # names of comprehensions and of type parameters

    def _bind(self, name: str) -> None:
        if self._is_inner(name):
            return
        if not self._class_depth or name in self._declared_global:
            self.binds.add(name)

    def _is_inner(self, name: str) -> bool:
        return any(name in names for names in self._inner)

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """A name that is looked up, assigned or deleted."""
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        elif not self._is_inner(node.id):
            self.reads.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A dotted path, or an attribute of something else."""
        if not isinstance(node.ctx, ast.Load):
            self._touch(node)
        path = _dotted_path(node)
        if path is None:
            self.visit(node.value)
        elif not self._is_inner(path[0]):
            self.reads.add(path[0])
            self.attributes.update((".".join(path[:at]), path[at]) for at in range(1, len(path)))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """An item that is looked up, or set in place."""
        if not isinstance(node.ctx, ast.Load):
            self._touch(node)
        self.generic_visit(node)

    def _touch(self, node: ast.AST) -> None:
        root = _root_name(node)
        if root is not None and not self._is_inner(root):
            self.touches.add(root)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """`x += 1` reads what it binds."""
        if isinstance(node.target, ast.Name):
            self.reads.add(node.target.id)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """`x: int = 1`; a bare `x: int` binds nothing."""
        if node.simple and isinstance(node.target, ast.Name) and not self._class_depth:
            self.annotates.add(node.target.id)
        if self._reads_annotations:
            self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_Global(self, node: ast.Global) -> None:
        """In a class body, `global x` makes `x = 1` bind the name of the module."""
        if self._class_depth:
            self._declared_global.update(node.names)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Decorators, defaults and annotations run; the body does not."""
        self._bind(node.name)
        self._visit_all(node.decorator_list)
        self._visit_defaults(node.args)
        has_parameters = self._enter_type_parameters(node)
        if self._reads_annotations:
            self._visit_all(argument.annotation for argument in _arguments(node.args))
            self._visit_all([node.returns])
        self._leave(has_parameters)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """As for `def`."""
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Defaults run; the expression does not."""
        self._visit_defaults(node.args)

    def _visit_defaults(self, arguments: ast.arguments) -> None:
        self._visit_all([*arguments.defaults, *arguments.kw_defaults])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The body runs, in a namespace of its own."""
        self._bind(node.name)
        self._visit_all(node.decorator_list)
        has_parameters = self._enter_type_parameters(node)
        self._visit_all([*node.bases, *node.keywords])
        outer_globals, self._declared_global = self._declared_global, set()
        self._class_depth += 1
        self._visit_all(node.body)
        self._class_depth -= 1
        self._declared_global = outer_globals
        self._leave(has_parameters)

    def visit_TypeAlias(self, node: Any) -> None:
        """`type A[T] = ...` (`ast.TypeAlias`, Python 3.12); its value runs late, and is kept then."""
        self.visit(node.name)
        has_parameters = self._enter_type_parameters(node)
        self.visit(node.value)
        self._leave(has_parameters)

    def _enter_type_parameters(self, node: ast.AST) -> bool:
        """Hide the type parameters (PEP 695) of `node`; their bounds and defaults may read each other."""
        parameters: list[Any] = getattr(node, "type_params", [])
        if parameters:
            self._inner.append({parameter.name for parameter in parameters})
            for parameter in parameters:
                self._visit_all(
                    [getattr(parameter, "bound", None), getattr(parameter, "default_value", None)]
                )
        return bool(parameters)

    def _leave(self, has_parameters: bool) -> None:
        if has_parameters:
            self._inner.pop()

    def _visit_comprehension(self, node: Any) -> None:
        """Targets of a comprehension are its own; a `:=` in it binds a name of the module."""
        self.visit(node.generators[0].iter)
        self._inner.append(
            {
                each.id
                for generator in node.generators
                for each in ast.walk(generator.target)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            }
        )
        for position, generator in enumerate(node.generators):
            self.visit(generator.target)
            if position:
                self.visit(generator.iter)
            self._visit_all(generator.ifs)
        self._visit_all(getattr(node, field, None) for field in ("elt", "key", "value"))
        self._inner.pop()

    def visit_ListComp(self, node: ast.ListComp) -> None:
        """A list comprehension."""
        self._visit_comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        """A set comprehension."""
        self._visit_comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        """A dictionary comprehension."""
        self._visit_comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        """A generator expression; it may run at once, so it counts."""
        self._visit_comprehension(node)

    def visit_Import(self, node: ast.Import) -> None:
        """`import a.b` binds a."""
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """`from m import *` binds names that the text does not tell."""
        for alias in node.names:
            if alias.name == "*":
                self.stars.append((node.module, node.level))
            else:
                self._bind(alias.asname or alias.name)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        """`case x` and `case ... as x`."""
        self._bind_pattern(node.name, node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        """`case [*x]`."""
        self._bind_pattern(node.name, node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        """`case {**x}`."""
        self._bind_pattern(node.rest, node)

    def _bind_pattern(self, name: str | None, node: ast.AST) -> None:
        if name is not None:
            self._bind(name)
        self.generic_visit(node)


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from arguments.kwonlyargs
    yield from (each for each in (arguments.vararg, arguments.kwarg) if each is not None)


def _root_name(node: ast.AST) -> str | None:
    """The name that a chain of attributes and subscripts starts from; None if it is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _dotted_path(node: ast.Attribute) -> list[str] | None:
    """`a.b.c` as a list; None when it does not start at a name."""
    path: list[str] = []
    each: ast.expr = node
    while isinstance(each, ast.Attribute):
        path.append(each.attr)
        each = each.value
    if not isinstance(each, ast.Name):
        return None
    return [each.id, *reversed(path)]
