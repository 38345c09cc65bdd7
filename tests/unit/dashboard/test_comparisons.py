"""What the panels say of keys, sources, tracebacks and plans."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mulligan.dashboard import comparison, tracebacks, words
from mulligan.dashboard.comparison import DISK
from mulligan.dashboard.intents import Side
from mulligan.dashboard.keys import differences
from mulligan.dashboard.reader import Reader
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, ModuleSource
from tests.support.dashboard_stage import EDITED, GUI, GUI_PATH, MODEL_PATH, TRACEBACK, entry, keys, plan

KEY = KeySummary("rows", "list", 30, 2, "[1, 2]", "snapshot", None, 0)


def source(journal: Journal, selected: int, **options: object) -> comparison.Source:
    """What the source panel shows."""
    fields: dict[str, object] = {"marked": None, "module": "", "left": None, "right": None}
    return comparison.build(Reader(lambda: journal), selected, **(fields | options))  # type: ignore[arg-type]


def test_keys_differ_by_what_their_summaries_say() -> None:
    """Type, number, value and size are each named; agreement is called the same."""
    other = replace(KEY, type="tuple", length=3, repr="(1, 2, 3)", bytes=40)
    assert differences([KEY], [KEY])[0].change == "same"
    found = differences([KEY], [other])[0]
    assert (found.change, found.reasons) == ("changed", ("type list -> tuple", "length 2 -> 3", "value"))
    assert differences([KEY], [replace(KEY, bytes=31)])[0].reasons == ("size 30 -> 31 bytes",)


def test_an_unknown_size_is_no_difference() -> None:
    """A live value has no pickled size."""
    assert differences([KEY], [replace(KEY, bytes=None)])[0].change == "same"


def test_keys_of_one_side_are_listed() -> None:
    """In the order of the first side, then those that only the second has."""
    new = replace(KEY, key="new")
    assert [(each.key, each.change) for each in differences([KEY], [new])] == [
        ("rows", "removed"),
        ("new", "added"),
    ]
    assert differences([KEY], [])[0].reasons == ("removed",)


def test_a_traceback_knows_the_places_of_hot_modules() -> None:
    """The last of them is where to look first."""
    lines = tracebacks.read(TRACEBACK, {"app.gui": GUI_PATH, "app.model": MODEL_PATH})
    place = tracebacks.failing_place(lines)
    assert place is not None
    assert (place.module, place.line) == ("app.gui", 12)
    assert [each.module for each in lines].count("app.gui") == 1
    assert "\n".join(each.text for each in lines) == TRACEBACK.rstrip("\n")


def test_paths_of_windows_are_found_in_any_case() -> None:
    """A drive letter is written as it comes."""
    text = '  File "C:\\App\\gui.py", line 3, in f'
    (line,) = tracebacks.read(text, {"gui": "c:\\app\\gui.py"})
    expected = "gui" if os.name == "nt" else None
    assert line.module == expected


def test_an_endless_traceback_is_cut() -> None:
    """Recursion prints thousands of lines; beginning and end stay."""
    lines = tracebacks.read("\n".join(map(str, range(10_000))), {})
    assert len(lines) <= tracebacks.LONGEST + 1
    assert (lines[0].text, lines[-1].text) == ("0", "9999")


def test_source_follows_the_selection(story: Journal) -> None:
    """Before and after of the module that was edited, with the line that failed."""
    found = source(story, 2)
    assert found.left is not None
    assert found.right is not None
    assert (found.module, found.left.text, found.failing_line) == ("app.gui", GUI, 12)
    assert found.right.text is not None
    assert "titel" in found.right.text.splitlines()[found.failing_line - 1]


def test_the_failing_line_is_marked_only_in_the_text_that_failed(story: Journal) -> None:
    """Line 12 of another text means nothing."""
    assert source(story, 2, right=Side(1, "after")).failing_line is None
    assert source(story, 2, module="app.model").failing_line is None


def test_any_two_entries_can_be_compared(story: Journal) -> None:
    """The marked one offers its texts too; one that is gone says so."""
    found = source(story, 2, marked=1, left=Side(1, "after"))
    assert found.left is not None
    assert found.left.text == EDITED
    assert [text for text, _ in found.choices] == [
        "before entry 2", "after entry 2", "before entry 1", "after entry 1", "file on disk",
    ]  # fmt: skip
    gone = source(story, 2, left=Side(99, "before")).left
    assert gone is not None
    assert gone.text is None
    assert "99" in gone.problem
    assert source(story, 99).problem


def test_an_unknown_text_is_said(story: Journal) -> None:
    """A restore without code has nothing after it."""
    right = source(story, 5, module="app.gui").right
    assert right is not None
    assert right.text is None
    assert "not recorded" in right.problem


def disk(tmp_path: Path, path: str) -> comparison.SourceText:
    """The side of a file on disk, of an entry that names that path."""
    with Journal.open(tmp_path / "disk.db") as journal:
        made = journal.begin_entry(entry(sources=(ModuleSource("gui", path, "a\n", None),)))
        found = source(journal, made, right=DISK).right
    assert found is not None
    return found


def test_the_file_on_disk_can_be_compared(tmp_path: Path) -> None:
    """Read when it is asked for, as the reloader would read it."""
    file = tmp_path / "gui.py"
    file.write_bytes(b"a\r\nb\r\n")
    assert disk(tmp_path, str(file)).text == "a\nb\n"


@pytest.mark.parametrize(
    "path", ["", "//host/share/gui.py", "\\\\host\\share\\gui.py", "a\0b", "/nowhere/x.py", "/"]
)
def test_a_path_that_is_no_local_file_is_not_opened(tmp_path: Path, path: str) -> None:
    """A foreign journal names any path it likes: no host is asked and no device is read."""
    found = disk(tmp_path, path)
    assert found.text is None
    assert found.problem


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"# coding: nonsense\n"])
def test_a_file_that_is_no_text_is_said(tmp_path: Path, content: bytes) -> None:
    """Whatever stands on disk, the panel shows a sentence."""
    file = tmp_path / "gui.py"
    file.write_bytes(content)
    assert disk(tmp_path, str(file)).problem


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in the place of a file would stop the frame for ever."""
    if sys.platform == "win32":
        target = "CON"
    else:
        os.mkfifo(tmp_path / "pipe.py")
        target = str(tmp_path / "pipe.py")
    assert disk(tmp_path, target).text is None


def test_code_differences_count_lines() -> None:
    """Against what runs after an entry; what nobody changed is left out."""
    before = [ModuleSource("gui", "", "a\nb\n", None), ModuleSource("model", "", "x\n", None)]
    running = [ModuleSource("gui", "", "old", "a\nc\nd\n"), ModuleSource("model", "", "x\n", None)]
    (found,) = comparison.code_differences(before, running)
    assert (found.module, found.added, found.removed) == ("gui", 1, 2)


@pytest.mark.parametrize(
    ("names", "text"),
    [(("a",), "a"), (("a", "b", "c", "d", "e"), "a, b, c and 2 more")],
)
def test_changes_name_what_the_plan_does(names: tuple[str, ...], text: str) -> None:
    """A few names, then how many more."""
    assert words.changes(plan(*names)) == text


@pytest.mark.parametrize(
    "shape", [None, 3, "x", [], {"modules": 3}, {"modules": [3, {"statements": 4}, {"statements": [5, {}]}]}]
)
def test_a_plan_of_any_shape_is_taken(shape: object) -> None:
    """Another version, or a forger, writes what it likes."""
    assert isinstance(words.changes(shape), str)
    assert words.edited(shape, ("gui",)) == ("gui",)


def test_removed_and_moved_statements_are_told_apart() -> None:
    """Names that left have a minus; statements that only moved are no change."""

    def statement(what: str) -> dict[str, str]:
        return {"what": what, "name": "f"}

    assert words.changes({"modules": [{"statements": [statement("remove"), statement("moved")]}]}) == "-f"
    assert words.changes({"modules": [{"statements": [statement("moved")]}]}) == "lines moved"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(None, ""), (0.04, "0.0 ms"), (7.42, "7.4 ms"), (250.0, "250 ms"), (1500.0, "1.5 s")],
)
def test_durations_have_units(milliseconds: float | None, text: str) -> None:
    """A person need not count zeros."""
    assert words.took(milliseconds) == text


def test_hostile_text_is_made_harmless() -> None:
    """Lone surrogates, NUL and newlines would raise or break the layout."""
    clean = words.safe("a\0b\ud800\nc" * 1000)
    assert clean.isprintable()
    clean.encode("utf-8")
    assert len(clean) <= words.SHORT_CHARACTERS


def test_sample_keys_agree_with_themselves() -> None:
    """Memory-only and redacted keys have no size and still compare."""
    assert {each.change for each in differences(keys(), keys())} == {"same"}
