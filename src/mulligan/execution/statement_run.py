"""Statements executed in the live namespace, and their results merged into what lives.

Invariant: after each statement no name of the module is bound to a copy of something that lives, so
that the next one (`TABLE = {"draw": draw}`) captures the lasting object. A name that several
statements bind in turn (`def draw`, then `draw = traced(draw)`) ends as the object that it was.
"""

from __future__ import annotations

from collections import defaultdict
from types import CodeType
from typing import TYPE_CHECKING, Any

from mulligan.execution.class_texts import class_texts
from mulligan.execution.definitions import Definition, definitions
from mulligan.execution.kept_defaults import kept_defaults
from mulligan.execution.star_imports import names_from_stars
from mulligan.graft import (
    ABSENT,
    CodeSwap,
    Graft,
    Rerun,
    clear_former_caches,
    join,
    nested_code,
    pair,
    place_of,
    swap,
)
from mulligan.source import Change, Statement

# What makes the annotations of a module, and which of them count; a statement compiled alone has its own.
_MODULE_ANNOTATIONS = ("__annotate__", "__conditional_annotations__")

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange


class StatementRuns:
    """The statements of one module that are executed, in order."""

    def __init__(self, change: ModuleChange, graft: Graft) -> None:
        self._change = change
        self._graft = graft
        self._namespace: dict[str, Any] = vars(graft.module)
        self._start = dict(self._namespace)
        self._reruns: dict[str, list[Rerun]] = {}
        self._data_bound_anew: set[str] = set()
        self._executed = [each for each in change.marked(Change.EXECUTE) if not each.is_main_guard]
        self._last_run = {name: each for each in self._executed for name in each.binds}
        new = change.new.statements if self._executed else []
        self._matched = {each.previous: each for each in new if each.previous is not None}
        self._has_stars = any(not each.is_definition and each.names.stars for each in new)
        self._last_binder = {name: each for each in new for name in each.binds}
        self._old_binders: defaultdict[str, list[Statement]] = defaultdict(list)
        for each in change.old.statements if self._executed else []:
            for name in each.binds:
                self._old_binders[name].append(each)

    def run_all(self) -> None:
        """Execute the statements and merge the names that they bind.

        Raises:
            CannotChangeInPlace: live objects cannot become what was made.
            BaseException: whatever a statement raises.
        """
        for statement in self._executed:
            self._run(statement)
        if self._executed:
            clear_former_caches(self._graft.log, self._change.live.former_caches)

    def _run(self, statement: Statement) -> None:
        earlier = self._earlier(statement)
        old_code = [self._change.old.compile(each) for each in earlier]
        new_code = self._change.compiled(statement)
        rerun = self._describe(statement, earlier, old_code, new_code)
        covered = dict(self._namespace) if statement.is_import and statement.names.stars else {}
        self._execute(new_code)
        self._uncover(statement, covered)
        self._stay_covered(statement)
        for name in sorted(statement.binds, key=self._rank):
            self._reruns.setdefault(name, []).append(rerun)
            self._merge(name, statement, rerun)
        self._note_changed_data(statement)
        self._graft.settle(replace="@" in statement.text)
        swaps = [each for old in old_code for each in pair(old, new_code) if each.new is not None]
        self._swap_what_was_made_earlier(swaps)

    def _execute(self, code: CodeType) -> None:
        """Run the code; from Python 3.14 on it replaces what makes the module's annotations by its own."""
        kept = {name: self._namespace[name] for name in _MODULE_ANNOTATIONS if name in self._namespace}
        exec(code, self._namespace)
        self._namespace.update(kept)

    def _uncover(self, statement: Statement, before: dict[str, Any]) -> None:
        """A star import must not take over names that later statements, which are not executed, bind."""
        for name, value in before.items():
            binder = self._last_binder.get(name)
            if binder is not None and binder.start > statement.start:
                self._namespace[name] = value

    def _stay_covered(self, statement: Statement) -> None:
        """Nor may a statement take over names that a later star import, which is not executed, binds."""
        names = [name for name in statement.binds if name in self._start]
        if not names or not self._has_stars:
            return
        starred = names_from_stars(self._graft.module, self._change.new.statements, below=statement.start)
        for name in names:
            if starred.get(name, ABSENT) is self._start[name]:
                self._namespace[name] = self._start[name]

    def _note_changed_data(self, statement: Statement) -> None:
        """Data that is bound to something else, or was changed in place; not imports that find the same."""
        if statement.is_definition:
            return
        self._data_bound_anew |= statement.names.touches
        self._data_bound_anew |= {
            name
            for name in statement.binds
            if self._start.get(name, ABSENT) is not self._namespace.get(name, ABSENT)
        }

    def _rank(self, name: str) -> tuple[int, int, str]:
        """Of the classes that a statement makes, bases and metaclasses are merged before what needs them."""
        made = self._namespace.get(name)
        if not isinstance(made, type):
            return 0, 0, name
        return 1 if issubclass(made, type) else 2, len(made.__mro__), name

    def _merge(self, name: str, statement: Statement, rerun: Rerun) -> None:
        start, made = self._start.get(name, ABSENT), self._namespace.get(name, ABSENT)
        if start is ABSENT or made is ABSENT or made is start:
            return
        if self._last_run[name] is statement:
            self._namespace[name] = self._graft.merge(start, made, join(self._reruns[name]))
        else:
            self._namespace[name] = self._graft.merge_raw(start, made, rerun)

    def _swap_what_was_made_earlier(self, swaps: list[CodeSwap]) -> None:
        """Closures, and functions held by what could not be merged, run the new code as well."""
        if swaps:
            functions = self._graft.functions.everywhere()
            swap(self._graft.log, functions, swaps, self._change.new.filename)

    # What is known of a statement ----------------------------------------------------------------

    def _earlier(self, statement: Statement) -> list[Statement]:
        """The statements of the old text whose results this one makes anew.

        A statement that another new one goes on with is not among them, unless this one binds its
        name last: three functions `_` that are registered somewhere must stay three functions.
        """
        found = [] if statement.previous is None else [statement.previous]
        for name in statement.binds:
            binders = self._old_binders.get(name, [])
            if statement.previous is None:
                found += [each for each in binders if each not in self._matched]
            if binders and self._last_binder[name] is statement:
                goes_on = self._matched.get(binders[-1])
                if goes_on is None or not goes_on.is_decorated:
                    found.append(binders[-1])
        return list(dict.fromkeys(found))

    def _describe(
        self, statement: Statement, earlier: list[Statement], old_code: list[CodeType], new_code: CodeType
    ) -> Rerun:
        old_nested = [code for each in old_code for _, code in nested_code(each)]
        new_nested = [code for _, code in nested_code(new_code)]
        new = definitions([statement.node]) if new_nested else {}
        texts = [statement.previous] if statement.previous is not None else earlier
        old = definitions(each.node for each in texts) if new_nested else {}
        stale = self._change.is_stale(statement)
        return Rerun(
            namespace=self._namespace,
            filename=self._change.new.filename,
            old_places=frozenset(place_of(code) for code in old_nested),
            old_names=frozenset(code.co_qualname for code in (*old_nested, *new_nested) if stale),
            new_code={id(code): code for code in new_nested},
            **self._compare_texts(statement, new, old),
        )

    def _compare_texts(
        self, statement: Statement, new: dict[str, Definition], old: dict[str, Definition]
    ) -> dict[str, Any]:
        change = self._change
        run_everything = change.runs_everything(statement)
        changed_names = change.changed_names | self._data_bound_anew
        classes = class_texts(
            new,
            old,
            changed_names=changed_names,
            changed_attributes=change.changed_attributes,
            run_everything=run_everything,
        )
        kept: dict[str, frozenset[str]] = {}
        for name in new.keys() & old.keys() if not run_everything else ():
            kept |= kept_defaults(new[name], old[name], changed_names, change.changed_attributes)
        return {"classes": classes, "kept_defaults": kept}
