"""A journal in trouble is said, and reloads stay safe in memory."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import types

import pytest

from mulligan_store.errors import JournalUnreadable
from mulligan_store.journal import Journal

V1 = "def render(app):\n    return 'one'\n"
V2 = "def render(app):\n    return 'two'\n"


@pytest.fixture
def app():
    """An app with one state key."""
    return types.SimpleNamespace(rows=[1])


def reload_both_ways(files, reloader, app, gui):
    """A good edit is live and a bad one is undone, whatever the journal does."""
    files.write("gui", V2)
    assert reloader.reload_all(app) is True
    assert gui.render(app) == "two"
    rows = app.rows
    files.write("gui", "import sys\n" + V1 + "1 / 0\n")
    assert reloader.reload_all(app) is False
    assert gui.render(app) == "two"
    assert app.rows is rows
    assert app.rows == [1]


def test_a_file_that_is_no_database_is_moved_aside_and_a_new_journal_begun(files, reloader, app, tmp_path):
    """The damaged file is kept under another name and reported; recording goes on."""
    path = tmp_path / "journal.db"
    path.write_bytes(b"this is not a database, it is a letter to the editor\n" * 400)
    gui = files.add("gui", V1, state_keys=["rows"])
    reload_both_ways(files, reloader, app, gui)
    assert [entry.status for entry in reloader.history()] == ["rolled_back", "kept"]
    moved = [each for each in tmp_path.iterdir() if "damaged" in each.name]
    assert len(moved) == 1
    assert moved[0].read_bytes().startswith(b"this is not a database")
    assert "damaged" in reloader.view().journal_notes[0]


def test_a_newer_journal_is_left_alone_and_reloads_go_on(files, reloader, app, tmp_path):
    """A journal of a newer version is not touched; the view says that nothing is recorded."""
    path = tmp_path / "journal.db"
    gui = files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V1 + "# first\n")
    reloader.reload_all(app)
    reloader.stop()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()
    before = path.read_bytes()
    reload_both_ways(files, reloader, app, gui)
    assert "newer" in reloader.view().journal_problem
    assert path.read_bytes() == before


def test_a_journal_that_cannot_be_written_is_said_and_reloads_go_on(files, reloader, app, tmp_path):
    """A journal below a file, where no folder can be, leaves the guarantee in memory."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    reloader.configure(journal=tmp_path / "file" / "journal.db")
    gui = files.add("gui", V1, state_keys=["rows"])
    reload_both_ways(files, reloader, app, gui)
    assert reloader.view().journal_problem


def test_a_required_journal_that_cannot_be_written_refuses_reloads(files, reloader, app, tmp_path):
    """require_journal makes an unrecorded reload a refused one."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    reloader.configure(journal=tmp_path / "file" / "journal.db", require_journal=True)
    gui = files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V2)
    assert reloader.reload_all(app) is False
    assert gui.render(app) == "one"
    assert reloader.is_error_state is True


def test_a_read_only_journal_is_said_and_reloads_go_on(files, reloader, app, tmp_path):
    """A journal that may not be written is left as it is; the view says that nothing is recorded."""
    gui = files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V1 + "# first\n")
    reloader.reload_all(app)
    reloader.stop()
    path = tmp_path / "journal.db"
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        reload_both_ways(files, reloader, app, gui)
        problem = reloader.view().journal_problem
    finally:
        tmp_path.chmod(0o700)
    assert os.geteuid() == 0 or problem  # root may write everywhere: then there is no trouble to tell


def test_a_journal_that_is_deleted_meanwhile_is_begun_anew(files, reloader, app, tmp_path):
    """Entries go where they can be found: a journal whose file is gone is not written to any longer."""
    files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V2)
    assert reloader.reload_all(app) is True
    for path in tmp_path.glob("journal.db*"):
        if path.is_file():
            path.unlink()
    files.write("gui", V1)
    assert reloader.reload_all(app) is True
    reloader.stop()
    with Journal.open(tmp_path / "journal.db", read_only=True) as journal:
        assert [entry.kind for entry in journal.entries()][-1:] == ["reload"]


def test_a_journal_found_damaged_meanwhile_is_moved_aside(files, reloader, app, tmp_path, monkeypatch):
    """Once SQLite meets the damage, the file is kept aside, and the very entry goes into a new journal."""
    path = tmp_path / "journal.db"
    files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V2)
    assert reloader.reload_all(app) is True
    with path.open("r+b") as file:
        file.write(b"garbage " * (path.stat().st_size // 8))

    def meets_the_damage(new):
        raise JournalUnreadable("database disk image is malformed")

    monkeypatch.setattr(reloader.journal(), "begin_entry", meets_the_damage)
    files.write("gui", V1)
    assert reloader.reload_all(app) is True
    assert [entry.kind for entry in reloader.history()] == ["reload"]
    assert reloader.view().journal_problem is None
    assert [each for each in tmp_path.iterdir() if "damaged" in each.name]


@pytest.mark.parametrize("content", [b"", b"dear diary\n" * 9_000, bytes(200_000)])
def test_a_journal_overwritten_meanwhile_takes_the_next_entry_anew(files, reloader, app, tmp_path, content):
    """Something else wrote over the file: it is noticed before the next entry, which is not lost in it."""
    path = tmp_path / "journal.db"
    gui = files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V2)
    assert reloader.reload_all(app) is True
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(content)
    files.write("gui", V1)
    assert reloader.reload_all(app) is True
    assert gui.render(app) == "one"
    assert reloader.view().journal_problem is None
    number = reloader.history()[0].id
    assert reloader.history()[0].kind == "reload"
    reloader.stop()
    with Journal.open(path, read_only=True) as journal:
        assert journal.read_groups(number)
        assert journal.verify().problems == ()
    aside = [each.read_bytes() for each in tmp_path.glob("journal.db.damaged-*")]
    assert any(kept[:10] == content[:10] for kept in aside)


def test_two_processes_share_a_journal(files, reloader, app, tmp_path):
    """A second process records in the same journal at the same time, and nothing is lost."""
    files.add("gui", V1, state_keys=["rows"])
    files.write("gui", V2)
    assert reloader.reload_all(app) is True
    other = (
        "import sys, types, pathlib\n"
        "from mulligan import HotModule, HotReloader\n"
        "path = pathlib.Path(sys.argv[1]) / 'second_gui.py'\n"
        "path.write_text('A = 1\\n', encoding='utf-8')\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "import second_gui\n"
        "HotReloader.configure(journal=sys.argv[2])\n"
        "HotReloader.register(HotModule('second_gui', path, ['rows'], []))\n"
        "app = types.SimpleNamespace(rows=[])\n"
        "for number in range(5):\n"
        "    path.write_text(f'A = {number + 2}\\n', encoding='utf-8')\n"
        "    assert HotReloader.reload_all(app), HotReloader.last_error\n"
    )
    folder = tmp_path / "second"
    folder.mkdir()
    command = [sys.executable, "-c", other, str(folder), str(tmp_path / "journal.db")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        for number in range(5):
            files.write("gui", V1 + f"X = {number}\n")
            assert reloader.reload_all(app) is True
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    assert [entry.status for entry in reloader.history()] == ["kept"] * 11
