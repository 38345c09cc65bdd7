"""The plan of a code change: what will be done to each statement, and why.

Invariant: a plan is text and numbers only, so that it can be printed, stored and compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from mulligan.source import Change, Difference, Source, Statement

What = Literal["code only", "execute", "remove", "moved"]


@dataclass(frozen=True)
class StatementPlan:
    """What is done to one statement, or to a run of statements that only moved."""

    name: str
    first_line: int
    last_line: int
    what: What
    why: str

    def __str__(self) -> str:
        lines = f"line {self.first_line}"
        if self.last_line != self.first_line:
            lines = f"lines {self.first_line}-{self.last_line}"
        return f"{self.what:9}  {self.name} ({lines}): {self.why}"


@dataclass(frozen=True)
class ModulePlan:
    """What is done to one module."""

    module: str
    path: str
    statements: tuple[StatementPlan, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.module} ({self.path})", *(f"  {each}" for each in self.statements)])


@dataclass(frozen=True)
class Plan:
    """What is done to all modules, in the order in which it is done."""

    modules: tuple[ModulePlan, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.modules)) or "nothing to do"

    def as_json(self) -> dict[str, Any]:
        """The plan as what JSON knows: objects, lists, texts and numbers."""
        return {"modules": [asdict(module) for module in self.modules]}


def plan_module(module: str, path: str, old: Source, new: Source, difference: Difference) -> ModulePlan:
    """The plan for one module whose statements `difference` has marked."""
    changed = map(_plan_statement, new.changed())
    removed = _plan_removed(old, difference.removed_names)
    return ModulePlan(module, path, (*changed, *removed, *_plan_moved(new.moved())))


def _plan_statement(statement: Statement) -> StatementPlan:
    what: What = "execute" if statement.change is Change.EXECUTE else "code only"
    return StatementPlan(statement.label, statement.start, statement.end, what, statement.reason)


def _plan_removed(old: Source, names: frozenset[str]) -> Iterable[StatementPlan]:
    for statement in old.statements if names else ():
        gone = sorted(names & statement.binds)
        if gone:
            yield StatementPlan(
                ", ".join(gone), statement.start, statement.end, "remove", "the text binds it no longer"
            )


def _plan_moved(statements: Iterable[Statement]) -> Iterable[StatementPlan]:
    """One line for all neighbours that moved equally far; a file may have thousands."""
    run: list[Statement] = []
    run_lines = 0
    for statement in statements:
        lines = statement.lines_moved
        if run and lines != run_lines:
            yield _plan_run(run, run_lines)
            run = []
        run.append(statement)
        run_lines = lines
    if run:
        yield _plan_run(run, run_lines)


def _plan_run(run: list[Statement], lines: int) -> StatementPlan:
    name = run[0].label if len(run) == 1 else f"{run[0].label} ... {run[-1].label}, {len(run)} statements"
    direction = "down" if lines > 0 else "up"
    return StatementPlan(name, run[0].start, run[-1].end, "moved", f"{abs(lines)} line(s) {direction}")
