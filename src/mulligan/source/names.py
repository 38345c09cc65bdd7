"""Which names of the module a statement binds, touches and reads while it is executed.

Invariant: what is not executed when the module is imported does not count, and everything else does;
`mulligan.source.collector` knows which is which. In doubt a read is reported: one statement too many
is executed, never one too few.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterable

from mulligan.source.collector import Collector, Star

ANNOTATIONS_ARE_TEXT = __future__.annotations.compiler_flag
"""The compiler flag under which annotations are kept as text and read nothing."""

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
        annotates: names of the module that it annotates.
    """

    __slots__ = ("annotates", "attributes", "binds", "reads", "stars", "touches")

    def __init__(
        self,
        binds: Iterable[str] = (),
        touches: Iterable[str] = (),
        reads: Iterable[str] = (),
        attributes: Iterable[tuple[str, str]] = (),
        stars: Iterable[Star] = (),
        annotates: Iterable[str] = (),
    ) -> None:
        # An empty set that every statement shares costs the garbage collector nothing.
        self.binds = frozenset(binds) or _NOTHING
        self.touches = frozenset(touches) or _NOTHING
        self.reads = frozenset(reads) or _NOTHING
        self.attributes = frozenset(attributes) or _NO_PAIRS
        self.stars = tuple(stars)
        self.annotates = frozenset(annotates) or _NOTHING

    @classmethod
    def of(cls, *nodes: ast.AST, flags: int = 0) -> Names:
        """Collect the names of `nodes`, compiled under the `__future__` flags `flags`."""
        found = Collector(reads_annotations=not flags & ANNOTATIONS_ARE_TEXT)
        for node in nodes:
            found.visit(node)
        return cls(found.binds, found.touches, found.reads, found.attributes, found.stars, found.annotates)
