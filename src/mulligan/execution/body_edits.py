"""Statements of which only bodies of functions changed, and statements that only moved.

Invariant: nothing is executed here. Where code cannot be swapped, the statement is marked to be
executed, or the user is told which functions keep their old code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, NamedTuple

from mulligan.graft import (
    CodeSwap,
    Graft,
    Move,
    Place,
    SwapOutcome,
    clear_cache,
    clear_former_caches,
    follow_docstring,
    is_cached,
    is_local,
    is_shared,
    may_be_held,
    nested_code,
    place_of,
    shift_lines,
    swap,
    wrappers_around,
)
from mulligan.source import Change, Statement
from mulligan.source.skeleton import CONDITIONALS

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange


def apply_body_edits(change: ModuleChange, graft: Graft) -> None:
    """Swap the code of edited functions, and correct the lines of those that moved."""
    edited = change.marked(Change.CODE_ONLY)
    moved = change.new.moved()
    found = None if moved or change.marked(Change.EXECUTE) else _find_by_name(change, graft, edited)
    swaps = {statement: change.swaps(statement) for statement in edited} if found is None else found[0]
    every_swap = [each for of_statement in swaps.values() for each in of_statement]
    if not every_swap and not moved:
        return
    functions = _functions_to_look_at(change, graft, every_swap, moved) if found is None else found[1]
    outcome = swap(graft.log, functions, every_swap, change.new.filename)
    for statement, of_statement in swaps.items():
        _care_for_what_was_left(change, graft, statement, of_statement, outcome)
    _care_for_wrappers(change, graft, outcome)
    if moved:
        moves = [
            Move(each.start - each.lines_moved, each.end - each.lines_moved, each.lines_moved)
            for each in moved
        ]
        new_code = {id(code) for each in edited for _, code in nested_code(change.compiled(each))}
        shift_lines(graft.log, functions, moves, change.new.filename, new_code)


def _is_held_elsewhere(moved: Statement, lines: set[int]) -> bool:
    """Whether it is a decorated function whose code does not stand where the module leads to."""
    return moved.is_decorated and moved.is_function and moved.start - moved.lines_moved not in lines


def _care_for_wrappers(change: ModuleChange, graft: Graft, outcome: SwapOutcome) -> None:
    """Caches must forget what old code computed, and wrappers show the docstring of what they wrap."""
    if not outcome.functions:
        return
    for wrapper, function in wrappers_around(vars(graft.module).values(), outcome.functions):
        if is_cached(wrapper):
            clear_cache(graft.log, wrapper)
        before = outcome.docstrings.get(id(function), function.__doc__)
        if before != function.__doc__:
            follow_docstring(graft.log, wrapper, before, function.__doc__)
    clear_former_caches(graft.log, change.live.former_caches)


def _find_by_name(
    change: ModuleChange, graft: Graft, edited: Iterable[Statement]
) -> tuple[dict[Statement, list[CodeSwap]], list[FunctionType]] | None:
    """What takes the place of what, and the functions that carry it, each found by its name.

    None where there may be others, so that all have to be looked at.
    """
    swaps: dict[Statement, list[CodeSwap]] = {}
    functions: list[FunctionType] = []
    for statement in edited:
        if _may_be_scattered(graft, statement):
            return None
        plain = _plain_function(change, statement)
        if plain is None:
            swaps[statement] = change.swaps(statement)
            places = [each.place for each in swaps[statement] if may_be_held(each.old)]
        else:
            places = [plain.place]
        for place in places:
            if "<locals>" in place.qualified_name:
                continue  # nothing lives of what a function made, or the function itself is not found
            found = graft.functions.named(place, change.new.filename)
            if found is None:
                return None
            functions.append(found)
        if plain is not None:
            # Its own code, which nobody else holds, spares compiling the old text.
            swaps[statement] = [CodeSwap(plain.place, functions[-1].__code__, plain.code)]
    return swaps, functions


def _may_be_scattered(graft: Graft, statement: Statement) -> bool:
    """Whether more than one object may live of a function that the statement makes, or one within it."""
    if statement.name is None:
        return bool(graft.scattered)
    within = f"{statement.name}."
    return any(name == statement.name or name.startswith(within) for name in graft.scattered)


class _PlainFunction(NamedTuple):
    """Where a function stood, and its new code."""

    place: Place
    code: CodeType


def _plain_function(change: ModuleChange, statement: Statement) -> _PlainFunction | None:
    """The function of a statement that makes no other code: no decorator, no lambda in its defaults."""
    made = [each for each in change.compiled(statement).co_consts if isinstance(each, CodeType)]
    if len(made) != 1 or made[0].co_name != statement.name or not statement.is_function:
        return None
    if statement.is_decorated or statement.previous is None:
        return None
    return _PlainFunction(Place(made[0].co_qualname, statement.previous.start), made[0])


def _functions_to_look_at(
    change: ModuleChange, graft: Graft, swaps: Iterable[CodeSwap], moved: Sequence[Statement]
) -> list[FunctionType]:
    """Those that the module leads to, or all on the heap where that may not be enough."""
    if change.marked(Change.EXECUTE) or (moved and graft.scattered):
        return graft.functions.everywhere()
    if any("lambda" in each.text for each in moved if not each.is_definition):
        return graft.functions.everywhere()  # held by data
    near = list(graft.functions.reachable())
    places = {place_of(function.__code__) for function in near}
    for each in swaps:
        name = each.place.qualified_name
        elsewhere = is_local(name) or name in graft.scattered or each.place not in places
        if may_be_held(each.old) and elsewhere:
            return graft.functions.everywhere()
    if moved and any(is_shared(function.__code__) for function in near):
        return graft.functions.everywhere()
    lines = {place.line for place in places}
    if any(_is_held_elsewhere(each, lines) for each in moved):
        return graft.functions.everywhere()  # held by what decorated them
    return near


def _care_for_what_was_left(
    change: ModuleChange, graft: Graft, statement: Statement, swaps: list[CodeSwap], outcome: SwapOutcome
) -> None:
    left = [each for each in swaps if id(each.old) in outcome.left]
    defined = [
        each for each in swaps if statement.is_function and each.place.qualified_name == statement.name
    ]
    if defined and not any(id(each.old) in outcome.swapped or each in left for each in defined):
        _execute_unless_dead(change, statement)
    elif any(_is_method(statement, each) or each in defined for each in left):
        change.execute_too(statement, "its functions capture other variables than before")
    elif left:
        for each in left:
            graft.scattered.add(each.place.qualified_name)
            graft.note(
                f"closures made earlier by {statement.label} keep their old code: "
                f"{each.place.qualified_name} of line {each.place.line} captures or takes other variables now"
            )
        _decorate_again(change, statement)


def _execute_unless_dead(change: ModuleChange, statement: Statement) -> None:
    """No live function carries the code: it was wrapped, compiled or replaced by something else."""
    later = [
        each
        for each in change.new.statements
        if each.start > statement.start and statement.binds & each.binds
    ]
    if later and not statement.is_decorated and all(each.is_definition for each in later):
        return  # a definition that a later one covers at once
    for each in [statement, *later]:
        change.execute_too(each, "nothing live carries its code")


def _is_method(statement: Statement, swap: CodeSwap) -> bool:
    """Whether it is code of a function that stands directly in the body of a class.

    In an `if` or `try` statement too: what stands there outside of a class captures nothing.
    """
    holds_classes = statement.kind is ast.ClassDef or statement.kind in CONDITIONALS
    return holds_classes and not is_local(swap.place.qualified_name)


def _decorate_again(change: ModuleChange, decorator: Statement) -> None:
    """What a decorator wrapped earlier could not follow its new shape, so it is wrapped anew."""
    for each in change.new.statements:
        if each.change is not Change.EXECUTE and each.is_decorated and decorator.binds & each.names.reads:
            change.execute_too(each, f"decorates with {decorator.label}, whose wrapper has another shape now")
