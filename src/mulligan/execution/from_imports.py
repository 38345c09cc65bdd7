"""`from m import x` in modules that are not executed again.

Invariant: a name that was bound by a from-import and still holds what the source module held follows
it; a name that was bound to something else since is left alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
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
            if importer is source:
                continue
            followed = _follow_in(log, importer, source, names)
            if followed:
                rebound.setdefault(importer.__name__, {}).update(followed)
                todo.append((importer, followed))
    return rebound


def _follow_in(
    log: UndoLog, importer: ModuleType, source: ModuleType, names: Mapping[str, Any]
) -> dict[str, Any]:
    followed: dict[str, Any] = {}
    namespace, origin = vars(importer), vars(source)
    for name, here in _sites(importer, source.__name__, names):
        before = names[name]
        after = origin.get(name, ABSENT)
        if namespace.get(here, ABSENT) is not before or after is before or after is ABSENT:
            continue
        log.set_item(namespace, here, after)
        followed[here] = before
    return followed


def _sites(importer: ModuleType, source_name: str, names: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Where `importer` imports one of `names` from the source module: (name there, name here)."""
    file = vars(importer).get("__file__")
    if not isinstance(file, str):
        return
    last_name = source_name.rpartition(".")[2]
    for origin, there, here in _imports_of(importer, file, last_name):
        if origin != source_name:
            continue
        if there == "*":
            yield from ((name, name) for name in names if not name.startswith("_"))
        elif there in names:
            yield there, here


def _imports_of(importer: ModuleType, file: str, mentioning: str) -> Iterable[tuple[str, str, str]]:
    try:
        stamp = Path(file).stat().st_mtime_ns
        text = _text(file, stamp)
    except (OSError, SourceUnreadable):
        return ()
    if mentioning not in text and "import" not in text:
        return ()
    return _parsed(importer, file, text)


@functools.lru_cache(maxsize=512)
def _text(file: str, stamp_ns: int) -> str:
    del stamp_ns  # part of the key: another time, another text
    return read_source(file)


_PARSED: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}


def _parsed(importer: ModuleType, file: str, text: str) -> list[tuple[str, str, str]]:
    known = _PARSED.get(file)
    if known is None or known[0] is not text:
        known = _PARSED[file] = (text, from_imports(text, importer))
    return known[1]
