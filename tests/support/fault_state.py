"""State of any depth, and an app whose reloads are recorded, for the tests of what a snapshot can hold."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mulligan import HotModule, HotReloader
from mulligan_store.journal import Journal
from mulligan_store.records import Entry, KeySummary

_numbers = itertools.count()


class Node:
    """An object in an object."""

    def __init__(self, inner: object) -> None:
        self.inner = inner


WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "lists": lambda inner: [inner],
    "dictionaries": lambda inner: {"inner": inner},
    "objects": Node,
    "tuples": lambda inner: (inner,),
}


def nested(kind: str, depth: int) -> Any:
    """Something nested so deeply, of one kind of holder or of all in turn ("mixed")."""
    wrappers = list(WRAPPERS.values()) if kind == "mixed" else [WRAPPERS[kind]]
    deep: Any = "bottom"
    for level in range(depth):
        deep = wrappers[level % len(wrappers)](deep)
    return deep


def depth_of(deep: Any) -> int:
    """How deeply it is nested, down to the bottom that `nested` put there."""
    depth = 0
    while deep != "bottom":
        depth += 1
        match deep:
            case list() | tuple():
                (deep,) = deep
            case dict():
                deep = deep["inner"]
            case _:
                deep = deep.inner
    return depth


class RecordedApp:
    """An app with one hot module, which can be edited and reloaded; every reload is one entry."""

    def __init__(self, folder: Path, journal: Path, **state: object) -> None:
        self.app = SimpleNamespace(**state)
        self.name = f"fault_gui_{next(_numbers)}"
        self.file = folder / f"{self.name}.py"
        self.file.write_text("EDIT = 0\n", encoding="utf-8")
        importlib.invalidate_caches()
        self.module = importlib.import_module(self.name)
        HotReloader.reset()
        HotReloader.configure(journal=journal, trial_calls=0)
        HotReloader.register(HotModule(self.name, self.file, list(state), []))

    def reload(self, edit: int, *, broken: bool = False) -> bool:
        """Edit the module and reload."""
        self.file.write_text(f"EDIT = {edit}\n" + "1 / 0\n" * broken, encoding="utf-8")
        return HotReloader.reload_all(self.app)

    @property
    def journal(self) -> Journal:
        """The open journal."""
        journal = HotReloader.journal()
        assert journal is not None
        return journal

    @property
    def newest(self) -> Entry:
        """The newest entry."""
        return self.journal.entries(limit=1)[0]

    def summaries(self) -> dict[str, KeySummary]:
        """What the newest entry says of each key."""
        return {each.key: each for each in self.journal.key_summaries(self.newest.id)}


@contextmanager
def recorded_app(folder: Path, journal: Path, **state: object) -> Iterator[RecordedApp]:
    """An app that runs, with these attributes as its state; the folder holds its hot module."""
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(folder))
    running = RecordedApp(folder, journal, **state)
    try:
        yield running
    finally:
        HotReloader.reset()
        sys.path.remove(str(folder))
        sys.modules.pop(running.name, None)
