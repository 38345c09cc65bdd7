"""Bases, metaclasses, class decorators, and the kinds of classes that the standard library makes."""

from __future__ import annotations

import gc

import pytest

from mulligan.errors import CannotChangeInPlace
from tests.support.engine_cases import Edit
from tests.support.engine_since import since


def test_added_abstract_method_forbids_new_instances(edit: Edit) -> None:
    """An added abstract method forbids new instances of subclasses that lack it; old ones live on."""
    square = edit.app.square = edit.module.Square()
    for version in edit.versions():
        assert square.area() == 1
        if version == 1:
            edit.module.Square()
        else:
            with pytest.raises(TypeError):
                edit.module.Square()


def test_implemented_abstract_method_allows_instances(edit: Edit) -> None:
    """An abstract method that was implemented allows instances."""
    for version in edit.versions():
        if version == 1:
            with pytest.raises(TypeError):
                edit.module.Square()
        else:
            assert edit.module.Square().area() == 2


def test_virtual_subclass_stays_registered(edit: Edit) -> None:
    """A class registered with an abstract base stays registered."""
    foreign = edit.app.foreign = edit.module.Foreign()
    for version in edit.versions():
        assert isinstance(foreign, edit.module.Drawable)
        assert edit.module.Drawable.layer == version


def test_edited_metaclass_serves_its_classes(edit: Edit) -> None:
    """An edited metaclass serves the classes made before."""
    widget = edit.app.cls = edit.module.Widget
    for version in edit.versions():
        assert widget.describe() == ("Widget", version)


def test_metaclass_added_to_a_class(edit: Edit) -> None:
    """A metaclass given to a class serves it, and old instances run the new methods."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == version
        assert isinstance(widget, edit.module.Widget)
        assert hasattr(edit.module.Widget, "describe") == (version == 2)


def test_metaclass_removed_moves_the_instances(edit: Edit) -> None:
    """A metaclass taken away moves the old instances to the new class."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == version
        assert isinstance(widget, edit.module.Widget)
        assert hasattr(edit.module.Widget, "describe") == (version == 1)


def test_class_decorator_is_applied_to_the_lasting_class(edit: Edit) -> None:
    """What a class decorator does reaches the class that everyone holds."""
    cls = edit.app.cls = edit.module.Widget
    for version in edit.versions():
        assert cls.tag == {1: "one", 2: "two"}[version]
        assert edit.module.Widget is cls


def test_init_subclass_registry_holds_each_class_once(edit: Edit) -> None:
    """A list filled by `__init_subclass__` holds the lasting class, once."""
    cls = edit.module.Export
    for version in edit.versions():
        assert edit.module.Plugin.registry == [cls]
        assert edit.module.Export is cls
        assert cls().run() == version
        assert cls.label == {1: "one", 2: "two"}[version]


def test_class_registry_by_name_holds_the_lasting_class(edit: Edit) -> None:
    """A dictionary filled by a class decorator holds the lasting class."""
    cls = edit.module.Export
    for version in edit.versions():
        assert {"Export": cls} == edit.module.REGISTRY
        assert cls.label == version


def test_changed_base_serves_old_instances(edit: Edit) -> None:
    """Another base class serves old instances; the class stays the same object."""
    cls = edit.module.Button
    button = edit.app.button = cls()
    for version in edit.versions():
        assert button.shape() == {1: "round", 2: "square"}[version]
        assert edit.module.Button is cls
        assert isinstance(button, edit.module.Square) == (version == 2)


def test_base_given_to_a_class_without_one(edit: Edit) -> None:
    """A class that had no base gets one: it is replaced, its instances move, and the report says so."""
    button = edit.app.button = edit.module.Button()
    for version in edit.versions():
        assert button.draw() == version
        assert isinstance(button, edit.module.Button)
        assert hasattr(button, "move") == (version == 2)
    assert any("Button" in note for note in edit.notes)


def test_run_time_values_survive_a_changed_base(edit: Edit) -> None:
    """Class attributes changed at run time survive a change of the bases."""
    pool = edit.module.Pool
    pool.items.append("kept")
    for version in edit.versions():
        assert pool.items == ["kept"]
        assert issubclass(pool, edit.module.First) == (version == 1)


def test_super_newly_used_in_a_method(edit: Edit) -> None:
    """`super()` newly used in a method works on old instances and held bound methods."""
    button = edit.app.button = edit.module.Button()
    draw = edit.app.draw = button.draw
    for version in edit.versions():
        assert button.draw() == version
        assert draw() == version
    assert button.log == ["base", "base"]


def test_class_cell_newly_used_in_a_method(edit: Edit) -> None:
    """`__class__` newly used in methods is the lasting class."""
    button = edit.app.button = edit.module.Button()
    held = edit.app.held = button.held
    for _ in edit.versions():
        assert button.owner() is edit.module.Button
        assert held() is edit.module.Button


def test_super_given_up_in_a_method(edit: Edit) -> None:
    """A method that no longer uses `super()` follows as well."""
    draw = edit.app.draw = edit.module.Button().draw
    for version in edit.versions():
        assert draw() == version


def test_exception_class_is_still_caught(edit: Edit) -> None:
    """An exception raised before the edit is still caught by name after it, and follows."""
    fail = edit.app.fail = edit.module.fail
    old = edit.module.AppError("held")

    def raise_old() -> None:
        raise old

    for version in edit.versions():
        assert edit.module.guard(fail) == version
        assert edit.module.guard(raise_old) == version


def test_diamond_of_classes_keeps_its_order(edit: Edit) -> None:
    """Bases in another order give the method resolution order of a fresh import."""
    bottom = edit.app.bottom = edit.module.Bottom()
    for version in edit.versions():
        middle = {1: ["left", "right"], 2: ["right", "left"]}[version]
        assert bottom.who() == ["bottom", *middle, "root"]


def test_generic_class_keeps_its_identity(edit: Edit) -> None:
    """A generic class, and aliases of it such as `Box[int]`, go on meaning the same class."""
    box = edit.app.box = edit.module.IntBox(5)
    alias = edit.app.alias = edit.module.IntBox
    for version in edit.versions():
        assert box.get() == (version, 5)
        assert alias(6).get() == (version, 6)
        assert alias.__origin__ is edit.module.Box


def test_runtime_protocol_asks_for_the_new_method(edit: Edit) -> None:
    """`isinstance` with a protocol asks for the methods of the new text."""

    class Plain:
        def draw(self) -> None: ...

    class Full(Plain):
        def resize(self) -> None: ...

    for version in edit.versions():
        assert isinstance(Plain(), edit.module.Drawable) == (version == 1)
        assert isinstance(Full(), edit.module.Drawable)


def test_named_tuple_method_follows(edit: Edit) -> None:
    """Methods of a named tuple follow on old instances."""
    point = edit.app.point = edit.module.Point(1, 2)
    for version in edit.versions():
        assert point.length() == 3 * version
        assert isinstance(point, edit.module.Point)


def test_typed_dict_gains_a_key(edit: Edit) -> None:
    """A key added to a TypedDict is among its annotations."""
    for version in edit.versions():
        assert list(edit.module.Movie.__annotations__) == ["title", "year"][:version]
        assert len(edit.module.Movie.__required_keys__) == version


def test_total_ordering_follows(edit: Edit) -> None:
    """The comparisons that functools.total_ordering made follow the edited one."""
    low, high = edit.app.versions = (edit.module.Version(1, 9), edit.module.Version(2, 0))
    for version in edit.versions():
        assert (low < high) == (version == 1)
        assert (low >= high) == (version == 2)


@since(3, 12)
def test_generic_class_in_new_syntax_follows(edit: Edit) -> None:
    """A class with type parameters in brackets keeps its identity, and old instances follow."""
    box = edit.app.box = edit.module.Box(1)
    for version in edit.versions():
        assert box.get() == (version, 1)
        assert isinstance(box, edit.module.Box)
        assert hasattr(box, "put") == (version == 2)


def test_keyword_of_a_class_statement_follows(edit: Edit) -> None:
    """A changed keyword in a class statement is handed to `__init_subclass__`, for the lasting class."""
    cls = edit.app.cls = edit.module.Export
    for version in edit.versions():
        assert cls.key == {1: "one", 2: "two"}[version]
        assert edit.module.Export is cls
        assert cls().run() == version


def test_edited_subclass_hook_is_asked_again(edit: Edit) -> None:
    """An edited `__subclasshook__` is asked again: no earlier answer is remembered."""
    plain = edit.app.plain = edit.module.Plain()
    for version in edit.versions():
        assert isinstance(plain, edit.module.Sized) == (version == 2)


def test_single_dispatch_method_follows(edit: Edit) -> None:
    """A functools.singledispatchmethod follows on old instances, with its added implementations."""
    printer = edit.app.printer = edit.module.Printer()
    for version in edit.versions():
        assert (printer.show(1.5), printer.show(1)) == (("any", version), ("int", version))
        assert printer.show("a") == {1: ("any", 1), 2: ("str", 2)}[version]


def test_class_made_by_a_call_follows(edit: Edit) -> None:
    """A class made by a call, as by `namedtuple` or `type`, follows like one made by a statement."""
    point, label = edit.app.held = (edit.module.Point(1, 2), edit.module.Label())
    for version in edit.versions():
        assert point == (1, 2)
        assert label.text == {1: "one", 2: "two"}[version]
        assert (type(point), type(label)) == (edit.module.Point, edit.module.Label)
        assert len(edit.module.Point._field_defaults) == version - 1
    assert isinstance(edit.error, CannotChangeInPlace)


def test_abstract_property_is_implemented(edit: Edit) -> None:
    """Abstract properties and what implements them follow."""
    square = edit.app.square = edit.module.Square()
    for version in edit.versions():
        assert square.area == edit.module.Square().area == version
        assert hasattr(square, "unit") == (version == 2)


def test_subclasses_list_has_no_ghosts(edit: Edit) -> None:
    """`__subclasses__()` lists the classes of the text, each once."""
    for version in edit.versions():
        gc.collect()
        names = sorted(cls.__name__ for cls in edit.module.Base.__subclasses__())
        assert names == ["Button", "Slider"][:version]


def test_replaced_class_keeps_what_it_held(edit: Edit) -> None:
    """Values of unchanged lines, and what was put on the class at run time, move to its replacement."""
    panel = edit.module.Panel()
    edit.module.Panel.count = 5
    edit.module.Panel.theme = "dark"
    for version in edit.versions():
        cls = edit.module.Panel
        assert (cls.made, cls.count, cls.theme) == ([panel], 5, "dark")
        assert (type(panel), cls.version) == (cls, version)
