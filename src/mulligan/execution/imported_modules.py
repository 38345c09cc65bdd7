"""Modules that new code imports while it is executed.

Invariant: after an undo no module of the project is loaded that was not, no loaded module was
exchanged, and no package is left with a submodule that it did not have. Libraries stay loaded: many
of them, numpy among them, cannot be imported twice in one process.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from mulligan.execution.project import is_of_project
from mulligan.graft import ABSENT, UndoLog


def keep_imported_modules(log: UndoLog) -> None:
    """Note which modules are loaded, and what the packages among them hold."""
    packages = {
        name: module.__dict__.copy()
        for name, module in list(sys.modules.items())
        if type(module) is ModuleType and "__path__" in module.__dict__
    }
    log.add("sys.modules", _restore, dict(sys.modules), packages)


def notice_new_files() -> None:
    """Let imports find files that were made since a folder was last listed."""
    for finder in list(sys.path_importer_cache.values()):
        invalidate = getattr(finder, "invalidate_caches", None)
        if invalidate is not None:
            invalidate()


def _restore(before: dict[str, Any], packages: dict[str, dict[str, Any]]) -> None:
    for name, module in list(sys.modules.items()):
        if before.get(name, ABSENT) is module or (name not in before and not is_of_project(module)):
            continue
        package, _, attribute = name.rpartition(".")
        known = packages.get(package)
        parent = before.get(package)
        if known is not None and vars(parent).get(attribute) is module:
            if attribute in known:
                vars(parent)[attribute] = known[attribute]
            else:
                del vars(parent)[attribute]
        del sys.modules[name]
    for name, module in before.items():
        if name not in sys.modules:
            sys.modules[name] = module
