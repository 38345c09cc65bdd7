"""Hooks of the app's own: `before_reload`, `after_reload` and `__reload__`."""

from __future__ import annotations

from tests.support.engine_cases import Edit


def test_hook_before_runs_the_old_code(edit: Edit) -> None:
    """`before_reload(app)` of a module that is about to change is run by the old code, once."""
    edit.app.log = []
    seen = []
    for version in edit.versions():
        assert edit.module.render() == version
        seen.append(list(edit.app.log))
    assert seen == [[], ["before 1"], [], ["before 1"]]


def test_hook_after_runs_the_new_code(edit: Edit) -> None:
    """`after_reload(app)` of a module that changed is run by the new code, once."""
    edit.app.log = []
    seen = []
    for version in edit.versions():
        assert edit.module.render() == version
        seen.append(list(edit.app.log))
    assert seen == [[], ["after 2"], [], ["after 2"]]


def test_hook_may_do_without_the_app(edit: Edit) -> None:
    """Hooks may do without the parameter; what they did to the module's data is undone with the edit."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert ["before", "after"][: 2 * version - 2] == edit.module.LOG


def test_hook_migrates_the_state(edit: Edit) -> None:
    """`after_reload(app)` may migrate the state; if it raises, or is undone, the state is as before."""
    edit.app.tickets = [{"title": "a"}, {"title": "b"}]
    for version in edit.versions():
        assert edit.module.render(edit.app) == {1: ["a", "b"], 2: [("a", 2), ("b", 2)]}[version]
    assert str(edit.error) == "cannot migrate"


def test_hook_before_that_raises_undoes_the_edit(edit: Edit) -> None:
    """A `before_reload` that raises keeps the edit from going live."""
    edit.app.log, edit.app.ready = [], False
    for _ in edit.versions():
        assert edit.module.render() == 1
        assert edit.app.log == []
    assert str(edit.error) == "not now"


def test_hook_of_an_unchanged_module_is_not_run(edit: Edit) -> None:
    """Hooks of a module that the edit does not change are not run."""
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["theme"].LOG == []


def test_imported_hook_runs_only_where_it_was_written(edit: Edit) -> None:
    """A hook that a module merely imported is not its own, and is not run for it."""
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["theme"].LOG == []


def test_instance_hook_is_called_on_each_old_instance(edit: Edit) -> None:
    """`__reload__(self)` of a changed class is called on each instance that lives, wherever it is held."""
    one, two = edit.app.tickets = [edit.module.Ticket("one"), edit.module.Ticket("two words")]
    for version in edit.versions():
        assert (one.title, two.title) == ("one", "two words")
        assert hasattr(one, "words") == hasattr(two, "words") == (version == 2)
        if version == 2:
            assert two.words == ["two", "words"]
    assert str(edit.error) == "cannot migrate"


def test_instance_hook_reaches_subclasses_elsewhere(edit: Edit) -> None:
    """`__reload__` is called on instances of subclasses in other modules as well."""
    button = edit.app.button = edit["gui"].Button()
    for version in edit.versions():
        assert button.draw() == version


def test_instance_hook_of_an_unchanged_class_is_not_called(edit: Edit) -> None:
    """`__reload__` of a class that the edit does not change is not called."""
    ticket = edit.app.ticket = edit.module.Ticket()
    for version in edit.versions():
        assert edit.module.render() == version
        assert ticket.reloads == 0


def test_hook_that_exits_undoes_the_edit(edit: Edit) -> None:
    """A hook that calls `sys.exit()` undoes the edit."""
    for version in edit.versions():
        assert edit.module.render() == version
    assert isinstance(edit.error, SystemExit)
