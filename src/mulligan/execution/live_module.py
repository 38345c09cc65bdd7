"""A hot module as it runs, and the text that it came from.

Invariant: `source` is the text whose code runs, whatever the file on disk says by now.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from mulligan.execution.baseline import Baseline, compare_with_text
from mulligan.execution.traceback_lines import show_lines
from mulligan.source import Source, read_source


@dataclass
class LiveModule:
    """What runs of a hot module.

    Arguments:
        module: the module object.
        source: the text that its code came from.
        path: the file that is edited.
        reexecute: "changed", "all", or names that are executed whenever their text changes.
        baseline: where the text is known not to be what runs.
        former_caches: `functools.lru_cache` objects that edits replaced, and that someone may hold.
        scattered: names of functions of which more than one object may live: within wrappers, or
            closures that had to keep older code.
    """

    module: ModuleType
    source: Source
    path: Path
    reexecute: str | Collection[str] = "changed"
    baseline: Baseline = field(default_factory=Baseline)
    former_caches: list[weakref.ref[Any]] = field(default_factory=list, repr=False)
    scattered: set[str] = field(default_factory=set, repr=False)

    @classmethod
    def adopt(
        cls,
        module: ModuleType,
        path: str | Path,
        *,
        reexecute: str | Collection[str] = "changed",
        text: str | None = None,
    ) -> LiveModule:
        """Take a loaded module and a text as what runs.

        The functions that live are compared with the text: statements that were edited between the
        import and the adoption count as changed at the next reload.

        Arguments:
            module: the module, loaded.
            path: its source file.
            reexecute: what is executed again.
            text: what the file said when the module was imported; None means what it says now.

        Raises:
            SourceUnreadable: the file cannot be read.
            SourceInvalid: the file's text does not compile.
        """
        path = Path(path)
        filename = _filename(module, path)
        source = Source.parse(read_source(path) if text is None else text, filename)
        baseline = compare_with_text(module, source)
        source.forget()
        if not baseline:
            show_lines(filename, source.text)
        return cls(module, source, path, reexecute, baseline)

    @property
    def name(self) -> str:
        """The name under which the module was imported."""
        return self.module.__name__

    def differs(self, text: str) -> bool:
        """Whether `text` is something else than what runs."""
        return text != self.source.text or bool(self.baseline)


def _filename(module: ModuleType, path: Path) -> str:
    """The file name that the module's code carries, so that old and new code show the same file."""
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) and file.endswith((".py", ".pyw")) else str(path)
