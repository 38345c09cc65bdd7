"""Imports: who imported a name follows it, hot or not."""

from __future__ import annotations

import sys

from tests.support.engine_cases import Edit


def test_imported_function_follows(edit: Edit) -> None:
    """A function imported with `from m import f` is the same object on both sides after an edit."""
    paint = edit.app.paint = edit["gui"].paint
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["gui"].paint is edit["theme"].paint is paint


def test_imported_class_follows(edit: Edit) -> None:
    """A class imported elsewhere is the same object on both sides; instances made there follow."""
    for version in edit.versions():
        assert edit["gui"].Style is edit["theme"].Style
        assert edit["gui"].DEFAULT.width == edit["gui"].make().width == version
        assert isinstance(edit["gui"].DEFAULT, edit["theme"].Style)


def test_imported_constant_follows(edit: Edit) -> None:
    """A constant imported elsewhere follows, and so does what is computed from it there."""
    for version in edit.versions():
        assert (edit["gui"].WIDTH, edit["gui"].DOUBLE, edit["gui"].render()) == (
            version,
            2 * version,
            version,
        )
    assert isinstance(edit.error, TypeError)


def test_import_under_another_name_follows(edit: Edit) -> None:
    """`from m import x as y` follows under its own name."""
    for version in edit.versions():
        assert edit["gui"].render() == (version, version)
        assert not hasattr(edit["gui"], "WIDTH")


def test_star_import_follows(edit: Edit) -> None:
    """`from m import *` follows: values change, added names come, removed names leave."""
    for version in edit.versions():
        assert edit["gui"].names() == {1: ["GREEN", "RED"], 2: ["BLUE", "RED"]}[version]
        assert version == edit["gui"].RED
        assert not hasattr(edit["gui"], "_HIDDEN")


def test_star_import_obeys_the_list_of_public_names(edit: Edit) -> None:
    """A changed `__all__` changes what a star import brings."""
    for version in edit.versions():
        assert edit["gui"].red() == version
        assert hasattr(edit["gui"], "green") == (version == 2)


def test_module_that_is_not_hot_follows(edit: Edit) -> None:
    """A module of the project that is not hot sees the new objects it imported by name."""
    for version in edit.versions():
        assert edit["outside"].render() == (version, version)


def test_constant_read_through_the_module_follows(edit: Edit) -> None:
    """What was computed from `module.NAME` at import follows: data, class attributes and defaults."""
    for version in edit.versions():
        gui = edit["gui"]
        assert (gui.DOUBLE, gui.Style.width, gui.render()) == (2 * version, version, version)


def test_module_under_another_name_follows(edit: Edit) -> None:
    """What was computed through `import m as n` follows."""
    for version in edit.versions():
        assert 2 * version == edit["gui"].DOUBLE


def test_import_added(edit: Edit) -> None:
    """An added import is made; a module that cannot be found undoes the edit."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert hasattr(edit.module, "textwrap") == hasattr(edit.module, "letters") == (version == 2)
    assert isinstance(edit.error, ModuleNotFoundError)


def test_import_removed(edit: Edit) -> None:
    """The name of a removed import leaves the module."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert hasattr(edit.module, "textwrap") == hasattr(edit.module, "ascii_lowercase") == (version == 1)


def test_import_pointed_at_another_name(edit: Edit) -> None:
    """An import changed to another function leaves both functions what they are."""
    for version in edit.versions():
        assert edit["gui"].render() == {1: "small", 2: "large"}[version]
        assert (edit["theme"].small(), edit["theme"].large()) == ("small", "large")


def test_import_line_grown_keeps_its_other_names(edit: Edit) -> None:
    """A name added to an import line does not count the other names as changed: run-time values stay."""
    sizes = edit["gui"].SIZES
    sizes.append("kept")
    for version in edit.versions():
        assert edit["gui"].SIZES is sizes
        assert sizes == [1, "kept"]
        assert hasattr(edit["gui"], "HEIGHT") == (version == 2)


def test_optional_import_falls_back(edit: Edit) -> None:
    """The fallback of a failed import follows, also where it is held."""
    paint = edit.app.paint = edit.module.paint
    for version in edit.versions():
        assert paint() == version
        assert edit.module.paint is paint


def test_import_inside_a_function_is_fresh_at_each_call(edit: Edit) -> None:
    """An import inside a function brings what the module holds now."""
    for version in edit.versions():
        assert edit["gui"].render() == version


def test_name_bound_again_by_the_importer_is_left_alone(edit: Edit) -> None:
    """An imported name that the importer bound to something else is left alone."""
    edit["gui"].widen()
    for version in edit.versions():
        assert edit["gui"].render() == 99
        assert version == edit["theme"].HEIGHT


def test_removed_name_that_is_still_imported_is_an_error(edit: Edit) -> None:
    """Removing a name that another hot module still imports undoes the edit, as a fresh import would fail."""
    for version in edit.versions():
        assert edit["gui"].render() == version
    assert isinstance(edit.error, ImportError)


def test_new_file_is_imported_by_the_edit(edit: Edit) -> None:
    """A module that the edit imported first leaves `sys.modules` again when the edit is undone."""
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert "broken_palette" not in sys.modules
        assert ("palette" in sys.modules) == (version == 2)
    assert isinstance(edit.error, NameError)


def test_constant_follows_through_three_modules(edit: Edit) -> None:
    """A constant follows from module to module."""
    for version in edit.versions():
        assert (10 * version, 10 * version + 1) == (edit["theme"].SPACING, edit["gui"].MARGIN)


def test_from_import_becomes_a_module_import(edit: Edit) -> None:
    """An import written in another way binds the new name and drops the old one."""
    for version in edit.versions():
        assert edit["gui"].render() == "painted"
        assert hasattr(edit["gui"], "paint") == (version == 1)
        assert hasattr(edit["gui"], "theme") == (version == 2)


def test_decorator_in_another_module_follows(edit: Edit) -> None:
    """An edit in a decorator's wrapper reaches the functions that other modules decorated with it."""
    render = edit.app.render = edit["gui"].render
    for version in edit.versions():
        assert render() == (version, "image")
        assert edit["gui"].render is render


def test_constant_two_modules_deep_is_read_through_the_package(edit: Edit) -> None:
    """What was computed from `package.module.NAME` follows."""
    for version in edit.versions():
        assert 2 * version == edit["gui"].DOUBLE


def test_imports_for_type_checkers_change_nothing(edit: Edit) -> None:
    """Imports under `if TYPE_CHECKING:` bind nothing and disturb nothing."""
    items = edit.module.ITEMS
    for version in edit.versions():
        assert edit.module.render(int) == version
        assert edit.module.ITEMS is items
        assert not hasattr(edit.module, "Callable")


def test_own_name_covers_a_star_import(edit: Edit) -> None:
    """A name of one's own that covers a star-imported one is left alone."""
    for version in edit.versions():
        assert edit["gui"].WIDTH == "mine"
        assert version == edit["gui"].HEIGHT


def test_later_star_import_covers_a_definition(edit: Edit) -> None:
    """`from fast import *` below a definition in Python goes on covering it when the definition is edited."""
    for version in edit.versions():
        assert edit["gui"].render() == (version, "quick")
        assert edit["gui"].paint is edit["theme"].paint


def test_definition_goes_that_a_star_import_covers(edit: Edit) -> None:
    """Removing a definition that a star import covers leaves the imported one in its place."""
    for version in edit.versions():
        assert edit["gui"].render() == (version, "quick")


def test_base_class_through_a_module_follows(edit: Edit) -> None:
    """A subclass of `module.Class` follows its base on old instances."""
    button = edit.app.button = edit["gui"].Button()
    for version in edit.versions():
        assert button.draw() == version
