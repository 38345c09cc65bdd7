"""One function edited in a module of 10, 300 and 3,000 functions: the engine against importlib.reload."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from mulligan.execution import CodeChange, LiveModule
from mulligan.source import read_source
from tests.support.measuring import medians_ms, print_table

SIZES = {10: 31, 300: 15, 3_000: 7}


def module_text(functions: int, constant: int) -> str:
    """A module of small functions, of which the middle one returns `constant`."""
    parts = ['"""A module."""\n', "import math\n"]
    for number in range(functions):
        value = constant if number == functions // 2 else number
        parts.append(
            f"\ndef f{number}(x, y=1):\n    total = 0\n    for each in range(x):\n"
            f"        total += each * y\n    return total + {value} + math.floor(0.5)\n"
        )
    return "\n".join(parts)


def run() -> dict[str, Any]:
    """Measure each size; the ratios are those of an edit, and of an adoption, to importlib.reload."""
    return {str(size): _measure(size, rounds) for size, rounds in SIZES.items()}


def _measure(size: int, rounds: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        names = f"bench_engine_{size}", f"bench_reload_{size}"
        paths = [Path(folder) / f"{name}.py" for name in names]
        try:
            for path in paths:
                path.write_text(module_text(size, 0), encoding="utf-8")
            importlib.invalidate_caches()
            engine, plain = (importlib.import_module(name) for name in names)
            live = LiveModule.adopt(engine, paths[0])
            counter = iter(range(1, 10**6))

            def edit() -> None:
                text = module_text(size, next(counter) * 1_000)
                for path in paths:
                    path.write_text(text, encoding="utf-8")

            def reload_with_engine() -> None:
                change = CodeChange([live], {live.name: read_source(paths[0])})
                change.vote()
                change.apply()
                change.keep()

            steps = {
                "engine": reload_with_engine,
                "adopt": lambda: LiveModule.adopt(engine, paths[0]),
                "reload": lambda: getattr(importlib, "reload")(plain),  # noqa: B009
            }
            medians = medians_ms(steps, rounds=rounds, before=edit)
        finally:
            sys.path.remove(folder)
            for name in names:
                sys.modules.pop(name, None)
    return {
        **medians,
        "ratio": medians["engine"] / medians["reload"],
        "adopt_ratio": medians["adopt"] / medians["reload"],
    }


def main() -> None:
    """Print the table."""
    columns = ("engine", "reload", "ratio", "adopt", "adopt_ratio")
    rows = [(size, *(each[column] for column in columns)) for size, each in run().items()]
    titles = ("functions", "engine ms", "importlib.reload ms", "ratio", "adoption ms", "ratio")
    print_table(__doc__ or "", titles, rows)


if __name__ == "__main__":
    main()
