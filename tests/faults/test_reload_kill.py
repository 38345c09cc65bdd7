"""kill -9 at any moment of a loop of reloads loses nothing that was acknowledged."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import types
from pathlib import Path

import pytest

from mulligan import HotModule, HotReloader
from mulligan_store.journal import Journal
from tests.support.fault_counts import runs, say

LONGEST_LIFE_MS = 150
KILLS_OF_A_JOURNAL = 40


def reload_for_ever(folder: Path, journal: Path, acknowledge: int) -> None:
    """The child: edit and reload, good and bad in turn, telling each entry once it is acknowledged."""
    HotReloader.configure(journal=journal, trial_calls=0)
    path = folder / "kill_gui.py"
    path.write_text("A = 0\n", encoding="utf-8")
    sys.path.insert(0, str(folder))
    import kill_gui  # type: ignore[import-not-found]

    HotReloader.register(HotModule("kill_gui", path, ["rows"], []))
    app = types.SimpleNamespace(rows=list(range(1000)))
    number = 0
    while True:
        number += 1
        app.rows[0] = number
        broken = "1 / 0\n" if number % 3 == 0 else ""
        path.write_text(f"A = {number}\n{broken}", encoding="utf-8")
        live = HotReloader.reload_all(app)
        assert live is (not broken)
        running = kill_gui.A
        assert running == number - bool(broken)
        newest = HotReloader.history(limit=1)[0]
        os.write(acknowledge, f"{newest.id} {newest.status}\n".encode())


def one_life(folder: Path, journal: Path, life_ms: float) -> list[tuple[int, str]]:
    """Fork a child, kill it after `life_ms` of reloading, and return what it acknowledged."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            reload_for_ever(folder, journal, write_end)
        finally:
            os._exit(1)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        first = pipe.readline()  # the child is past its start
        select.select([], [], [], life_ms / 1000)
        os.kill(child, signal.SIGKILL)
        lines = [first, *pipe]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the child ended by itself, after {lines[-1:]}"
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(int(number), state) for number, state in words]


def test_kill_9_in_a_loop_of_reloads_loses_nothing_acknowledged(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each kill the journal opens, verifies, and holds every acknowledged entry with its outcome."""
    HotReloader.reset()
    chance = random.Random(20)
    kills = runs(short=60, full=2_000)
    acknowledged: dict[int, str] = {}
    total = abandoned = 0
    for kill in range(kills):
        if kill % KILLS_OF_A_JOURNAL == 0:
            total, acknowledged = total + len(acknowledged), {}
        journal = path.with_name(f"{kill // KILLS_OF_A_JOURNAL}.db")
        acknowledged.update(one_life(tmp_path, journal, chance.uniform(0, LONGEST_LIFE_MS)))
        with Journal.open(journal) as opened:
            assert opened.notes == ()
            entries = {entry.id: entry.status for entry in opened.entries()}
            assert opened.verify().sound
        lost = {number: state for number, state in acknowledged.items() if entries.get(number) != state}
        assert lost == {}
        assert "open" not in entries.values()
        assert "on_trial" not in entries.values()
        if (kill + 1) % KILLS_OF_A_JOURNAL == 0 or kill + 1 == kills:
            abandoned += sum(state == "abandoned" for state in entries.values())
    total += len(acknowledged)
    result = f"{kills} kills, {total} acknowledged reloads, {abandoned} abandoned, 0 lost"
    say(capsys, 1, "kill -9 in a loop of reloads", result)
