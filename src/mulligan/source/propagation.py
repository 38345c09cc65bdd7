"""How a change spreads from statement to statement within a module.

Invariant: when `run` returns, every statement of a group that must run as one is executed or none
is; every statement that reads changed data when it is executed is executed; and so is every
statement that registers something on a function that is decorated afresh.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

from mulligan.source.class_body import changed_class_attributes
from mulligan.source.groups import Groups, binders_of, execute
from mulligan.source.imports import import_origins
from mulligan.source.skeleton import CONDITIONALS, DEFINITIONS
from mulligan.source.source import Source
from mulligan.source.statement import Change, Statement

_WORD = re.compile(r"\w+")
_FEW = 8


class Propagation:
    """Raises the marks of the statements of `new` until nothing more follows.

    Arguments:
        old, new: the sources, already matched.
        left: statements of `old` that were matched with nothing.
        changed_names, changed_attributes: what changed outside, as `difference` takes them; `run`
            adds what changes here.
    """

    def __init__(
        self,
        old: Source,
        new: Source,
        left: Sequence[Statement],
        changed_names: frozenset[str],
        changed_attributes: frozenset[tuple[str, str]],
    ) -> None:
        self._old = _without_guards(old.statements)
        self._new = _without_guards(new.statements)
        self._left = _without_guards(left)
        self._changed_from_outside = changed_names
        self.changed_names = set(changed_names)
        self.changed_attributes = set(changed_attributes)
        self._decorated_afresh: set[str] = set()
        self._changed_origins: frozenset[str] | None = None
        self._accounted: set[int] = set()

    @cached_property
    def _old_binders(self) -> dict[str, list[Statement]]:
        return binders_of(self._old)

    @cached_property
    def _new_binders(self) -> dict[str, list[Statement]]:
        return binders_of(self._new)

    def run(self) -> None:
        """Raise marks, and data names with them, until a round changes nothing."""
        self._collect_what_left()
        self._raise_imports()
        groups = Groups(self._old, self._new)
        groups.raise_moved_readers()
        spread: set[str] = set()
        spread_attributes: set[tuple[str, str]] = set()
        while True:
            groups.raise_marks()
            self._collect_changes()
            fresh = self.changed_names - spread
            spread |= fresh
            fresh_attributes = self.changed_attributes - spread_attributes
            spread_attributes |= fresh_attributes
            risen = self._raise_readers(frozenset(fresh), frozenset(fresh_attributes))
            if not (self._raise_registrations() or risen):
                return

    # what counts as changed

    def _collect_what_left(self) -> None:
        for each in self._left:
            self.changed_names.update(name for name in each.binds if name not in self._new_binders)
        if _stars(self._old) != _stars(self._new):
            self.changed_names |= self._names_from_stars()

    def _collect_changes(self) -> None:
        for each in self._new:
            if each.change is not Change.EXECUTE:
                continue
            if each.kind is ast.ClassDef:  # each time, as more of what its body reads may have changed
                self._collect_class_attributes(each)
            if id(each) in self._accounted:
                continue
            self._accounted.add(id(each))
            if each.is_import:
                self.changed_names |= each.binds & self._names_of_changed_origin()
            elif each.is_definition:
                self._collect_definition(each)
            else:
                self.changed_names |= each.binds

    def _collect_definition(self, statement: Statement) -> None:
        """A definition is merged into the object that lives, so it changes data only by changing kind."""
        name = statement.name or ""
        before = self._old_binders.get(name, [])
        self.changed_names |= statement.binds - {name}
        if not any(each.is_definition and each.is_function == statement.is_function for each in before):
            self.changed_names.add(name)
        elif statement.is_function and statement.is_decorated:
            self._decorated_afresh.add(name)

    def _collect_class_attributes(self, statement: Statement) -> None:
        """`BAR = Theme.ACCENT` follows a changed line of the body of Theme."""
        new = statement.node
        before = [
            each for each in self._old_binders.get(statement.name or "", []) if each.kind is ast.ClassDef
        ]
        old = before[-1].node if before else None
        if isinstance(new, ast.ClassDef) and isinstance(old, ast.ClassDef):
            self.changed_attributes |= changed_class_attributes(
                new, old, changed_names=self.changed_names, changed_attributes=self.changed_attributes
            )

    def _names_of_changed_origin(self) -> frozenset[str]:
        """Names that an import binds to something else than before, not merely on a changed line."""
        if self._changed_origins is None:
            old, new = import_origins(self._old), import_origins(self._new)
            changed = (name for name, origins in new.items() if old.get(name) != origins)
            self._changed_origins = frozenset(changed) | self._changed_from_outside
        return self._changed_origins

    def _names_from_stars(self) -> frozenset[str]:
        """Names that are read and that only a star import can have bound."""
        read = {name for each in self._new for name in each.names.reads}
        return frozenset(read - self._new_binders.keys() - self._old_binders.keys() - set(dir(builtins)))

    # who has to follow

    def _raise_imports(self) -> None:
        """Imports of what changed outside run first, so that their readers find the new values."""
        for each in self._new if self._changed_from_outside else ():
            if each.kind is not ast.ImportFrom:
                continue
            changed = sorted(each.binds & self._changed_from_outside)
            if changed:
                execute(each, f"imports {changed[0]}, whose value changed")
            elif each.names.stars:
                execute(each, "imports everything from a module that changed")

    def _raise_readers(self, data: frozenset[str], attributes: frozenset[tuple[str, str]]) -> bool:
        if not data and not attributes:
            return False
        words = data | {name for _, name in attributes}
        risen = False
        for each in self._new:
            if each.change is Change.EXECUTE or each.is_import or not _mentions(each, words):
                continue
            read = sorted(each.names.reads & data)
            dotted = sorted(each.names.attributes & attributes)
            if read or dotted:
                name = read[0] if read else ".".join(dotted[0])
                risen = execute(each, f"reads {name}, whose value changed") or risen
        return risen

    def _raise_registrations(self) -> bool:
        """What `@f.register` put on the old `f` has to be put on the one that was decorated afresh."""
        fresh = frozenset(self._decorated_afresh)
        risen = False
        for each in self._new if fresh else ():
            registers = each.is_definition or each.kind is ast.Expr
            if each.change is Change.EXECUTE or not registers or not _mentions(each, fresh):
                continue
            on = sorted(root for root, _ in each.names.attributes if root in fresh)
            if on:
                risen = execute(each, f"registers on {on[0]}, which is decorated afresh") or risen
        return risen


def definitions_within(statement: Statement) -> bool:
    """Whether a toggled `__future__` import means something to the statement: definitions, annotations."""
    if statement.is_definition or statement.kind is ast.AnnAssign:
        return True
    if statement.kind in CONDITIONALS:
        return any(isinstance(each, (*DEFINITIONS, ast.AnnAssign)) for each in ast.walk(statement.node))
    return False


def _without_guards(statements: Iterable[Statement]) -> list[Statement]:
    """A `__main__` guard binds and reads nothing: it is not executed."""
    return [each for each in statements if not each.is_main_guard]


def _stars(statements: Iterable[Statement]) -> list[tuple[str | None, int]]:
    return list(chain.from_iterable(each.names.stars for each in statements if not each.is_definition))


def _mentions(statement: Statement, names: frozenset[str]) -> bool:
    """Whether the text may contain one of `names`; spares the tree of most statements.

    Identifiers that are not ASCII are normalised by the parser, so such texts are always looked at.
    """
    text = statement.text
    if not text.isascii():
        return True
    if len(names) <= _FEW and not any(name in text for name in names):
        return False
    return not names.isdisjoint(_WORD.findall(text))
