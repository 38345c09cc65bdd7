"""What an edit really changed: which statements are executed, which only get new code.

Invariant: a statement is left alone only if its text asks for nothing and nothing that it reads when
it is executed changed. Marks only ever rise (unchanged, code only, execute), so the search for what
depends on what ends.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mulligan.source.collector import Star
from mulligan.source.matching import match_sources
from mulligan.source.propagation import Propagation, definitions_within
from mulligan.source.skeleton import CONDITIONALS, DEFINITIONS
from mulligan.source.source import Source
from mulligan.source.statement import Change, Statement


@dataclass(frozen=True)
class Difference:
    """What left the module; what came and changed is marked on the statements of the new source.

    Attributes:
        removed_names: names that the old source bound and the new one does not.
        removed_stars: star imports that the old source had and the new one has not.
        left: statements of the old source that no statement of the new one was matched with.
        unbound_first: names of data that only executed if, for, while, try, with and match statements
            bind. These may leave them unbound, as an import would, so the names have to be taken out
            of the module before anything is executed.
        changed_names, changed_attributes: those given, and those that change here: data names, and
            data attributes of classes such as ("Theme", "ACCENT"). What `class_body_difference` takes.
        removed_annotations: names that the old source annotated and the new one does not.
    """

    removed_names: frozenset[str]
    removed_stars: list[Star]
    left: list[Statement]
    unbound_first: frozenset[str] = frozenset()
    changed_names: frozenset[str] = frozenset()
    changed_attributes: frozenset[tuple[str, str]] = frozenset()
    removed_annotations: frozenset[str] = frozenset()


def difference(
    old: Source,
    new: Source,
    *,
    changed_names: Collection[str] = frozenset(),
    changed_attributes: Collection[tuple[str, str]] = frozenset(),
    reexecute: str | Collection[str] = "changed",
) -> Difference:
    """Mark every statement of `new` with what has to be done, compared with `old`.

    Sets `previous`, `change` and `reason` of the statements of `new`, and nothing else.

    Arguments:
        old: the source that runs.
        new: the source that shall run; may share statements with `old`.
        changed_names: names of this module whose value was changed from outside, by from-imports.
        changed_attributes: (name, attribute) pairs read through imported modules, such as ("m", "K"),
            or ("pkg.m", "K") after `import pkg.m`, whose value changed.
        reexecute: "changed", "all", or names whose statements are executed whenever their text
            changes, even if only bodies of functions did.
    """
    new.unmark()
    left = match_sources(old, new)
    if reexecute == "all":
        _raise_to_execute(new.statements, "reexecute is all")
    elif not isinstance(reexecute, str):
        chosen = frozenset(reexecute)
        _raise_to_execute((each for each in new.changed() if each.binds & chosen), "its name is in reexecute")
    if old.flags != new.flags:
        _raise_to_execute(
            (each for each in new.statements if definitions_within(each)), "a __future__ import was toggled"
        )
    if _stays_within_bodies(old, new, left) and not changed_names and not changed_attributes:
        return Difference(frozenset(), [], [])
    propagation = Propagation(old, new, left, frozenset(changed_names), frozenset(changed_attributes))
    propagation.run()
    _spare_main_guards(new.changed())
    return Difference(
        _removed_names(left, new),
        _removed_stars(left, new),
        left,
        _unbound_first(new),
        frozenset(propagation.changed_names),
        frozenset(propagation.changed_attributes),
        _removed_annotations(left, new),
    )


def _stays_within_bodies(old: Source, new: Source, left: Sequence[Statement]) -> bool:
    """Whether nothing is executed, leaves or changes places, so that nothing can depend on the edit."""
    edit = new.edit_of(old)
    before, after = old.statements[edit.replaced], new.statements[edit.parsed]
    if left or len(before) != len(after) or any(each.change is Change.EXECUTE for each in new.changed()):
        return False
    return all(new.previous is old for old, new in zip(before, after, strict=True))


def _raise_to_execute(statements: Iterable[Statement], reason: str) -> None:
    for each in statements:
        if each.change is not Change.EXECUTE:
            each.mark(Change.EXECUTE, reason)


def _spare_main_guards(statements: Collection[Statement]) -> None:
    for each in statements:
        if each.is_main_guard and each.change is Change.EXECUTE:
            each.mark(Change.UNCHANGED, "a __main__ guard is not executed")


def _removed_names(left: Iterable[Statement], new: Source) -> frozenset[str]:
    """Only what was matched with nothing can take names with it: equal skeletons bind equal names."""
    lost = {name for each in left if not each.is_main_guard for name in each.binds}
    if not lost:
        return frozenset()
    return frozenset(lost.difference(*(each.binds for each in new.statements if not each.is_main_guard)))


def _removed_stars(left: Iterable[Statement], new: Source) -> list[Star]:
    lost = [star for each in left if not each.is_definition for star in each.names.stars]
    if not lost:
        return []
    present = {star for each in new.statements if not each.is_definition for star in each.names.stars}
    return [star for star in lost if star not in present]


def _removed_annotations(left: Iterable[Statement], new: Source) -> frozenset[str]:
    lost = {name for each in left if not each.is_definition for name in each.names.annotates}
    if not lost:
        return frozenset()
    return frozenset(
        lost.difference(*(each.names.annotates for each in new.statements if not each.is_definition))
    )


def _unbound_first(new: Source) -> frozenset[str]:
    executed = [each for each in new.changed() if each.change is Change.EXECUTE and _is_conditional(each)]
    if not executed:
        return frozenset()
    candidates = {name for each in executed for name in each.binds - _kept_by(each)}
    for each in new.statements:
        if each.change is not Change.EXECUTE or not _is_conditional(each):
            candidates -= each.binds
        else:
            candidates -= _kept_by(each) & each.binds
    return frozenset(candidates)


def _is_conditional(statement: Statement) -> bool:
    return statement.kind in CONDITIONALS or statement.kind is ast.Delete


def _kept_by(statement: Statement) -> frozenset[str]:
    """Names that have to be there: read (`try: cache`, `except NameError: cache = {}`), or merged into."""
    defined = {each.name for each in ast.walk(statement.node) if isinstance(each, DEFINITIONS)}
    return statement.names.reads | defined
