"""Which names of the module a statement binds, touches and reads while it is executed.

Invariant: bodies of functions and lambdas do not count, because defining a function does not run
it; everything else that runs when the module is imported does, class bodies and comprehensions
included. In doubt a read is reported: one statement too many is executed, never one too few.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterable, Iterator
from typing import Any

ANNOTATIONS_ARE_TEXT = __future__.annotations.compiler_flag
"""The compiler flag under which annotations are kept as text and read nothing."""

Star = tuple[str | None, int]
"""A star import: its module as written (None for `from . import *`) and its number of dots."""

_NOTHING: frozenset[str] = frozenset()
_NO_PAIRS: frozenset[tuple[str, str]] = frozenset()


class Names:
    """The names of one statement.

    Attributes:
        binds: names of the module that it assigns, defines, imports or deletes.
        touches: names whose object it changes in place: `T[k] = v`, `x.y.z = v`, `del T[k]`.
        reads: names that it looks up.
        attributes: dotted reads as pairs; `a.b.c` gives ("a", "b") and ("a.b", "c").
        stars: its star imports.
    """

    __slots__ = ("attributes", "binds", "reads", "stars", "touches")

    def __init__(
        self,
        binds: Iterable[str] = (),
        touches: Iterable[str] = (),
        reads: Iterable[str] = (),
        attributes: Iterable[tuple[str, str]] = (),
        stars: Iterable[Star] = (),
    ) -> None:
        # An empty set that every statement shares costs the garbage collector nothing.
        self.binds = frozenset(binds) or _NOTHING
        self.touches = frozenset(touches) or _NOTHING
        self.reads = frozenset(reads) or _NOTHING
        self.attributes = frozenset(attributes) or _NO_PAIRS
        self.stars = tuple(stars)

    @classmethod
    def of(cls, *nodes: ast.AST, flags: int = 0) -> Names:
        """Collect the names of `nodes`, compiled under the `__future__` flags `flags`."""
        collector = _Collector(reads_annotations=not flags & ANNOTATIONS_ARE_TEXT)
        for node in nodes:
            collector.visit(node)
        return cls(collector.binds, collector.touches, collector.reads, collector.attributes, collector.stars)


def root_name(node: ast.AST) -> str | None:
    """Return the name that a chain of attributes and subscripts starts from, None if it is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


class _Collector(ast.NodeVisitor):
    """Walks a statement as the interpreter would execute it."""

    def __init__(self, *, reads_annotations: bool) -> None:
        self.binds: set[str] = set()
        self.touches: set[str] = set()
        self.reads: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.stars: list[Star] = []
        self._reads_annotations = reads_annotations
        self._class_depth = 0
        self._declared_global: set[str] = set()
        self._inner: list[set[str]] = []  # names of comprehensions and of type parameters

    # names

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
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        elif not self._is_inner(node.id):
            self.reads.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._touch(node)
        path = _dotted_path(node)
        if path is None:
            self.visit(node.value)
        elif not self._is_inner(path[0]):
            self.reads.add(path[0])
            self.attributes.update((".".join(path[:at]), path[at]) for at in range(1, len(path)))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._touch(node)
        self.generic_visit(node)

    def _touch(self, node: ast.AST) -> None:
        root = root_name(node)
        if root is not None and not self._is_inner(root):
            self.touches.add(root)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.reads.add(node.target.id)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if self._reads_annotations:
            self.visit(node.annotation)
        if node.value is not None:  # a bare `x: int` binds nothing
            self.visit(node.value)
            self.visit(node.target)

    def visit_Global(self, node: ast.Global) -> None:
        if self._class_depth:
            self._declared_global.update(node.names)

    # definitions

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name)
        self._visit_all(node.decorator_list)
        self._visit_defaults(node.args)
        with_parameters = self._enter_type_parameters(node)
        if self._reads_annotations:
            self._visit_all(argument.annotation for argument in _arguments(node.args))
            self._visit_all([node.returns])
        self._leave(with_parameters)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_defaults(node.args)

    def _visit_defaults(self, arguments: ast.arguments) -> None:
        self._visit_all([*arguments.defaults, *arguments.kw_defaults])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        self._visit_all(node.decorator_list)
        with_parameters = self._enter_type_parameters(node)
        self._visit_all([*node.bases, *node.keywords])
        outer_globals, self._declared_global = self._declared_global, set()
        self._class_depth += 1
        self._visit_all(node.body)
        self._class_depth -= 1
        self._declared_global = outer_globals
        self._leave(with_parameters)

    def visit_TypeAlias(self, node: Any) -> None:  # ast.TypeAlias, Python 3.12
        self.visit(node.name)
        with_parameters = self._enter_type_parameters(node)
        self.visit(node.value)
        self._leave(with_parameters)

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

    def _leave(self, entered: bool) -> None:
        if entered:
            self._inner.pop()

    # comprehensions: `:=` in them binds in the module, their own targets do not

    def _visit_comprehension(self, node: Any) -> None:
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
        self._visit_comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._visit_comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._visit_comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._visit_comprehension(node)

    # imports and patterns

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.stars.append((node.module, node.level))
            else:
                self._bind(alias.asname or alias.name)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bind_pattern(node.name, node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bind_pattern(node.name, node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
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
