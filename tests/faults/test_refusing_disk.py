"""A disk that is full or broken at any operation, once or for ever: nothing acknowledged is lost."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from tests.support.fault_counts import chosen, say
from tests.support.fault_disk import FaultDisk
from tests.support.fault_states import read_files, write_files
from tests.support.fault_workload import KEY, Promises, check_survival, live, make_start

NAMES = ("app.db", "app.db-wal", "app.db-shm", "app.db-journal", "app.db.ballast")
KINDS = [(is_full, for_ever) for is_full in (True, False) for for_ever in (False, True)]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a journal whose app was killed."""
    path = tmp_path_factory.mktemp("start") / "app.db"
    make_start(path)
    return read_files(path.parent, NAMES[:2])


def operations_of(path: Path, start: dict[str, bytes], *, is_full: bool) -> int:
    """How many operations the life has that can fail so."""
    write_files(path.parent, start, NAMES)
    disk = FaultDisk(is_full=is_full)
    with disk.under():
        assert live(path, disk) == 0
    return disk.operations


def test_a_disk_that_refuses_any_operation_loses_nothing(
    path: Path, start: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every refusal is an error of the journal's; the app goes on; the next start finds what was promised."""
    counts = {is_full: operations_of(path, start, is_full=is_full) for is_full in (True, False)}
    cases = [(*kind, number) for kind in KINDS for number in range(counts[kind[0]])]
    refused = refused_opens = 0
    for is_full, for_ever, number in chosen(cases, short=160):
        write_files(path.parent, start, NAMES)
        disk = FaultDisk(fail_at=number, for_ever=for_ever, is_full=is_full, remember=True)
        with disk.under():
            try:
                refused += live(path, disk, keep_trying=True)
            except JournalError as error:
                assert str(path) in str(error)
                refused_opens += 1
        assert disk.failures
        # The disk is well again.
        check_survival(path, Promises.of(each.note for each in disk.log if each.kind == "note"))
    ran = len(chosen(cases, short=160))
    result = f"{ran} of {len(cases)} lives, {refused} calls and {refused_opens} starts refused, 0 lost"
    say(capsys, 3, "full or broken at an operation, once or for ever", result)


def test_a_fault_while_recovering_loses_nothing(
    path: Path, start: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """The start after a crash meets a full or broken disk at any operation; the one after it is whole."""
    write_files(path.parent, start, NAMES)
    disk = FaultDisk()
    with disk.under():
        Journal.open(path, key=KEY).close()
    cases = list(itertools.product(KINDS, range(disk.operations)))
    refused = 0
    for (is_full, for_ever), number in chosen(cases, short=60):
        write_files(path.parent, start, NAMES)
        failing = FaultDisk(fail_at=number, for_ever=for_ever, is_full=is_full)
        with failing.under():
            try:
                Journal.open(path, key=KEY).close()
            except JournalError:
                refused += 1
        check_survival(path, Promises())
    ran = len(chosen(cases, short=60))
    say(
        capsys,
        19,
        "full or broken while recovering",
        f"{ran} of {len(cases)} starts, {refused} refused, 0 lost",
    )
