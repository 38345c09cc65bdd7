"""Functions: what an edit does to the function object, and to everyone who holds it."""

from __future__ import annotations

import inspect
import pickle
import queue
import threading
import weakref

import pytest

from tests.support.engine_cases import Edit
from tests.support.engine_since import since


def test_changed_body_runs_at_next_call(edit: Edit) -> None:
    """A changed body runs at the next call; the function object stays the same, and nothing is executed."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert edit.module.render is render
        assert render() == version


def test_callbacks_held_elsewhere_run_the_new_body(edit: Edit) -> None:
    """Callbacks in lists, dictionaries, tuples, sets and attributes run the new body."""
    on_click = edit.module.on_click
    edit.app.listeners = [on_click]
    edit.app.by_name = {"click": on_click, on_click: "key"}
    edit.app.others = ((on_click,), {on_click})
    for version in edit.versions():
        assert [edit.app.listeners[0](), edit.app.by_name["click"](), edit.app.others[0][0]()] == [
            version
        ] * 3
        assert edit.app.by_name[edit.module.on_click] == "key"
        assert edit.module.on_click in edit.app.others[1]


def test_partial_runs_the_new_body(edit: Edit) -> None:
    """A functools.partial made earlier runs the new body with the arguments it was given."""
    double = edit.app.double = edit.module.double
    for version in edit.versions():
        assert double(5) == 10 * version
        assert edit.module.double is double


def test_changed_default_reaches_the_held_function(edit: Edit) -> None:
    """A changed default reaches the function that is held elsewhere."""
    zoom = edit.app.zoom = edit.module.zoom
    for version in edit.versions():
        assert zoom() == version
        assert edit.module.zoom is zoom
    assert isinstance(edit.error, ZeroDivisionError)


def test_changed_keyword_default_reaches_the_held_function(edit: Edit) -> None:
    """A changed or added keyword-only default reaches the function that is held elsewhere."""
    zoom = edit.app.zoom = edit.module.zoom
    for version in edit.versions():
        assert zoom() == version
        assert zoom.__kwdefaults__ == ({"by": 1} if version == 1 else {"by": 2, "around": None})


def test_removed_defaults_are_gone(edit: Edit) -> None:
    """Defaults that left the signature are required from then on."""
    zoom = edit.app.zoom = edit.module.zoom
    for version in edit.versions():
        assert zoom(7, around=None) == 7
        if version == 2:
            with pytest.raises(TypeError):
                zoom()
            with pytest.raises(TypeError):
                zoom(1)


def test_parameter_added_to_the_held_function(edit: Edit) -> None:
    """A parameter that was added can be used through the function that is held elsewhere."""
    label = edit.app.label = edit.module.label
    for version in edit.versions():
        assert label("a") == "a"
        if version == 2:
            assert label("a", bold=True) == "A"


def test_changed_annotations_are_seen(edit: Edit) -> None:
    """`__annotations__` of the held function says what the new signature says."""
    area = edit.app.area = edit.module.area
    for version in edit.versions():
        kind = {1: int, 2: float}[version]
        assert area.__annotations__ == {"width": kind, "return": kind}


def test_changed_docstring_is_seen(edit: Edit) -> None:
    """A changed docstring is seen by `help` on the held function."""
    area = edit.app.area = edit.module.area
    for version in edit.versions():
        assert area.__doc__ == {1: "Area in cells.", 2: "Area in pixels."}[version]


def test_removed_docstring_is_gone(edit: Edit) -> None:
    """A removed docstring is gone from the held function."""
    area = edit.app.area = edit.module.area
    for version in edit.versions():
        assert area.__doc__ == {1: "Area in cells.", 2: None}[version]


def test_static_storage_on_a_function_survives(edit: Edit) -> None:
    """State kept as function attributes survives an edit of the body."""
    edit.module.render.count = 41
    for version in edit.versions():
        assert edit.module.render() == version
        assert edit.module.render.count == 42
        edit.module.render.count = 41


def test_changed_attribute_statement_sets_the_attribute(edit: Edit) -> None:
    """A changed `function.attribute = ...` statement sets the attribute on the held function."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == {1: "one", 2: "two"}[version]


def test_storage_made_at_first_call_survives(edit: Edit) -> None:
    """Static storage that a function made for itself at its first call survives an edit of the body."""
    edit.module.render()
    state = edit.module.render.state
    for version in edit.versions():
        state[:] = []
        edit.module.render()
        assert edit.module.render.state is state
        assert state == [version]


def test_mutable_default_keeps_what_it_gathered(edit: Edit) -> None:
    """A mutable default keeps what it gathered when only the body changed."""
    assert edit.module.remember("before") == 1
    gathered = edit.module.remember.__defaults__[0]
    for version in edit.versions():
        gathered[:] = ["before"]
        assert edit.module.remember("more") == {1: 2, 2: -2}[version]
        assert edit.module.remember.__defaults__[0] is gathered


def test_lambda_held_as_a_global_follows(edit: Edit) -> None:
    """A lambda bound to a global keeps its identity and runs the new expression."""
    double = edit.app.double = edit.module.double
    for version in edit.versions():
        assert double(1) == version
        assert edit.module.double is double


def test_alias_pointed_at_another_function_spares_the_first(edit: Edit) -> None:
    """`f = foo` changed to `f = bar` points the name elsewhere; `foo` itself does not become `bar`."""
    first = edit.app.first = edit.module.draw
    for version in edit.versions():
        assert edit.module.draw() == {1: "small", 2: "large"}[version]
        assert (edit.module.small(), edit.module.large()) == ("small", "large")
        assert first is edit.module.small


def test_alias_of_an_edited_function_follows(edit: Edit) -> None:
    """A second name for a function is the same object after an edit of the function."""
    for version in edit.versions():
        assert edit.module.draw() == version
        assert edit.module.draw is edit.module.small


def test_swapped_bodies_stay_apart(edit: Edit) -> None:
    """Two functions that exchange their bodies keep their names and identities."""
    up, down = edit.app.pair = (edit.module.up, edit.module.down)
    for version in edit.versions():
        assert (up(), down()) == {1: (1, 2), 2: (2, 1)}[version]
        assert (edit.module.up, edit.module.down) == (up, down)


def test_swapped_places_change_nothing(edit: Edit) -> None:
    """Functions moved within the file stay the same objects; only their line numbers change."""
    up, down = edit.app.pair = (edit.module.up, edit.module.down)
    for version in edit.versions():
        assert (up(), down()) == ("up", "down")
        assert (edit.module.up, edit.module.down) == (up, down)
        assert up.__code__.co_firstlineno == edit.lines(f"v{version}", "def up")


def test_added_function_is_there(edit: Edit) -> None:
    """An added function is there for the others, and is gone again when the edit is undone."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert hasattr(edit.module, "helper") == (version == 2)
    assert isinstance(edit.error, NameError)


def test_removed_function_leaves_the_module(edit: Edit) -> None:
    """A function that left the source leaves the module; who still holds it can still call it."""
    helper = edit.app.helper = edit.module.helper
    for version in edit.versions():
        assert hasattr(edit.module, "helper") == (version == 1)
        assert helper() == "old"


def test_renamed_function_has_only_its_new_name(edit: Edit) -> None:
    """A renamed function is there under its new name only."""
    for version in edit.versions():
        assert hasattr(edit.module, "paint") == (version == 1)
        assert hasattr(edit.module, "draw") == (version == 2)
        assert getattr(edit.module, {1: "paint", 2: "draw"}[version])() == version


def test_recursion_runs_the_new_body(edit: Edit) -> None:
    """A recursive function calls its new self."""
    depth = edit.app.depth = edit.module.depth
    for version in edit.versions():
        assert depth(3) == 3 * version


def test_function_defined_twice_keeps_its_last_body(edit: Edit) -> None:
    """Of a function defined twice the last definition counts, also when only the first was edited."""
    draw = edit.app.draw = edit.module.draw
    for _ in edit.versions():
        assert draw() == "alive"
        assert edit.module.draw is draw


def test_function_borrowed_by_a_class_follows(edit: Edit) -> None:
    """A module function that a class borrowed as a method follows the edit."""
    widget = edit.app.widget = edit.module.Widget()
    for version in edit.versions():
        assert widget.describe() == (version, "widget")
        assert edit.module.Widget.describe is edit.module.describe


def test_dispatch_table_holds_the_lasting_function(edit: Edit) -> None:
    """A table built again after a function changed holds the function that everyone else holds."""
    held = edit.app.held = edit.module.open_file
    for version in edit.versions():
        assert held() == version
        assert len(edit.module.COMMANDS) == version
        assert all(command is held for command in edit.module.COMMANDS.values())


def test_name_of_a_builtin_is_covered_and_uncovered(edit: Edit) -> None:
    """A function that takes the name of a builtin covers it, and uncovers it when it leaves."""
    for version in edit.versions():
        assert edit.module.shout("abc") == {1: 3, 2: 42}[version]


def test_weak_reference_to_a_function_lives_on(edit: Edit) -> None:
    """A weak reference to a function outlives an edit, because the function does."""
    reference = weakref.ref(edit.module.on_close)
    for version in edit.versions():
        on_close = reference()
        assert on_close is edit.module.on_close
        assert on_close() == version


def test_positional_only_marker_is_obeyed(edit: Edit) -> None:
    """A `/` added to the signature is obeyed by the held function."""
    place = edit.app.place = edit.module.place
    for version in edit.versions():
        assert place(1, y=2) == 3
        if version == 2:
            with pytest.raises(TypeError):
                place(x=1)


def test_variable_arguments_added(edit: Edit) -> None:
    """`**named` added to the signature is accepted by the held function."""
    total = edit.app.total = edit.module.total
    for version in edit.versions():
        assert total(1, 2) == 3
        if version == 2:
            assert total(1, by=2) == 3


@since(3, 12)
def test_generic_function_takes_a_second_type(edit: Edit) -> None:
    """A generic function keeps its identity when its type parameters change."""
    first = edit.app.first = edit.module.first
    for version in edit.versions():
        assert first(["a"]) == "a"
        assert len(first.__type_params__) == version
        assert edit.module.first is first


def test_default_reads_a_changed_constant(edit: Edit) -> None:
    """A default computed from a constant follows when the constant changes."""
    zoom = edit.app.zoom = edit.module.zoom
    for version in edit.versions():
        assert zoom() == version
        assert edit.module.zoom is zoom


def test_inner_function_is_new_at_the_next_call(edit: Edit) -> None:
    """A function defined inside another is the new one from the next call on."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == version


def test_function_counts_in_a_global(edit: Edit) -> None:
    """A counter that functions keep in a global survives an edit of their bodies."""
    edit.module.clicks = 5
    for version in edit.versions():
        assert edit.module.click() == {1: 6, 2: 15}[version]
        edit.module.clicks = 5


def test_signature_of_the_held_function_is_the_new_one(edit: Edit) -> None:
    """`inspect.signature` of the held function says what the new text says."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert list(inspect.signature(render).parameters) == ["app", "scale"][:version]


def test_function_can_be_pickled_by_name(edit: Edit) -> None:
    """A function held or pickled before the edit is still the one found by its name."""
    on_close = edit.app.on_close = edit.module.on_close
    pickled = pickle.dumps(on_close)
    for version in edit.versions():
        assert pickle.loads(pickled) is pickle.loads(pickle.dumps(on_close)) is on_close
        assert on_close() == version


def test_thread_target_calls_new_code(edit: Edit) -> None:
    """A thread that is running calls the new functions from its next call on."""
    inbox: queue.Queue[int | None] = queue.Queue()
    outbox: queue.Queue[int] = queue.Queue()
    thread = threading.Thread(target=edit.module.work, args=(inbox, outbox))
    thread.start()
    try:
        for version in edit.versions():
            inbox.put(version)
            assert outbox.get(timeout=60) == version
    finally:
        inbox.put(None)
        thread.join()


def test_lambda_in_a_default_is_the_new_one(edit: Edit) -> None:
    """A lambda that is a default is the new one for the held function."""
    ordered = edit.app.ordered = edit.module.ordered
    for version in edit.versions():
        assert ordered([1, 2]) == {1: [1, 2], 2: [2, 1]}[version]
        assert edit.module.ordered is ordered
