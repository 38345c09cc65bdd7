"""Default values of parameters whose text did not change.

Invariant: a default that was changed at run time (`def remember(item, seen=[])`) is the same object
after its function was defined again, unless its own text or what it reads changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mulligan.execution.definitions import FUNCTIONS
from mulligan.source import Names


def kept_defaults(
    new: ast.stmt,
    old: ast.stmt,
    changed_names: frozenset[str],
    changed_attributes: frozenset[tuple[str, str]],
    prefix: str = "",
) -> dict[str, frozenset[str]]:
    """The parameters that keep their default object, per qualified name of a function.

    Arguments:
        new, old: a function or a class, in its new and its old text.
        changed_names: names whose value changed; a default that reads one is made anew.
        changed_attributes: the same for (module, name) pairs.
        prefix: the qualified name of the class around.
    """
    if isinstance(new, FUNCTIONS) and isinstance(old, FUNCTIONS):
        before = dict(_defaults(old.args))
        kept = frozenset(
            name
            for name, default in _defaults(new.args)
            if name in before
            and ast.dump(default) == ast.dump(before[name])
            and not Names.of(default).reads & changed_names
            and not Names.of(default).attributes & changed_attributes
        )
        return {prefix + new.name: kept} if kept else {}
    found: dict[str, frozenset[str]] = {}
    if isinstance(new, ast.ClassDef) and isinstance(old, ast.ClassDef):
        known = {each.name: each for each in old.body if isinstance(each, (*FUNCTIONS, ast.ClassDef))}
        for each in new.body:
            if isinstance(each, (*FUNCTIONS, ast.ClassDef)) and each.name in known:
                found |= kept_defaults(
                    each, known[each.name], changed_names, changed_attributes, f"{prefix}{new.name}."
                )
    return found


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default
