"""Hot modules as files in a folder, and an app that uses them."""

from __future__ import annotations

import importlib
import itertools
import sys
import textwrap
from pathlib import Path
from types import ModuleType

from mulligan import HotModule, HotReloader

_numbers = itertools.count()


class HotFiles:
    """Writes, imports and registers modules under names that no other test uses."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        self.folder = folder
        self.tag = f"hot{next(_numbers)}"
        monkeypatch.syspath_prepend(str(folder))

    def name(self, stem: str) -> str:
        """The unique module name for `stem`."""
        return f"{self.tag}_{stem}"

    def path(self, stem: str) -> Path:
        """The file of a module."""
        return self.folder / f"{self.name(stem)}.py"

    def write(self, stem: str, text: str) -> Path:
        """Write a module's text; `{tag}` in it stands for this test's prefix."""
        path = self.path(stem)
        path.write_text(textwrap.dedent(text).replace("{tag}", self.tag), encoding="utf-8")
        return path

    def add(self, stem: str, text: str, *, state_keys=(), targets=(), **options) -> ModuleType:
        """Write, import and register a module."""
        path = self.write(stem, text)
        importlib.invalidate_caches()
        module = importlib.import_module(self.name(stem))
        HotReloader.register(HotModule(module.__name__, path, state_keys, targets, **options))
        return module

    def forget(self) -> None:
        """Take the modules out of sys.modules."""
        for name in [each for each in sys.modules if each.startswith(self.tag)]:
            del sys.modules[name]
