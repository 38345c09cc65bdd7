"""Default values of parameters whose text did not change.

Invariant: a default that was changed at run time (`def remember(item, seen=[])`) is the same object
after its function was defined again, unless its own text or what it reads changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def kept_defaults(
    new: ast.stmt, old: ast.stmt, changed_names: frozenset[str], prefix: str = ""
) -> dict[str, frozenset[str]]:
    """The parameters that keep their default object, per qualified name of a function.

    Arguments:
        new, old: a function or a class, in its new and its old text.
        changed_names: names whose value changed; a default that reads one is made anew.
        prefix: the qualified name of the class around.
    """
    if isinstance(new, _FUNCTIONS) and isinstance(old, _FUNCTIONS):
        before = dict(_defaults(old.args))
        kept = frozenset(
            name
            for name, default in _defaults(new.args)
            if name in before and _same(default, before[name]) and not _reads(default) & changed_names
        )
        return {prefix + new.name: kept} if kept else {}
    found: dict[str, frozenset[str]] = {}
    if isinstance(new, ast.ClassDef) and isinstance(old, ast.ClassDef):
        known = {each.name: each for each in old.body if isinstance(each, (*_FUNCTIONS, ast.ClassDef))}
        for each in new.body:
            if isinstance(each, (*_FUNCTIONS, ast.ClassDef)) and each.name in known:
                found |= kept_defaults(each, known[each.name], changed_names, f"{prefix}{new.name}.")
    return found


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _reads(default: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(default) if isinstance(each, ast.Name)}
