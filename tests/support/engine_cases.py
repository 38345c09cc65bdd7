"""Edit scenarios as files, imported from a folder of their own.

Invariant: a scenario leaves nothing behind: its modules leave `sys.modules`, its folder leaves `sys.path`.

A scenario `name` of a group is `cases/<group>/<name>__v1.py` and `<name>__v2.py`, with an optional
`<name>__bad.py`: an edit that must fail, and an optional `<name>__v3.py`: a later edit. A scenario of several
modules has folders of those names; all but v1 hold only the files that the edit changes. A file called
`outside.py` is loaded but not hot.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import traceback
import types
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.engine_harness import HotModules, LiveEdit
from tests.support.engine_photograph import Photograph

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
MAIN = "gui"
NOT_HOT = "outside"


@dataclass(frozen=True)
class Case:
    """The files of one scenario."""

    group: str
    name: str

    def stage(self, stage: str) -> dict[str, Path]:
        """The files of `v1`, `v2` or `bad`, by their path below the scenario's folder."""
        stem = CASES / self.group / f"{self.name}__{stage}"
        if stem.is_dir():
            return {path.relative_to(stem).as_posix(): path for path in sorted(stem.rglob("*.py"))}
        single = stem.with_suffix(".py")
        return {f"{self.name}.py": single} if single.exists() else {}


class Edit:
    """One scenario while it is played: its modules, and an app for them to work on."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.app = types.SimpleNamespace()
        self.notes: tuple[str, ...] = ()
        self.plan: object = None
        self.error: BaseException | None = None
        self.error_frames: list[traceback.FrameSummary] = []
        self._case = case
        self._folder = folder
        self._write("v1")
        names = [_dotted(path) for path in case.stage("v1")]
        main = MAIN if MAIN in names else names[0] if len(names) == 1 else None
        in_order = sorted(names, key=lambda name: name != main)
        self.modules: dict[str, Any] = {name: importlib.import_module(name) for name in in_order}
        self.module: Any = self.modules[main] if main else None

    def __getitem__(self, name: str) -> Any:
        return self.modules[name]

    def versions(self, *, reexecute: str | Collection[str] = "changed") -> Iterator[int]:
        """Yield the version that is live: first, after a bad edit, edited, undone, edited again, later.

        After each undo the modules and the app must look as in the photograph taken before.
        """
        hot = [module for name, module in self.modules.items() if name.rpartition(".")[2] != NOT_HOT]
        modules = HotModules(hot, self.app, reexecute=reexecute)
        yield 1
        if self._case.stage("bad"):
            self._attempt_bad_edit(modules)
            yield 1
        if self._case.stage("v2"):
            before = self._photograph(modules)
            edit = self._reload(modules)
            yield 2
            edit.undo()
            self._compare(before, modules, "an undo")
            yield 1
            self._reload(modules).change.keep()
            yield 2
        if self._case.stage("v3"):
            self._write("v3")
            self._apply(modules).change.keep()
            yield 3

    def text(self, stage: str) -> str:
        """The text of the only file of a stage."""
        (path,) = self._case.stage(stage).values()
        return path.read_text(encoding="utf-8")

    def lines(self, stage: str, part: str) -> int:
        """The number of the first line of a stage's only file that contains `part`."""
        lines = self.text(stage).split("\n")
        return 1 + next(number for number, line in enumerate(lines) if part in line)

    def _attempt_bad_edit(self, modules: HotModules) -> None:
        before = self._photograph(modules)
        self._write("bad")
        try:
            modules.reload()
        except BaseException as error:
            self.error_frames = list(traceback.extract_tb(error.__traceback__))
            self.error = error.with_traceback(None)
        else:
            raise AssertionError("the bad edit went live")
        self._compare(before, modules, "a failed edit")

    def _reload(self, modules: HotModules) -> LiveEdit:
        self._write("v1")
        self._write("v2")
        return self._apply(modules)

    def _apply(self, modules: HotModules) -> LiveEdit:
        edit = modules.reload()
        self.notes, self.plan = tuple(edit.change.notes), edit.change.plan
        return edit

    def _photograph(self, modules: HotModules) -> Photograph:
        return Photograph(modules.modules, self.app, self._folder)

    def _compare(self, before: Photograph, modules: HotModules, event: str) -> None:
        different = before.differences(self._photograph(modules))
        assert not different, f"{event} left a difference:\n" + "\n".join(different)

    def _write(self, stage: str) -> None:
        for relative, path in self._case.stage(stage).items():
            target = self._folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def play(case: Case, folder: Path) -> Iterator[Edit]:
    """Import a scenario's modules from `folder`, hand them out, and clean up afterwards."""
    known = dict(sys.modules)
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield Edit(case, folder)
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes_bytecode
        for name in [name for name, module in sys.modules.items() if _lies_in(module, folder)]:
            del sys.modules[name]
            if name in known:
                sys.modules[name] = known[name]


def all_cases() -> dict[str, set[str]]:
    """The names of the scenarios that have files, by group."""
    return {
        group.name: {path.name.partition("__")[0] for path in group.iterdir() if path.name != "__pycache__"}
        for group in sorted(CASES.iterdir())
        if group.is_dir()
    }


def _dotted(relative: str) -> str:
    return relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _lies_in(module: object, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and Path(file).is_relative_to(folder)
