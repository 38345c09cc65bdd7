"""Functions made by functions: what becomes of those made before the edit."""

from __future__ import annotations

import gc

from tests.support.engine_cases import Edit


def test_closure_made_earlier_runs_the_new_body(edit: Edit) -> None:
    """A closure made before the edit runs the new body with the values it captured."""
    earlier = edit.app.add = edit.module.make_adder(10)
    for version in edit.versions():
        assert earlier(1) == 11 * version
        assert edit.module.make_adder(1)(1) == 2 * version


def test_closure_of_another_shape_keeps_old_code_and_says_so(edit: Edit) -> None:
    """A closure made before an edit of what it captures keeps its old code, and the report says so."""
    earlier = edit.app.label = edit.module.make_label("ok", 12)
    for version in edit.versions():
        assert earlier() == "ok"
        assert edit.module.make_label("new", 9)() == {1: "new", 2: "new 9"}[version]
    assert any("label" in note for note in edit.notes)


def test_renamed_captured_variable_is_never_mixed_up(edit: Edit) -> None:
    """A closure is never given code that would read another variable out of its cell."""
    earlier = edit.app.pair = edit.module.make_pair("left", "right")
    for version in edit.versions():
        assert earlier() == ["left", 1]
        assert edit.module.make_pair("left", "right")() == {1: ["left", 1], 2: ["right", 2]}[version]


def test_closures_go_on_sharing_their_cell(edit: Edit) -> None:
    """Two closures that share a variable go on sharing it, with its value."""
    up, value = edit.app.pair = edit.module.make_counter()
    up()
    for version in edit.versions():
        assert up.__closure__[0] is value.__closure__[0]
        before = value()
        assert abs(value()) >= 1
        assert up() == abs(before) + {1: 1, 2: 10}[version]


def test_closure_within_a_closure_runs_the_new_body(edit: Edit) -> None:
    """Closures follow however deep they were made."""
    earlier = edit.app.inner = edit.module.outer(1)(2)
    middle = edit.app.middle = edit.module.outer(1)
    for version in edit.versions():
        assert earlier(3) == 6 * version
        assert middle(2)(3) == 6 * version


def test_lambda_made_earlier_runs_the_new_expression(edit: Edit) -> None:
    """A lambda that a function returned before the edit runs the new expression."""
    earlier = edit.app.getter = edit.module.make_getter("size")
    for version in edit.versions():
        assert earlier({"size": 5}) == 5 * version


def test_closure_made_by_a_method_runs_the_new_body(edit: Edit) -> None:
    """A callback that a method made runs the new body on the same instance."""
    close = edit.app.close = edit.module.Window("main").closer()
    for version in edit.versions():
        assert close() == ("main", version)


def test_closure_bound_to_a_global_follows(edit: Edit) -> None:
    """Globals that hold closures of an edited function follow, and stay the same objects."""
    forward, back = edit.app.steps = (edit.module.forward, edit.module.back)
    for version in edit.versions():
        assert (forward(0), back(0)) == (version, -version)
        assert (edit.module.forward, edit.module.back) == (forward, back)


def test_lambdas_on_one_line_stay_apart(edit: Edit) -> None:
    """Two lambdas on one line are not taken for each other."""
    for version in edit.versions():
        assert edit.module.LEFT() == f"left {version}"
        assert edit.module.RIGHT() == f"right {version}"


def test_loop_made_closures_keep_their_own_values(edit: Edit) -> None:
    """Callbacks made in a loop follow, each with the value it was made with."""
    earlier = edit.app.buttons = edit.module.make_buttons()
    for version in edit.versions():
        assert [press() for press in earlier] == {1: [0, 1, 2], 2: [0, 10, 20]}[version]


def test_comprehension_in_a_function_is_new_at_the_next_call(edit: Edit) -> None:
    """A comprehension inside a function is the new one at the next call."""
    squares = edit.app.squares = edit.module.squares
    for version in edit.versions():
        assert squares(3) == {1: [0, 1, 4], 2: [2, 8]}[version]


def test_captured_list_keeps_its_contents(edit: Edit) -> None:
    """What a closure gathered in a captured list survives, and an undo takes back what was added since."""
    log = edit.app.log = edit.module.make_log()
    log("start")
    seen = []
    for version in edit.versions():
        seen.append(log("a"))
        assert seen[-1][0] == "start"
        assert seen[-1][-1] == {1: "a", 2: "A"}[version]
    assert seen == [["start", "a"], ["start", "a", "A"], ["start", "a", "a"], ["start", "a", "a", "A"]]


def test_inner_function_renamed_leaves_earlier_closures_alone(edit: Edit) -> None:
    """A closure whose inner function was renamed keeps its old code."""
    earlier = edit.app.first = edit.module.make(4)
    for version in edit.versions():
        assert earlier() == 4
        assert edit.module.make(4)() == 4 * version


def test_second_inner_function_of_a_name_is_matched_by_place(edit: Edit) -> None:
    """Inner functions of one name are matched by their place in the file."""
    yes, no = edit.app.pair = (edit.module.make(True), edit.module.make(False))
    for version in edit.versions():
        assert yes() == f"yes {version}"
        assert no() == f"no {version}"


def test_frozen_heap_is_reported(edit: Edit) -> None:
    """When `gc.freeze()` hides objects from the search for earlier closures, the report says so."""
    edit.app.inner = edit.module.make(1)
    gc.freeze()
    try:
        for version in edit.versions():
            assert edit.module.make(1)() == version
    finally:
        gc.unfreeze()
    assert any("freeze" in note for note in edit.notes)
