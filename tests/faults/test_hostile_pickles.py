"""Payloads made to do harm: nothing of them runs on any path that reads, and they fill no memory.

Each would make a canary of its own if anything loaded it, so one that runs is known by name. What reads
many of them is a process of its own with limits, so one that crashes it is found as well.
"""

from __future__ import annotations

import itertools
import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import zstandard

from mulligan_store.errors import SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from mulligan_store.signing import digest
from tests.support.fault_bombs import ROW_BOMBS, Frame, frame_bombs, payload_bombs
from tests.support.fault_contained import contained
from tests.support.fault_counts import chosen, runs, say
from tests.support.fault_pickles import hostile_pickles, mutated
from tests.support.fault_reading import read_everything, read_structure, readings
from tests.support.journals import forging, new_entry

OTHER_KEY = b"o" * 32
PLACE = b"canary-0000000"
GROUPS_OF_AN_ENTRY = 20
PAYLOADS_OF_A_JOURNAL = 200
MEMORY_BYTES = 1 << 29
CPU_S = 60


@pytest.fixture
def canaries(path: Path) -> Path:
    """A folder in which a file appears if anything runs what it read."""
    folder = path.with_name("canaries")
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def scratch(path: Path) -> Path:
    """An empty folder."""
    folder = path.with_name("scratch")
    folder.mkdir(parents=True)
    return folder


def named(payloads: Sequence[bytes], numbers: Iterator[int]) -> list[bytes]:
    """Give each payload a canary of its own."""
    return [payload.replace(PLACE, b"canary-%07d" % next(numbers)) for payload in payloads]


def plant(raw: sqlite3.Connection, payloads: Sequence[bytes]) -> None:
    """Put payloads in the place of the first groups' contents, with digests that fit."""
    (*places,) = raw.execute("SELECT blob_id FROM entry_groups ORDER BY entry_id, ordinal")
    for (blob_id,), payload in zip(places, payloads, strict=False):
        stored = zstandard.ZstdCompressor(level=1).compress(payload)
        raw.execute(
            "UPDATE blobs SET digest = ?, stored_digest = ?, content_bytes = ?, stored = ? WHERE id = ?",
            (digest(payload), digest(stored), len(payload), stored, blob_id),
        )


def record(path: Path, payloads: Sequence[bytes], *, key: bytes | None) -> list[int]:
    """Record the payloads as snapshots, many in an entry; return the entries."""
    entries = []
    with Journal.open(path, key=key) as journal:
        for first in range(0, len(payloads), GROUPS_OF_AN_ENTRY):
            some = payloads[first : first + GROUPS_OF_AN_ENTRY]
            groups = tuple(SnapshotGroup((f"k{n}",), payload) for n, payload in enumerate(some))
            entries.append(journal.begin_entry(new_entry(groups=groups, label=None)))
    return entries


def test_the_canary_sings(canaries: Path) -> None:
    """These payloads do run when they are loaded; otherwise the tests below would prove nothing."""
    payloads = named(hostile_pickles(canaries / PLACE.decode()), itertools.count(1))
    for payload in payloads:
        try:
            pickle.loads(payload)
        except Exception:  # the harm is done before the error
            assert payload
    sung = {each.name for each in canaries.iterdir()}
    assert len(sung) >= 0.9 * len(payloads)
    assert PLACE.decode() not in sung


def test_hostile_pickles_run_on_no_path(
    path: Path, scratch: Path, canaries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planted into an own journal, and in one of another user: read on every path, executed on none."""
    hostile = hostile_pickles(canaries / PLACE.decode())
    payloads = [*hostile, *mutated(hostile, 200 - len(hostile), seed=13)]
    payloads = chosen(payloads, short=8)
    foreign = path.with_name("foreign.db")
    done = 0
    for payload in payloads:
        with Journal.open(path) as journal:
            if not journal.entries():
                journal.begin_entry(new_entry(b"honest"))
        with forging(path) as raw:
            plant(raw, [payload])
        with Journal.open(path, read_only=True) as journal, pytest.raises(SignatureInvalid):
            journal.read_groups(1)
        (entry_id,) = record(foreign, [payload], key=OTHER_KEY)
        for each, number in ((path, 1), (foreign, entry_id)):
            done += read_everything(each, scratch, [number])
        assert list(canaries.iterdir()) == []
    result = f"{len(payloads)} payloads, {done} readings, 0 executions"
    say(capsys, 13, "malicious pickles on every reading path", result)


def read_all(own: Path, foreign: Path, scratch: Path, payloads: Sequence[bytes]) -> None:
    """Read payloads on every path: planted in an own journal, and signed by another user."""
    with forging(own) as raw:
        plant(raw, payloads)
    theirs = record(foreign, payloads, key=OTHER_KEY)
    for path in (own, foreign):
        with Journal.open(path, read_only=True) as journal:
            for number in theirs:  # the same numbers in both
                with pytest.raises(SignatureInvalid):
                    journal.read_groups(number)
        read_everything(path, scratch, theirs, deep=False)
    for payload in payloads:
        read_structure(payload)


def read_or_name(own: Path, foreign: Path, scratch: Path, payloads: Sequence[bytes]) -> None:
    """Read payloads in a process of its own; if that fails, once more one by one, to name the payload."""
    sound = own.read_bytes()
    try:
        contained(lambda: read_all(own, foreign, scratch, payloads), memory_bytes=MEMORY_BYTES, cpu_s=CPU_S)
    except AssertionError as error:
        if len(payloads) == 1:
            raise AssertionError(f"reading {payloads[0]!r}: {error}") from error
        for payload in payloads:
            own.write_bytes(sound)
            read_or_name(own, foreign, scratch, [payload])
        raise
    finally:
        own.write_bytes(sound)
        foreign.unlink(missing_ok=True)


def test_mutated_pickles_run_nowhere_and_crash_nothing(
    path: Path, scratch: Path, canaries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Honest and hostile payloads with noise in them: read on every path, never loaded, never a crash."""
    honest = [pickle.dumps({"a": [1, 2.5, "x", b"y", Path("p")] * 9}, protocol) for protocol in range(6)]
    hostile = hostile_pickles(canaries / PLACE.decode())
    count = runs(short=800, full=100_000)
    record(path, [b"honest %d" % number for number in range(PAYLOADS_OF_A_JOURNAL)], key=None)
    cases = mutated([*honest, *hostile], count, seed=14)
    numbers = itertools.count(1)
    done = 0
    while batch := named(list(itertools.islice(cases, PAYLOADS_OF_A_JOURNAL)), numbers):
        read_or_name(path, path.with_name("foreign.db"), scratch, batch)
        assert list(canaries.iterdir()) == []
        done += len(batch)
    assert done == count
    result = f"{done} payloads, each in an own and in a foreign journal, 0 executions, 0 crashes"
    say(capsys, 13, "mutated pickles on every reading path", result)


def test_bombs_are_contained(
    path: Path,
    scratch: Path,
    canaries: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Payloads, frames and rows that announce or hold far too much: bounded memory, bounded time."""
    # An entry with fifty thousand groups is read for so long, and the rest of it is named as not read.
    monkeypatch.setattr("mulligan.cli.deep.TOTAL_TIME_LIMIT_S", 3.0)
    record(path, [b"theirs"], key=OTHER_KEY)
    read_everything(path, scratch, [1])  # imports what reading needs, once for all processes
    sound = path.read_bytes()
    cases: list[bytes | Frame | str] = [*payload_bombs(), *frame_bombs(), *ROW_BOMBS]
    memory_bytes, cpu_s = 0, 0.0
    for case in chosen(cases, short=6):
        path.write_bytes(sound)
        with forging(path) as raw:
            if isinstance(case, bytes):
                plant(raw, [case])
            elif isinstance(case, str):
                raw.executescript(case)
            else:
                case.plant(raw)
        costs = [
            contained(read, memory_bytes=MEMORY_BYTES, cpu_s=CPU_S) for read in readings(path, scratch, [1])
        ]
        memory_bytes = max(memory_bytes, *(cost.memory_bytes for cost in costs))
        cpu_s = max(cpu_s, *(cost.cpu_s for cost in costs))
        assert list(canaries.iterdir()) == []
    assert len(cases) >= 50
    result = (
        f"{len(chosen(cases, short=6))} bombs, 0 executions; at most {memory_bytes / 1e6:.0f} MB and "
        f"{cpu_s:.0f} s on one path"
    )
    say(capsys, 14, "resource bombs on every reading path", result)
