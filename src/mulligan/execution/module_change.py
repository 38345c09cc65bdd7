"""The change of one module: parsed, compared and compiled first, then made live.

Invariant: when `prepare` returns, everything that can be known without running user code is known.
`apply` works in the live namespace, under the undo log, and merges what each statement made before
the next one runs.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from types import CodeType

from mulligan.execution.baseline import Baseline
from mulligan.execution.body_edits import apply_body_edits
from mulligan.execution.class_attributes import changed_class_attributes
from mulligan.execution.class_lines import correct_class_lines
from mulligan.execution.live_module import LiveModule
from mulligan.execution.plan import ModulePlan, plan_module
from mulligan.execution.pruning import prune_names, prune_what_is_left
from mulligan.execution.refusals import refuse_impossible
from mulligan.execution.statement_run import StatementRuns
from mulligan.execution.traceback_lines import show_lines_undoably
from mulligan.graft import CodeSwap, Graft, UndoLog, forget_subclass_checks, pair
from mulligan.source import Change, Source, Statement, difference


class ModuleChange:
    """What one transaction does to one module.

    Arguments:
        live: the module, its text and its options.
        text: the new text.
    """

    def __init__(self, live: LiveModule, text: str) -> None:
        self.live = live
        self.old = live.source
        self.new = live.source.edited(text)
        self.changed_names: frozenset[str] = frozenset()
        self.changed_attributes: frozenset[tuple[str, str]] = frozenset()
        self.class_attributes: frozenset[tuple[str, str]] = frozenset()
        self._compiled: dict[Statement, CodeType] = {}
        self._swaps: dict[Statement, list[CodeSwap]] = {}
        self._derived: set[str] = set()

    def prepare(
        self,
        changed_names: Iterable[str] = (),
        changed_attributes: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Find out what changed, compile it, refuse what Python cannot do.

        Arguments:
            changed_names: names that other modules gave another value.
            changed_attributes: (name of a module, attribute) pairs whose value changed.

        Raises:
            SourceInvalid: the compiler refuses a statement.
            CannotChangeInPlace: live objects stand in the way.
        """
        self.changed_names = frozenset(changed_names)
        self.changed_attributes = frozenset(changed_attributes)
        self._compare_texts()
        while not (found := changed_class_attributes(self)) <= self.class_attributes:
            self.class_attributes |= found
            self.changed_attributes |= found
            self._compare_texts()
        for statement in self.new.changed():
            self.compiled(statement)
        refuse_impossible(self)

    def apply(self, log: UndoLog, notes: list[str]) -> None:
        """Make the change live.

        Raises:
            CannotChangeInPlace: live objects stand in the way, as only running the code has shown.
            BaseException: whatever the executed statements raise.
        """
        live = self.live
        graft = Graft(live.module, log, notes, former_caches=live.former_caches, scattered=live.scattered)
        log.add("the source of a module", _put_back, live, live.source, live.baseline)
        show_lines_undoably(log, self.new.filename, self.new.text)
        apply_body_edits(self, graft)
        runs = StatementRuns(self, graft)
        prune_names(self, graft)  # first: a statement that still reads a removed name must fail
        runs.run_all()
        prune_what_is_left(self, graft)
        correct_class_lines(self, graft)
        if any(each.kind is ast.ClassDef for each in self.new.changed()):
            forget_subclass_checks(log, list(vars(live.module).values()))
        live.source, live.baseline = self.new, Baseline()

    def plan(self) -> ModulePlan:
        """What is done to the module, as far as it is known."""
        return plan_module(self.live.name, str(self.live.path), self.old, self.new, self.difference)

    def forget(self) -> None:
        """Drop trees and code objects that only the transaction needed."""
        self._compiled.clear()
        self._swaps.clear()
        self.old.forget()
        self.new.forget()

    # For the steps of `apply` --------------------------------------------------------------------

    def compiled(self, statement: Statement) -> CodeType:
        """The code of a new statement."""
        known = self._compiled.get(statement)
        if known is None:
            known = self._compiled[statement] = self.new.compile(statement)
        return known

    def swaps(self, statement: Statement) -> list[CodeSwap]:
        """What takes the place of each code object of a statement that was matched."""
        if statement.previous is None:
            return []
        if statement not in self._swaps:
            old = self.old.compile(statement.previous)
            self._swaps[statement] = list(pair(old, self.compiled(statement)))
        return self._swaps[statement]

    def marked(self, change: Change) -> list[Statement]:
        """The new statements that are marked as changed in this way, in order."""
        return [each for each in self.new.changed() if each.change is change]

    def execute_too(self, statement: Statement, reason: str) -> None:
        """Raise a statement to be executed, as its code could not be swapped alone."""
        if statement.change is not Change.EXECUTE:
            statement.mark(Change.EXECUTE, reason)
            self.compiled(statement)

    def changed_classes(self) -> list[type]:
        """The module's classes whose statement changed."""
        found = (
            vars(self.live.module).get(each.name or "")
            for each in self.new.changed()
            if each.kind is ast.ClassDef
        )
        return [each for each in found if isinstance(each, type)]

    def earlier_class(self, statement: Statement) -> ast.ClassDef | None:
        """The class statement that defined the same name before."""
        earlier = [
            each for each in self.old.statements if each.kind is ast.ClassDef and each.name == statement.name
        ]
        node = earlier[-1].node if earlier else None
        return node if isinstance(node, ast.ClassDef) else None

    def execute_derived(self, names: Collection[str]) -> bool:
        """Have classes executed whose bases changed their fields; whether any was not marked yet."""
        self._derived |= set(names)
        found = [
            each
            for each in (self.new.statements if names else ())
            if each.kind is ast.ClassDef and each.name in names and each.change is not Change.EXECUTE
        ]
        for each in found:
            self.execute_too(each, "the fields of a class that it derives from changed")
        return bool(found)

    def asks_for_something(self) -> bool:
        """Whether any statement changes or leaves."""
        return bool(self.difference.left or self.new.changed())

    def _compare_texts(self) -> None:
        self.difference = difference(
            self.old,
            self.new,
            changed_names=self.changed_names,
            changed_attributes=self.changed_attributes,
            reexecute=self.live.reexecute,
        )
        self._mark_stale_statements()
        self._mark_imports_of_changed_names()
        self.execute_derived(self._derived)

    def runs_everything(self, statement: Statement) -> bool:
        """Whether the user asked for values to be made anew although their text did not change."""
        reexecute = self.live.reexecute
        if isinstance(reexecute, str):
            return reexecute == "all"
        return bool(statement.binds & frozenset(reexecute))

    def is_stale(self, statement: Statement) -> bool:
        """Whether a definition was edited before the module was adopted, so that the old text lies."""
        return statement.name in self.live.baseline.edited | self.live.baseline.moved

    def _mark_stale_statements(self) -> None:
        for statement in self.new.statements if self.live.baseline else ():
            if self.is_stale(statement) and statement.change is not Change.EXECUTE:
                statement.mark(Change.EXECUTE, "its live code is not what the file said when it was adopted")

    def _mark_imports_of_changed_names(self) -> None:
        """From-imports of names that changed elsewhere are executed too: the name may be new here."""
        if not self.changed_names:
            return
        for statement in self.new.imports:
            if statement.kind is ast.ImportFrom and (
                statement.binds & self.changed_names or statement.names.stars
            ):
                self.execute_too(statement, "imports what changed elsewhere")


def _put_back(live: LiveModule, source: Source, baseline: Baseline) -> None:
    live.source, live.baseline = source, baseline
