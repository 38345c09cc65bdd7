"""docs/JSON.md and what the commands print agree, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mulligan.cli import follow, log
from mulligan.cli.main import COMMANDS, STATUS_UNKNOWN
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, ModuleSource
from tests.support import json_page
from tests.support.command_line import Run, new_entry

WITHOUT_JSON = {"inspect", "demo"}


@pytest.fixture
def other_journal(tmp_path: Path, journal_path: Path, run: Run) -> Path:
    """A journal of its own with an entry that was imported, and a memory-only key."""
    file, path = tmp_path / "exported.db", tmp_path / "other.db"
    assert run("export", "2", "--to", file, "--journal", journal_path).status == 0
    with Journal.open(path) as journal:
        secret = KeySummary("token", "str", None, None, "<redacted>", "redacted", "secret", None)
        journal.set_status(journal.begin_entry(new_entry(keys=(secret,))), "kept")
    assert run("import", file, "--journal", path).status == 0
    return path


def printed(
    run: Run, journal: Path, other: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Any]]:
    """Run every command that prints JSON; yield what the page calls it, and what it printed."""

    def call(name: str, *words: object, at: Path | None = journal) -> tuple[str, Any]:
        command, *_ = name.split()
        named = [] if at is None else ["--journal", at]
        result = run(command, *words, "--json", *named)
        assert result.status in (0, 1, STATUS_UNKNOWN), result.err
        return name, result.json

    yield call("log")
    yield call("log", at=other)
    yield call("show", "2")
    yield call("show", "last", at=other)
    yield call("show --deep", "1", "--deep")
    yield call("diff", "1", "3")
    yield call("diff", "1", "last", at=other)
    yield call("pin", "1")
    yield call("label", "1", "x")
    yield call("restore", "3", "--state-only")
    yield call("verify")
    yield call("gc", "--keep", "1", "--dry-run")
    yield call("doctor")
    file = folder / "file.db"
    yield call("export", "2", "--to", file)
    yield call("import", file, at=other)
    yield call("trust", other, at=None)
    yield call("salvage", journal, at=None)
    (folder / "toy.py").write_text("class App:\n    def __init__(self):\n        self.a = 1\n", "utf-8")
    monkeypatch.chdir(folder)
    yield call("inventory", "toy:App", at=None)
    yield written(call, folder, monkeypatch)
    yield call("recover", at=broken_off(folder))
    with Journal.open(journal) as running:
        running.begin_session("app")
        yield call("reload")
        yield call("reload --wait", "--wait", "0")
    yield followed(run, journal, monkeypatch)


def written(call: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """A source written back over another text."""
    path, source = folder / "write.db", folder / "gui.py"
    source.write_text("new = 1\n", encoding="utf-8")
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(sources=(ModuleSource("gui", str(source), "old = 1\n", None),)))
    answer: tuple[str, Any] = call("restore --write-source", "1", "--write-source", "--yes", at=path)
    return answer


def broken_off(folder: Path) -> Path:
    """A journal whose last session did not end cleanly."""
    path = folder / "broken.db"
    with Journal.open(path) as journal:
        session = journal.begin_session("app")
        journal.set_status(journal.begin_entry(new_entry(session_id=session)), "kept")
    return path


def followed(run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """The last line of a log that is followed until it is interrupted."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(follow.Follower, "look", interrupt)
    result = run("log", "--follow", "--json", "--journal", journal)
    assert result.status == log.STATUS_INTERRUPTED
    return "log --follow", json.loads(result.out.splitlines()[-1])


def test_every_field_is_on_the_page_and_of_its_type(
    run: Run, journal_path: Path, other_journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a script reads on the page is what it gets, no field more and none less."""
    commands = json_page.commands()
    seen = set()
    for name, value in printed(run, journal_path, other_journal, tmp_path, monkeypatch):
        seen.add(name)
        assert list(json_page.differences(value, commands[name], name)) == []
    assert seen == commands.keys()


def test_every_command_with_json_is_on_the_page() -> None:
    """Only the two that open something have none."""
    named = {name.split()[0] for name in json_page.commands()}
    assert named == set(COMMANDS) - WITHOUT_JSON


def test_the_comparison_sees_what_differs() -> None:
    """A field too many, one too few and one of another type are each named."""
    value = {"journal": "x", "entry": True, "more": 1}
    assert sorted(json_page.differences(value, "`pin`")) == [
        ".entry: True is no integer",
        ".more is not on the page",
        ".pinned is not in the value",
    ]
