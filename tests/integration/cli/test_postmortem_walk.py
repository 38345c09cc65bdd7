"""docs/POSTMORTEM.md, followed to the letter with the journal of a process that was killed."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import documents
from tests.support.command_line import Result, run_python
from tests.support.journals import start_child

PAGE = (documents.ROOT / "docs" / "POSTMORTEM.md").read_text(encoding="utf-8")
DAMAGED = "app.db.damaged-20260304T050607Z"
NEEDS_A_WINDOW = ("inspect", "doctor")
NOT_SOUND = 1

APP = """
import pickle, sys
from mulligan_store.journal import Journal
from mulligan_store.records import ErrorReport, ModuleSource, SnapshotGroup
from tests.support.command_line import new_entry

journal = Journal.open(sys.argv[1])
session = journal.begin_session("an app")
for number in range(1, 44):
    source = ModuleSource("app.gui", sys.argv[2], f"x = {number - 1}\\n", f"x = {number}\\n")
    group = SnapshotGroup(("rows",), pickle.dumps({"rows": [1, number]}))
    entry = journal.begin_entry(new_entry(session_id=session, sources=(source,), groups=(group,)))
    if number == 42:
        error = ErrorReport("ZeroDivisionError", "division by zero", "Traceback ...")
        journal.set_status(entry, "rolled_back", error=error)
    elif number < 43:
        journal.set_status(entry, "kept")
journal.set_status(43, "on_trial")
print("on trial", flush=True)
sys.stdin.read()
"""


class Desk:
    """One person's folder, key and journal.

    Arguments:
        folder: of the person.
        journal: what the person's MULLIGAN_JOURNAL names.
    """

    def __init__(self, folder: Path, journal: Path) -> None:
        self.folder = folder
        self.environment = {
            "MULLIGAN_KEY_DIR": str(folder / "key"),
            "MULLIGAN_STATE_DIR": str(folder / "state"),
            "MULLIGAN_JOURNAL": str(journal),
            "PYTHONPATH": str(documents.ROOT),
        }

    def call(self, line: str, *, typed: str = "") -> Result:
        """Run one line of the page in the person's folder."""
        words = shlex.split(line)[1:]
        return run_python("-m", "mulligan", *words, folder=self.folder, typed=typed, **self.environment)


@pytest.fixture
def sender(tmp_path: Path) -> Desk:
    """Someone whose app was killed while its edit 43 was on trial."""
    folder = tmp_path / "sender"
    folder.mkdir()
    desk = Desk(folder, folder / "app.db")
    (folder / "gui.py").write_text("x = 43\n", encoding="utf-8")
    child = start_child(APP, folder / "app.db", folder / "gui.py", environment=desk.environment)
    assert child.stdout is not None
    assert child.stdout.readline() == "on trial\n"
    child.kill()
    child.communicate(timeout=60)
    return desk


@pytest.fixture
def receiver(tmp_path: Path, sender: Desk) -> Desk:
    """Someone else, with a key and a journal of an app that has been used once."""
    folder = tmp_path / "receiver"
    folder.mkdir()
    desk = Desk(folder, folder / "own.db")
    child = start_child(APP, folder / "own.db", folder / "gui.py", environment=desk.environment)
    assert child.stdout is not None
    assert child.stdout.readline() == "on trial\n"
    child.communicate(timeout=60)
    shutil.copyfile(sender.folder / "app.db", folder / DAMAGED)
    return desk


def lines(first: str, last: str) -> Iterator[str]:
    """The command lines between two headings of the page."""
    part = PAGE.split(f"## {first}")[1].split(f"## {last}")[0]
    for block in documents.blocks(part, "shell"):
        yield from (line for line in block.splitlines() if line.startswith("mulligan "))


def test_the_page_leads_from_the_file_to_the_finding(sender: Desk, receiver: Desk) -> None:
    """Every command of the page does what the page says, in its order, on the machines it names."""
    for line in lines("1.", "2."):
        result = sender.call(line)
        assert (result.status, result.err) == (0, ""), line
    fingerprint = result.out.split()[-1]
    shutil.copyfile(sender.folder / "trouble.db", receiver.folder / "trouble.db")
    walked = 0
    for line in lines("2.", "When it was your own app"):
        name = line.split()[1]
        if name in NEEDS_A_WINDOW:
            continue
        result = receiver.call(line, typed=fingerprint[:8] + "\n")
        expected = NOT_SOUND if name == "verify" else 0
        assert result.status == expected, f"{line}: {result.out}{result.err}"
        assert "Traceback (most" not in result.err
        walked += 1
    assert walked > 12
    assert "(pinned); first frame with the empty list" in result.out


def test_the_own_app_comes_back(sender: Desk) -> None:
    """Its last good state is asked for, and the code of an earlier moment is in its file again."""
    for line in lines("When it was", "no such heading"):
        if line.split()[1] not in NEEDS_A_WINDOW:
            result = sender.call(line, typed="y\n")
            assert (result.status, result.err) == (0, ""), line
    assert (sender.folder / "gui.py").read_text(encoding="utf-8") == "x = 40\n"
    assert "abandoned" in sender.call("mulligan log --limit 1").out
