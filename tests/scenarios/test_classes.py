"""Classes: what an edit does to the class object, to its old instances and to its subclasses."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import pytest

from tests.support.engine_cases import Edit


def test_edited_method_serves_old_instances(edit: Edit) -> None:
    """An edited method serves instances made before; the class stays the same object."""
    cls = edit.module.Widget
    widget = edit.app.widget = cls("w")
    for version in edit.versions():
        assert widget.draw() == ("w", version)
        assert edit.module.Widget is cls
        assert type(widget) is cls


def test_bound_method_held_elsewhere_follows(edit: Edit) -> None:
    """A bound method held as a callback runs the new body on its instance."""
    widget = edit.module.Widget()
    draw = edit.app.on_frame = widget.draw
    for version in edit.versions():
        assert draw() == version
        assert draw.__self__ is widget


def test_added_method_serves_old_instances(edit: Edit) -> None:
    """A method that was added serves instances made before."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == version
        assert hasattr(widget, "size") == (version == 2)


def test_removed_method_is_gone(edit: Edit) -> None:
    """A method that left the source is gone from the class and from old instances."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == version
        assert hasattr(widget, "size") == (version == 1)


def test_class_attributes_added_changed_and_removed(edit: Edit) -> None:
    """Class attributes are added, changed and removed as the text says."""
    style = edit.app.style = edit.module.Style()
    for version in edit.versions():
        assert (style.colour, style.width) == ("red", version)
        assert hasattr(style, "dashed") == (version == 1)
        assert hasattr(style, "rounded") == (version == 2)


def test_class_attribute_changed_at_run_time_stays(edit: Edit) -> None:
    """A class attribute changed at run time keeps its value when its own line did not change."""
    pool = edit.module.Pool
    pool.items.append("kept")
    pool.limit = 99
    items = pool.items
    for version in edit.versions():
        assert pool.items is items
        assert (pool.items, pool.limit) == (["kept"], 99)
        assert pool().size() == version
        assert hasattr(pool, "name") == (version == 2)


def test_class_attribute_set_from_outside_stays(edit: Edit) -> None:
    """A class attribute that someone else set, and that the source never had, stays."""
    plugin = edit.module.Plugin
    plugin.loaded_by = "app"
    for version in edit.versions():
        assert plugin.loaded_by == "app"
        assert plugin().run() == version


def test_edited_property_serves_old_instances(edit: Edit) -> None:
    """An edited property serves old instances."""
    box = edit.app.box = edit.module.Box(3)
    for version in edit.versions():
        assert box.area == 3 * version


def test_setter_added_to_a_property(edit: Edit) -> None:
    """A setter added to a property works on old instances, and is gone after an undo."""
    box = edit.app.box = edit.module.Box()
    for version in edit.versions():
        assert box.side == 1
        if version == 1:
            with pytest.raises(AttributeError):
                box.side = 5
        else:
            box.side = 5
            assert box.side == 5


def test_method_becomes_a_property(edit: Edit) -> None:
    """A method that becomes a property is one on old instances."""
    box = edit.app.box = edit.module.Box()
    for version in edit.versions():
        assert (box.area() if version == 1 else box.area) == version


def test_class_and_static_methods_follow(edit: Edit) -> None:
    """Class methods and static methods follow, also where they are held."""
    shape = edit.module.Shape
    make, unit = edit.app.held = (shape.make, shape.unit)
    for version in edit.versions():
        assert make() == (shape, version)
        assert unit() == version
        assert shape().make() == (shape, version)


def test_method_becomes_static(edit: Edit) -> None:
    """A method that becomes static works on old instances."""
    shape = edit.app.shape = edit.module.Shape()
    for version in edit.versions():
        assert shape.unit() == version


def test_nested_class_keeps_its_identity(edit: Edit) -> None:
    """A nested class stays the same object, and its old instances follow."""
    cls = edit.module.Tree.Node
    node = edit.app.node = edit.module.Tree().make()
    for version in edit.versions():
        assert node.value() == version
        assert edit.module.Tree.Node is cls
        assert isinstance(edit.module.Tree().make(), cls)


def test_descriptor_learns_its_name(edit: Edit) -> None:
    """A descriptor that was added learns its name and the lasting class as its owner."""
    box = edit.app.box = edit.module.Box()
    box.width = 3
    for version in edit.versions():
        assert box.width == 3
        assert edit.module.Box.width.owner is edit.module.Box
        if version == 2:
            box.height = 4
            assert (box.height, edit.module.Box.height.name) == (4, "height")
            assert edit.module.Box.height.owner is edit.module.Box


def test_method_of_a_slotted_class_follows(edit: Edit) -> None:
    """Methods of a class with unchanged `__slots__` follow; old instances keep their values."""
    point = edit.app.point = edit.module.Point(1, 2)
    for version in edit.versions():
        assert point.length() == 3 * version
        assert hasattr(point, "flip") == (version == 2)


def test_slots_changed_without_instances(edit: Edit) -> None:
    """`__slots__` may change while no instance lives."""
    gc.collect()
    for version in edit.versions():
        assert hasattr(edit.module.Point(), "y") == (version == 2)
        gc.collect()


def test_old_instances_can_be_pickled(edit: Edit) -> None:
    """Instances made before the edit can be pickled and copied, and what was pickled can be loaded."""
    ticket = edit.app.ticket = edit.module.Ticket(7)
    pickled_before = pickle.dumps(ticket)
    for version in edit.versions():
        for twin in (pickle.loads(pickle.dumps(ticket)), pickle.loads(pickled_before), copy.deepcopy(ticket)):
            assert twin.title() == f"{version}:7"
            assert type(twin) is type(ticket) is edit.module.Ticket


def test_equality_and_hash_change_together(edit: Edit) -> None:
    """`__eq__` and `__hash__` given to a class count for old instances, and no more after an undo."""
    one, other = edit.app.keys = (edit.module.Key("a"), edit.module.Key("a"))
    for version in edit.versions():
        assert (one == other) == (version == 2)
        assert len({one, other}) == {1: 2, 2: 1}[version]


def test_operators_added_serve_old_instances(edit: Edit) -> None:
    """Operators, calls, indexing, length, truth and format given to a class work on old instances."""
    a, b = edit.app.vectors = (edit.module.Vector(1), edit.module.Vector(2))
    for version in edit.versions():
        assert repr(a) == {1: "Vector(1)", 2: "<1>"}[version]
        assert callable(a) == (version == 2)
        assert bool(a) == (version == 1)
        if version == 2:
            assert ((a + b).x, a < b, len(b), b[3], b(), f"{b:>}") == (3, True, 2, 6, 2, ">2")
        else:
            with pytest.raises(TypeError):
                a + b
            with pytest.raises(TypeError):
                len(a)


def test_operators_removed_are_gone(edit: Edit) -> None:
    """Operators that left the source are gone for old instances, too."""
    vector = edit.app.vector = edit.module.Vector(1)
    for version in edit.versions():
        assert callable(vector) == (version == 1)
        assert hasattr(vector, "anything") == (version == 1)
        assert hasattr(type(vector), "__contains__") == (version == 1)


def test_context_manager_class_leaves_by_new_code(edit: Edit) -> None:
    """An object whose `with` block is open while the edit arrives is left by its new `__exit__`."""
    group = edit.module.Group()
    for version in edit.versions():
        group.__exit__(None, None, None)
        assert group.log[-1] == f"exit {version}"
        group.__enter__()


def test_finalizer_of_an_old_instance_is_the_new_one(edit: Edit) -> None:
    """An instance made before the edit is finalized by the new `__del__`."""
    handles = [edit.module.Handle()]
    for version in edit.versions():
        handles.clear()
        assert edit.module.LOG[-1] == version
        handles.append(edit.module.Handle())


def test_weak_references_to_instances_live_on(edit: Edit) -> None:
    """Weak references to instances, and sets of them, live on."""
    node = edit.app.node = edit.module.Node()
    reference, nodes = weakref.ref(node), weakref.WeakSet([node])
    for version in edit.versions():
        assert reference() is node
        assert [item.name() for item in nodes] == [version]


def test_cached_property_keeps_values_already_made(edit: Edit) -> None:
    """A value that a cached property made before stays with its instance; new instances get the new one."""
    report = edit.app.report = edit.module.Report()
    assert report.total == 1
    for version in edit.versions():
        assert report.total == 1
        assert edit.module.Report().total == version


def test_partial_method_follows(edit: Edit) -> None:
    """A functools.partialmethod follows the method it wraps."""
    cell = edit.app.cell = edit.module.Cell()
    for version in edit.versions():
        assert cell.set_alive() == (version, True)


def test_alias_of_a_method_follows(edit: Edit) -> None:
    """A second name for a method in the class body follows."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert (widget.draw(), widget.render()) == (version, version)


def test_class_attribute_follows_a_constant(edit: Edit) -> None:
    """A class attribute computed from a changed constant follows; its neighbours keep run-time values."""
    pool = edit.module.Pool
    pool.items.append("kept")
    for version in edit.versions():
        assert pool.limit == version
        assert pool.items == ["kept"]
        assert edit.module.Pool is pool


def test_removed_class_leaves_the_module(edit: Edit) -> None:
    """A class that left the source leaves the module; its old instances live on."""
    legacy = edit.app.legacy = edit.module.Legacy()
    for version in edit.versions():
        assert hasattr(edit.module, "Legacy") == (version == 1)
        assert legacy.draw() == "old"


def test_init_edit_concerns_new_instances_only(edit: Edit) -> None:
    """An edited `__init__` concerns new instances; old ones keep the attributes they have."""
    old = edit.app.old = edit.module.Widget()
    for version in edit.versions():
        assert old.size == 1
        assert not hasattr(old, "colour")
        assert edit.module.Widget().size == version


def test_private_names_are_mangled_as_before(edit: Edit) -> None:
    """Names with two leading underscores find the attributes of old instances."""
    vault = edit.app.vault = edit.module.Vault()
    for version in edit.versions():
        assert vault.read() == version


def test_statements_in_a_class_body_are_obeyed(edit: Edit) -> None:
    """Conditions and comprehensions in a class body are evaluated again when what they read changed."""
    layout = edit.app.layout = edit.module.Layout()
    for version in edit.versions():
        assert layout.columns == {1: 1, 2: 3}[version]
        assert layout.widths == {1: [0], 2: [0, 10, 20]}[version]


def test_class_docstring_and_annotations_are_seen(edit: Edit) -> None:
    """The docstring and the annotations of a class are those of the new text."""
    cls = edit.app.cls = edit.module.Widget
    for version in edit.versions():
        assert cls.__doc__ == {1: "A widget.", 2: "A better widget."}[version]
        assert cls.__annotations__ == {1: {"width": int}, 2: {"width": float, "height": float}}[version]


def test_private_counter_of_a_class_goes_on(edit: Edit) -> None:
    """A counter kept as a class attribute goes on counting."""
    first = edit.app.first = edit.module.Ticket()
    numbers = []
    for version in edit.versions():
        assert first.title() == {1: "#1", 2: "No. 1"}[version]
        numbers.append(edit.module.Ticket().number)
    assert numbers == [2, 3, 3, 4]


def test_match_arguments_follow(edit: Edit) -> None:
    """`__match_args__` counts for old instances in `match` statements."""
    point = edit.app.point = edit.module.Point(1, 2)

    def first(value: Any) -> Any:
        match value:
            case edit.module.Point(found, _):
                return found

    for version in edit.versions():
        assert first(point) == version


def test_getattr_hook_of_a_class_follows(edit: Edit) -> None:
    """`__getattr__` and `__setattr__` of a class follow on old instances."""
    proxy = edit.app.proxy = edit.module.Proxy()
    for version in edit.versions():
        assert proxy.anything == (version, "anything")
        proxy.size = 1
        assert proxy.size == version


def test_renamed_class_leaves_old_instances_behind(edit: Edit) -> None:
    """A renamed class is a new class: old instances keep the old one, which left the module."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == 1
        assert hasattr(edit.module, "Widget") == (version == 1)
        assert hasattr(edit.module, "Control") == (version == 2)


def test_lambdas_in_a_class_body_follow(edit: Edit) -> None:
    """Lambdas in a class body, in properties and static methods too, follow on old instances."""
    box = edit.app.box = edit.module.Box()
    for version in edit.versions():
        assert (box.area, box.scale(5)) == (version, 5 * version)
        assert box.key(1) == {1: 1, 2: -1}[version]


def test_hostile_objects_do_no_harm(edit: Edit) -> None:
    """Objects that raise when they are compared, copied, counted or shown can be held by anyone."""
    hostile = edit.app.hostile = edit.module.Hostile()
    held = edit.module.HELD[0]
    for version in edit.versions():
        assert (hostile.draw(), held.draw(), edit.module.Holder.held.draw()) == (version,) * 3
        assert edit.module.HELD[0] is held
    assert str(edit.error) == "do not touch"


def test_method_within_a_condition_comes_to_call_super(edit: Edit) -> None:
    """A method of a class within an `if` statement may begin to call `super()`."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == {1: [1], 2: ["base", 2]}[version]
        assert type(widget) is edit.module.Widget


def test_method_within_a_condition_ceases_to_call_super(edit: Edit) -> None:
    """A method of a class within an `if` statement may cease to call `super()`."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == {1: ["base", 1], 2: [2]}[version]
        assert type(widget) is edit.module.Widget


def test_private_names_are_kept_and_removed(edit: Edit) -> None:
    """Names with two leading underscores are a class's own like others: values stay, removed methods go."""
    panel = edit.module.Panel()
    counts = iter((1, 2, 2, 3))  # an undo takes the second call back
    for version in edit.versions():
        count = next(counts)
        assert panel.add() == (count, count)
        assert hasattr(panel, "_Panel__gone") == (version == 1)
        assert hasattr(panel, "_Panel__come") == (version == 2)


def test_class_without_eq_can_be_hashed_again(edit: Edit) -> None:
    """A class that loses its `__eq__` also loses the `__hash__` of None that came with it."""
    one, other = edit.module.Point(1), edit.module.Point(1)
    for version in edit.versions():
        assert (one == other) == (version == 1)
        assert (type(one).__hash__ is None) == (version == 1)
