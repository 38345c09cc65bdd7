"""Another process's writing is noticed without opening the journal a second time."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from mulligan import journal_watch
from mulligan.journal_watch import JournalWatch, look

WAIT_S = 20.0


def watching(path: Path) -> tuple[JournalWatch, threading.Event]:
    """A watch that is running, and what it sets."""
    noticed = threading.Event()
    watch = JournalWatch(lambda: path, noticed.set)
    watch.start()
    return watch, noticed


@pytest.mark.parametrize("name", ["journal.db", "journal.db-wal"])
def test_a_write_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Into the journal or into its log, as SQLite likes."""
    monkeypatch.setattr(journal_watch, "INTERVAL_S", 0.01)
    path = tmp_path / "journal.db"
    for each in (path, path.with_name("journal.db-wal")):
        each.write_bytes(b"1")
    looked = threading.Event()
    noticed = threading.Event()

    def present() -> Path:
        looked.set()
        return path

    watch = JournalWatch(present, noticed.set)
    watch.start()
    try:
        assert looked.wait(WAIT_S)
        while not noticed.wait(0.05):
            with (tmp_path / name).open("ab") as file:
                file.write(b"2")
    finally:
        watch.stop()
    assert noticed.is_set()


def test_stopping_ends_the_thread_and_starting_again_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second window of the same process is watched for too, and never twice."""
    monkeypatch.setattr(journal_watch, "INTERVAL_S", 0.01)
    watch, _ = watching(tmp_path / "journal.db")
    watch.start()
    threads = [each for each in threading.enumerate() if each.name == "mulligan journal watch"]
    assert len(threads) == 1
    assert threads[0].daemon
    watch.stop()
    watch.stop()
    threads[0].join(WAIT_S)
    assert not threads[0].is_alive()
    watch.start()
    again = [each for each in threading.enumerate() if each.name == "mulligan journal watch"]
    watch.stop()
    assert len(again) == 1


def test_a_look_tells_length_and_time(tmp_path: Path) -> None:
    """A rewrite of the same length has another time; a file that is gone is a change too."""
    path = tmp_path / "journal.db"
    assert look(None) == ()
    assert look(path) == (None, None)
    path.write_bytes(b"1234")
    first = look(path)
    os.utime(path, ns=(0, 0))
    assert look(path) != first
    assert look(path)[0] == (4, 0)
