"""Every benchmark, then one table of all aims: `python -m tests.benchmarks [NAME ...]`.

A benchmark is a module of this folder with `run()`, which returns its numbers in rows. Each measures ratios
against a reference in the same run: bare times mean nothing on a busy machine. Each has a process of its own,
so that none works in the memory that another leaves behind. Nothing is measured twice: the tables, the JSON
and the plots are made from the same numbers.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
from pathlib import Path

from tests.benchmarks import overview, plots, running


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*running.names(), []], help="which; all when none is named"
    )
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    parser.add_argument("--plots", type=Path, help="also draw the cost curves into this folder, as SVG")
    parser.add_argument("--from-json", type=Path, help="measure nothing: take the numbers from such a file")
    arguments = parser.parse_args()
    if arguments.from_json:
        numbers = json.loads(arguments.from_json.read_text("utf-8"))["benchmarks"]
    else:
        numbers = running.measured(arguments.names or running.names())
    rows = overview.rows(numbers)
    overview.report(rows)
    if arguments.json:
        document = {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "overview": [row.as_json() for row in rows],
            "benchmarks": numbers,
        }
        arguments.json.write_text(json.dumps(document, indent=2), encoding="utf-8")
    if arguments.plots:
        for path in plots.draw(numbers, arguments.plots):
            print(f"drawn: {path}")


if __name__ == "__main__":
    main()
