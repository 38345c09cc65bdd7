"""Every benchmark, as tables: `python -m tests.benchmarks [NAME ...] [--json FILE]`.

A benchmark is a module of this folder with `main()`, which prints its table, and `run()`, which returns its
numbers. Each prints ratios against a reference in the same run: bare times mean nothing on a busy machine.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks of this folder."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py") if "def main(" in path.read_text("utf-8"))


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names(), []], help="which; all when none is named")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    arguments = parser.parse_args()
    numbers = {}
    for name in arguments.names or names():
        benchmark = importlib.import_module(f"tests.benchmarks.{name}")
        print(f"\n== {name}: {benchmark.__doc__.splitlines()[0]}")
        if arguments.json:
            numbers[name] = benchmark.run()
        benchmark.main()
    if arguments.json:
        arguments.json.write_text(json.dumps(numbers, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
