"""The edits of the demonstration do to a text what they say, whatever stands in it."""

from __future__ import annotations

import pytest

from mulligan_mma import story_edits

TEXT = '''"""A module."""


def helper():
    return 1


def render_main(app):
    """The page."""
    app.show("old")
'''


def test_a_line_is_put_after_the_docstring_with_its_indentation() -> None:
    """The docstring stays the docstring, and the new line runs first."""
    edited = story_edits.showing("new", TEXT)
    assert edited.endswith('    """The page."""\n    app.show(\'new\')\n    app.show("old")\n')


def test_a_function_without_docstring_is_edited_too() -> None:
    """The new line stands before the first one."""
    edited = story_edits.at_start_of("helper", "a = 1\nb = 2", TEXT)
    assert "def helper():\n    a = 1\n    b = 2\n    return 1\n" in edited


def test_the_unfinished_edit_does_not_compile_at_the_line_it_names() -> None:
    """The line that the story expects in the refusal is the one Python complains about."""
    edited, line = story_edits.unfinished(TEXT)
    with pytest.raises(SyntaxError) as caught:
        compile(edited, "gui.py", "exec")
    assert caught.value.lineno == line


def test_the_raising_edit_compiles_and_then_raises() -> None:
    """It imports well, does its damage and fails: what a trial is for."""

    class App:
        tracks = [1]
        note = ""

        def show(self, text: str) -> None:
            """Take a line."""

    namespace: dict[str, object] = {}
    exec(compile(story_edits.raising(TEXT), "gui.py", "exec"), namespace)
    app = App()
    with pytest.raises(ZeroDivisionError):
        namespace["render_main"](app)  # type: ignore[operator]
    assert (app.tracks, app.note) == ([], "half done")


def test_a_text_without_the_function_is_refused() -> None:
    """The story says what it needs instead of editing something else."""
    with pytest.raises(LookupError, match="render_main"):
        story_edits.showing("new", "x = 1\n")
