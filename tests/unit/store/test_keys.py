"""The user's key: made once, private, never overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mulligan_store import keys
from mulligan_store.errors import KeyUnusable
from mulligan_store.journal import Journal
from mulligan_store.keys import Head, KeyFolder
from tests.support.journals import WITHOUT_PRIVILEGES, new_entry, run_child, start_child

MAKE = """
import sys
from pathlib import Path
from mulligan_store.keys import KeyFolder
print(KeyFolder(Path(sys.argv[1])).signer_made_if_missing().key.hex())
"""


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    """Thirty-two bytes, found again by the next call, in files only the user may read."""
    folder = KeyFolder(tmp_path / "keys")
    assert folder.signer() is None
    signer = folder.signer_made_if_missing()
    assert len(signer.key) == 32
    assert folder.signer() == signer == KeyFolder(tmp_path / "keys").signer_made_if_missing()
    if os.name == "posix":
        assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "keys" / "journal.key").stat().st_mode & 0o777 == 0o600


def test_several_first_processes_agree_on_one_key(tmp_path: Path) -> None:
    """Four processes that need a key at once end up with the same."""
    children = [start_child(MAKE, tmp_path / "keys") for _ in range(4)]
    made = {child.communicate()[0] for child in children}
    assert len(made) == 1
    assert len(made.pop().strip()) == 64


@pytest.mark.parametrize("content", [b"", b"short", b"k" * 33])
def test_a_file_that_is_no_key_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    """It may be someone's real key, cut short; it is named, and left alone."""
    (tmp_path / "journal.key").write_bytes(content)
    folder = KeyFolder(tmp_path)
    for call in (folder.signer, folder.signer_made_if_missing):
        with pytest.raises(KeyUnusable, match="no signing key"):
            call()
    assert (tmp_path / "journal.key").read_bytes() == content


def test_a_key_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    """A home folder that cannot be written stops recording, with the folder named."""
    (tmp_path / "home").mkdir(mode=0o500)
    code = (
        "from mulligan_store.errors import KeyUnusable\ntry:\n    exec(MAKE)\nexcept KeyUnusable as error:\n"
    )
    code += "    print(sys.argv[1] in str(error))\n"
    program = f"{WITHOUT_PRIVILEGES}\nMAKE = {MAKE!r}\n{code}"
    assert run_child(program, tmp_path / "home" / "keys") == "True\n"


def test_a_key_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A folder where the key should be is no key."""
    (tmp_path / "journal.key").mkdir()
    with pytest.raises(KeyUnusable, match="cannot be read"):
        KeyFolder(tmp_path).signer()


def test_a_head_is_found_again(tmp_path: Path) -> None:
    """The newest entry's number and code survive; other journals do not see them."""
    folder = KeyFolder(tmp_path / "keys")
    folder.keep_head("a" * 32, Head(7, b"code"))
    folder.keep_head("a" * 32, Head(8, b"\x00\xff"))
    assert folder.head("a" * 32) == Head(8, b"\x00\xff")
    assert folder.head("b" * 32) is None


def test_a_head_that_cannot_be_kept_takes_nothing_back(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is durable already; that its head was not kept is a note, not an error."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "_replace", refuse)
    assert journal.begin_entry(new_entry()) == 1
    assert "could not be remembered outside the journal" in journal.notes[0]
    assert journal.entry(1).status == "open"


def test_a_key_brought_along_leaves_the_users_folder_alone(path: Path, own_folders: Path) -> None:
    """With a key of its own a journal neither makes nor needs the user's."""
    with Journal.open(path, key=b"k" * 32) as journal:
        journal.begin_entry(new_entry())
    with Journal.open(path, key=b"k" * 32) as journal:
        assert journal.verify().sound
    assert not (own_folders / "key").exists()


def test_a_failed_write_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not litter the key folder with halves."""

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(KeyUnusable, match="No space left"):
        KeyFolder(tmp_path / "keys").signer_made_if_missing()
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["key.lock"]
