"""What the signs say."""

from __future__ import annotations

import time

import pytest

from mulligan.imgui.wording import banner_of, busy_of, journal_line_of, mark_of, one_line, success_of
from mulligan.view import View


def test_banner_names_the_edit_the_error_and_what_runs() -> None:
    """Which edit was refused, the last line of the error, and that the last good code runs."""
    banner = banner_of(
        View(
            is_error_state=True,
            headline="nothing was reloaded",
            refused="edit of gui",
            last_error="Traceback ...",
            last_error_line="ValueError: boom",
        )
    )
    assert banner is not None
    assert banner.title == "Nothing was reloaded"
    assert banner.lines == ("edit of gui", "ValueError: boom", "Running the last good code.")
    assert banner.traceback == "Traceback ..."


def test_banner_says_nothing_twice() -> None:
    """What the headline says already is not said again."""
    banner = banner_of(
        View(
            is_error_state=True,
            headline="edit of gui was refused; running the last good code",
            refused="edit of gui",
            last_error_line="ValueError: boom",
        )
    )
    assert banner is not None
    assert banner.lines == ("ValueError: boom",)


def test_poisoned_banner_says_restart() -> None:
    """Whatever the headline was, also after a later refusal."""
    for headline in ("", "edit of gui was refused; running the last good code", "an undo failed; restart it"):
        banner = banner_of(View(is_error_state=True, poisoned=True, headline=headline))
        assert banner is not None
        assert "restart" in banner.title.lower()
        assert "Running the last good code." not in banner.lines


def test_poisoned_is_said_even_when_the_error_was_cleared() -> None:
    """Being poisoned ends with the process only."""
    assert banner_of(View(poisoned=True)) is not None


@pytest.mark.parametrize("view", [View(), View(is_error_state=True, dismissed=True)])
def test_no_banner_without_an_error_or_once_it_was_dismissed(view: View) -> None:
    """A dismissed error leaves its mark instead."""
    assert banner_of(view) is None


def test_mark_says_that_old_code_runs() -> None:
    """And which edit was refused, as far as it is known."""
    assert mark_of(View(is_error_state=True)) is None
    assert mark_of(View(is_error_state=True, dismissed=True)) == "Last good code is running"
    named = View(is_error_state=True, dismissed=True, refused="edit of gui")
    assert mark_of(named) == "Last good code is running: edit of gui was refused"
    poisoned = View(is_error_state=True, dismissed=True, poisoned=True)
    assert mark_of(poisoned) == "Restart the app: an undo failed"


def test_success_is_said_with_its_notes_and_fades() -> None:
    """Also that nothing changed; an error that came later wins."""
    now = time.monotonic()
    shown = success_of(View(success="nothing changed", success_at=now, notes=("a note", "second")))
    assert shown is not None
    assert shown[0] == "Nothing changed\nA note\nSecond"
    assert shown[1] == 1.0
    fading = success_of(View(success="done", success_at=now - 1.8))
    assert fading is not None
    assert 0 < fading[1] < 1
    assert success_of(View(success="done", success_at=now - 10)) is None
    assert success_of(View(success="done", success_at=now, is_error_state=True)) is None


def test_journal_line_says_that_nothing_is_recorded_and_why() -> None:
    """Whether the problem's own words say so or not."""
    assert journal_line_of(View()) is None
    full = "Nothing is being recorded: the disk is full"
    assert journal_line_of(View(journal_problem="the disk is full")) == full
    assert journal_line_of(View(journal_problem="nothing is being recorded: the disk is full")) == full


def test_names_keep_their_spelling() -> None:
    """A line that begins with a module's name does not capitalise it."""
    assert busy_of(View(busy="capturing the state")) == "Capturing the state"
    assert busy_of(View(busy="gui_2 is long")) == "gui_2 is long"


@pytest.mark.parametrize("text", ["", "\n\n", "a\nb\tc", "\ud800", "nul\0nul", "é" * 1000, "x" * 1000])
def test_any_text_becomes_one_short_valid_line(text: str) -> None:
    """ImGui takes UTF-8 up to the first NUL."""
    line = one_line(text, 100)
    assert len(line) <= 100
    assert "\n" not in line
    assert "\0" not in line
    line.encode("utf-8")
