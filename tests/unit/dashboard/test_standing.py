"""Which version of the code runs, and how the last run of an app ended, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mulligan.dashboard.reader import Reader
from mulligan.dashboard.standing import last_run, runs, signature
from mulligan_store.journal import Journal
from tests.support.dashboard_stage import ENTRY, plan, write_story
from tests.support.journals import forging

RELOAD = replace(ENTRY, id=4, plan=plan("f"))


def test_the_entry_whose_code_runs_is_named() -> None:
    """With what became of it: on trial, or kept."""
    assert runs([RELOAD], RELOAD).startswith("the code of entry 4, since ")
    assert runs([RELOAD], RELOAD).endswith(", kept")
    on_trial = replace(RELOAD, status="on_trial")
    assert runs([on_trial], on_trial).endswith(", on trial")


def test_code_that_was_brought_back_is_named_by_its_moment() -> None:
    """A later reload runs instead; a restore of the state alone changes no code."""
    restore = replace(RELOAD, id=6, kind="restore", parent_id=2)
    assert runs([restore, RELOAD], None).startswith("the code from before entry 2, brought back by entry 6")
    later = replace(RELOAD, id=7)
    assert runs([later, restore], later).startswith("the code of entry 7")
    assert runs([replace(restore, plan=None), RELOAD], RELOAD).startswith("the code of entry 4")


def test_without_a_reload_the_code_is_that_of_the_start() -> None:
    """Refused edits change nothing."""
    refused = replace(RELOAD, status="rolled_back")
    assert runs([refused], None) == runs([], None) == "the code that the app was started with"


def ended(path: Path) -> str:
    """What is said of the last run."""
    with Journal.open(path, read_only=True) as journal:
        reader = Reader(lambda: journal)
        return last_run(reader, reader.newest(8))


def test_the_end_of_the_last_run_is_told(tmp_path: Path) -> None:
    """As it should, or in the middle of an entry."""
    path = write_story(tmp_path / "journal.db")
    assert "tickets, process " in ended(path)
    assert "ended as it should" in ended(path)
    with forging(path) as raw:
        raw.execute("UPDATE sessions SET clean = NULL, ended_at = NULL")
        raw.execute("UPDATE entries SET status = 'open' WHERE id = 8")
    assert "it still runs, or it was killed, in the middle of entry 8" in ended(path)
    with forging(path) as raw:
        raw.execute("UPDATE sessions SET clean = 0")
        raw.execute("UPDATE entries SET status = 'abandoned' WHERE id = 8")
    assert ended(path).endswith("broke off: it was killed or crashed")


def test_a_signature_is_said_of_the_newest_entry(tmp_path: Path) -> None:
    """Its own, or that it may be looked at only."""
    path = write_story(tmp_path / "journal.db")

    def said() -> str:
        with Journal.open(path, read_only=True) as journal:
            reader = Reader(lambda: journal)
            return signature(reader, reader.newest(1))

    assert said() == "entry 8 is as you signed it"
    with forging(path) as raw:
        raw.execute("UPDATE entries SET label = 'forged' WHERE id = 8")
    assert "entry 8" in said()
    assert "as you signed it" not in said()
    assert signature(Reader(lambda: None), []) == ""
