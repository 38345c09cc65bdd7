"""Looking leaves no trace, works where nothing can be written, and follows what others write."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mulligan_store.errors import JournalReadOnly
from mulligan_store.journal import Journal
from tests.support.journals import WITHOUT_PRIVILEGES, contents, new_entry, run_child, start_child

LOOK = """
from pathlib import Path
from mulligan_store.journal import Journal
import sys
with Journal.open(sys.argv[1], read_only=True) as journal:
    assert len(journal.entries()) == int(sys.argv[2]), journal.entries()
    assert len(journal.read_groups(1)) == 2
    assert journal.verify().sound, journal.verify()
"""

WRITE = """
import sys
from mulligan_store.errors import JournalReadOnly
from mulligan_store.journal import Journal
try:
    Journal.open(sys.argv[1])
except JournalReadOnly as error:
    assert sys.argv[1] in str(error)
    print("refused")
"""

DIE_WITH_A_LOG = """
import os, sys
from mulligan_store.journal import Journal
from mulligan_store.connection import Connection
from tests.support.journals import new_entry
Connection.fold_log = lambda self: None
journal = Journal.open(sys.argv[1])
journal.begin_entry(new_entry())
os._exit(0)
"""


def test_looking_at_a_closed_journal_leaves_no_trace(path: Path) -> None:
    """No file beside it is made, changed or removed."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
    before = contents(path.parent)
    with Journal.open(path, read_only=True) as journal:
        assert journal.read_only
        assert len(journal.read_groups(1)) == 2
        assert journal.verify().sound
        assert contents(path.parent) == before
    assert contents(path.parent) == before


def test_looking_sees_what_a_live_app_writes(path: Path) -> None:
    """A reader that stays open shows every new entry."""
    with Journal.open(path) as writer, Journal.open(path, read_only=True) as reader:
        for number in (1, 2, 3):
            writer.begin_entry(new_entry(b"%d" % number))
            assert reader.entry(number).status == "open"
            assert reader.read_groups(number)[0].payload == b"%d" % number
            writer.set_status(number, "kept")
            assert reader.entry(number).status == "kept"


def test_looking_notices_an_app_that_starts_later(path: Path) -> None:
    """A journal that was closed when the reader opened it may be written to and closed meanwhile."""
    Journal.open(path).close()
    with Journal.open(path, read_only=True) as reader:
        assert reader.entries() == []
        with Journal.open(path) as writer:
            writer.begin_entry(new_entry())
            assert len(reader.entries()) == 1
            writer.begin_entry(new_entry())
        assert len(reader.entries()) == 2


@pytest.mark.parametrize("lost", ["", "-shm"])
def test_a_journal_left_by_a_crash_is_read_with_its_log(path: Path, lost: str) -> None:
    """Entries that are only in the log are seen, even if the shared memory beside it is gone."""
    run_child(DIE_WITH_A_LOG, path)
    if lost:
        path.with_name(path.name + lost).unlink()
    names = sorted(file.name for file in path.parent.iterdir())
    file, log = path.read_bytes(), path.with_name("app.db-wal").read_bytes()
    run_child(LOOK, path, 1)
    assert sorted(file.name for file in path.parent.iterdir()) == names
    assert (path.read_bytes(), path.with_name("app.db-wal").read_bytes()) == (file, log)


@pytest.fixture
def sealed(path: Path, tmp_path: Path) -> Path:
    """A journal with a log in a folder that cannot be written."""
    run_child(DIE_WITH_A_LOG, path)
    medium = tmp_path / "medium"
    shutil.copytree(path.parent, medium)
    for file in medium.rglob("*"):
        file.chmod(0o500 if file.is_dir() else 0o400)
    medium.chmod(0o500)
    return medium / path.name


def test_a_folder_that_cannot_be_written_can_be_looked_at(sealed: Path) -> None:
    """The log demands a copy; it is made elsewhere and removed again."""
    before = contents(sealed.parent)
    run_child(WITHOUT_PRIVILEGES + LOOK, sealed, 1)
    assert contents(sealed.parent) == before


def test_a_copy_is_removed_again(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots do not stay behind in the temporary folder."""
    run_child(DIE_WITH_A_LOG, path)
    path.with_name("app.db-shm").unlink()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with Journal.open(path, read_only=True) as journal:
        assert len(journal.entries()) == 1
        assert len(list(temporary.iterdir())) == 1
    assert list(temporary.iterdir()) == []


def test_writing_where_nothing_can_be_written_says_so(sealed: Path) -> None:
    """The app is told that the medium is read-only, and runs on without a journal."""
    if os.name == "posix":
        assert run_child(WITHOUT_PRIVILEGES + WRITE, sealed) == "refused\n"


def test_a_file_that_cannot_be_written_says_so(path: Path) -> None:
    """A read-only file in a folder that can be written is named before the first entry is tried."""
    Journal.open(path).close()
    path.chmod(0o400)
    assert run_child(WITHOUT_PRIVILEGES + WRITE, path) == "refused\n"


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    """The state folder may be missing on a medium that is read-only."""
    (tmp_path / "medium").mkdir(mode=0o500)
    assert run_child(WITHOUT_PRIVILEGES + WRITE, tmp_path / "medium" / "below" / "app.db") == "refused\n"


def test_a_journal_opened_for_reading_refuses_to_write(path: Path) -> None:
    """Every call that writes says that this journal was opened for reading."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry())
    with Journal.open(path, read_only=True) as journal:
        for call in (
            lambda: journal.begin_session("demo"),
            lambda: journal.end_session(1),
            lambda: journal.begin_entry(new_entry()),
            lambda: journal.add_plan(1, {}, {}),
            lambda: journal.set_status(1, "kept"),
            lambda: journal.set_label(1, "x"),
            lambda: journal.set_pinned(1, pinned=True),
            lambda: journal.request_restore(1),
            journal.take_requests,
        ):
            with pytest.raises(JournalReadOnly, match="opened for reading"):
                call()
        assert journal.has_requests() is False


def test_a_reader_and_a_writer_can_be_two_processes(path: Path) -> None:
    """What another process has acknowledged is seen while it still runs."""
    child = start_child(
        "import sys\nfrom mulligan_store.journal import Journal\n"
        "from tests.support.journals import new_entry\n"
        "journal = Journal.open(sys.argv[1])\nprint(journal.begin_entry(new_entry()), flush=True)\ninput()\n",
        path,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "1\n"
    with Journal.open(path, read_only=True) as reader:
        assert reader.entry(1).status == "open"
    child.kill()
    child.communicate()
