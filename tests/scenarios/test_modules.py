"""Several modules, packages, and what belongs to a module as such."""

from __future__ import annotations

import sys

import pytest

from mulligan.errors import SourceInvalid
from tests.support.engine_cases import Edit


def test_two_modules_change_together(edit: Edit) -> None:
    """A function and its caller in another module change at once: no call sees one without the other."""
    render = edit.app.render = edit["gui"].render
    for version in edit.versions():
        assert render() == (version, version)


def test_second_module_fails_and_the_first_is_undone(edit: Edit) -> None:
    """When the second module of an edit fails, the first is put back as well."""
    for version in edit.versions():
        assert edit["gui"].render() == (version, version)
        assert edit["theme"].paint() == version
    assert isinstance(edit.error, AttributeError)


def test_syntax_error_in_one_module_stops_all(edit: Edit) -> None:
    """A syntax error in one module keeps the edit of every other module from going live."""
    for version in edit.versions():
        assert (edit["gui"].render(), edit["theme"].WIDTH) == (version, version)
    assert isinstance(edit.error, SourceInvalid)


def test_circular_imports_follow(edit: Edit) -> None:
    """Modules that import each other follow."""
    for version in edit.versions():
        assert edit["gui"].render() == version


def test_function_moved_to_another_module(edit: Edit) -> None:
    """A function moved to another module and imported from there is called by everyone who looks it up."""
    held = edit.app.held = edit["gui"].paint
    for version in edit.versions():
        assert edit["gui"].render() == held() == "painted"
        assert hasattr(edit["theme"], "paint") == (version == 2)
        if version == 2:
            assert edit["gui"].paint is edit["theme"].paint
            assert edit["gui"].paint.__module__ == "theme"


def test_class_moved_to_another_module(edit: Edit) -> None:
    """A class moved to another module is a new class: old instances keep the old one."""
    old = edit.app.old = edit["gui"].Widget()
    for version in edit.versions():
        assert edit["gui"].Widget().draw() == version
        assert old.draw() in (1, version)
        assert edit["gui"].Widget.__module__ == {1: "gui", 2: "theme"}[version]


def test_package_with_relative_imports_follows(edit: Edit) -> None:
    """Relative imports within a package follow: constants, functions, and what is computed from them."""
    package = edit["shapes"]
    for version in edit.versions():
        assert package.circle() == {1: (1, 1, 2), 2: (20, 2, 4)}[version]
        assert version == package.UNIT


def test_package_face_gains_a_name(edit: Edit) -> None:
    """A name that `__init__` imports additionally is there, and is gone after an undo."""
    package = edit["shapes"]
    for version in edit.versions():
        assert package.circle() == version
        assert hasattr(package, "oval") == (version == 2)
        assert package.round is sys.modules["shapes.round"]


def test_edit_that_changed_another_modules_data_is_undone(edit: Edit) -> None:
    """What an edit changed in another hot module's names and data is undone with it."""
    theme = edit["theme"]
    colours, style = theme.COLOURS, theme.STYLE
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert theme.COLOURS is colours
        assert colours == ["red", "green"][:version]
        assert (style, theme.WIDTH) == ({"width": 1}, version)
    assert str(edit.error) == "after the harm"


def test_subclass_in_another_module_follows_its_base(edit: Edit) -> None:
    """A subclass in another module follows its base, on old instances."""
    button = edit.app.button = edit["gui"].Button()
    for version in edit.versions():
        assert button.draw() == ("button", "control", version)
        assert hasattr(button, "layer") == (version == 2)
        assert isinstance(button, edit["theme"].Control)


def test_base_and_subclass_change_together(edit: Edit) -> None:
    """A base class and its subclass in another module change at once."""
    button = edit.app.button = edit["gui"].Button()
    for version in edit.versions():
        assert button.draw() == version


def test_subclass_follows_a_base_that_was_replaced(edit: Edit) -> None:
    """When a base class had to be replaced, subclasses in other modules derive from the new one."""
    button = edit.app.button = edit["gui"].Button()
    for version in edit.versions():
        assert button.draw() == version
        assert isinstance(button, edit["theme"].Control)
        assert edit["gui"].Control is edit["theme"].Control
        assert hasattr(button, "move") == (version == 2)


def test_module_docstring_and_public_names_are_seen(edit: Edit) -> None:
    """The docstring of the module and its `__all__` are those of the new text."""
    for version in edit.versions():
        assert edit.module.__doc__ == {1: "The old words.", 2: "The new words."}[version]
        assert edit.module.__all__ == ["render", "extra"][:version]


def test_module_docstring_comes_and_goes(edit: Edit) -> None:
    """A docstring given to a module is seen, and is gone after an undo."""
    for version in edit.versions():
        assert edit.module.__doc__ == {1: None, 2: "Now documented."}[version]
        assert edit.module.render() == version


def test_module_level_getattr_follows(edit: Edit) -> None:
    """`__getattr__` and `__dir__` of a module follow."""
    for version in edit.versions():
        assert edit.module.anything == (version, "anything")
        assert (dir(edit.module) == ["only"]) == (version == 2)


def test_name_planted_by_someone_else_stays(edit: Edit) -> None:
    """A name that someone else set on the module, and that the source never had, stays."""
    edit.module.planted = ["by the app"]
    for version in edit.versions():
        assert edit.module.planted == ["by the app"]
        assert edit.module.render() == version


def test_importer_registered_first_still_comes_second(edit: Edit) -> None:
    """The imported module changes before its importer, in whatever order they were registered."""
    for version in edit.versions():
        assert {1: 4, 2: 10}[version] == edit["alpha"].AREA


def test_names_of_the_import_system_stay(edit: Edit) -> None:
    """`__name__`, `__file__`, `__path__`, `__spec__` and submodules of a package stay what they are."""
    package = edit["shapes"]
    names = ("__name__", "__file__", "__path__", "__spec__", "__loader__", "__package__", "round")
    before = [getattr(package, name) for name in names]
    for version in edit.versions():
        assert [getattr(package, name) for name in names] == before
        assert version == package.round.SIZE
        if version == 1:
            with pytest.raises(AttributeError):
                package.area()


def test_three_modules_in_a_ring_follow(edit: Edit) -> None:
    """Modules that import each other in a ring change together, or not at all."""
    render = edit.app.render = edit["gui"].render
    for version in edit.versions():
        assert render() == version
    assert isinstance(edit.error, AttributeError)


def test_class_held_by_two_modules_is_replaced_in_both(edit: Edit) -> None:
    """When a class had to be replaced, every hot module, table and instance has the new one."""
    for version in edit.versions():
        gui, theme = edit["gui"], edit["theme"]
        assert gui.Control is theme.Control is gui.KINDS["control"]
        assert {type(each) for each in (gui.MADE[0], gui.make(), theme.DEFAULT)} == {theme.Control}
        assert gui.MADE[0].draw() == theme.DEFAULT.draw() == version
        assert hasattr(gui.MADE[0], "speed") == (version == 2)
