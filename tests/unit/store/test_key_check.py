"""How the key is kept is looked at without changing anything, and every problem is said in words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_store.key_check import check_key_folder
from mulligan_store.keys import KeyFolder
from tests.support.journals import contents


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with a key, as it is made."""
    folder = tmp_path / "private" / "keys"
    KeyFolder(folder).signer_made_if_missing()
    return folder


def test_a_key_as_it_is_made_has_no_problem(keys: Path) -> None:
    """Nor has a folder that is not there yet; and looking makes nothing."""
    before = contents(keys.parent)
    assert check_key_folder(keys).problems == ()
    assert check_key_folder(keys.parent / "later").problems == ()
    assert contents(keys.parent) == before
    assert bool(check_key_folder(keys).unchecked) == (os.name != "posix")


def make_link(keys: Path) -> None:
    """Give the key a second name."""
    os.link(keys / "journal.key", keys.parent / "again")


def make_folder_of_key(keys: Path) -> None:
    """Put a folder where the key should be."""
    (keys / "journal.key").unlink()
    (keys / "journal.key").mkdir(mode=0o700)


def make_wide_heads(keys: Path) -> None:
    """Let everybody write where the kept heads are."""
    (keys / "heads").mkdir()
    (keys / "heads").chmod(0o777)


def make_file_of_folder(keys: Path) -> None:
    """Put a file where the folder should be."""
    keys.rename(keys.with_name("away"))
    keys.write_text("no folder", encoding="utf-8")


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "too short": (lambda keys: (keys / "journal.key").write_bytes(b"x"), "1 bytes instead of 32"),
    "empty": (lambda keys: (keys / "journal.key").write_bytes(b""), "0 bytes instead of 32"),
    "too long": (lambda keys: (keys / "journal.key").write_bytes(bytes(33)), "33 bytes instead of 32"),
    "a folder": (make_folder_of_key, "no regular file"),
    "no folder": (make_file_of_folder, "this is no folder"),
    "two names": (make_link, "has 2 names"),
}
if os.name == "posix":
    HARM |= {
        "readable": (lambda keys: (keys / "journal.key").chmod(0o644), "chmod 600"),
        "writable": (lambda keys: (keys / "journal.key").chmod(0o620), "mode 620"),
        "wide folder": (lambda keys: keys.chmod(0o755), "chmod 700"),
        "wide heads": (make_wide_heads, "heads"),
    }


@pytest.mark.parametrize("harm", HARM)
def test_each_problem_is_said_once_with_its_path(keys: Path, harm: str) -> None:
    """The sentence names the file and what to do; nothing is changed."""
    do, word = HARM[harm]
    do(keys)
    before = contents(keys.parent)
    (problem,) = check_key_folder(keys).problems
    assert word in problem
    assert problem.startswith(str(keys))
    assert contents(keys.parent) == before


def test_several_problems_are_all_said(keys: Path) -> None:
    """One does not hide the next."""
    (keys / "journal.key").write_bytes(b"x")
    make_link(keys)
    assert len(check_key_folder(keys).problems) == 2


def test_a_key_beside_the_journals_is_a_problem(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends the folder of journals would send the key."""
    monkeypatch.setenv("MULLIGAN_STATE_DIR", str(keys))
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(keys))
    (problem,) = check_key_folder().problems
    assert "key and journals are in one folder" in problem


@pytest.mark.parametrize("name", ["nul\0in it", "x" * 5_000])
def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path, name: str) -> None:
    """Whatever the environment says, the answer is words."""
    problems = check_key_folder(tmp_path / name).problems
    assert all("cannot be looked at" in problem for problem in problems)
    assert len(problems) == 1
