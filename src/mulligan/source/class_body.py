"""Which attributes of a class keep the value they have now, and which the source gave up.

Invariant: an attribute is kept only if every line of the class body that binds or touches it is
unchanged and reads nothing that changed, nor a definition of another kind than before; only names
that the *source* removed are removed, so what was put on the class at run time stays.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from mulligan.source.names import ANNOTATIONS_ARE_TEXT, Names
from mulligan.source.skeleton import DEFINITIONS

_NEVER_KEPT = frozenset({"__slots__"})


@dataclass(frozen=True)
class ClassBodyDifference:
    """The fate of a class's attributes when its statement is executed again.

    Attributes:
        kept: attributes that keep their present value.
        removed: attributes that the source bound before and binds no longer; None where the source
            cannot tell (enums, decorated classes): the two classes have to be compared.
    """

    kept: frozenset[str]
    removed: frozenset[str] | None


def class_body_difference(
    new_node: ast.ClassDef,
    old_node: ast.ClassDef,
    *,
    changed_names: Collection[str] = frozenset(),
    changed_attributes: Collection[tuple[str, str]] = frozenset(),
) -> dict[str, ClassBodyDifference]:
    """Compare two class statements and the classes nested in them, by qualified name.

    Arguments:
        new_node, old_node: the class as it is now and as it ran.
        changed_names: names of the module whose value changed.
        changed_attributes: (imported module, name) pairs whose value changed, as in `Names.attributes`.
    """
    comparison = _Comparison(frozenset(changed_names), frozenset(changed_attributes))
    comparison.compare(new_node, old_node, new_node.name)
    return comparison.found


def changed_class_attributes(
    new_node: ast.ClassDef,
    old_node: ast.ClassDef,
    *,
    changed_names: Collection[str],
    changed_attributes: Collection[tuple[str, str]],
) -> frozenset[tuple[str, str]]:
    """List the data attributes that get another value, as pairs such as ("Theme", "ACCENT").

    Takes the arguments of `class_body_difference`. Attributes of a nested class go by ("C.D", name);
    members of enums are left out, as they are poured into the members that live.
    """
    comparison = _Comparison(frozenset(changed_names), frozenset(changed_attributes))
    comparison.compare(new_node, old_node, new_node.name)
    return frozenset(comparison.changed)


class _Comparison:
    def __init__(self, changed_names: frozenset[str], changed_attributes: frozenset[tuple[str, str]]) -> None:
        self._changed_names = changed_names
        self._changed_attributes = changed_attributes
        self.found: dict[str, ClassBodyDifference] = {}
        self.changed: set[tuple[str, str]] = set()

    def compare(self, new: ast.ClassDef, old: ast.ClassDef, qualified_name: str) -> None:
        """Note the difference of two class statements, and of the classes nested in both."""
        kept = self._kept(new, old)
        if not is_enum_like(new):
            data = _lines_by_name(new).keys() | _lines_by_name(old).keys()
            self.changed.update((qualified_name, name) for name in data - kept)
        if new.decorator_list or old.decorator_list or is_enum_like(new):
            self.found[qualified_name] = ClassBodyDifference(frozenset(), None)
        else:
            removed = _names(*old.body).binds - _names(*new.body).binds
            self.found[qualified_name] = ClassBodyDifference(kept, removed)
        nested = {each.name: each for each in old.body if isinstance(each, ast.ClassDef)}
        for each in new.body:
            if isinstance(each, ast.ClassDef) and each.name in nested:
                self.compare(each, nested[each.name], f"{qualified_name}.{each.name}")

    def _kept(self, new: ast.ClassDef, old: ast.ClassDef) -> frozenset[str]:
        lines = [each for each in new.body if not isinstance(each, DEFINITIONS)]
        names = {id(line): _names(line) for line in lines}
        new_lines, old_lines = _lines_by_name(new), _lines_by_name(old)
        dropped = {name for name in new_lines if new_lines[name] != old_lines.get(name)}
        dropped |= self._defined_otherwise(new, old)
        grows = True
        while grows:
            grows = False
            for line in lines:
                of_line = names[id(line)]
                concerns = of_line.binds | of_line.touches
                if concerns <= dropped:
                    continue
                if concerns & dropped or self._reads_changed(of_line, dropped):
                    dropped |= concerns
                    grows = True
        defined = {each.name for each in new.body if isinstance(each, DEFINITIONS)}
        bound = frozenset(name for of_line in names.values() for name in of_line.binds)
        return bound - dropped - defined - _NEVER_KEPT

    def _defined_otherwise(self, new: ast.ClassDef, old: ast.ClassDef) -> set[str]:
        """Names that definitions bind to another kind of thing than before: a property, not a function.

        What is defined as before, with the same decorators, is merged into what lives: not a new value.
        """
        now, before = _definitions_by_name(new), _definitions_by_name(old)
        changed = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
        for each in new.body:
            if isinstance(each, DEFINITIONS) and _names(*each.decorator_list).reads & self._changed_names:
                changed.add(each.name)
        return changed

    def _reads_changed(self, names: Names, dropped: set[str]) -> bool:
        return bool(
            names.reads & (self._changed_names | dropped) or names.attributes & self._changed_attributes
        )


def _names(*nodes: ast.AST) -> Names:
    """The names of lines of a class body; a changed annotation is no reason to drop a live value."""
    return Names.of(*nodes, flags=ANNOTATIONS_ARE_TEXT)


def _lines_by_name(node: ast.ClassDef) -> dict[str, list[str]]:
    """Map each name to the lines of a class body, other than definitions, that bind or touch it."""
    lines: dict[str, list[str]] = {}
    for each in node.body:
        if isinstance(each, DEFINITIONS):
            continue
        names = _names(each)
        written = ast.dump(each)
        for name in names.binds | names.touches:
            lines.setdefault(name, []).append(written)
    return lines


def _definitions_by_name(node: ast.ClassDef) -> dict[str, list[tuple[bool, str]]]:
    """Map each name that a class body defines to the kinds and decorators of its definitions, each once."""
    found: dict[str, dict[tuple[bool, str], None]] = {}
    for each in node.body:
        if isinstance(each, DEFINITIONS):
            made = isinstance(each, ast.ClassDef), "@".join(map(ast.dump, each.decorator_list))
            found.setdefault(each.name, {})[made] = None
    return {name: list(kinds) for name, kinds in found.items()}


def is_enum_like(node: ast.ClassDef) -> bool:
    """Tell by the names of its bases whether a class statement makes an enum."""
    last_names = [
        base.id if isinstance(base, ast.Name) else base.attr
        for base in node.bases
        if isinstance(base, ast.Name | ast.Attribute)
    ]
    return any(name.endswith(("Enum", "Flag")) for name in last_names)
