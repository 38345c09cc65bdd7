"""One function edited in a module of N functions: the engine, and other reloaders that are installed."""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from mulligan.execution import CodeChange, LiveModule
from mulligan.source import read_source
from tests.benchmarks import peers
from tests.support.measuring import Records, Step, medians_ms

ROUNDS = {10: 31, 30: 21, 100: 15, 300: 15, 1_000: 9, 3_000: 7}
PEER_SIZES = (10, 300, 3_000)


def module_text(functions: int, edits: int) -> str:
    """A module of small functions, of which the middle one was edited so often and returns 1,000 times that.

    No two have the same size: importlib would take the second within a second for the first.
    """
    edited = " " * edits + str(1_000 * edits)
    parts = ['"""A module."""\n', "import math\n"]
    for number in range(functions):
        value = edited if number == functions // 2 else number
        parts.append(
            f"\ndef f{number}(x, y=1):\n    total = 0\n    for each in range(x):\n"
            f"        total += each * y\n    return total + {value} + math.floor(0.5)\n"
        )
    return "\n".join(parts)


class Edits:
    """Writes the next edit of modules of the same text.

    Arguments:
        functions: how many each module has.
        paths: of the modules.
    """

    def __init__(self, functions: int, paths: list[Path]) -> None:
        self._functions = functions
        self._paths = paths
        self._written = 0

    def write(self) -> None:
        """Write a text not seen before."""
        self._written += 1
        for path in self._paths:
            path.write_text(module_text(self._functions, self._written), encoding="utf-8")

    def insist(self, module: ModuleType) -> None:
        """Raise unless the edit that was written last runs."""
        if getattr(module, f"f{self._functions // 2}")(0) != 1_000 * self._written:
            raise RuntimeError(f"{module.__name__}: the edit is not live, so its time means nothing")


def run() -> Records:
    """Measure each size; the ratios are those of an edit, and of an adoption, to importlib.reload."""
    records = {f"{size} functions": _measure(size, rounds) for size, rounds in ROUNDS.items()}
    for size in PEER_SIZES:
        records[f"{size} functions"] |= _measure_peers(size)
    return records


def _measure(size: int, rounds: int) -> dict[str, float]:
    with _modules(size, "engine", "reload") as (edits, (engine, plain)):
        path = Path(str(engine.__file__))
        live = LiveModule.adopt(engine, path)

        def reload_with_engine() -> None:
            change = CodeChange([live], {live.name: read_source(path)})
            change.vote()
            change.apply()
            change.keep()

        steps: dict[str, Step] = {
            "engine_ms": reload_with_engine,
            "adoption_ms": lambda: LiveModule.adopt(engine, path),
            "reload_ms": lambda: getattr(importlib, "reload")(plain),  # noqa: B009
        }
        medians = medians_ms(steps, rounds=rounds, before=edits.write)
        edits.write()
        for step, module in (("engine_ms", engine), ("reload_ms", plain)):
            steps[step]()
            edits.insist(module)
    return {
        **medians,
        "ratio": medians["engine_ms"] / medians["reload_ms"],
        "adoption_ratio": medians["adoption_ms"] / medians["reload_ms"],
    }


def _measure_peers(size: int) -> dict[str, float]:
    """Milliseconds of each peer that is installed, each with a module of its own."""
    measured = {}
    for name in peers.installed():
        if name in peers.SLOW and size > peers.SLOW_FROM:
            continue
        with _modules(size, name) as (edits, (module,)):
            reload = peers.prepare(name, module)
            edits.write()
            reload()  # what a peer puts off to the first time is not the price of an edit
            edits.insist(module)
            measured[f"{name}_ms"] = medians_ms({name: reload}, rounds=5, before=edits.write)[name]
    return measured


@contextmanager
def _modules(size: int, *purposes: str) -> Iterator[tuple[Edits, list[ModuleType]]]:
    names = [f"bench_{purpose}_{size}" for purpose in purposes]
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        try:
            paths = [Path(folder) / f"{name}.py" for name in names]
            for path in paths:
                path.write_text(module_text(size, 0), encoding="utf-8")
            importlib.invalidate_caches()
            yield Edits(size, paths), [importlib.import_module(name) for name in names]
        finally:
            sys.path.remove(folder)
            for name in names:
                sys.modules.pop(name, None)
