"""State that no snapshot can hold: too large, too deep, or of things that cannot be written.

A reload goes on, is recorded and is undone when it is bad, whatever the state is; what is not in the journal
is said there, by key and with the reason.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
from pathlib import Path

import pytest

from mulligan import HotReloader
from tests.support.fault_contained import contained
from tests.support.fault_counts import chosen, runs, say
from tests.support.fault_reading import read_by_command
from tests.support.fault_state import WRAPPERS, depth_of, nested, recorded_app
from tests.support.state_kinds import KINDS

SQLITE_LIMIT_BYTES = 1_000_000_000
LIMIT_BYTES = 300_000
DEPTHS = (100, 1_000, 5_000, 20_000, 50_000, 100_000, 200_000)


def check_large(folder: Path, journal: Path, size_bytes: int, *, limit_bytes: int | None) -> bool:
    """Reload with a value of that size beside a small one; return whether the value was recorded."""
    large = os.urandom(size_bytes)
    with recorded_app(folder, journal, small=[0], large=bytearray(), text="x") as running:
        assert running.reload(1)
        if limit_bytes is not None:
            running.journal._connection.raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limit_bytes)
        running.app.large, running.app.small = large, [1]
        assert running.reload(2), HotReloader.last_error
        assert (running.newest.status, running.module.EDIT) == ("kept", 2)
        assert HotReloader.view().journal_notes == ()
        entry, keys = running.newest.id, running.summaries()
        recorded = {key for group in running.journal.read_groups(entry) for key in group.keys}
        assert {"small", "text"} <= recorded
        is_recorded = keys["large"].stored == "snapshot"
        assert is_recorded == ("large" in recorded)
        assert is_recorded or (keys["large"].reason or "").startswith("app.large: its snapshot is ")
        running.app.small.append(2)
        assert not running.reload(3, broken=True)
        assert (running.app.small, running.app.large is large) == ([1, 2], True)
        running.app.small.clear()
        assert HotReloader.restore(entry, running.app), HotReloader.last_error
        assert (running.app.small, running.app.large == large) == ([1], True)
        running.app.large = b"small again"
        assert running.reload(4)
        assert running.summaries()["large"].stored == "snapshot"
        assert running.journal.verify().problems == ()
    return is_recorded


def test_a_value_over_the_limit_is_named_and_the_reload_commits(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What SQLite cannot hold in one value stays in memory, by name; all else of the entry is recorded."""
    count = runs(short=12, full=100)
    chance = random.Random(10)
    sizes = [LIMIT_BYTES * 2, LIMIT_BYTES // 2]
    sizes += [LIMIT_BYTES + chance.randrange(-3_000, 3_000) for _ in range(count - 2)]
    recorded = 0
    for number, size_bytes in enumerate(sizes):
        here = path.with_name(f"{number}.db")
        recorded += check_large(tmp_path / "modules", here, size_bytes, limit_bytes=LIMIT_BYTES)
    assert 0 < recorded < count
    result = f"{count} values near a lowered limit, {recorded} recorded, the others named"
    if runs(short=0, full=1):
        assert not check_large(tmp_path / "modules", path, SQLITE_LIMIT_BYTES + 1, limit_bytes=None)
        result += f"; one of {SQLITE_LIMIT_BYTES + 1:,} bytes, named"
    say(capsys, 10, "a value over SQLite's limit", f"{result}; every reload committed, 0 lost")


def check_deep(folder: Path, journal: Path, kind: str, depth: int) -> None:
    """Reload, undo, restore and look at state of that depth."""
    with recorded_app(folder, journal, plain=[0], deep=nested(kind, depth)) as running:
        deep = running.app.deep
        assert running.reload(1), HotReloader.last_error
        entry, keys = running.newest.id, running.summaries()
        assert (running.newest.status, keys["plain"].stored) == ("kept", "snapshot")
        is_recorded = keys["deep"].stored == "snapshot"
        assert is_recorded or keys["deep"].reason in (
            "app.deep: nested too deeply to copy",
            "app.deep: nested too deeply to write",
        )
        running.app.plain.append(1)
        assert not running.reload(2, broken=True)
        assert running.app.deep is deep
        assert (running.app.plain, depth_of(deep)) == ([0, 1], depth)
        running.app.deep = None if is_recorded else deep
        assert HotReloader.restore(entry, running.app), HotReloader.last_error
        assert (running.app.plain, depth_of(running.app.deep)) == ([0], depth)
        assert running.journal.verify().problems == ()
    read_by_command(journal, [entry])
    # For the test, which this process has no other way to tell.
    (journal.parent / f"{kind}-{depth}.{'snapshot' if is_recorded else 'memory'}").touch()


def test_any_depth_is_kept_or_explained(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lists, dictionaries, objects, tuples, all in turn: recorded and restored, or the key says why not."""
    cases = [(kind, depth) for kind in (*WRAPPERS, "mixed") for depth in DEPTHS]
    path.parent.mkdir(parents=True)
    for kind, depth in (some := chosen(cases, short=8)):
        here = path.with_name(f"{kind}-{depth}.db")
        contained(
            lambda kind=kind, depth=depth, here=here: check_deep(tmp_path / "modules", here, kind, depth),  # type: ignore[misc]
            memory_bytes=4 << 30,
            cpu_s=120,
        )
    recorded = len(list(path.parent.glob("*.snapshot")))
    assert recorded + len(list(path.parent.glob("*.memory"))) == len(some)
    result = (
        f"{len(some)} structures of {DEPTHS[0]} to {DEPTHS[-1]:,} levels, {recorded} recorded and restored, "
        f"{len(some) - recorded} kept in memory with the reason, 0 crashes"
    )
    say(capsys, 12, "nesting depth through reload, journal, restore and every command", result)


def check_unwritable(folder: Path, journal: Path, kind: str) -> None:
    """Reload with something in the state that cannot be written."""
    maker, description = KINDS[kind]
    with contextlib.ExitStack() as stack:
        held = {"items": [1, maker(stack)]}
        running = stack.enter_context(recorded_app(folder, journal, held=held, plain=[0]))
        offender = held["items"][1]
        assert running.reload(1), HotReloader.last_error
        assert running.newest.status == "kept"
        entry, keys = running.newest.id, running.summaries()
        reason = keys["held"].reason or ""
        assert (keys["held"].stored, keys["plain"].stored) == ("memory only", "snapshot")
        assert reason.startswith("app.held['items'][1]: "), reason
        assert description in reason
        held["items"].append(2)
        assert not running.reload(2, broken=True)
        assert held["items"][1] is offender
        assert len(held["items"]) == 3
        running.app.plain.append(1)
        assert HotReloader.restore(entry, running.app), HotReloader.last_error
        assert running.app.plain == [0]
        assert running.journal.verify().problems == ()
        del held, offender, running.app.held


def test_what_cannot_be_written_is_a_placeholder_and_the_reload_commits(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind is marked `memory only`, with its path and the reason; the rest of the state is recorded."""
    assert len(KINDS) >= 28
    kinds = chosen(sorted(KINDS), short=len(KINDS))
    for kind in kinds:
        check_unwritable(tmp_path / "modules", path.with_name(f"{kind.replace(' ', '-')}.db"), kind)
    result = f"{len(kinds)} kinds, each in memory only with path and reason; every reload committed, 0 lost"
    say(capsys, 18, "what cannot be written", result)
