"""`from m import x` in modules that are not executed again.

Invariant: a name that was bound by a from-import and still holds what the source module held follows
it; a name that was bound to something else since is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import is_
from pathlib import Path
from types import ModuleType
from typing import Any

from mulligan.errors import SourceUnreadable
from mulligan.execution.project import project_modules
from mulligan.graft import ABSENT, UndoLog
from mulligan.source import from_imports, read_source

Changes = dict[str, dict[str, Any]]  # module name -> name -> the value before


def changed_names(before: Mapping[str, Any], namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a namespace that are bound to something else than before, with the value before."""
    if before.keys() == namespace.keys() and all(map(is_, before.values(), namespace.values())):
        return {}  # the usual case, in C; another order of the names takes the longer way
    names = [*before, *(name for name in namespace if name not in before)]
    return {
        name: before.get(name, ABSENT)
        for name in names
        if before.get(name, ABSENT) is not namespace.get(name, ABSENT)
    }


def follow(log: UndoLog, module: ModuleType, changed: dict[str, Any], hot_names: Iterable[str]) -> Changes:
    """Rebind, in every loaded module of the project, what was imported from `module`.

    Arguments:
        log: where each rebinding is noted first.
        module: whose names changed.
        changed: those names with the value that they had before.
        hot_names: the names of the hot modules.

    Returns:
        What was rebound per module, so that modules that import it from there follow too.
    """
    modules = list(project_modules(list(hot_names)))
    rebound: Changes = {}
    todo = [(module, changed)]
    while todo:
        source, names = todo.pop()
        for importer in modules:
            if importer is source or not _may_hold(importer, names):
                continue
            followed = _follow_in(log, importer, source, names)
            if followed:
                rebound.setdefault(importer.__name__, {}).update(followed)
                todo.append((importer, followed))
    return rebound


def star_changes(changed: Mapping[str, Any], namespace: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What `from m import *` brings differently now: name -> (value before, value now).

    Arguments:
        changed: the changed names of the module with the value that they had before.
        namespace: the module's names now.
    """
    before = {name: value for name, value in {**namespace, **changed}.items() if value is not ABSENT}
    old, new = _exported(before), _exported(namespace)
    return {
        name: (before[name] if name in old else ABSENT, namespace[name] if name in new else ABSENT)
        for name in {**old, **new}
        if name in changed or (name in old) != (name in new)
    }


def _exported(namespace: Mapping[str, Any]) -> dict[str, None]:
    listed = namespace.get("__all__")
    names = listed if isinstance(listed, (list, tuple)) else [n for n in namespace if not n.startswith("_")]
    return dict.fromkeys(name for name in names if name in namespace)


def _may_hold(importer: ModuleType, names: Mapping[str, Any]) -> bool:
    """Whether a module holds one of the values before, or may import everything; spares reading its file."""
    if "__all__" in names or any(value is ABSENT for value in names.values()):
        return True
    wanted = {id(value) for value in names.values()}
    return any(id(value) in wanted for value in vars(importer).values())


def _follow_in(
    log: UndoLog, importer: ModuleType, source: ModuleType, names: Mapping[str, Any]
) -> dict[str, Any]:
    followed: dict[str, Any] = {}
    namespace = vars(importer)
    for here, before, after in _sites(importer, source, names):
        if namespace.get(here, ABSENT) is before and after is not before:
            if after is ABSENT:
                log.keep_namespace(namespace)  # a name that comes back would come last
            log.set_item(namespace, here, after)
            followed[here] = before
    return followed


def _sites(
    importer: ModuleType, source: ModuleType, names: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """What `importer` imports of `names` from the source module: (name here, value before, value now)."""
    file = vars(importer).get("__file__")
    for origin, there, here in _imports_of(importer, file) if isinstance(file, str) else ():
        if origin != source.__name__:
            continue
        if there == "*":
            for name, (before, after) in star_changes(names, vars(source)).items():
                yield name, before, after
        elif there in names and there in vars(source):
            yield here, names[there], vars(source)[there]


def _imports_of(importer: ModuleType, file: str) -> list[tuple[str, str, str]]:
    try:
        stamp_ns = Path(file).stat().st_mtime_ns
        known = _IMPORTS.get(file)
        if known is None or known[0] != stamp_ns:
            known = _IMPORTS[file] = (stamp_ns, from_imports(read_source(file), importer))
    except (OSError, SourceUnreadable):
        return []  # a file that is gone imports nothing that could be followed
    return known[1]


_IMPORTS: dict[str, tuple[int, list[tuple[str, str, str]]]] = {}  # by file, with its time of change in ns
