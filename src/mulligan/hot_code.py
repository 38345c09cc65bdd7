"""What runs of each hot module, and what its file says now.

Invariant: `live` holds, for every hot module that is loaded, the text that its running code came
from; it is keyed by module object, so a module that was imported anew under its old name is
adopted anew.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from mulligan.errors import EditRefused, SourceInvalid, SourceUnreadable
from mulligan.execution import LiveModule
from mulligan.registry import HotModule, Registry
from mulligan.source import read_source

logger = logging.getLogger("mulligan")


class HotCode:
    """The loaded hot modules of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._live: dict[str, LiveModule] = {}
        self._unloaded: dict[str, str] = {}

    def meet(self, hot: HotModule) -> None:
        """Remember what a hot module runs, or, while nobody has imported it, what its file says.

        An edit that comes after this is then an edit, whenever the module is imported. A file that
        cannot be read now is left to the next reload, which refuses.
        """
        try:
            if sys.modules.get(hot.name) is not None:
                self.adopt(hot, load=False)
            elif hot.path is not None:
                self._unloaded[hot.name] = read_source(hot.path)
        except EditRefused as error:
            logger.warning("hot module %s: %s", hot.name, error)

    def imported(self, name: str) -> None:
        """A delegate has just imported a module: if it is hot, what its file says now is what runs."""
        hot = self._registry.get(name)
        if hot is not None:
            self._unloaded.pop(name, None)
            self.meet(hot)

    def adopt(self, hot: HotModule, *, load: bool) -> LiveModule | None:
        """The live module of `hot`; None when it is not loaded and `load` is False.

        Raises:
            SourceUnreadable: its file cannot be found or read.
            BaseException: whatever the first import of the module raises.
        """
        module = sys.modules.get(hot.name)
        if module is None:
            if not load:
                return None
            module = _load(hot)
            self._unloaded.pop(hot.name, None)
        known = self._live.get(hot.name)
        if known is None or known.module is not module:
            known = self._adopted(hot, module)
            self._live[hot.name] = known
        known.reexecute = hot.reexecute
        return known

    def _adopted(self, hot: HotModule, module: ModuleType) -> LiveModule:
        """Adopt with the text that was there before the import, if the file was edited since."""
        path, text = path_of(hot, module), self._unloaded.pop(hot.name, None)
        try:
            return LiveModule.adopt(module, path, reexecute=hot.reexecute, text=text)
        except SourceInvalid:
            if text is None:
                raise
        return LiveModule.adopt(module, path, reexecute=hot.reexecute)  # it was mended before the import

    def adopt_all(self) -> list[LiveModule]:
        """The live modules of the whole registry, loading those that nobody imported yet.

        Raises:
            SourceUnreadable: a file cannot be found or read.
            BaseException: whatever a first import raises.
        """
        found = (self.adopt(hot, load=True) for hot in list(self._registry.values()))
        return [live for live in found if live is not None]

    def loaded(self) -> list[LiveModule]:
        """The live modules of the registry that were adopted so far, in its order."""
        return [self._live[name] for name in self._registry if name in self._live]

    def changed(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Those of `texts` that differ from what runs."""
        return {
            name: text
            for name, text in texts.items()
            if name in self._live and self._live[name].differs(text)
        }

    def forget(self) -> None:
        """Forget what runs; the next use reads it from the files again."""
        self._live.clear()
        self._unloaded.clear()

    def read(self, names: Iterable[str]) -> dict[str, str]:
        """The present text of each named module's file.

        Raises:
            SourceUnreadable: some cannot be read; all of them are named.
        """
        texts: dict[str, str] = {}
        reasons: list[str] = []
        for name in names:
            hot = self._registry[name]
            try:
                texts[name] = read_source(path_of(hot, sys.modules.get(name)))
            except EditRefused as error:
                reasons.extend(error.reasons)
        if reasons:
            raise SourceUnreadable(*reasons)
        return texts


class Refusal:
    """Takes the place of the code change when the edit is refused before it can be planned."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def vote(self) -> None:
        """Raise what was found."""
        raise self._error

    def apply(self) -> None:
        """Never reached."""

    def undo(self) -> None:
        """Nothing was done."""


def path_of(hot: HotModule, module: ModuleType | None) -> Path:
    """The source file of a hot module: as registered, otherwise as imported.

    Raises:
        SourceUnreadable: neither names one.
    """
    if hot.path is not None:
        return hot.path
    file = getattr(module, "__file__", None)
    if not file:
        raise SourceUnreadable(
            f"{hot.name} was registered without file_path and the module has no __file__; "
            "give the path of its source file"
        )
    return Path(file)


def _load(hot: HotModule) -> ModuleType:
    """Import a hot module that nobody imported yet, by name, otherwise from its file."""
    try:
        return importlib.import_module(hot.name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{hot.name}.".startswith(f"{error.name}.") or hot.path is None:
            raise
    if not hot.path.is_file():
        raise SourceUnreadable(f"{hot.name}: there is no file {hot.path}, and no module of that name")
    spec = importlib.util.spec_from_file_location(hot.name, hot.path)
    if spec is None or spec.loader is None:
        raise SourceUnreadable(f"{hot.name}: {hot.path} is not a Python source file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[hot.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(hot.name, None)
        raise
    return module
