"""`mulligan show`: everything about one entry, as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mulligan.cli import output, show
from mulligan.cli.plan_text import plan_lines
from mulligan.cli.show import source_diff
from mulligan.execution.plan import ModulePlan, Plan, StatementPlan
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, ModuleSource
from tests.support.command_line import PLAN, TRACEBACK, Run, new_entry
from tests.support.journals import forging


def test_json_is_one_object_with_everything(run: Run, journal_path: Path) -> None:
    """Keys, sources with their diff, plan, phases and traceback are all there."""
    result = run("show", "2", "--journal", journal_path, "--json")
    assert result.status == 0
    shown = result.json
    assert (shown["id"], shown["status"], shown["traceback"]) == (2, "rolled_back", TRACEBACK)
    assert shown["plan"] == PLAN
    assert shown["phases_ms"]["apply"] == 2.25
    assert [key["key"] for key in shown["keys"]] == ["rows"]
    assert shown["keys"][0]["repr"] == "[1, 2]"
    assert shown["sources"][0]["module"] == "gui"
    assert "-    return 1\n+    return 2" in shown["sources"][0]["diff"]


def test_text_shows_state_error_timings_plan_and_diff(run: Run, journal_path: Path) -> None:
    """A person sees the same, section by section."""
    printed = run("show", "2", "--journal", journal_path).out
    for expected in (
        "rolled_back",
        "ValueError: no",
        'File "gui.py", line 2',
        "2.250 ms",
        "code only  render_main (lines 3-7): only its body changed",
        "State as it was before this entry",
        "[1, 2]",
        "-    return 1",
        "+    return 2",
    ):
        assert expected in printed


def test_last_is_the_newest_entry(run: Run, journal_path: Path) -> None:
    """`last` saves looking up the number."""
    assert run("show", "last", "--journal", journal_path, "--json").json["id"] == 3


def test_last_of_an_empty_journal_is_an_error(run: Run, tmp_path: Path) -> None:
    """There is no last entry, and the line says why."""
    path = tmp_path / "empty.db"
    Journal.open(path).close()
    result = run("show", "last", "--journal", path)
    assert result.status == 1
    assert "no entries" in result.err


def test_an_entry_that_is_not_there_is_an_error(run: Run, journal_path: Path) -> None:
    """The number is named, nothing is printed on standard output, and the status is 1."""
    result = run("show", "99", "--journal", journal_path, "--json")
    assert (result.status, result.out) == (1, "")
    assert "99" in result.err


@pytest.mark.parametrize("word", ["0", "-1", "x", "²", "1.5", "9" * 30, "first"])
def test_a_word_that_is_no_entry_is_a_usage_error(run: Run, journal_path: Path, word: str) -> None:
    """Only a number that SQLite has, or `last`, names an entry."""
    assert run("show", "--journal", journal_path, "--", word).status == 2


def test_a_key_that_was_not_written_says_why(run: Run, journal_path: Path) -> None:
    """Memory only and redacted keys name their reason beside them."""
    kept = KeySummary(
        "lock", "dict", None, 1, "{...}", "memory only", "app.lock: a lock cannot be copied", None
    )
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry(keys=(kept,), groups=(), session_id=journal.begin_session("t")))
    assert (
        "memory only: app.lock: a lock cannot be copied" in run("show", "last", "--journal", journal_path).out
    )


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_hostile_reaches_the_terminal(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    """Keys, reprs, module names, paths, sources, plan and phases are all neutralised."""
    evil = "\x1b]0;owned\x07\u202e[red]"
    entry = new_entry(
        label=evil,
        keys=(KeySummary(evil, evil, 1, 1, evil, "memory only", evil, None),),
        groups=(),
        sources=(ModuleSource(evil, evil, f"a = 1 # {evil}\n", f"a = 2 # {evil}\n"),),
        plan={evil: [{evil: evil}]},
        phases_ms={evil: 1.0},
    )
    with Journal.open(journal_path) as journal:
        journal.begin_entry(entry)
    monkeypatch.setattr(output, "is_terminal", lambda: terminal)
    printed = run("show", "last", "--journal", journal_path).out
    assert "".join(printed.split("\n")).isprintable()
    assert "\\x1b]0;owned" in printed


def test_a_diff_names_the_side_that_is_unknown() -> None:
    """An entry whose edit could not be read has no source after it; the header says so."""
    diff = source_diff(ModuleSource("gui", "gui.py", "a\n", None))
    assert diff[:2] == ["--- gui.py (before)", "+++ gui.py (after, unknown)"]
    assert source_diff(ModuleSource("gui", "gui.py", "a\n", "a\n")) == []


def test_a_diff_shows_a_missing_last_newline() -> None:
    """Two sources that differ in their last newline only are not called the same."""
    assert source_diff(ModuleSource("gui", "gui.py", "a\n", "a")) != []


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        ("text", ["text"]),
        ({"a": [], "b": None}, ["a: none", "b: none"]),
        ([[1, 2], {"x": [1, 2]}], ["- 1 2", "- x 1 2"]),
        ({"m": [{"s": {"n": 1}}]}, ["m", "  -", "    s", "      n: 1"]),
    ],
)
def test_a_plan_of_any_shape_is_shown(plan: object, lines: list[str]) -> None:
    """A journal of another version may hold another plan; it is still readable."""
    assert plan_lines(plan) == lines


def test_a_plan_is_shown_as_the_engine_words_it() -> None:
    """What `show` prints of a plan is what `str(plan)` says in the app."""
    statements = (
        StatementPlan("render_main", 3, 7, "code only", "only its body changed"),
        StatementPlan("WIDTH", 9, 9, "execute", "its text changed"),
    )
    plan = Plan((ModulePlan("gui", "gui.py", statements), ModulePlan("other", "o.py", ())))
    stored = json.loads(json.dumps(plan.as_json()))
    assert plan_lines(stored) == str(plan).split("\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_plan_nested_deeply_is_shown_or_refused(run: Run, journal_path: Path, options: list[str]) -> None:
    """A forged plan may be as deep as the parser takes: it never ends in a traceback or in half an answer."""
    plan: list[object] = []
    for _ in range(900):
        plan = [plan]
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry(plan=plan))
    result = run("show", "last", "--journal", journal_path, *options)
    assert (result.status, result.out == "") in ((0, False), (1, True))


def test_a_plan_beyond_the_stack_is_one_line(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be shown is said, and nothing of the entry is printed before."""

    def too_deep(_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(show, "plan_lines", too_deep)
    result = run("show", "1", "--journal", journal_path)
    assert (result.status, result.out) == (1, "")
    assert "nested too deeply" in result.err


def test_where_an_imported_entry_comes_from_is_shown(run: Run, journal_path: Path, tmp_path: Path) -> None:
    """Its number there, the journal, and who says to have signed it; the log says it in short."""
    file, other = tmp_path / "file.db", tmp_path / "other.db"
    run("export", "2", "--to", file, "--journal", journal_path)
    Journal.open(other).close()
    run("import", file, "--journal", other)
    with Journal.open(journal_path, read_only=True) as journal:
        origin = journal.journal_id
    assert f"entry 2 of journal {origin}" in run("show", "last", "--journal", other).out
    assert f"entry 2 of journal {origin[:8]}" in run("log", "--journal", other).out


def test_a_damaged_row_is_shown_with_what_is_wrong(run: Run, journal_path: Path) -> None:
    """One bad row hides neither the others nor what can be read of itself."""
    with forging(journal_path) as raw:
        raw.execute("UPDATE entries SET started_at = 'no time' WHERE id = 2")
    assert "(damaged)" in run("log", "--journal", journal_path).out
    shown = run("show", "2", "--journal", journal_path)
    assert (shown.status, "damaged" in shown.out) == (0, True)
    assert "Traceback (most recent call last)" in shown.out


def test_a_damaged_source_is_said_in_its_place(run: Run, journal_path: Path) -> None:
    """The rest of the entry is shown all the same."""
    with forging(journal_path) as raw:
        raw.execute("UPDATE blobs SET stored = x'00' WHERE id IN (SELECT blob_id FROM entry_sources)")
    shown = run("show", "2", "--journal", journal_path)
    assert (shown.status, "could not be read: " in shown.out) == (0, True)
    assert run("show", "2", "--json", "--journal", journal_path).json["sources"][0]["problem"]


def test_deep_says_who_vouches_for_nothing(run: Run, journal_path: Path) -> None:
    """What another signed is read as well, and marked."""
    assert "vouched for by nobody" not in run("show", "1", "--deep", "--journal", journal_path).out
    with forging(journal_path) as raw:
        raw.execute("UPDATE entries SET code = x'00' WHERE id = 1")
    assert "vouched for by nobody" in run("show", "1", "--deep", "--journal", journal_path).out
