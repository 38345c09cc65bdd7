"""The change of code in all hot modules, as a participant of a transaction.

Invariant: after `undo`, whenever it is called, every name, function, class and cell that `apply`
touched is the object it was, with what it had. Contents of data are the memento's to restore.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from mulligan.errors import EditRefused, Poisoned, SourceInvalid
from mulligan.execution.derived_classes import derived_from_changed_fields
from mulligan.execution.from_imports import changed_names, follow
from mulligan.execution.hooks import run_instance_hooks, run_module_hook
from mulligan.execution.imported_modules import keep_imported_modules, notice_new_files
from mulligan.execution.live_module import LiveModule
from mulligan.execution.module_change import ModuleChange
from mulligan.execution.module_order import imported_changes, in_import_order
from mulligan.execution.plan import Plan
from mulligan.graft import UndoLog, has_frozen_objects


class Restorable(Protocol):
    """A memento of the contents of data."""

    def restore(self) -> object:
        """Put the contents back."""


class CodeChange:
    """Replaces the code of hot modules, all or none.

    Arguments:
        live: all hot modules, also those whose text stays: what depends on a change is in any of them.
        texts: the new text, with normalised newlines, of each module that is to change, by name.
        app: handed to the hooks `before_reload(app)` and `after_reload(app)`.
        memento: contents of data, put back at the end of `undo` when given.
    """

    def __init__(
        self,
        live: Sequence[LiveModule],
        texts: Mapping[str, str],
        *,
        app: object | None = None,
        memento: Restorable | None = None,
    ) -> None:
        self.plan: Plan | None = None
        self._live = list(live)
        self._texts = texts
        self._app = app
        self._memento = memento
        self._log = UndoLog()
        self._notes: list[str] = []
        self._changes: dict[str, ModuleChange] = {}
        self._order: list[LiveModule] = []

    @property
    def changed(self) -> bool:
        """Whether any text differs from what runs; known after `vote`."""
        return bool(self._changes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be done silently, one sentence each."""
        return tuple(self._notes)

    # Participant ---------------------------------------------------------------------------------

    def vote(self) -> None:
        """Parse, compare and compile everything; runs no user code and changes nothing.

        Raises:
            SourceInvalid: texts do not compile; all of them are named.
            CannotChangeInPlace: live objects stand in the way.
        """
        self._parse()
        sources = {name: change.new for name, change in self._changes.items()}
        self._order = in_import_order(self._live, sources)
        prepare = [self._changes[each.name].prepare for each in self._order if each.name in self._changes]
        _collect_refusals(prepare)
        self._execute_derived_classes()
        self._complete_plan()

    def apply(self) -> None:
        """Make the change live.

        Raises:
            CannotChangeInPlace: live objects stand in the way, as only running the code has shown.
            BaseException: whatever user code raises; call `undo` then.
        """
        with _without_garbage_collection():
            try:
                self._apply()
            finally:
                self._complete_plan()
                self._forget_trees()

    def undo(self) -> None:
        """Bring back what was before `apply`; does nothing when there is nothing to undo.

        Raises:
            Poisoned: steps failed, which are named; all others were done.
        """
        with _without_garbage_collection():
            failures = self._log.undo()
            if self._memento is not None:
                failures += _restore(self._memento)
            self._memento = None
        self._forget_trees()
        if failures:
            raise Poisoned(
                f"{len(failures)} step(s) of undoing the code failed, the others were done: "
                + "; ".join(failures)
            )

    def keep(self) -> None:
        """The change is final: drop what was needed to undo it, and clear caches of changed functions."""
        self._log.keep()
        self._memento = None

    # Steps ---------------------------------------------------------------------------------------

    def _forget_trees(self) -> None:
        for change in self._changes.values():
            change.forget()
        for live in self._live:
            live.source.forget()

    def _parse(self) -> None:
        self._changes.clear()
        reasons: list[EditRefused] = []
        for live in self._live:
            text = self._texts.get(live.name)
            if text is None or not live.differs(text):
                continue
            try:
                self._changes[live.name] = ModuleChange(live, text)
            except SourceInvalid as error:
                reasons.append(error)
        _raise_all(reasons)

    def _execute_derived_classes(self) -> None:
        """Have dataclasses executed that derive from one whose fields change, in other modules too."""
        by_name = {live.name: live for live in self._live}
        todo = list(self._changes.values())
        while todo:
            for name, classes in derived_from_changed_fields(todo.pop()).items():
                if name in by_name and name not in self._changes:
                    self._changes[name] = ModuleChange(by_name[name], by_name[name].source.text)
                    self._changes[name].prepare()
                if name in by_name and self._changes[name].execute_derived(classes):
                    todo.append(self._changes[name])

    def _apply(self) -> None:
        keep_imported_modules(self._log)
        if has_frozen_objects():
            self._notes.append(
                "gc.freeze() was called: functions and instances that only frozen objects hold are not found"
            )
        before = {live.name: dict(vars(live.module)) for live in self._live}
        for live in self._live:  # half an edit may change names of modules that it does not touch
            self._log.keep_namespace(vars(live.module))
            annotations = vars(live.module).get("__annotations__")
            if isinstance(annotations, dict):
                self._log.keep_dictionary(annotations)
        edited = [live for live in self._order if live.name in self._changes]
        for live in edited:
            run_module_hook(live.module, "before_reload", self._app)
        notice_new_files()
        changed: dict[str, dict[str, Any]] = {}
        for live in self._order:
            self._apply_to(live, before[live.name], changed)
        reached = [live for live in self._order if live.name in self._changes]
        for live in reached:
            run_module_hook(live.module, "after_reload", self._app)
        run_instance_hooks(cls for live in reached for cls in self._changes[live.name].changed_classes())

    def _apply_to(self, live: LiveModule, before: dict[str, Any], changed: dict[str, dict[str, Any]]) -> None:
        """Change one module, then whoever imported from it what is bound anew."""
        change = self._changes.get(live.name)
        source = change.new if change is not None else live.source
        of_classes = {
            name: each.class_attributes
            for name, each in self._changes.items()
            if name != live.name and each.class_attributes
        }
        names, attributes = imported_changes(live, source, changed, of_classes)
        if change is None:
            if not names and not attributes:
                return
            change = ModuleChange(live, live.source.text)
            change.prepare(names, attributes)
            if not change.asks_for_something():
                change.forget()
                return
            self._changes[live.name] = change
        elif names or attributes:
            change.prepare(names, attributes)
        change.apply(self._log, self._notes)
        found = changed_names(before, vars(live.module))
        if found:
            changed[live.name] = found
            hot_names = [each.name for each in self._live]
            for name, values in follow(self._log, live.module, found, hot_names).items():
                changed[name] = {**values, **changed.get(name, {})}

    def _complete_plan(self) -> None:
        changes = [self._changes[live.name] for live in self._order if live.name in self._changes]
        self.plan = Plan(tuple(each.plan() for each in changes))


def _collect_refusals(steps: Sequence[Callable[[], None]]) -> None:
    """Run all steps and raise what they refuse together: a person mends more than one thing at once."""
    refusals: list[EditRefused] = []
    for step in steps:
        try:
            step()
        except EditRefused as error:
            refusals.append(error)
    _raise_all(refusals)


def _raise_all(refusals: Collection[EditRefused]) -> None:
    if not refusals:
        return
    first = next(iter(refusals))
    if len(refusals) == 1:
        raise first
    raise type(first)(*(reason for each in refusals for reason in each.reasons)) from first.__cause__


def _restore(memento: Restorable) -> list[str]:
    try:
        memento.restore()
    except BaseException as error:  # noqa: BLE001 - an undo runs to its end and tells what failed
        return [f"the contents of data: {type(error).__name__}: {error}"]
    return []


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """No finalizer of the user runs in the middle of a change."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
