"""Which tests try which number of the fault table, and the rows of results in docs/RELIABILITY.md.

Invariant: the rows of a number are replaced all together, and only by a full run in which every test of that
number passed. A row says which sources it is about: a result of others cannot pass for it.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.fault_counts import MARK

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "RELIABILITY.md"
BEGIN_MARK = "<!-- results: written by python -m tests.faults -->"
END_MARK = "<!-- end of results -->"

TESTS: Mapping[int, tuple[str, ...]] = {
    1: (
        "test_kill.py::test_nothing_acknowledged_is_lost",
        "test_reload_kill.py::test_kill_9_in_a_loop_of_reloads_loses_nothing_acknowledged",
    ),
    2: (
        "test_every_point.py::test_a_crash_before_any_operation_loses_nothing",
        "test_beginnings.py::test_a_crash_at_any_point_of_a_beginning_loses_nothing",
    ),
    3: (
        "test_refusing_disk.py::test_a_disk_that_refuses_any_operation_loses_nothing",
        "test_beginnings.py::test_a_disk_that_refuses_at_a_beginning_loses_nothing",
    ),
    4: (
        "test_every_point.py::test_lost_power_loses_nothing",
        "test_beginnings.py::test_lost_power_at_a_beginning_loses_nothing",
    ),
    5: ("test_lost_log.py::test_flipped_bits_are_noticed_or_harmless",),
    6: (
        "test_lost_log.py::test_a_lost_log_loses_no_acknowledged_snapshot",
        "test_lost_log.py::test_damage_while_it_is_open_is_an_error_and_the_next_start_goes_on",
        "test_many.py::test_salvage_gives_back_what_is_whole",
    ),
    7: ("test_many.py::test_eight_processes_open_and_migrate_at_once",),
    8: (
        "test_full_disk.py::test_a_full_disk_acknowledges_nothing_and_recovers",
        "test_full_disk.py::test_outcomes_and_pruning_go_on_when_the_disk_is_full",
    ),
    9: ("test_many.py::test_read_only_folders_and_files_can_be_looked_at",),
    10: ("test_state_limits.py::test_a_value_over_the_limit_is_named_and_the_reload_commits",),
    11: ("test_many.py::test_strange_names_come_back_as_they_were",),
    12: ("test_state_limits.py::test_any_depth_is_kept_or_explained",),
    13: (
        "test_hostile_pickles.py::test_hostile_pickles_run_on_no_path",
        "test_hostile_pickles.py::test_mutated_pickles_run_nowhere_and_crash_nothing",
    ),
    14: ("test_hostile_pickles.py::test_bombs_are_contained",),
    15: ("test_hostile.py::test_a_hostile_schema_is_refused_before_any_write",),
    16: ("test_hostile.py::test_transplants_and_cuts_are_noticed",),
    17: ("test_many.py::test_clocks_that_jump_change_no_order",),
    18: ("test_state_limits.py::test_what_cannot_be_written_is_a_placeholder_and_the_reload_commits",),
    19: (
        "test_every_point.py::test_a_crash_while_recovering_loses_nothing",
        "test_refusing_disk.py::test_a_fault_while_recovering_loses_nothing",
    ),
}

Row = tuple[int, str, str, str]
"""Number, what was done, what came of it, and of which sources, when."""


def sources_digest() -> str:
    """Eight digits that name the product's sources as they are now."""
    found = hashlib.sha256()
    for folder in ("src", "store", "migrations"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            found.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:8]


def rows_in(output: str, run: str) -> list[Row]:
    """Return the rows that a run of tests printed.

    Arguments:
        run: of which sources, when.
    """
    found = (re.fullmatch(rf"{MARK}(\d+): (.*?): (.*)", line) for line in output.splitlines())
    return [(int(match[1]), match[2], match[3], run) for match in found if match is not None]


def rows_of(page: str) -> list[Row]:
    """Return the rows that the page has."""
    _, _, rest = page.partition(BEGIN_MARK)
    table, _, _ = rest.partition(END_MARK)
    found = (re.fullmatch(r"\| (\d+) \| (.*?) \| (.*) \| (.*?) \|", line) for line in table.splitlines())
    return [(int(match[1]), match[2], match[3], match[4]) for match in found if match is not None]


def with_rows(page: str, number: int, rows: Sequence[Row]) -> str:
    """Return the page with the rows of one number replaced."""
    head, _, rest = page.partition(BEGIN_MARK)
    _, _, tail = rest.partition(END_MARK)
    kept = [row for row in rows_of(page) if row[0] != number]
    body = "".join(f"| {row[0]} | {row[1]} | {row[2]} | {row[3]} |\n" for row in sorted([*kept, *rows]))
    where = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}."
    table = f"| # | what was done | what came of it | sources, day |\n|---|---|---|---|\n{body}"
    return f"{head}{BEGIN_MARK}\n{where}\n\n{table}{END_MARK}{tail}"
