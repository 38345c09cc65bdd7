"""Names that left the source.

Invariant: a name leaves the module only because the text that bound it left; what was put into the
module at run time stays.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mulligan.execution.star_imports import names_from_stars, starred_names
from mulligan.graft import ABSENT, Graft

if TYPE_CHECKING:
    from mulligan.execution.module_change import ModuleChange

_MODULE_MACHINERY = frozenset(
    {"__name__", "__spec__", "__loader__", "__package__", "__file__", "__builtins__"}
)


def prune_names(change: ModuleChange, graft: Graft) -> None:
    """Remove the names that the text binds no longer."""
    namespace = vars(graft.module)
    removed = change.difference.removed_names - _MODULE_MACHINERY
    starred = names_from_stars(graft.module, change.new.statements) if removed else {}
    for name in removed:
        if starred.get(name, ABSENT) is not namespace.get(name):
            graft.log.set_item(namespace, name, ABSENT)


def prune_what_is_left(change: ModuleChange, graft: Graft) -> None:
    """Remove annotations and star-imported names that went, and set the module's docstring."""
    namespace = vars(graft.module)
    _prune_annotations(change, graft)
    if change.difference.removed_stars:
        _prune_stars(change, graft)
    if change.old.docstring != change.new.docstring:
        graft.log.set_item(namespace, "__doc__", change.new.docstring)


def _prune_annotations(change: ModuleChange, graft: Graft) -> None:
    annotations = vars(graft.module).get("__annotations__")
    if isinstance(annotations, dict):
        for name in change.difference.removed_annotations:
            graft.log.set_item(annotations, name, ABSENT)


def _prune_stars(change: ModuleChange, graft: Graft) -> None:
    namespace = vars(graft.module)
    bound = {name for each in change.new.statements for name in each.binds}
    if any(each.names.stars for each in change.new.statements if each.kind is ast.ImportFrom):
        return  # another star import may bind the same names; which it was cannot be told
    for module_name, level in change.difference.removed_stars:
        for name, value in starred_names(graft.module, (module_name, level)).items():
            if name not in bound and namespace.get(name, ABSENT) is value:
                graft.log.set_item(namespace, name, ABSENT)
