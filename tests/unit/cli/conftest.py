"""A journal with known entries, and a way to call the command line as a shell would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan.cli.main import main
from mulligan_store.journal import Journal
from mulligan_store.records import ErrorReport
from tests.support.command_line import TRACEBACK, Result, Run, new_entry


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `mulligan` with words; the result has exit status, standard output and standard error."""

    def call(*words: object) -> Result:
        capsys.readouterr()
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """A journal with three entries: 1 kept, 2 rolled back with an error, 3 a restore of 1, kept."""
    path = tmp_path / "journal.db"
    with Journal.open(path) as journal:
        session = journal.begin_session("tests")
        good = journal.begin_entry(new_entry(label="first edit", session_id=session))
        journal.set_status(good, "kept")
        bad = journal.begin_entry(new_entry(session_id=session))
        error = ErrorReport("ValueError", "no", TRACEBACK)
        journal.set_status(bad, "rolled_back", error=error, phases_ms={"capture": 1.5, "apply": 2.25})
        restore = journal.begin_entry(
            new_entry(kind="restore", trigger="button", parent_id=1, session_id=session)
        )
        journal.set_status(restore, "kept")
        journal.end_session(session)
    return path


@pytest.fixture
def live_journal_path(journal_path: Path) -> Iterator[Path]:
    """The same journal while an app has a session in it."""
    with Journal.open(journal_path) as journal:
        session = journal.begin_session("a running app")
        yield journal_path
        journal.end_session(session)
