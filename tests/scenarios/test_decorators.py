"""Decorated functions: wrappers, registrations and caches."""

from __future__ import annotations

from tests.support.engine_cases import Edit


def test_wrapped_function_held_elsewhere_runs_the_new_body(edit: Edit) -> None:
    """A decorated function held elsewhere runs the new body inside the wrapper it has."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == ("logged", version)
        assert edit.module.render is render
        assert render.__wrapped__() == version


def test_stack_of_decorators_stays_in_place(edit: Edit) -> None:
    """A stack of decorators stays in place around an edited function."""
    text = edit.app.text = edit.module.text
    for version in edit.versions():
        assert text() == f"<b><i>{version}</i></b>"
        assert text.__wrapped__.__wrapped__() == str(version)


def test_added_decorator_reaches_the_held_function(edit: Edit) -> None:
    """A decorator that was added takes effect for those who held the bare function."""
    size = edit.app.size = edit.module.size
    for version in edit.versions():
        assert size() == version
        assert edit.module.size() == version


def test_removed_decorator_is_gone_from_the_held_function(edit: Edit) -> None:
    """A decorator that was removed has no more effect for those who held the decorated function."""
    size = edit.app.size = edit.module.size
    for version in edit.versions():
        assert size() == {1: 2, 2: 1}[version]
        assert edit.module.size() == {1: 2, 2: 1}[version]


def test_changed_decorator_argument_is_taken(edit: Edit) -> None:
    """A changed argument of a decorator is taken by the decorated function held elsewhere."""
    star = edit.app.star = edit.module.star
    for version in edit.versions():
        assert star() == "*" * version
        assert edit.module.star() == "*" * version


def test_edited_decorator_reaches_what_it_decorated(edit: Edit) -> None:
    """An edit in a decorator's wrapper reaches what it decorated before."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == (version, "image")
        assert edit.module.render is render


def test_decorator_of_another_shape_decorates_again(edit: Edit) -> None:
    """A decorator whose wrapper captures other variables decorates its functions again."""
    for version in edit.versions():
        assert edit.module.render() == {1: "image", 2: ("render", "image")}[version]


def test_registering_decorator_does_not_register_twice(edit: Edit) -> None:
    """A decorator that registers is not run again for an edit of a body: no route is there twice."""
    for version in edit.versions():
        assert [path for path, _ in edit.module.ROUTES] == ["/", "/about"]
        assert edit.module.ROUTES[0][1] is edit.module.home
        assert edit.module.ROUTES[0][1]() == version


def test_registration_made_again_serves_the_new_function(edit: Edit) -> None:
    """A registration that is made again, because the signature changed, serves the new function."""
    held = edit.app.held = edit.module.open_file
    for version in edit.versions():
        assert held() == version
        assert edit.module.COMMANDS["open"]() == version
        assert set(edit.module.COMMANDS) == ({"open"} if version == 1 else {"open", "close"})


def test_edited_function_clears_its_cache(edit: Edit) -> None:
    """A cached function forgets the results of its old body, for every holder of it."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == 3 * version
        assert edit.module.measure is measure


def test_changed_cache_size_keeps_callers_working(edit: Edit) -> None:
    """A cache of another size is another wrapper; who holds the old one runs the new body too."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == 3 * version
        assert edit.module.measure("abc") == 3 * version
        assert edit.module.measure.cache_parameters()["maxsize"] == version


def test_cache_put_on_a_held_function(edit: Edit) -> None:
    """A cache put on a function serves those who held it before, too."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == 3 * version
        assert edit.module.measure("abc") == 3 * version
        assert hasattr(edit.module.measure, "cache_clear") == (version == 2)


def test_cache_taken_off_a_held_function(edit: Edit) -> None:
    """A cache taken off a function leaves no stale result with those who hold the cached one."""
    measure = edit.app.measure = edit.module.measure
    for version in edit.versions():
        assert measure("abc") == 3 * version
        assert edit.module.measure("abc") == 3 * version
        assert hasattr(edit.module.measure, "cache_clear") == (version == 1)


def test_single_dispatch_keeps_its_registrations(edit: Edit) -> None:
    """A generic function of functools.singledispatch keeps its registrations, each with its new body."""
    show = edit.app.show = edit.module.show
    for version in edit.versions():
        assert (show(1.5), show(1), show("a")) == (("any", version), ("int", version), ("str", version))


def test_single_dispatch_learns_another_type(edit: Edit) -> None:
    """An implementation added to a generic function is dispatched to, and no more after an undo."""
    show = edit.module.show
    for version in edit.versions():
        assert (show(1.5), show(1)) == ("any", "int")
        if version == 2:
            assert show("a") == "text"


def test_callable_object_around_a_function_follows(edit: Edit) -> None:
    """A function wrapped in an object of one's own runs the new body; the object keeps its state."""
    save = edit.app.save = edit.module.save
    save.calls = 7
    for version in edit.versions():
        assert save() == version
        assert edit.module.save is save
        assert save.calls >= 8


def test_context_manager_function_is_new_at_the_next_with(edit: Edit) -> None:
    """A contextmanager function held elsewhere is the new one at the next `with`."""
    group = edit.app.group = edit.module.group
    for version in edit.versions():
        log: list[str] = []
        with group(log) as value:
            assert value == version
        assert log == [f"open {version}", f"close {version}"]


def test_decorator_chosen_by_a_constant_is_chosen_again(edit: Edit) -> None:
    """A decorator expression that reads a changed constant is evaluated again."""
    for version in edit.versions():
        assert edit.module.hello() == {1: "hello", 2: "HELLO"}[version]


def test_wrapper_keeps_the_state_it_captured(edit: Edit) -> None:
    """What a wrapper counted in its captured variables survives an edit of the wrapped function."""
    click = edit.app.click = edit.module.click
    counts = []
    for version in edit.versions():
        result, count = click()
        assert result == version
        counts.append(count)
    assert counts == [1, 2, 2, 3]


def test_registration_changed_in_text_is_made_again(edit: Edit) -> None:
    """A changed registration is made as written; what the old text registered stays until restart."""
    for version in edit.versions():
        assert set(edit.module.ROUTES) == ({"/old"} if version == 1 else {"/old", "/new"})
        assert {function() for function in edit.module.ROUTES.values()} == {version}
