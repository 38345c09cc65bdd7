"""Line numbers, file names and source text: an error points at the line that a person sees."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable

import pytest

from tests.support.engine_cases import Edit
from tests.support.engine_since import since


def raised_at(action: Callable[[], object]) -> traceback.FrameSummary:
    """The innermost frame of the traceback that `action` raises."""
    try:
        action()
    except (ValueError, ZeroDivisionError) as error:
        return traceback.extract_tb(error.__traceback__)[-1]
    raise AssertionError("nothing was raised")


def test_line_numbers_follow_moved_functions(edit: Edit) -> None:
    """Functions that only moved report their new lines."""
    first, second = edit.app.held = (edit.module.first, edit.module.second)
    for version in edit.versions():
        assert raised_at(first).lineno == edit.lines(f"v{version}", 'ValueError("first")')
        assert raised_at(second).lineno == edit.lines(f"v{version}", 'ValueError("second")')


def test_line_numbers_follow_edited_functions(edit: Edit) -> None:
    """An edited function reports the new line, and the traceback shows its text."""
    fail = edit.app.fail = edit.module.fail
    for version in edit.versions():
        frame = raised_at(fail)
        assert frame.lineno == edit.lines(f"v{version}", "ValueError")
        assert frame.filename == edit.module.__file__
        assert frame.line == 'raise ValueError("failed")'


def test_line_numbers_follow_moved_methods_and_closures(edit: Edit) -> None:
    """Methods, properties, static methods, closures made earlier and lambdas report their new lines."""
    widget = edit.app.widget = edit.module.Widget()
    closure = edit.app.closure = edit.module.make()
    shout = edit.app.shout = edit.module.shout
    for version in edit.versions():
        stage = f"v{version}"
        assert raised_at(widget.fail).lineno == edit.lines(stage, '("method")')
        assert raised_at(lambda: widget.size).lineno == edit.lines(stage, '("property")')
        assert raised_at(widget.unit).lineno == edit.lines(stage, '("static")')
        assert raised_at(closure).lineno == edit.lines(stage, '("closure")')
        assert raised_at(shout).lineno == edit.lines(stage, "shout")


def test_line_numbers_follow_moved_wrappers(edit: Edit) -> None:
    """Wrapped functions, and their wrappers, report their new lines."""
    fail = edit.app.fail = edit.module.fail
    for version in edit.versions():
        try:
            fail()
        except ValueError as error:
            frames = traceback.extract_tb(error.__traceback__)[1:]
            expected = [edit.lines(f"v{version}", text) for text in ("return function()", '("wrapped")')]
            assert [frame.lineno for frame in frames] == expected


def test_source_shown_is_that_of_the_running_code(edit: Edit) -> None:
    """`inspect.getsource` shows the text that runs: the new one, and the old one again after an undo."""
    for version in edit.versions():
        assert edit.module.render() == version
        text = edit.text(f"v{version}")
        for thing in (edit.module.render, edit.module.Widget, edit.module.Widget.draw):
            shown = inspect.getsource(thing)
            assert shown in text
            assert shown.strip().startswith(("def render", "class Widget", "def draw"))
        assert ("value = WIDTH" in inspect.getsource(edit.module.render)) == (version == 2)
        assert ('kind = "widget"' in inspect.getsource(edit.module.Widget)) == (version == 2)


def test_file_name_in_code_stays(edit: Edit) -> None:
    """Code objects name the file of the module, as after an import."""
    earlier = edit.module.make()
    for version in edit.versions():
        codes = [edit.module.render.__code__, edit.module.make.__code__, earlier.__code__]
        assert {code.co_filename for code in codes} == {edit.module.__file__}
        assert earlier() == version


def test_traceback_of_a_failed_edit_points_into_the_file(edit: Edit) -> None:
    """The traceback of an edit that failed points at the lines of the file that failed."""
    for _ in edit.versions():
        assert edit.module.helper() == 1
    lines = [(frame.filename, frame.lineno) for frame in edit.error_frames]
    assert lines[-2:] == [
        (edit.module.__file__, edit.lines("bad", "VALUE = helper()")),
        (edit.module.__file__, edit.lines("bad", "raise ValueError")),
    ]


def test_line_numbers_are_those_of_the_running_code_after_an_undo(edit: Edit) -> None:
    """After a failed edit the running code reports its own lines, not those of the refused text."""
    fail = edit.app.fail = edit.module.fail
    for _ in edit.versions():
        with pytest.raises(ValueError, match="one"):
            fail()
        assert raised_at(fail).lineno == edit.lines("v1", "raise ValueError")


@since(3, 13)
def test_first_line_of_a_class_follows(edit: Edit) -> None:
    """`__firstlineno__` of a class that only moved follows."""
    cls = edit.app.cls = edit.module.Widget
    for version in edit.versions():
        assert cls.__firstlineno__ == edit.lines(f"v{version}", "class Widget")


@since(3, 13)
def test_first_lines_of_classes_within_statements_follow(edit: Edit) -> None:
    """`__firstlineno__` follows for a class within an `if` statement and for those a moved function makes."""
    for version in edit.versions():
        assert edit.module.Chosen.__firstlineno__ == edit.lines(f"v{version}", "class Chosen")
        assert edit.module.make().__firstlineno__ == edit.lines(f"v{version}", "class Local")
