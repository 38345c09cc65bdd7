"""One statement, executed in the live namespace, and its results merged into what lives.

Invariant: when it returns, no name of the module is bound to a copy of something that lives, so that
the next statement (`TABLE = {"draw": draw}`) captures the lasting object.
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import TYPE_CHECKING

from mulligan.execution.kept_defaults import kept_defaults
from mulligan.graft import ABSENT, ClassText, CodeSwap, Graft, Rerun, nested_code, pair, place_of, swap
from mulligan.source import Statement, class_body_difference

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange


def execute(change: ModuleChange, statement: Statement, graft: Graft) -> None:
    """Run one statement and merge the names that it binds.

    Raises:
        CannotChangeInPlace: live objects cannot become what it made.
        BaseException: whatever the statement raises.
    """
    namespace = vars(graft.module)
    earlier = [each for each in change.old.statements if each.binds & statement.binds]
    old_code = [change.old.compile(each) for each in earlier]
    new_code = change.compiled(statement).new
    rerun = Rerun(
        namespace=namespace,
        filename=change.new.filename,
        old_places=frozenset(place_of(code) for each in old_code for _, code in nested_code(each)),
        old_names=_names_without_lines(change, statement, old_code),
        new_code={id(code): code for _, code in nested_code(new_code)},
        classes=_class_texts(change, statement),
        kept_defaults=_kept_defaults(change, statement, earlier),
    )
    before = {name: namespace.get(name, ABSENT) for name in statement.binds}
    exec(new_code, namespace)
    for name, known in before.items():
        made = namespace.get(name, ABSENT)
        if known is not ABSENT and made is not ABSENT and made is not known:
            namespace[name] = graft.merge(known, made, rerun)
    _swap_what_was_made_earlier(change, graft, [each for old in old_code for each in pair(old, new_code)])


def _names_without_lines(
    change: ModuleChange, statement: Statement, old_code: list[CodeType]
) -> frozenset[str]:
    """For statements that were edited before the module was adopted, the lines of live code are unknown."""
    baseline = change.live.baseline
    if statement.name not in baseline.edited | baseline.moved:
        return frozenset()
    return frozenset(
        code.co_qualname
        for each in [*old_code, change.compiled(statement).new]
        for _, code in nested_code(each)
    )


def _swap_what_was_made_earlier(change: ModuleChange, graft: Graft, swaps: list[CodeSwap]) -> None:
    """Closures, and functions held by what could not be merged, run the new code as well."""
    found = [each for each in swaps if each.new is not None]
    if found:
        swap(graft.log, graft.functions.everywhere(), found, change.new.filename)


def _runs_everything(change: ModuleChange, statement: Statement) -> bool:
    """Whether the user asked for values to be made anew although their text did not change."""
    reexecute = change.live.reexecute
    if isinstance(reexecute, str):
        return reexecute == "all"
    return bool(statement.binds & frozenset(reexecute))


def _class_texts(change: ModuleChange, statement: Statement) -> dict[str, ClassText]:
    node = statement.node
    old_node = change.earlier_class(statement)
    if not isinstance(node, ast.ClassDef) or old_node is None:
        return {}
    found = class_body_difference(
        node,
        old_node,
        changed_names=change.changed_names | change.data_bound_anew(),
        changed_attributes=change.changed_attributes,
    )
    everything = _runs_everything(change, statement)
    registers = bool(node.decorator_list or node.bases or node.keywords)
    return {
        name: ClassText(
            kept=frozenset() if everything else each.kept,
            removed=each.removed or frozenset(),
            remade=each.removed is None,
            registers=registers,
        )
        for name, each in found.items()
    }


def _kept_defaults(
    change: ModuleChange, statement: Statement, earlier: list[Statement]
) -> dict[str, frozenset[str]]:
    same = [each for each in earlier if each.kind is statement.kind and each.name == statement.name]
    if not statement.is_definition or not same or _runs_everything(change, statement):
        return {}
    changed = change.changed_names | change.data_bound_anew()
    return kept_defaults(statement.node, same[-1].node, changed, change.changed_attributes)
