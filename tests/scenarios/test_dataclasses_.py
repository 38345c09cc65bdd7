"""Dataclasses: fields, and what old instances get of them."""

from __future__ import annotations

import dataclasses

import pytest

from tests.support.engine_cases import Edit


def test_dataclass_method_follows(edit: Edit) -> None:
    """A method of a dataclass follows on old instances."""
    cls = edit.module.Ticket
    ticket = edit.app.ticket = cls("a")
    for version in edit.versions():
        assert ticket.line() == ("a", version)
        assert edit.module.Ticket is cls


def test_field_added_with_a_default_reaches_old_instances(edit: Edit) -> None:
    """A field added with a default reaches old instances, wherever they are held."""
    cls = edit.module.Ticket
    ticket = edit.app.ticket = cls("a")
    edit.app.nested = {"list": [cls("b")]}
    for version in edit.versions():
        assert [field.name for field in dataclasses.fields(ticket)] == ["title", "points"][:version]
        assert repr(ticket) == {1: "Ticket(title='a')", 2: "Ticket(title='a', points=3)"}[version]
        assert ticket == cls("a")
        assert edit.module.Ticket is cls
        held = edit.app.nested["list"][0]
        assert dataclasses.asdict(held) == {1: {"title": "b"}, 2: {"title": "b", "points": 3}}[version]


def test_field_added_with_a_factory_gives_each_its_own(edit: Edit) -> None:
    """A field added with a default factory gives each old instance a value of its own."""
    first, second = edit.app.tickets = [edit.module.Ticket("a"), edit.module.Ticket("b")]
    for version in edit.versions():
        assert hasattr(first, "tags") == (version == 2)
        if version == 2:
            assert (first.tags, second.tags) == ([], [])
            assert first.tags is not second.tags
            first.tags.append("x")


def test_removed_field_leaves_repr_and_equality(edit: Edit) -> None:
    """A field that was removed leaves `repr`, `==`, `fields` and the constructor."""
    cls = edit.module.Ticket
    ticket, other = edit.app.pair = (cls("a", 1), cls("a", 5))
    for version in edit.versions():
        assert repr(ticket) == {1: "Ticket(title='a', points=1)", 2: "Ticket(title='a')"}[version]
        assert (ticket == other) == (version == 2)
        assert [field.name for field in dataclasses.fields(cls)] == {1: ["title", "points"], 2: ["title"]}[
            version
        ]
        assert hasattr(cls, "points") == (version == 1)


def test_changed_default_concerns_new_instances_only(edit: Edit) -> None:
    """A changed default concerns new instances; old ones keep the value they have."""
    old = edit.app.old = edit.module.Ticket()
    for version in edit.versions():
        assert old.points == 1
        assert edit.module.Ticket().points == version


def test_frozen_dataclass_gains_a_field(edit: Edit) -> None:
    """Old instances of a frozen dataclass get an added field, and are still frozen and hashable."""
    colour = edit.app.colour = edit.module.Colour("red")
    for version in edit.versions():
        assert hasattr(colour, "alpha") == (version == 2)
        assert hash(colour) == hash(edit.module.Colour("red"))
        with pytest.raises(dataclasses.FrozenInstanceError):
            colour.name = "blue"


def test_slotted_dataclass_method_follows(edit: Edit) -> None:
    """A method of a dataclass with slots follows on old instances."""
    cls = edit.module.Point
    point = edit.app.point = cls(1, 2)
    for version in edit.versions():
        assert point.length() == 3 * version
        assert edit.module.Point is cls


def test_slotted_dataclass_gains_a_method(edit: Edit) -> None:
    """A dataclass with slots gains a method; old instances have it, and the class is the same."""
    cls = edit.module.Point
    point = edit.app.point = cls(1, 2)
    for version in edit.versions():
        assert hasattr(point, "length") == (version == 2)
        assert edit.module.Point is cls
        assert point == cls(1, 2)


def test_ordering_switched_on(edit: Edit) -> None:
    """Comparisons switched on by `order=True` work on old instances."""
    low, high = edit.app.versions = (edit.module.Version(1, 0), edit.module.Version(2, 0))
    for version in edit.versions():
        if version == 2:
            assert low < high
        else:
            with pytest.raises(TypeError):
                assert low < high


def test_dataclass_made_frozen(edit: Edit) -> None:
    """A dataclass made frozen refuses assignment on old instances, and allows it again after an undo."""
    colour = edit.app.colour = edit.module.Colour("red")
    for version in edit.versions():
        if version == 2:
            with pytest.raises(dataclasses.FrozenInstanceError):
                colour.name = "blue"
        else:
            colour.name = "green"
        assert edit.module.Colour("x") == edit.module.Colour("x")


def test_post_init_edit_concerns_new_instances_only(edit: Edit) -> None:
    """An edited `__post_init__` runs for new instances only."""
    old = edit.app.old = edit.module.Ticket("a")
    for version in edit.versions():
        assert old.key == "a"
        assert edit.module.Ticket("a").key == {1: "a", 2: "A"}[version]


def test_class_becomes_a_dataclass(edit: Edit) -> None:
    """A plain class that becomes a dataclass is one for its old instances."""
    one, same = edit.app.pair = (edit.module.Ticket("a"), edit.module.Ticket("a"))
    for version in edit.versions():
        assert dataclasses.is_dataclass(one) == (version == 2)
        assert (one == same) == (version == 2)
        if version == 2:
            assert repr(one) == "Ticket(title='a')"


def test_field_order_changes_new_instances(edit: Edit) -> None:
    """Fields in another order change how new instances are made; old ones keep their values by name."""
    old = edit.app.old = edit.module.Size(1, 2)
    for version in edit.versions():
        assert (old.width, old.height) == (1, 2)
        assert edit.module.Size(1, 2).width == version


def test_class_variable_and_init_only_field_follow(edit: Edit) -> None:
    """Class variables and init-only fields follow and are no fields of the instances."""
    old = edit.app.old = edit.module.Ticket("a")
    for version in edit.versions():
        assert old.prefix == {1: "A", 2: "B"}[version]
        assert dataclasses.asdict(old) == {"title": "a"}
        assert "loud" not in vars(old)
        if version == 2:
            assert edit.module.Ticket("a", loud=True).title == "A"


def test_subclass_of_a_dataclass_gains_its_field(edit: Edit) -> None:
    """A field added to a dataclass reaches the dataclasses derived from it, and their old instances."""
    task = edit.app.task = edit.module.Task("a")
    for version in edit.versions():
        names = {1: ["title", "done"], 2: ["title", "points", "done"]}[version]
        assert [field.name for field in dataclasses.fields(task)] == names
        assert task == edit.module.Task("a")
        assert (
            repr(task)
            == {1: "Task(title='a', done=False)", 2: "Task(title='a', points=3, done=False)"}[version]
        )


def test_field_default_follows_a_constant(edit: Edit) -> None:
    """A field default computed from a changed constant follows for new instances."""
    old = edit.app.old = edit.module.Ticket()
    for version in edit.versions():
        assert edit.module.Ticket().points == version
        assert old.points == 1


def test_keyword_only_field_is_added(edit: Edit) -> None:
    """A keyword-only field added with a default reaches old instances."""
    ticket = edit.app.ticket = edit.module.Ticket("a")
    for version in edit.versions():
        assert hasattr(ticket, "points") == (version == 2)
        assert ticket == edit.module.Ticket("a")


def test_field_options_follow(edit: Edit) -> None:
    """Options of a field, such as `repr` and `compare`, count for old instances."""
    one, other = edit.app.pair = (edit.module.Ticket("a", 1), edit.module.Ticket("a", 5))
    for version in edit.versions():
        assert repr(one) == {1: "Ticket(title='a', points=1)", 2: "Ticket(title='a')"}[version]
        assert (one == other) == (version == 2)
        assert dict(dataclasses.fields(one)[1].metadata) == {1: {}, 2: {"unit": "points"}}[version]


def test_inherited_dataclass_in_another_module_gains_a_field(edit: Edit) -> None:
    """A field added to a dataclass reaches derived dataclasses in other hot modules."""
    task = edit.app.task = edit["gui"].Task("a")
    for version in edit.versions():
        names = {1: ["title", "done"], 2: ["title", "points", "done"]}[version]
        assert [field.name for field in dataclasses.fields(task)] == names
        assert task == edit["gui"].Task("a")


def test_field_default_that_cannot_be_made_undoes_the_edit(edit: Edit) -> None:
    """A default factory that raises for one of the old instances undoes the edit for all of them."""
    tickets = edit.app.tickets = [edit.module.Ticket("a"), edit.module.Ticket("b"), edit.module.Ticket("c")]
    for version in edit.versions():
        assert [hasattr(ticket, "tags") for ticket in tickets] == [version == 2] * 3
    assert str(edit.error) == "the second cannot be made"


def test_plain_default_becomes_a_factory(edit: Edit) -> None:
    """A default that becomes a factory leaves old instances their value, and no class attribute behind."""
    old = edit.app.old = edit.module.Ticket()
    for version in edit.versions():
        assert old.tags == ()
        assert edit.module.Ticket().tags == {1: (), 2: []}[version]
        assert hasattr(edit.module.Ticket, "tags") == (version == 1)


def test_frozen_and_slotted_dataclass_method_follows(edit: Edit) -> None:
    """Methods of a dataclass that is frozen and has slots follow on old instances."""
    point = edit.app.point = edit.module.Point(1, 7)
    for version in edit.versions():
        assert point.moved() == edit.module.Point(1 + version, 7)
        assert edit.module.Point(1).y == {1: 0, 2: 2}[version]
        assert type(point) is edit.module.Point
        assert hasattr(point, "double") == (version == 2)
