"""Edit after edit: what an earlier edit left behind must not hinder a later one."""

from __future__ import annotations

import dataclasses

from tests.support.engine_cases import Edit


def test_cache_of_another_size_held_elsewhere_is_cleared(edit: Edit) -> None:
    """A cached function that an earlier edit replaced runs the body of a later one, with no stale result."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == edit.module.measure("abc") == 3 * version


def test_cache_put_on_and_taken_off_again(edit: Edit) -> None:
    """A function held from before a cache was put on and taken off again follows."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == edit.module.measure("abc") == 3 * version


def test_cache_taken_off_and_put_on_again(edit: Edit) -> None:
    """A cached function held from before its cache was taken off and put on again follows."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == edit.module.measure("abc") == 3 * version


def test_decorator_put_on_and_taken_off_again(edit: Edit) -> None:
    """A function held from before a decorator was put on and taken off again follows."""
    size = edit.app.size = edit.module.size
    for version in edit.versions():
        assert size() == edit.module.size() == version


def test_decorated_afresh_and_then_edited(edit: Edit) -> None:
    """A function that was decorated afresh follows the next edit of its body, for every earlier holder."""
    first = edit.app.first = edit.module.star
    for version in edit.versions():
        edit.app.second = edit.module.star
        assert first() == edit.app.second() == {1: "*", 2: "**", 3: "++"}[version]


def test_registered_afresh_and_then_edited(edit: Edit) -> None:
    """A function that was registered afresh follows the next edit of its body in the registry as well."""
    held = edit.app.held = edit.module.open_file
    for version in edit.versions():
        expected = ({1: "r"}.get(version, "w"), version)
        assert held() == edit.module.open_file() == edit.module.COMMANDS["open_file"]() == expected


def test_dispatched_afresh_and_then_edited(edit: Edit) -> None:
    """A generic function made afresh follows the next edit of its implementations."""
    for version in edit.versions():
        width = min(version, 2)
        assert edit.module.show("a") == ("any", width, version)
        assert edit.module.show(1) == ("int", width, version)


def test_closure_shape_changed_and_then_edited(edit: Edit) -> None:
    """Closures made between two edits follow the second, those of an older shape keep their code."""
    first = edit.app.first = edit.module.make("a", 5)
    for version in edit.versions():
        if version == 2:
            edit.app.second = edit.module.make("b", 6)
        assert first() == ("a", 1)
        if version == 3:
            assert edit.app.second() == ("b", 6, 3)


def test_super_put_in_and_taken_out_again(edit: Edit) -> None:
    """A method held from before `super()` was put in and taken out again follows."""
    draw = edit.app.draw = edit.module.Button().draw
    for version in edit.versions():
        assert draw() == edit.module.Button().draw() == version


def test_replaced_class_is_edited_later(edit: Edit) -> None:
    """Instances moved to a replaced class follow later edits of it."""
    button = edit.app.button = edit.module.Button()
    for version in edit.versions():
        assert button.draw() == version
        assert isinstance(button, edit.module.Button)


def test_property_and_back_to_a_method(edit: Edit) -> None:
    """A method that became a property and a method again is one."""
    box = edit.app.box = edit.module.Box()
    for version in edit.versions():
        assert (box.area if version == 2 else box.area()) == version


def test_moved_and_then_edited(edit: Edit) -> None:
    """Functions and earlier closures are found after they moved, and moved again."""
    first = edit.app.first = edit.module.first
    earlier = edit.app.earlier = edit.module.make()
    for version in edit.versions():
        assert (first(), earlier(), edit.module.make()()) == (version, version, version)
        assert first.__code__.co_firstlineno == edit.lines(f"v{version}", "def first")


def test_enum_edited_member_by_member(edit: Edit) -> None:
    """Members keep their identity through several edits of values, order and methods."""
    pen = edit.app.pen = edit.module.Tool.PEN
    for version in edit.versions():
        value = {1: 1, 2: 10, 3: 11}[version]
        assert pen.label() == ("PEN", value, version)
        assert edit.module.Tool(value) is edit.module.Tool.PEN is pen
        assert hasattr(edit.module.Tool, "BRUSH") == (version < 3)


def test_annotation_removed_later(edit: Edit) -> None:
    """The annotation of a name that left leaves with it."""
    names = ["width", "height", "depth"]
    for version in edit.versions():
        expected = {1: names[:2], 2: names, 3: names[:1]}[version]
        assert sorted(edit.module.__annotations__) == sorted(expected)


def test_field_added_and_then_another(edit: Edit) -> None:
    """Old instances get each added field once, and keep the value they got first."""
    ticket = edit.app.ticket = edit.module.Ticket("a")
    for version in edit.versions():
        names = ["title", "points", "tags"][:version]
        assert [field.name for field in dataclasses.fields(ticket)] == names
        assert dataclasses.astuple(ticket) == ("a", 2, [])[:version]


def test_alias_pointed_elsewhere_and_then_edited(edit: Edit) -> None:
    """A name pointed at another function follows that one from then on, and nobody else does."""
    first = edit.app.first = edit.module.draw
    for version in edit.versions():
        assert first() == edit.module.small() == ("small", version)
        assert edit.module.large() == ("large", version)
        assert edit.module.draw is (edit.module.small if version == 1 else edit.module.large)


def test_name_removed_and_brought_back(edit: Edit) -> None:
    """A name that was removed and comes back is a new definition."""
    for version in edit.versions():
        assert hasattr(edit.module, "helper") == hasattr(edit.module, "SHARED") == (version != 2)
        if version != 2:
            assert edit.module.helper() == version
            assert [{1: "one", 3: "three"}[version]] == edit.module.SHARED


def test_import_changed_and_then_the_imported_edited(edit: Edit) -> None:
    """An import that an edit pointed elsewhere follows the new place from then on."""
    for version in edit.versions():
        assert edit["gui"].render() == ({1: "paint"}.get(version, "draw"), version)


def test_two_edits_at_once_then_one_back(edit: Edit) -> None:
    """Functions and classes that changed together, and then in part, fit each other at every step."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == edit.module.second() == version
        assert hasattr(widget, "size") == (version == 2)


def test_class_becomes_dataclass_and_gains_a_field(edit: Edit) -> None:
    """Old instances of a plain class that became a dataclass get the fields added later."""
    ticket = edit.app.ticket = edit.module.Ticket("a")
    for version in edit.versions():
        assert vars(ticket) == ({"title": "a"} if version < 3 else {"title": "a", "points": 3})
        assert dataclasses.is_dataclass(ticket) == (version > 1)


def test_module_emptied_and_filled_again(edit: Edit) -> None:
    """A module that was emptied can be filled again."""
    for version in edit.versions():
        assert edit.module.__doc__ == {1: "Words.", 2: None, 3: "Other words."}[version]
        assert hasattr(edit.module, "Widget") == (version != 2)
        if version != 2:
            assert edit.module.render() == version


def test_lambda_in_a_table_follows_later(edit: Edit) -> None:
    """Lambdas in a table are those of the text, edit after edit."""
    for version in edit.versions():
        assert edit.module.HANDLERS["open"]() == version
        assert ("close" in edit.module.HANDLERS) == (version > 1)


def test_method_lifted_to_the_base(edit: Edit) -> None:
    """A method moved to the base class and back is found by old instances."""
    button = edit.app.button = edit.module.Button()
    for version in edit.versions():
        assert button.draw() == version
