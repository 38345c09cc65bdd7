"""Run the fault tests at their full counts, or fewer, and write what came of them into the documentation.

`python -m tests.faults`: hours. `python -m tests.faults --runs 500`: each test runs at most 500 cases.
The lines that the tests print become the table in docs/RELIABILITY.md; a test that fails leaves the page
as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.support.fault_counts import MARK

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "RELIABILITY.md"
BEGIN_MARK = "<!-- results: written by python -m tests.faults -->"
END_MARK = "<!-- end of results -->"
MOST_KILLS_OF_RELOADS = 2_000


def results_of(file: Path, count: int) -> list[str]:
    """Run one file's tests with so many cases each; return the lines that they printed.

    Raises:
        SystemExit: a test failed.
    """
    count = min(count, MOST_KILLS_OF_RELOADS) if file.name == "test_reload_kill.py" else count
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", "0", str(file)]
    environment = {**os.environ, "MULLIGAN_FAULT_RUNS": str(count)}
    done = subprocess.run(
        command, cwd=FOLDER.parents[1], env=environment, capture_output=True, text=True, check=False
    )
    sys.stdout.write(done.stdout)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise SystemExit(f"{file.name} failed; {PAGE.name} was left as it is")
    kills = [
        f"{MARK}1: kill -9 in a loop of reloads: {line}"
        for line in done.stdout.splitlines()
        if " kills, " in line
    ]
    return [line for line in done.stdout.splitlines() if line.startswith(MARK)] + kills


def table(lines: list[str]) -> str:
    """Return the lines as a table, in the order of the numbers."""
    found = [re.fullmatch(rf"{MARK}(\d+): (.*?): (.*)", line) for line in lines]
    rows = sorted((int(match[1]), match[2], match[3]) for match in found if match is not None)
    body = "".join(f"| {number} | {what} | {result} |\n" for number, what, result in rows)
    return f"| # | what was done | what came of it |\n|---|---|---|\n{body}"


def main() -> None:
    """Run all files, or those named, and renew the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="at most so many cases for each test")
    arguments = parser.parse_args()
    lines: list[str] = []
    for file in sorted(FOLDER.glob("test_*.py")):
        lines += results_of(file, arguments.runs)
    limit = "full counts" if arguments.runs >= 1_000_000 else f"at most {arguments.runs} cases for each test"
    where = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN_MARK)
    _, _, tail = rest.partition(END_MARK)
    results = f"{BEGIN_MARK}\n{where}; {limit}.\n\n{table(lines)}{END_MARK}"
    PAGE.write_text(f"{head}{results}{tail}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
