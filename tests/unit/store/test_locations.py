"""Where journals and keys are looked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_store.journal import Journal
from mulligan_store.locations import default_journal, find_journal, key_folder, newest_journal, state_folder


def test_the_environment_names_the_folders(own_folders: Path) -> None:
    """Both folders can be put elsewhere."""
    assert key_folder() == own_folders / "key"
    assert state_folder() == own_folders / "state"


def test_the_key_is_never_beside_a_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the platform has one folder for everything, they are two."""
    monkeypatch.delenv("MULLIGAN_KEY_DIR")
    monkeypatch.delenv("MULLIGAN_STATE_DIR")
    assert key_folder() != state_folder()
    assert key_folder().name == "keys"
    assert state_folder().name == "journals"
    assert "mulligan" in str(key_folder())


def test_asking_leaves_no_trace(own_folders: Path) -> None:
    """Nothing is made by asking where it would be."""
    default_journal("demo")
    assert newest_journal() is None
    assert find_journal() is None
    assert list(own_folders.iterdir()) == []


@pytest.mark.parametrize("name", ["demo", "my-app_2.1"])
def test_a_plain_name_is_the_files_name(name: str) -> None:
    """A user finds the journal of an app by its name."""
    assert default_journal(name).name == f"{name}.db"


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_name_makes_a_name_that_every_system_takes(name: str) -> None:
    """No name escapes from the folder, is reserved on Windows, or is too long."""
    journal = default_journal(name)
    assert journal.parent == state_folder()
    stem = journal.name.removesuffix(".db")
    assert 0 < len(stem) < 80
    assert stem.isascii()
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    assert stem.split(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


@pytest.mark.parametrize(
    "name", ["", ".", "..", "con", "NUL", "nul.txt", "../../x", "a/b", "a" * 300, "\0", "\ud800"]
)
def test_names_that_no_system_takes_are_replaced(name: str) -> None:
    """Journals of apps with impossible names can be made."""
    with Journal.open(default_journal(name)) as journal:
        assert journal.path.parent == state_folder().resolve()


def test_names_that_look_the_same_have_different_journals() -> None:
    """Replaced characters and folded case do not mix two apps' histories."""
    names = ["Demo", "demo", "DEMO", "de mo", "de-mo", "de/mo", "", " ", "con", "con-"]
    assert len({default_journal(name).name for name in names}) == len(names)


def test_the_newest_journal_is_the_one_written_last(own_folders: Path) -> None:
    """The log counts: a live journal's own file may be older than a dead one's."""
    for name, changed in (("a", 300), ("b", 200), ("c", 100)):
        Journal.open(default_journal(name)).close()
        os.utime(default_journal(name), (changed, changed))
    assert newest_journal() == default_journal("a")
    log = default_journal("c").with_name("c.db-wal")
    log.touch()
    assert newest_journal() == default_journal("c")


def test_a_journal_is_found_by_name_environment_or_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said explicitly wins, then the environment, then the newest."""
    Journal.open(default_journal("a")).close()
    assert find_journal() == default_journal("a")
    monkeypatch.setenv("MULLIGAN_JOURNAL", str(tmp_path / "named.db"))
    assert find_journal() == tmp_path / "named.db"
    assert find_journal(tmp_path / "explicit.db") == tmp_path / "explicit.db"
    monkeypatch.setenv("MULLIGAN_JOURNAL", "")
    assert find_journal(None) == default_journal("a")


def test_a_state_folder_that_is_no_folder_has_no_journals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A strange environment is no crash."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("MULLIGAN_STATE_DIR", str(tmp_path / "file"))
    assert newest_journal() is None
