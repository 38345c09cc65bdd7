"""Source text in every shape: encodings, line ends, layout, and files with nothing in them."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from tests.support.engine_cases import Edit


def line_of_failure(action: Any) -> int | None:
    """The line in which `action` raises a ValueError."""
    with pytest.raises(ValueError, match="here") as caught:
        action()
    return traceback.extract_tb(caught.value.__traceback__)[-1].lineno


def test_only_comments_change(edit: Edit) -> None:
    """Comments alone execute nothing and replace nothing."""
    width, render = edit.app.held = (edit.module.WIDTH, edit.module.render)
    for _ in edit.versions():
        assert edit.module.WIDTH is width
        assert edit.module.render is render
        assert render() == 1


def test_everything_removed(edit: Edit) -> None:
    """An emptied file empties the module of what the source had bound."""
    for version in edit.versions():
        for name in ("WIDTH", "render", "Widget"):
            assert hasattr(edit.module, name) == (version == 1)
        assert edit.module.__name__ == "everything_removed"


def test_empty_file_is_filled(edit: Edit) -> None:
    """A file that was empty can be filled."""
    for version in edit.versions():
        assert hasattr(edit.module, "render") == (version == 2)
        assert edit.module.__doc__ == {1: None, 2: "Filled."}[version]
        if version == 2:
            assert edit.module.render() == 2


def test_only_comments_remain(edit: Edit) -> None:
    """A file of which only comments remain empties the module, as an empty one does."""
    for version in edit.versions():
        assert hasattr(edit.module, "render") == hasattr(edit.module, "WIDTH") == (version == 1)


def test_statements_on_one_line_stay_apart(edit: Edit) -> None:
    """Of several statements on one line only the changed one is executed."""
    a, b = edit.module.a, edit.module.b
    for version in edit.versions():
        assert edit.module.a is a
        assert edit.module.b is b
        assert edit.module.c == version
        assert (edit.module.first(), edit.module.second()) == (version, 1)


def test_multi_line_strings_keep_their_lines(edit: Edit) -> None:
    """Lines inside strings are text, not layout."""
    for version in edit.versions():
        assert {1: "first\nsecond\n", 2: "first\n\nsecond\n"}[version] == edit.module.TEXT
        assert edit.module.render() == {1: ("one\n    two\n", 1), 2: ("one\n\n    two\n", 2)}[version]


def test_identifiers_in_other_scripts_follow(edit: Edit) -> None:
    """Names in any script follow like others."""
    update = edit.app.update = edit.module.обновить
    for version in edit.versions():
        assert update() == 10 * version
        assert edit.module.Wörterbuch.schlüssel == version


def test_annotations_become_text_by_a_future_import(edit: Edit) -> None:
    """`from __future__ import annotations` put in changes the annotations of every definition."""
    area, box = edit.app.held = (edit.module.area, edit.module.Box)
    for version in edit.versions():
        kind = {1: int, 2: "int"}[version]
        assert area.__annotations__ == {"width": kind, "return": kind}
        assert box.__annotations__ == {"side": kind}
        assert edit.module.area is area
        assert edit.module.Box is box


def test_future_import_taken_away(edit: Edit) -> None:
    """`from __future__ import annotations` taken away changes them back, and its name leaves."""
    area = edit.app.area = edit.module.area
    for version in edit.versions():
        assert area.__annotations__["width"] == {1: "int", 2: int}[version]
        assert hasattr(edit.module, "annotations") == (version == 1)


def test_match_statement_in_a_function_follows(edit: Edit) -> None:
    """A `match` statement inside a function follows."""
    describe = edit.app.describe = edit.module.describe
    for version in edit.versions():
        assert describe({"key": "a", "more": 1}) == ("key", "a", version)
        assert describe([1, 2]) == ("list", 1, version)
        assert describe(5) == {1: ("other", None, 1), 2: ("number", 5, 2)}[version]


def test_continued_lines_follow(edit: Edit) -> None:
    """Statements over several lines are one statement."""
    for version in edit.versions():
        assert {1: 111, 2: 121}[version] == edit.module.TOTAL
        assert edit.module.render(1) == 1 + version


def test_decorators_with_comments_between_follow(edit: Edit) -> None:
    """Comments and blank lines between decorators belong to the definition."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == version
        assert edit.module.render is render


def test_same_statement_twice_is_counted(edit: Edit) -> None:
    """A statement repeated once more is executed once more."""
    for version in edit.versions():
        assert ["tick"] * (version + 1) == edit.module.LOG


def test_nested_format_strings_follow(edit: Edit) -> None:
    """Format strings within format strings follow."""
    for version in edit.versions():
        assert edit.module.title() == {1: "  'a' 1", 2: "  'b' 2"}[version]


def test_tabs_become_spaces(edit: Edit) -> None:
    """Another indentation of the same code executes nothing."""
    items, render = edit.app.held = (edit.module.ITEMS, edit.module.render)
    for _ in edit.versions():
        assert edit.module.ITEMS is items
        assert edit.module.render is render
        assert render() == [1]


def test_type_comments_and_pragmas_change_nothing(edit: Edit) -> None:
    """Comments that tools read are comments."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.ITEMS is items
        assert edit.module.render() == version


def test_windows_line_ends_are_understood(edit: Edit) -> None:
    """A file with Windows line ends is read as Python reads it."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == ("a\nb", version)
        assert edit.module.ITEMS is items


def test_line_ends_changed_alone_execute_nothing(edit: Edit) -> None:
    """Other line ends alone change nothing."""
    items, render = edit.app.held = (edit.module.ITEMS, edit.module.render)
    for _ in edit.versions():
        assert edit.module.ITEMS is items
        assert edit.module.render is render


def test_byte_order_mark_is_understood(edit: Edit) -> None:
    """A file that begins with a byte order mark is read as Python reads it."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == ("café", version)
        assert edit.module.ITEMS is items


def test_declared_encoding_is_obeyed(edit: Edit) -> None:
    """A file in a declared encoding is read in it."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == ("café", version)
        assert edit.module.ITEMS is items


def test_encoding_changed_alone_executes_nothing(edit: Edit) -> None:
    """The same text in another encoding executes nothing."""
    items = edit.module.ITEMS
    for _ in edit.versions():
        assert edit.module.render() is items
        assert items == ["café"]


def test_last_line_without_an_end_is_understood(edit: Edit) -> None:
    """A last line without a line end is a line."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == version
        assert edit.module.ITEMS is items


def test_form_feeds_do_not_shift_lines(edit: Edit) -> None:
    """Form feeds between statements are layout and end no line."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == version
        assert edit.module.ITEMS is items
        assert hasattr(edit.module, "SECOND") == (version == 2)
        assert line_of_failure(edit.module.fail) == edit.lines(f"v{version}", "raise ValueError")


def test_line_separators_in_text_do_not_shift_lines(edit: Edit) -> None:
    """Characters that only look like line ends, within strings, end no line."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render() == ("\u2028", version)
        assert edit.module.ITEMS is items
        assert edit.module.TEXT == "a\u2028b\x0bc\x1cd"
        assert line_of_failure(edit.module.fail) == edit.lines(f"v{version}", "raise ValueError")


def test_long_file_is_understood(edit: Edit) -> None:
    """In a file of hundreds of functions only what changed is touched."""
    middle = edit.module.function_150.__code__.co_code
    for version in edit.versions():
        assert (edit.module.first(), edit.module.last(), edit.module.VALUE) == (version,) * 3
        assert edit.module.function_150() == 150
        assert edit.module.function_150.__code__.co_code == middle
