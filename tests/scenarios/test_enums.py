"""Enums: members keep their identity, because everyone compares them with `is`."""

from __future__ import annotations

import copy
import pickle

import pytest

from tests.support.engine_cases import Edit


def test_members_keep_their_identity(edit: Edit) -> None:
    """Members keep their identity when methods change, and run the new methods."""
    red = edit.app.red = edit.module.Colour.RED
    for version in edit.versions():
        assert edit.module.Colour.RED is red
        assert edit.module.Colour(1) is red
        assert red.label() == ("RED", version)


def test_member_added(edit: Edit) -> None:
    """A member that was added is there at its place; the others stay the same objects."""
    colour = edit.app.colour = edit.module.Colour
    red, blue = edit.app.members = (colour.RED, colour.BLUE)
    for version in edit.versions():
        assert [member.name for member in colour] == {1: ["RED", "BLUE"], 2: ["RED", "GREEN", "BLUE"]}[
            version
        ]
        assert (edit.module.Colour, colour.RED, colour["BLUE"], colour(2)) == (colour, red, blue, blue)
        assert hasattr(colour, "GREEN") == (version == 2)
        if version == 2:
            assert isinstance(colour.GREEN, colour)
            assert colour(3) is colour.GREEN


def test_member_removed(edit: Edit) -> None:
    """A member that was removed is gone from the class; who holds it still holds it."""
    red = edit.app.red = edit.module.Colour.RED
    for version in edit.versions():
        assert red.name == "RED"
        assert hasattr(edit.module.Colour, "RED") == (version == 1)
        assert len(edit.module.Colour) == {1: 2, 2: 1}[version]
        if version == 2:
            with pytest.raises(ValueError, match="1 is not a valid"):
                edit.module.Colour(1)


def test_value_of_a_plain_member_changed(edit: Edit) -> None:
    """A member of a plain enum keeps its identity when its value changes, and is found by the new one."""
    red = edit.app.red = edit.module.Colour.RED
    for version in edit.versions():
        value = {1: "#f00", 2: "#e00"}[version]
        assert edit.module.Colour.RED is red
        assert red.value == value
        assert edit.module.Colour(value) is red
        with pytest.raises(ValueError, match="is not a valid"):
            edit.module.Colour({1: "#e00", 2: "#f00"}[version])


def test_member_renamed(edit: Edit) -> None:
    """A renamed member is there under its new name only."""
    for version in edit.versions():
        assert edit.module.Colour(1).name == {1: "RED", 2: "CRIMSON"}[version]
        assert hasattr(edit.module.Colour, "RED") == (version == 1)
        assert [member.name for member in edit.module.Colour][1:] == ["BLUE"]


def test_flags_still_combine(edit: Edit) -> None:
    """Flags combined before the edit still contain their members, and combine with added ones."""
    mode = edit.module.Mode
    both = edit.app.both = mode.READ | mode.WRITE
    for version in edit.versions():
        assert mode.READ in both
        assert both == mode.READ | mode.WRITE
        assert (mode.READ | mode.WRITE) is both
        if version == 2:
            assert mode.READ not in mode.APPEND
            assert (both | mode.APPEND).value == 7


def test_int_enum_gains_a_member(edit: Edit) -> None:
    """An IntEnum gains members and properties; old members stay, and stay integers."""
    high = edit.app.high = edit.module.Level.HIGH
    for version in edit.versions():
        assert edit.module.Level.HIGH is high
        assert high + 1 == 10
        assert edit.module.Level(9) is high
        assert sorted(edit.module.Level) == list(edit.module.Level)
        if version == 2:
            assert high.label == "High"
            assert edit.module.Level.LOW < edit.module.Level.MIDDLE < high


def test_string_enum_method_follows(edit: Edit) -> None:
    """Methods of a StrEnum follow on members held elsewhere."""
    dark = edit.app.dark = edit.module.Theme.DARK
    for version in edit.versions():
        assert dark.css() == f"{version}-dark"
        assert edit.module.Theme("dark") is dark


def test_tables_keyed_by_members_go_on(edit: Edit) -> None:
    """Dictionaries keyed by members, defaults and `match` statements go on working."""
    settings = edit.app.settings = {edit.module.Tool.BRUSH: "thick"}
    for version in edit.versions():
        assert settings[edit.module.Tool.BRUSH] == "thick"
        assert edit.module.describe() == ("pen", 1)
        assert edit.module.describe(edit.module.Tool.BRUSH) == ("other", 5)
        assert len(edit.module.Tool) == version + 1


def test_members_with_attributes_follow(edit: Edit) -> None:
    """Attributes that members get in `__init__` are those of the new values, on the same members."""
    earth = edit.app.earth = edit.module.Planet.EARTH
    for version in edit.versions():
        assert edit.module.Planet.EARTH is earth
        assert earth.title == {1: "blue 1", 2: "1: green"}[version]


def test_alias_member_means_the_same(edit: Edit) -> None:
    """An alias of a member is the same object, also when it was added later."""
    enter = edit.app.enter = edit.module.Key.ENTER
    for version in edit.versions():
        assert edit.module.Key.RETURN is enter
        assert len(edit.module.Key) == 1
        if version == 2:
            assert edit.module.Key.SUBMIT is enter


def test_members_can_be_pickled(edit: Edit) -> None:
    """A member pickled before the edit is loaded as the same object; so is a copy."""
    red = edit.app.red = edit.module.Colour.RED
    pickled = pickle.dumps(red)
    for _ in edit.versions():
        assert pickle.loads(pickled) is red
        assert pickle.loads(pickle.dumps(red)) is red
        assert copy.deepcopy(red) is red


def test_missing_hook_follows(edit: Edit) -> None:
    """An edited `_missing_` is used for the next unknown value."""
    for version in edit.versions():
        assert edit.module.Colour(99) is {1: edit.module.Colour.RED, 2: edit.module.Colour.BLUE}[version]


def test_automatic_values_follow_the_order(edit: Edit) -> None:
    """A member inserted among automatic values shifts the values; the members stay the same objects."""
    save = edit.app.save = edit.module.Step.SAVE
    for version in edit.versions():
        assert edit.module.Step.SAVE is save
        assert save.value == version + 1
        assert edit.module.Step(version + 1) is save


def test_enum_made_by_a_constant_follows(edit: Edit) -> None:
    """Member values computed from a changed constant follow."""
    https = edit.app.https = edit.module.Port.HTTPS
    for version in edit.versions():
        assert https.value == {1: 11, 2: 21}[version]
        assert edit.module.Port.HTTPS is https


def test_int_flag_keeps_its_members(edit: Edit) -> None:
    """Members and combinations of an IntFlag stay the same objects and follow."""
    mode = edit.module.Mode
    read, both = edit.app.held = (mode.READ, mode.READ | mode.WRITE)
    for version in edit.versions():
        assert (read.label(), both.label()) == ((version, 1), (version, 3))
        assert (mode.READ | mode.WRITE) is both
        assert len(mode) == version + 1


def test_enum_in_a_class_follows(edit: Edit) -> None:
    """An enum nested in a class keeps its members when either of the two is edited."""
    editor = edit.app.editor = edit.module.Editor()
    for version in edit.versions():
        assert editor.is_pen()
        assert len(edit.module.Editor.Tool) == version + 1
        assert editor.tool is edit.module.Editor.Tool(1)


def test_enum_with_its_own_new_follows(edit: Edit) -> None:
    """Members made by an enum's own `__new__` keep their identity and get the new attributes."""
    centimetre = edit.app.unit = edit.module.Unit.CM
    for version in edit.versions():
        assert edit.module.Unit("cm") is edit.module.Unit.CM is centimetre
        assert centimetre.factor == 10 * version
