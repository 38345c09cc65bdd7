"""1,000 reloads, good and bad: objects, code objects and modules that remain after the first ten."""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

from mulligan import HotModule, HotReloader, delegate
from tests.support.measuring import Records

RELOADS = 1_000
FIRST = 10
NAME = "bench_thousand"


def text_of(number: int) -> str:
    """The module's text at an edit: functions, a class, closures, data; every seventh fails half way."""
    broken = "\n1 / 0\n" if number % 7 == 6 else ""
    extra = f"\ndef extra_{number % 3}(app):\n    return {number}\n"
    return (
        f"import functools\n\nLIMIT = {number}\nTABLE = {{'limit': LIMIT}}\n\n"
        "@functools.lru_cache\ndef cached(x):\n    return x + LIMIT\n\n"
        "class Panel:\n    size = LIMIT\n\n"
        f"    def draw(self):\n        return [x + {number} for x in range(3)]\n\n"
        f"def make():\n    held = []\n    def inner():\n        return held, {number}\n    return inner\n\n"
        f"def render(app):\n    return Panel().draw(), make()(), cached({number})\n{extra}{broken}"
    )


def run(reloads: int = RELOADS) -> Records:
    """Count after the first ten and after all; returns the growth of each count."""
    logger = logging.getLogger("mulligan")
    level = logger.level
    logger.setLevel(logging.ERROR)  # a hundred refusals would fill the screen
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        path = Path(folder) / f"{NAME}.py"
        path.write_text(text_of(0), encoding="utf-8")
        importlib.invalidate_caches()
        module = importlib.import_module(NAME)
        app = type("App", (), {"_render": delegate(f"{NAME}:render")})()
        app.panel, app.closure = module.Panel(), module.make()
        HotReloader.reset()
        HotReloader.configure(journal=Path(folder) / "journal.db", trial_calls=1)
        HotReloader.register(HotModule(NAME, path, ["panel", "closure"], ["render"]))
        try:
            for number in range(1, FIRST + 1):
                _reload(path, app, number)
            before = _counts()
            for number in range(FIRST + 1, reloads + 1):
                _reload(path, app, number)
            after = _counts()
        finally:
            HotReloader.reset()
            sys.path.remove(folder)
            sys.modules.pop(NAME, None)
            logger.setLevel(level)
    return {
        name: {"after ten": before[name], "after all": after[name], "growth": after[name] - before[name]}
        for name in before
    }


def _reload(path: Path, app: Any, number: int) -> None:
    path.write_text(text_of(number), encoding="utf-8")
    if HotReloader.reload_all(app) is (number % 7 == 6):
        raise RuntimeError(HotReloader.last_error)
    app._render()


def _counts() -> dict[str, int]:
    HotReloader.history(limit=1)
    for _ in range(3):
        gc.collect()
    objects = gc.get_objects()
    code = {id(each.__code__) for each in objects if isinstance(each, types.FunctionType)}
    return {
        "objects": len(objects),
        "functions' code objects": len(code),
        "classes": sum(isinstance(each, type) for each in objects),
        "modules": len(sys.modules),
    }
