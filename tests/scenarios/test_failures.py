"""Edits that raise while they go live: code, data and state are as before, whatever was reached."""

from __future__ import annotations

from typing import Any

from tests.support.engine_cases import Edit


def test_exception_half_way_undoes_the_edit(edit: Edit) -> None:
    """An exception half way takes back everything that was executed before it."""
    first, second = edit.app.held = (edit.module.first, edit.module.second)
    items = edit.module.ITEMS
    for version in edit.versions():
        assert (first(), second()) == (version, version)
        assert edit.module.ITEMS is items
        assert items == ["a"]
        assert not hasattr(edit.module, "New")
    assert isinstance(edit.error, NameError)


def test_system_exit_undoes_the_edit(edit: Edit) -> None:
    """`sys.exit()` at module level undoes the edit; the app goes on."""
    for version in edit.versions():
        assert edit.module.render() == version
    assert isinstance(edit.error, SystemExit)


def test_keyboard_interrupt_undoes_the_edit(edit: Edit) -> None:
    """Ctrl+C while an edit is executed undoes it first, and is raised then."""
    for _ in edit.versions():
        assert edit.module.render() == 1
    assert isinstance(edit.error, KeyboardInterrupt)


def test_exception_in_a_class_body_undoes_the_edit(edit: Edit) -> None:
    """An exception in a class body leaves the class as it was."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.draw() == version
        assert not hasattr(widget, "height")
    assert isinstance(edit.error, ZeroDivisionError)


def test_exception_in_a_decorator_undoes_the_edit(edit: Edit) -> None:
    """An exception in a decorator leaves the decorated function as it was."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == version
    assert str(edit.error) == "a docstring is missing"


def test_exception_after_a_class_was_changed_undoes_it(edit: Edit) -> None:
    """Classes that were already changed get back their attributes, methods and properties."""
    button = edit.app.button = edit.module.Button()
    for _ in edit.versions():
        assert (button.draw(), button.kind, button.old()) == (1, "widget", "old")
        assert not hasattr(button, "added")
        assert not hasattr(button, "size")
    assert isinstance(edit.error, LookupError)


def test_exception_after_instances_were_changed_undoes_it(edit: Edit) -> None:
    """Instances that the edit changed get back their attributes; those it made are not registered."""
    widget = edit.module.Widget()
    for _ in edit.versions():
        assert vars(widget) == {"size": 1}
        assert [widget] == edit.module.ALL
    assert isinstance(edit.error, LookupError)


def test_exception_after_the_app_was_changed_undoes_it(edit: Edit) -> None:
    """What the edit changed in the app's lists, dictionaries, sets and attributes is undone."""
    app: Any = edit.app
    app.items, app.table, app.tags = ["kept"], {"a": 1, "b": 2}, {"x"}
    app.nested, app.title, app.size = [{"a": [1, 2]}], "title", 10
    edit.module.use(app)
    for _ in edit.versions():
        assert (app.items, app.table, app.tags) == (["kept"], {"a": 1, "b": 2}, {"x"})
        assert (app.nested, app.title, app.size) == ([{"a": [1, 2]}], "title", 10)
    assert isinstance(edit.error, LookupError)


def test_exception_after_a_name_was_deleted_undoes_it(edit: Edit) -> None:
    """Names that left are back, in their order."""
    for _ in edit.versions():
        assert edit.module.render() == 2
    assert isinstance(edit.error, LookupError)


def test_exception_after_a_base_was_replaced_undoes_it(edit: Edit) -> None:
    """When a class was replaced, its instances and every reference come back to it."""
    cls = edit.module.Button
    button = edit.app.button = cls()
    edit.app.classes = [cls]
    for _ in edit.versions():
        assert type(button) is edit.module.Button is edit.app.classes[0] is cls
        assert button.draw() == 1
    assert isinstance(edit.error, AttributeError)


def test_exception_after_enum_members_were_changed_undoes_it(edit: Edit) -> None:
    """Enum members get back their values, and removed ones are found again."""
    red, blue = edit.app.members = (edit.module.Colour.RED, edit.module.Colour.BLUE)
    for _ in edit.versions():
        assert (edit.module.Colour(1), edit.module.Colour(2)) == (red, blue)
        assert list(edit.module.Colour) == [red, blue]
    assert isinstance(edit.error, LookupError)


def test_exception_after_closures_were_changed_undoes_it(edit: Edit) -> None:
    """Closures get back their code, and the values in their cells."""
    counter = edit.app.counter = edit.module.counter
    counter(7)
    assert counter.__closure__[0].cell_contents == 7
    for _ in edit.versions():
        assert counter(0) == 7
        assert edit.module.counter is counter
        assert not hasattr(counter, "label")
    assert isinstance(edit.error, LookupError)


def test_deep_recursion_undoes_the_edit(edit: Edit) -> None:
    """Endless recursion undoes the edit."""
    for _ in edit.versions():
        assert edit.module.depth(3) == 3
    assert isinstance(edit.error, RecursionError)


def test_exception_group_undoes_the_edit(edit: Edit) -> None:
    """A group of exceptions undoes the edit."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
    assert isinstance(edit.error, ExceptionGroup)


def test_exception_that_cannot_be_shown_undoes_the_edit(edit: Edit) -> None:
    """An exception that fails to say what it is undoes the edit all the same."""
    for _ in edit.versions():
        assert edit.module.WIDTH == 1
        assert not hasattr(edit.module, "Shy")
    assert type(edit.error).__name__ == "Shy"


def test_fix_after_a_failure_is_taken(edit: Edit) -> None:
    """The next edit is compared with what runs, so the fix of a failed edit goes live."""
    limit = edit.app.limit = edit.module.limit
    for version in edit.versions():
        assert limit() == version
        assert hasattr(edit.module, "CHECKED") == (version == 2)
    assert isinstance(edit.error, KeyError)


def test_own_namespace_cleared_by_the_edit_is_restored(edit: Edit) -> None:
    """An edit that emptied its own module leaves every name as it was."""
    for _ in edit.versions():
        assert edit.module.render() == edit.module.WIDTH == 1
    assert isinstance(edit.error, LookupError)


def test_exception_after_hidden_state_was_changed_undoes_it(edit: Edit) -> None:
    """State in class attributes, defaults, function attributes and captured variables is undone."""
    module = edit.module
    for _ in edit.versions():
        assert (module.Pool.items, module.Pool.options) == (["kept"], {"size": 1})
        assert module.remember.__defaults__ == (["kept"],)
        assert module.remember.__kwdefaults__ == {"notes": {"kept": True}}
        assert vars(module.remember) == {"calls": ["kept"]}
        assert module.log() == ["kept"]
    assert isinstance(edit.error, LookupError)


def test_exception_after_containers_were_changed_undoes_it(edit: Edit) -> None:
    """Queues, counters, ordered and default dictionaries, slots and what lies in tuples is undone."""
    module = edit.module
    for _ in edit.versions():
        assert (list(module.QUEUE), module.QUEUE.maxlen) == (["a", "b"], 3)
        assert list(module.ORDER) == ["a", "b"]
        assert (module.GROUPS, module.COUNTS, module.BYTES) == ({"a": [1]}, {"a": 2, "b": 1}, b"kept")
        assert {"a", "b"} == module.MEMBERS
        assert (module.SLOTTED.x, hasattr(module.SLOTTED, "y")) == (["kept"], False)
        assert (module.NAMES, module.NAMES.owner) == (["a"], None)
        assert module.FROZEN.items == ["kept"]
        assert ({"a": [({"deep"},)]},) == module.NESTED
    assert isinstance(edit.error, NameError)


def test_exception_after_classes_left_undoes_the_edit(edit: Edit) -> None:
    """A statement that uses what the edit removed fails or is refused, and what left is there again."""
    legacy = edit.app.legacy = edit.module.Legacy()
    for _ in edit.versions():
        assert edit.module.helper() == "legacy"
        assert type(legacy) is edit.module.Legacy
    assert isinstance(edit.error, (NameError, AttributeError))


def test_import_of_a_broken_module_undoes_the_edit(edit: Edit) -> None:
    """An edit that imports a module which does not compile is undone; once mended, it goes live."""
    for version in edit.versions():
        assert edit["gui"].render() == version
    assert isinstance(edit.error, SyntaxError)


def test_exception_after_public_names_grew_undoes_it(edit: Edit) -> None:
    """What an edit that fails appended to `__all__` is taken out again."""
    names = edit.module.__all__
    for version in edit.versions():
        assert edit.module.render() == version
        assert names == edit.module.__all__ == ["render", "Extra"]
    assert str(edit.error) == "half way"
