"""Functions: new code into the old object.

Invariant: a function that lives keeps its identity. Where its closure has another shape it forwards
to the new function; code whose captured variables are differently named is never put into it,
because Python accepts that silently and mixes the variables up.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from mulligan.graft.code import docstring, marked_as
from mulligan.graft.forwarders import forwarder, forwards_to
from mulligan.graft.undo_log import ABSENT, UndoLog, cell_content

if TYPE_CHECKING:
    from mulligan.graft.merging import Graft
    from mulligan.graft.rerun import Rerun

_KINDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_COPIED = ("__doc__", "__module__", "__name__", "__qualname__", "__type_params__")


def merge_function(graft: Graft, old: FunctionType, new: FunctionType, rerun: Rerun) -> FunctionType:
    """Make `old` do what `new` does; return the one that the name is to be bound to."""
    if old is new:
        return old
    if not _can_become(old, new, rerun):
        forward(graft, old, new)
        return new
    graft.log.keep_function(old)
    _merge_cells(graft, old, new, rerun)
    defaults = _defaults(old, new, rerun)
    set_code(graft.log, old, new.__code__)
    old.__defaults__, old.__kwdefaults__ = defaults
    for name in _COPIED:
        value = getattr(new, name, ABSENT)
        if value is not getattr(old, name, ABSENT):
            setattr(old, name, value)
    _copy_annotations(old, new)
    for name, value in new.__dict__.items():  # what others stored on the old function stays
        known = old.__dict__.get(name, ABSENT)
        old.__dict__[name] = graft.merge(known, value, rerun) if name == "__wrapped__" else value
    graft.merged.append((new, old))
    return old


def forward(graft: Graft, old: FunctionType, new: Callable[..., Any]) -> None:
    """Make whoever holds `old` call `new`."""
    if old is new or not callable(new):
        return
    retarget(graft, old, new)
    graft.log.keep_function(old)
    set_code(graft.log, old, forwarder(old, new))
    old.__defaults__ = old.__kwdefaults__ = None


def retarget(graft: Graft, old: object, new: Callable[..., Any]) -> None:
    """Make the forwarders to `old` forward to `new`."""
    for function in graft.functions.everywhere():
        if function is not old and function is not new and forwards_to(function, old):
            set_code(graft.log, function, forwarder(function, new))


def set_code(log: UndoLog, function: FunctionType, code: CodeType) -> None:
    """Replace the code of a function; whoever runs it now finishes the old code."""
    if function.__code__ is not code:
        log.add("setting the code of a function", _put_code, function, function.__code__)
        _put_code(function, code)


def _put_code(function: FunctionType, code: CodeType) -> None:
    """Set the code; that a plain function becomes a generator or a coroutine is meant, and no warning."""
    if (function.__code__.co_flags ^ code.co_flags) & _KINDS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            function.__code__ = code
    else:
        function.__code__ = code


def swap_code(log: UndoLog, function: FunctionType, code: CodeType) -> None:
    """Replace the code of a function whose definition did not run again, and its docstring."""
    before, after = docstring(function.__code__), docstring(code)
    if before != after and function.__doc__ == before:
        log.set_attribute(function, "__doc__", after)
    set_code(log, function, marked_as(code, function.__code__))


def accepts(function: FunctionType, code: CodeType) -> bool:
    """Whether a function that is not made anew may run this code.

    The captured variables must be the same, by name. Its default values are those it was made with:
    they must still belong to the same parameters, and no parameter may have become required, since
    whoever holds the function calls it as before.
    """
    old = function.__code__
    if old.co_freevars != code.co_freevars or code.co_argcount > old.co_argcount:
        return False
    count = len(function.__defaults__ or ())
    if (
        count
        and code.co_argcount != old.co_argcount
        and _positional(old)[-count:] != _positional(code)[-count:]
    ):
        return False
    return _required_keywords(function, code) <= _required_keywords(function, old)


def _positional(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount]


def _keywords(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]


def _required_keywords(function: FunctionType, code: CodeType) -> set[str]:
    return set(_keywords(code)) - set(function.__kwdefaults__ or ())


def _can_become(old: FunctionType, new: FunctionType, rerun: Rerun) -> bool:
    before, after = old.__code__, new.__code__
    same_maker = (
        (rerun.made_before(old) and rerun.made_now(new))
        or before is after
        or (before.co_qualname == after.co_qualname and before.co_filename == after.co_filename)
    )
    return same_maker and before.co_freevars == after.co_freevars and old.__globals__ is new.__globals__


def _merge_cells(graft: Graft, old: FunctionType, new: FunctionType, rerun: Rerun) -> None:
    """Take the new captured values, but keep what is a function from this statement."""
    cells = zip(old.__code__.co_freevars, old.__closure__ or (), new.__closure__ or (), strict=True)
    for name, old_cell, new_cell in cells:
        after = cell_content(new_cell)
        if name == "__class__" or old_cell is new_cell or after is ABSENT:
            continue
        before = cell_content(old_cell)
        value = after
        if before is not ABSENT and type(after) is FunctionType:
            value = graft.merge(before, after, rerun)
        if value is new:
            value = old  # a function that captures itself
        if value is not before:
            graft.log.set_cell(old_cell, value)


def _defaults(
    old: FunctionType, new: FunctionType, rerun: Rerun
) -> tuple[tuple[Any, ...] | None, dict[str, Any] | None]:
    """The new defaults, but the live object where the text of a default did not change."""
    positional, keywords = new.__defaults__, new.__kwdefaults__
    kept = rerun.kept_defaults.get(new.__qualname__, frozenset())
    if kept and positional and old.__defaults__:
        live = dict(zip(reversed(_positional(old.__code__)), reversed(old.__defaults__), strict=False))
        names = _positional(new.__code__)[-len(positional) :]
        positional = tuple(
            live.get(name, value) if name in kept else value
            for name, value in zip(names, positional, strict=True)
        )
    if kept and keywords and old.__kwdefaults__:
        keywords |= {
            name: value for name, value in old.__kwdefaults__.items() if name in kept & keywords.keys()
        }
    return positional, keywords


def _copy_annotations(old: FunctionType, new: FunctionType) -> None:
    """Copy what makes the annotations where Python evaluates them on demand, otherwise the annotations."""
    make_annotations = getattr(new, "__annotate__", None)
    if make_annotations is not None:
        old.__annotate__ = make_annotations  # type: ignore[attr-defined]
    elif old.__annotations__ != new.__annotations__:
        old.__annotations__ = new.__annotations__
