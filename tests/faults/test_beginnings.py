"""A crash or lost power while a journal is made or brought up from an earlier version: nothing is lost.

The beginning is recorded from the first byte, with the key, the ballast and the copy of the older version.
Whatever a crash leaves of it is no journal, a fresh one or the old one; the next start needs nobody's help.
"""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError
from tests.support.fault_beginnings import KEYS, VERSIONS, Beginning, check, live, recorded
from tests.support.fault_counts import chosen, runs, say
from tests.support.fault_disk import FaultDisk
from tests.support.fault_recording import has_descriptors
from tests.support.fault_states import after_kill, after_power_loss, after_torn_write, write_tree

FROM = f"creation and migration from version {', '.join(map(str, VERSIONS[1:]))}"


@pytest.fixture
def beginnings(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Beginning]]:
    """For each version, a folder and what was recorded there."""
    found = []
    for version in VERSIONS:
        root = path.parent / f"from-{version}"
        monkeypatch.setenv("MULLIGAN_KEY_DIR", str(root / KEYS))
        found.append((root, recorded(root, version)))
    return found


def check_state(root: Path, beginning: Beginning, files: dict[str, bytes], point: int) -> None:
    """Make a state anew and open it."""
    os.environ["MULLIGAN_KEY_DIR"] = str(root / KEYS)  # the fixture puts back what it was
    write_tree(root, files)
    check(root, beginning.promised(point), beginning.before)


def points(beginning: Beginning) -> list[int]:
    """Where a crash makes a difference."""
    log = beginning.log
    return [number for number, each in enumerate(log) if each.kind != "note"] + [len(log)]


def test_a_crash_at_any_point_of_a_beginning_loses_nothing(
    beginnings: list[tuple[Path, Beginning]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Before every operation of SQLite's and of Python's, and with each write torn."""
    assert has_descriptors()
    cases = 0
    everywhere = [(root, beginning, point) for root, beginning in beginnings for point in points(beginning)]
    for root, beginning, point in chosen(everywhere, short=60):
        start, log = beginning.start, beginning.log
        states = [after_kill(start, log[:point])]
        if point < len(log) and log[point].kind == "write":
            states += [after_torn_write(start, log[: point + 1], part) for part in (0.3, 0.9)]
        for files in states:
            check_state(root, beginning, files, point)
            cases += 1
    say(capsys, 2, f"crash during {FROM}", f"{cases} states, 0 lost, 0 set aside")


def test_lost_power_at_a_beginning_loses_nothing(
    beginnings: list[tuple[Path, Beginning]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever became of the writes, new names and removals that were not synced."""
    chance = random.Random(4)
    count = runs(short=90, full=10_000)
    for _ in range(count):
        root, beginning = chance.choice(beginnings)
        point = chance.choice(points(beginning))
        files = after_power_loss(beginning.start, beginning.log[:point], chance)
        check_state(root, beginning, files, point)
    say(capsys, 4, f"power lost during {FROM}", f"{count} states, 0 lost, 0 set aside")


def operations_of(root: Path, beginning: Beginning, *, is_full: bool) -> int:
    """How many operations the beginning has that can fail so."""
    disk = FaultDisk(is_full=is_full)
    with disk.under():
        begin_again(root, beginning, disk)
    return disk.operations


def begin_again(root: Path, beginning: Beginning, disk: FaultDisk) -> None:
    """Live the beginning once more, on another disk."""
    os.environ["MULLIGAN_KEY_DIR"] = str(root / KEYS)
    write_tree(root, beginning.start)
    live(root, disk.note)


def test_a_disk_that_refuses_at_a_beginning_loses_nothing(
    beginnings: list[tuple[Path, Beginning]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Full or broken at any operation of SQLite's: an error of the journal's; then it begins after all."""
    cases = [
        (root, beginning, is_full, for_ever, number)
        for root, beginning in beginnings
        for is_full, for_ever in itertools.product((True, False), repeat=2)
        for number in range(operations_of(root, beginning, is_full=is_full))
    ]
    refused = 0
    for root, beginning, is_full, for_ever, number in (some := chosen(cases, short=60)):
        disk = FaultDisk(fail_at=number, for_ever=for_ever, is_full=is_full, remember=True)
        with disk.under():
            try:
                begin_again(root, beginning, disk)
            except JournalError as error:
                assert str(root) in str(error)
                refused += 1
        assert disk.failures
        acknowledged = [each.note for each in disk.log if isinstance(each.note, int)]
        check(root, [*beginning.before, *acknowledged], beginning.before)  # the disk is well again
    result = f"{len(some)} of {len(cases)} beginnings, {refused} refused, 0 lost, 0 set aside"
    say(capsys, 3, f"full or broken during {FROM}", result)
