"""Nothing of a journal can move the cursor, set a colour or reorder the text around it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan.cli import output
from mulligan_store.records import KeySummary

HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b1A\r\x00\b\x7f \u202eesrever\u2066\u200b\u2028\ud800 end"


def test_hostile_text_becomes_its_escapes() -> None:
    """What cannot be printed is shown as `repr` shows it, so it is seen and does nothing."""
    assert output.one_line("a\x1b[2Jb\nc\td") == "a\\x1b[2Jb\\nc\\td"
    assert output.one_line("\u202e\u200b\ud800") == "\\u202e\\u200b\\ud800"
    assert output.one_line("naïve 进步 ✓ [red] \\n") == "naïve 进步 ✓ [red] \\n"


@given(st.text(st.characters(codec=None)))
def test_one_line_is_always_printable(text: str) -> None:
    """No text whatever leaves a control, a format character or a lone surrogate."""
    assert output.one_line(text).isprintable()


@given(st.text())
def test_many_lines_only_split_at_newlines(text: str) -> None:
    """A form feed or a Unicode line separator in a traceback is shown, not obeyed."""
    lines = output.many_lines(text)
    assert len(lines) == text.count("\n") + 1
    assert all(line.isprintable() for line in lines)


def test_json_is_ascii_and_strict(capsys: pytest.CaptureFixture[str]) -> None:
    """Every strict reader can read it, and a terminal that shows it obeys nothing."""
    output.print_json({"text": HOSTILE, "nan": float("nan"), "inf": float("-inf")})
    printed = capsys.readouterr().out
    assert printed.replace("\n", "").isascii()
    assert printed.replace("\n", "").isprintable()
    read = json.loads(printed, parse_constant=pytest.fail)
    assert read == {"text": HOSTILE, "nan": "nan", "inf": "-inf"}


def test_records_become_json_objects() -> None:
    """Records, moments, paths, tuples and sets have one form in JSON."""
    key = KeySummary("rows", "list", 3, 1, "[1]", "snapshot", None, 0)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    found = output.as_json({"key": key, "at": moment, "path": Path("x"), "all": (1, {2}), 3: None})
    assert isinstance(found, dict)
    assert found["key"] == {
        "key": "rows",
        "type": "list",
        "bytes": 3,
        "length": 1,
        "repr": "[1]",
        "stored": "snapshot",
        "reason": None,
        "group": 0,
    }
    assert found["at"] == "2026-01-02T00:00:00+00:00"
    assert (found["path"], found["all"], found["3"]) == ("x", [1, [2]], None)


@pytest.mark.parametrize("terminal", [False, True])
def test_both_screens_neutralise_every_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    """Headings, cells, facts and lines: none goes round the neutralising, with rich or without."""
    monkeypatch.setattr(output, "is_terminal", lambda: terminal)
    screen = output.screen()
    screen.heading(HOSTILE)
    screen.table([output.Column("title")], [[HOSTILE]])
    screen.facts([(HOSTILE, HOSTILE)])
    screen.lines([HOSTILE])
    printed = capsys.readouterr().out
    assert "".join(printed.split("\n")).isprintable()
    assert "\\x1b" in printed


def test_markup_in_a_text_is_only_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`[red]`, `[link=...]` and `:smile:` in a label are shown as they were written."""
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    screen = output.screen()
    screen.lines(["[red]a[/red] :smile:"])
    screen.table([output.Column("x")], [["[link=http://h]b[/link]"]])
    printed = capsys.readouterr().out
    assert "[red]a[/red] :smile:" in printed
    assert "[link=http://h]b[/link]" in printed


def test_plain_tables_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns stand one below the other; numbers stand right; no line ends in blanks."""
    columns = [output.Column("n", right=True), output.Column("name"), output.Column("last")]
    output.screen().table(columns, [["1", "long name", ""], ["100", "x", "y"]])
    assert capsys.readouterr().out == "  n  name       last\n  1  long name\n100  x          y\n"


def test_a_terminal_gets_colour_for_a_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal that has colours the style of a column is applied around the text."""
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    output.screen().table([output.Column("status", style=lambda _: "red")], [["rolled_back"]])
    assert "\x1b[31mrolled_back" in capsys.readouterr().out
