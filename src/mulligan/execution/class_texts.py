"""What the texts say about class bodies that run again.

Invariant: an attribute keeps its live value only if neither its line, nor what it reads, nor the
decorators that may have changed it are different now.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mulligan.execution.definitions import Definition
from mulligan.graft import ClassText
from mulligan.source import Names, class_body_difference


def class_texts(
    new: dict[str, Definition],
    old: dict[str, Definition],
    *,
    changed_names: frozenset[str],
    changed_attributes: frozenset[tuple[str, str]],
    run_everything: bool,
) -> dict[str, ClassText]:
    """Compare class statements and the classes nested in them, by qualified name.

    Arguments:
        new, old: what the statements define now and defined before.
        changed_names: names whose value changed.
        changed_attributes: the same for (module, name) pairs.
        run_everything: the user wants values made anew although their text did not change.
    """
    texts: dict[str, ClassText] = {}
    for name, node in new.items():
        before = old.get(name)
        if not isinstance(node, ast.ClassDef) or not isinstance(before, ast.ClassDef):
            continue
        same = not Names.of(*node.decorator_list).reads & changed_names
        found = class_body_difference(
            _undecorated(node, before) if same else node,
            _undecorated(before, node) if same else before,
            changed_names=changed_names,
            changed_attributes=changed_attributes,
        )
        bound = dict(_bound(node, node.name))
        for qualified_name, each in found.items():
            texts[qualified_name] = ClassText(
                kept=frozenset() if run_everything else _mangled(each.kept, qualified_name),
                bound=_mangled(bound.get(qualified_name, ()), qualified_name),
                removed=_mangled(each.removed or (), qualified_name),
                remade=each.removed is None,
                decorated=bool(node.decorator_list),
                registers=bool(node.decorator_list or node.bases or node.keywords),
            )
    return texts


def _bound(node: ast.ClassDef, qualified_name: str) -> Iterator[tuple[str, frozenset[str]]]:
    yield qualified_name, Names.of(*node.body).binds
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield from _bound(each, f"{qualified_name}.{each.name}")


def _mangled(names: Iterable[str], qualified_name: str) -> frozenset[str]:
    """Names as the class has them: `__count` in the body of `Panel` is `_Panel__count`."""
    owner = qualified_name.rpartition(".")[2].lstrip("_")
    return frozenset(
        f"_{owner}{name}" if owner and name.startswith("__") and not name.endswith("__") else name
        for name in names
    )


def _undecorated(node: ast.ClassDef, other: ast.ClassDef) -> ast.ClassDef:
    """The class without decorators where both texts have the same: they say nothing about a difference."""
    nested = {each.name: each for each in other.body if isinstance(each, ast.ClassDef)}
    fields = {name: getattr(node, name) for name in node._fields}
    fields["body"] = [
        _undecorated(each, nested[each.name])
        if isinstance(each, ast.ClassDef) and each.name in nested
        else each
        for each in node.body
    ]
    if list(map(ast.dump, node.decorator_list)) == list(map(ast.dump, other.decorator_list)):
        fields["decorator_list"] = []
    return ast.ClassDef(**fields)
