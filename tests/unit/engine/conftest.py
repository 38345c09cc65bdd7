"""A project of hot modules in a folder, edited by text.

Invariant: nothing of it is left in `sys.modules` or `sys.path` after a test.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mulligan.execution import CodeChange, LiveModule
from mulligan.heap import Memento

NUMBERS = itertools.count()


class Project:
    """Hot modules; in texts `$a` stands for the real name of the module `a`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = types.SimpleNamespace()
        self.live: list[LiveModule] = []
        self._suffix = f"_project_{next(NUMBERS)}"
        self._names: dict[str, str] = {}

    def load(self, **texts: str) -> tuple[ModuleType, ...]:
        """Write and import the modules, and make them hot."""
        self._names |= {name: name + self._suffix for name in texts}
        for name, text in texts.items():
            self.write(name, text)
        importlib.invalidate_caches()
        modules = tuple(importlib.import_module(self._names[name]) for name in texts)
        self.live += [
            LiveModule.adopt(module, self.path(name)) for name, module in zip(texts, modules, strict=True)
        ]
        return modules

    def path(self, name: str) -> Path:
        """The file of a module."""
        return self.folder / f"{self._names.get(name, name)}.py"

    def text(self, text: str) -> str:
        """A text with the real names of the modules."""
        for name, real in self._names.items():
            text = text.replace(f"${name}", real)
        return text

    def write(self, name: str, text: str) -> None:
        """Change a module's file without a reload."""
        self.path(name).write_text(self.text(text), encoding="utf-8")

    def change(self, **texts: str) -> CodeChange:
        """A change to these texts that has not voted yet."""
        memento = Memento.take([self.app], stop=(), modules=[each.module for each in self.live])
        new = {self._names[name]: self.text(text) for name, text in texts.items()}
        return CodeChange(self.live, new, app=self.app, memento=memento)

    def edit(self, **texts: str) -> CodeChange:
        """Make these texts live, on trial; undone at once when that raises."""
        change = self.change(**texts)
        try:
            change.vote()
            change.apply()
        except BaseException:
            change.undo()
            raise
        return change

    def keep(self, **texts: str) -> CodeChange:
        """Make these texts live for good."""
        change = self.edit(**texts)
        change.keep()
        return change


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """An empty project."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    known = set(sys.modules)
    yield Project(tmp_path)
    for name in [name for name in sys.modules if name not in known]:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]
