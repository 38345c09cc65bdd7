"""Edits that are refused: what cannot be read, what does not compile, what Python cannot change in place."""

from __future__ import annotations

import gc

import pytest

from mulligan.errors import CannotChangeInPlace, EditRefused, SourceInvalid, SourceUnreadable
from tests.support.engine_cases import Edit


def test_syntax_error_names_the_line(edit: Edit) -> None:
    """A syntax error is refused with file, line, the text of the line and a caret; nothing was executed."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert not hasattr(edit.module, "WIDTH")
    assert isinstance(edit.error, SourceInvalid)
    assert isinstance(edit.error.__cause__, SyntaxError)
    message = str(edit.error)
    assert edit.module.__file__ in message
    assert str(edit.lines("bad", "def render")) in message
    assert "def render()" in message
    assert "^" in message


def test_wrong_indentation_is_refused(edit: Edit) -> None:
    """Wrong indentation is refused."""
    for _ in edit.versions():
        assert edit.module.render() == 1
    assert isinstance(edit.error, SourceInvalid)


def test_return_outside_a_function_is_refused(edit: Edit) -> None:
    """What parses but does not compile is refused."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, SourceInvalid)


def test_misplaced_global_statement_is_refused(edit: Edit) -> None:
    """`global` after the name was assigned is refused."""
    for _ in edit.versions():
        assert (edit.module.COUNT, edit.module.count()) == (1, 1)
    assert isinstance(edit.error, SourceInvalid)


def test_global_statement_after_use_at_module_level_is_refused(edit: Edit) -> None:
    """`global` after an assignment at module level is refused, although each statement alone compiles."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, SourceInvalid)


def test_future_import_that_comes_late_is_refused(edit: Edit) -> None:
    """A `__future__` import that is not at the beginning is refused."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, SourceInvalid)


def test_unknown_future_is_refused(edit: Edit) -> None:
    """A `__future__` feature that does not exist is refused."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, SourceInvalid)


def test_empty_braces_left_open_are_refused(edit: Edit) -> None:
    """A bracket that is never closed is refused, with the line that opened it."""
    for _ in edit.versions():
        assert edit.module.STYLE == {"width": 1}
    assert isinstance(edit.error, SourceInvalid)
    assert 'STYLE = {"width": 1' in str(edit.error)


def test_null_byte_is_refused(edit: Edit) -> None:
    """A file with null bytes is refused."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, (SourceInvalid, SourceUnreadable))


def test_undecodable_bytes_are_refused(edit: Edit) -> None:
    """A file that is not text in its declared encoding is refused."""
    for _ in edit.versions():
        assert edit.module.TITLE == "one"
    assert isinstance(edit.error, SourceUnreadable)


def test_unknown_encoding_is_refused(edit: Edit) -> None:
    """A file that declares an encoding Python does not know is refused."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, SourceUnreadable)


def test_slots_changed_under_instances_are_refused(edit: Edit) -> None:
    """Other `__slots__` are refused while instances live; the refusal says how many there are."""
    points = edit.app.points = [edit.module.Point() for _ in range(3)]
    for version in edit.versions():
        assert [point.length() for point in points] == [version] * 3
    assert isinstance(edit.error, CannotChangeInPlace)
    assert "Point" in str(edit.error)
    assert "3" in str(edit.error)


def test_slots_given_to_a_class_under_instances_are_refused(edit: Edit) -> None:
    """`__slots__` given to a class whose instances have a dictionary are refused."""
    point = edit.app.point = edit.module.Point()
    for _ in edit.versions():
        assert vars(point) == {"x": 1}
    assert isinstance(edit.error, CannotChangeInPlace)


def test_named_tuple_fields_changed_under_instances_are_refused(edit: Edit) -> None:
    """Other fields of a named tuple are refused while instances live."""
    point = edit.app.point = edit.module.Point(1, 2)
    for _ in edit.versions():
        assert point._fields == edit.module.Point._fields == ("x", "y")
    assert isinstance(edit.error, CannotChangeInPlace)
    assert "Point" in str(edit.error)


def test_value_of_an_int_enum_is_refused(edit: Edit) -> None:
    """The value of an IntEnum member cannot change: the member is that integer."""
    high = edit.app.high = edit.module.Level.HIGH
    for _ in edit.versions():
        assert edit.module.Level.HIGH is high
        assert high == 9
    assert isinstance(edit.error, CannotChangeInPlace)
    assert "HIGH" in str(edit.error)


def test_value_of_a_string_enum_is_refused(edit: Edit) -> None:
    """The value of a member of a str-based enum cannot change: the member is that text."""
    dark = edit.app.dark = edit.module.Theme.DARK
    for _ in edit.versions():
        assert edit.module.Theme.DARK is dark
        assert dark == "dark"
    assert isinstance(edit.error, CannotChangeInPlace)


def test_dataclass_field_without_a_default_is_refused(edit: Edit) -> None:
    """A dataclass field without a default is refused while instances live: they would lack it."""
    ticket = edit.app.ticket = edit.module.Ticket("a")
    for version in edit.versions():
        assert hasattr(ticket, "points") == (version == 2)
        assert ticket == edit.module.Ticket("a")
    assert isinstance(edit.error, CannotChangeInPlace)
    assert "points" in str(edit.error)


def test_dataclass_field_without_a_default_and_without_instances(edit: Edit) -> None:
    """A dataclass field without a default may be added while no instance lives."""
    gc.collect()
    for version in edit.versions():
        arguments = ["a", 3][:version]
        assert list(vars(edit.module.Ticket(*arguments)).values()) == arguments
        gc.collect()


def test_field_added_to_a_slotted_dataclass_is_refused(edit: Edit) -> None:
    """A field added to a dataclass with slots is refused while instances live."""
    point = edit.app.point = edit.module.Point(1)
    for _ in edit.versions():
        assert point == edit.module.Point(1)
        with pytest.raises(AttributeError):
            assert point.y
    assert isinstance(edit.error, CannotChangeInPlace)


def test_conflicting_bases_are_an_error(edit: Edit) -> None:
    """Bases without a consistent order undo the edit."""
    both = edit.app.both = edit.module.Both()
    for _ in edit.versions():
        assert isinstance(both, edit.module.Both)
        assert edit.module.Both.__bases__ == (edit.module.Right,)
    assert isinstance(edit.error, TypeError)


def test_instances_that_cannot_move_refuse_the_edit(edit: Edit) -> None:
    """A base that would give instances another layout is refused while instances live."""
    amount = edit.app.amount = edit.module.Amount()
    for _ in edit.versions():
        assert type(amount) is edit.module.Amount
        assert not isinstance(amount, int)
    assert isinstance(edit.error, EditRefused)


def test_refusal_executes_nothing(edit: Edit) -> None:
    """What cannot be changed in place is refused before a line of the edit is executed."""
    point = edit.app.point = edit["gui"].Point()
    for _ in edit.versions():
        assert type(point) is edit["gui"].Point
        assert edit["outside"].CALLS == []
    assert isinstance(edit.error, CannotChangeInPlace)


def test_refusals_are_all_named_at_once(edit: Edit) -> None:
    """Several obstacles, also in several modules, are named in one refusal."""
    edit.app.held = (edit["gui"].Point(), edit["theme"].Size())
    for _ in edit.versions():
        assert not hasattr(edit["gui"].Point, "y")
    assert isinstance(edit.error, CannotChangeInPlace)
    assert "Point" in str(edit.error)
    assert "Size" in str(edit.error)
