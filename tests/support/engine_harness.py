"""Drives the reload engine as a session does, without a session.

Invariant: an edit either went live as a whole, or `reload` raised and code, data and state were put back:
memento, vote, apply, and after a failure `undo` of the code, then the contents of the data.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from types import ModuleType

from mulligan.execution import CodeChange, LiveModule
from mulligan.heap import Memento
from mulligan.source import read_source


class LiveEdit:
    """An edit that went live and may still be undone."""

    def __init__(self, change: CodeChange, memento: Memento) -> None:
        self.change = change
        self._memento = memento

    def undo(self) -> None:
        """Put back code first, then the contents of data: the data's types are code."""
        self.change.undo()
        self._memento.restore()


class HotModules:
    """Some imported modules, hot, and the app whose state they work on."""

    def __init__(
        self, modules: Sequence[ModuleType], app: object, *, reexecute: str | Collection[str] = "changed"
    ) -> None:
        self.modules = modules
        self.app = app
        self.live = [LiveModule.adopt(module, path_of(module), reexecute=reexecute) for module in modules]

    def reload(self) -> LiveEdit:
        """Make what the files say now go live.

        Raises:
            BaseException: whatever refused or broke the edit, after everything was put back.
        """
        texts = {module.__name__: read_source(path_of(module)) for module in self.modules}
        memento = Memento.take([self.app], stop=(), modules=self.modules)
        change = CodeChange(self.live, texts, app=self.app, memento=memento)
        edit = LiveEdit(change, memento)
        try:
            change.vote()
            change.apply()
        except BaseException:
            edit.undo()
            raise
        return edit


def path_of(module: ModuleType) -> Path:
    """The source file of an imported module."""
    assert module.__file__ is not None
    return Path(module.__file__)
