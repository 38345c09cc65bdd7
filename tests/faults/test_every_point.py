"""A crash before every write, sync, truncate and unlink, torn writes, and lost power: nothing is lost.

One life of a journal is recorded on a disk of ours. Every state that the disk could then have been left in
is made anew and opened, with the real SQLite, as the next start would.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.fault_counts import chosen, runs, say
from tests.support.fault_disk import FaultDisk, Operation
from tests.support.fault_states import after_kill, after_power_loss, after_torn_write, read_files, write_files
from tests.support.fault_workload import KEY, Promises, check_survival, live, make_start

NAMES = ("app.db", "app.db-wal", "app.db-shm", "app.db-journal", "app.db.ballast")
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, list[Operation]]:
    """The files before the life, and what was done to them in it."""
    path = tmp_path_factory.mktemp("recorded") / "app.db"
    make_start(path)
    start = read_files(path.parent, NAMES[:2])
    disk = FaultDisk(remember=True)
    with disk.under():
        assert live(path, disk) == 0
    assert check_survival(path, promises_in(disk.log)) == 3
    return start, disk.log


def promises_in(log: Sequence[Operation]) -> Promises:
    """What had been promised when this much was done."""
    return Promises.of(operation.note for operation in log if operation.kind == "note")


def points(log: Sequence[Operation]) -> list[int]:
    """Where a crash makes a difference: before each operation, and after the last."""
    return [number for number, each in enumerate(log) if each.kind != "note"] + [len(log)]


def test_a_crash_before_any_operation_loses_nothing(
    path: Path, recorded: tuple[Files, list[Operation]], capsys: pytest.CaptureFixture[str]
) -> None:
    """At every point, and with the write at that point torn, the next start finds all that was promised."""
    start, log = recorded
    cases = 0
    for point in chosen(points(log), short=60):
        states = [after_kill(start, log[:point])]
        if point < len(log) and log[point].kind == "write":
            states += [after_torn_write(start, log[: point + 1], part) for part in (0.3, 0.9)]
        for files in states:
            write_files(path.parent, files, NAMES)
            check_survival(path, promises_in(log[:point]))
            cases += 1
    say(capsys, 2, "crash before an operation, whole and torn", f"{cases} states, 0 lost, 0 set aside")


def test_lost_power_loses_nothing(
    path: Path, recorded: tuple[Files, list[Operation]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever became of the writes that were not synced, all that was promised is there."""
    start, log = recorded
    chance = random.Random(4)
    everywhere = points(log)
    count = runs(short=80, full=10_000)
    for _ in range(count):
        point = chance.choice(everywhere)
        write_files(path.parent, after_power_loss(start, log[:point], chance), NAMES)
        check_survival(path, promises_in(log[:point]))
    say(capsys, 4, "power lost, unsynced writes dropped, torn, reordered", f"{count} states, 0 lost")


def test_a_crash_while_recovering_loses_nothing(
    path: Path, recorded: tuple[Files, list[Operation]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The start after a crash is itself broken off at any point, whole, torn and by lost power."""
    start, log = recorded
    chance = random.Random(19)
    cases = 0
    for point in chosen(points(log), short=4):
        files = after_kill(start, log[:point])
        write_files(path.parent, files, NAMES)
        disk = FaultDisk(remember=True)
        with disk.under():
            Journal.open(path, key=KEY).close()
        promises = promises_in(log[:point])
        for again in chosen(points(disk.log), short=12):
            states = [after_kill(files, disk.log[:again]), after_power_loss(files, disk.log[:again], chance)]
            for left in states:
                write_files(path.parent, left, NAMES)
                check_survival(path, promises)
                cases += 1
    say(capsys, 19, "crash or lost power while recovering from a crash", f"{cases} states, 0 lost")
