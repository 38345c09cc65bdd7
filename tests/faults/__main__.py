"""Run the fault tests at their full counts, and write what came of them into the documentation.

`python -m tests.faults --jobs 2`: all of them. `--only 4 --only 13`: these numbers of the table. `--resume`:
only numbers without rows about the sources as they are now, so a run that was broken off goes on.
Each number's rows in docs/RELIABILITY.md are replaced as soon as its tests have passed; the rows of a number
that failed stay as they were. `--runs 50`: at most 50 cases of each, and the page is left alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.fault_table import PAGE, ROOT, TESTS, Row, rows_in, rows_of, sources_digest, with_rows

ALL = 1_000_000
LONGEST_FIRST = (13, 1, 4, 19, 7)
"""So that the last of them does not run alone."""


@dataclass(frozen=True)
class Outcome:
    """What came of one test."""

    number: int
    test: str
    output: str
    has_passed: bool
    seconds: float


def outcome_of(number: int, test: str, count: int) -> Outcome:
    """Run one test with so many cases, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", "0", "-p", "no:randomly"]
    environment = {**os.environ, "MULLIGAN_FAULT_RUNS": str(count)}
    began = time.monotonic()
    done = subprocess.run(
        [*command, str(Path("tests", "faults", test))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    output = done.stdout + done.stderr
    return Outcome(number, test, output, done.returncode == 0, time.monotonic() - began)


def run_all(numbers: Iterable[int], *, count: int, jobs: int) -> list[int]:
    """Run the tests of these numbers; return the numbers that failed."""
    run = f"{sources_digest()}, {datetime.now(UTC).date()}"
    order = sorted(
        numbers, key=lambda each: (LONGEST_FIRST.index(each) if each in LONGEST_FIRST else 99, each)
    )
    failed: list[int] = []
    rows: dict[int, list[Row]] = {number: [] for number in order}
    left = {number: len(TESTS[number]) for number in order}
    with ThreadPoolExecutor(jobs) as pool:
        futures: list[Future[Outcome]] = [
            pool.submit(outcome_of, number, test, count) for number in order for test in TESTS[number]
        ]
        for outcome in map(Future[Outcome].result, as_completed(futures)):
            number = outcome.number
            left[number] -= 1
            if outcome.has_passed:
                rows[number] += rows_in(outcome.output, run)
            else:
                failed.append(number)
            _tell(outcome)
            if left[number] == 0 and number not in failed and count >= ALL:
                page = PAGE.read_text(encoding="utf-8")
                PAGE.write_text(with_rows(page, number, rows[number]), encoding="utf-8", newline="\n")
    return sorted(set(failed))


def _tell(outcome: Outcome) -> None:
    for _, what, result, _ in rows_in(outcome.output, ""):
        print(f"{outcome.number}: {what}: {result} ({outcome.seconds:.0f} s)", flush=True)
    if not outcome.has_passed:
        print(f"{outcome.number}: FAILED: {outcome.test}\n{outcome.output}", flush=True)


def main() -> int:
    """Run what was asked for; 1 if a test failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--only", type=int, action="append", choices=sorted(TESTS), help="a number of the table"
    )
    parser.add_argument("--jobs", type=int, default=1, help="tests at the same time")
    parser.add_argument("--runs", type=int, default=ALL, help="at most so many cases for each test")
    parser.add_argument("--resume", action="store_true", help="leave out what is on the page already")
    arguments = parser.parse_args()
    numbers = set(arguments.only or TESTS)
    if arguments.resume:
        digest = sources_digest()
        rows = rows_of(PAGE.read_text(encoding="utf-8"))
        numbers -= {row[0] for row in rows if row[3].startswith(f"{digest},")}
    failed = run_all(numbers, count=arguments.runs, jobs=arguments.jobs)
    if failed:
        print(f"failed: {', '.join(map(str, failed))}; their rows are as they were")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
