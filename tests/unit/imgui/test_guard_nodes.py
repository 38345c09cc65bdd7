"""The guard and the node editor: wherever a panel fails, the same frame can draw the graph again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from imgui_bundle import imgui
from imgui_bundle import imgui_node_editor as editor

from mulligan.imgui.guard import Guard
from tests.support.imgui_headless import frame

PLACES = [
    "editor",
    "node",
    "pin",
    "group",
    "after a node",
    "creation",
    "suspended",
    "window",
    "tooltip",
    "suspended node",
    "after the editor",
]
Fault = Callable[[str], None]


@pytest.fixture
def guard(io: imgui.IO) -> Iterator[Guard]:
    """A guard, in an ImGui context that has a node editor."""
    config = editor.Config()
    config.settings_file = ""  # it would write NodeEditor.json into the current folder
    context = editor.create_editor(config)
    editor.set_current_editor(context)
    yield Guard()
    editor.destroy_editor(context)


def fail_at(place: str) -> Fault:
    """What raises when drawing comes to `place`."""

    def fault(here: str) -> None:
        if here == place:
            raise ValueError(here)

    return fault


def nothing(place: str) -> None:
    """Raises nowhere."""


def draw_graph(fault: Fault) -> None:
    """A graph in a child window: two nodes, a pin, an action, and windows while the editor is suspended."""
    imgui.begin_child("child", (400, 300))
    editor.begin("editor")
    fault("editor")
    draw_node(fault)
    fault("after a node")
    editor.begin_create()
    fault("creation")
    editor.end_create()
    editor.suspend()
    fault("suspended")
    draw_windows(fault)
    editor.resume()
    editor.begin_node(editor.NodeId(3))
    editor.suspend()
    fault("suspended node")
    editor.resume()
    editor.end_node()
    editor.end()
    fault("after the editor")
    imgui.end_child()


def draw_node(fault: Fault) -> None:
    """A node with a pin."""
    editor.begin_node(editor.NodeId(1))
    imgui.text("node")
    fault("node")
    editor.begin_pin(editor.PinId(2), editor.PinKind.output)
    fault("pin")
    imgui.begin_group()
    fault("group")
    imgui.end_group()
    editor.end_pin()
    editor.end_node()


def draw_windows(fault: Fault) -> None:
    """A window and a tooltip."""
    imgui.begin("another")
    fault("window")
    imgui.end()
    imgui.begin_tooltip()
    fault("tooltip")
    imgui.end_tooltip()


def call(guard: Guard, panel: Callable[[], None]) -> str | None:
    """Call as a delegate does; returns the message of what was raised."""
    try:
        guard.call(lambda app: panel(), None)
    except Exception as error:
        return str(error)
    return None


def in_a_frame(guard: Guard, draw: Callable[[], None], *, on_trial: bool) -> None:
    """A whole frame, with a window."""
    with frame():
        guard.begin_frame(on_trial=on_trial)
        imgui.begin("host")
        draw()
        imgui.end()
        guard.end_frame()


@pytest.mark.parametrize("on_trial", [False, True], ids=["kept", "on_trial"])
@pytest.mark.parametrize("place", PLACES)
def test_graph_can_be_drawn_again_in_the_frame_it_failed_in(guard: Guard, place: str, on_trial: bool) -> None:
    """Wherever a graph fails, the good code draws it in the same frame, and in those that follow."""

    def fail_then_draw() -> None:
        assert call(guard, lambda: draw_graph(fail_at(place))) == place
        assert call(guard, lambda: draw_graph(nothing)) is None

    for _ in range(3):
        in_a_frame(guard, fail_then_draw, on_trial=on_trial)
        in_a_frame(guard, lambda: draw_graph(nothing), on_trial=on_trial)
    assert imgui.get_frame_count() == 6


def test_node_that_was_not_begun_is_contained(guard: Guard) -> None:
    """`end_node()` without `begin_node()` is an error of that panel, and the graph is drawn again."""

    def end_what_was_not_begun() -> None:
        editor.begin("editor")
        editor.end_node()

    def draw() -> None:
        assert "EndNode" in (call(guard, end_what_was_not_begun) or "")
        assert call(guard, lambda: draw_graph(nothing)) is None

    for _ in range(3):
        in_a_frame(guard, draw, on_trial=False)
    assert imgui.get_frame_count() == 3


def test_editor_that_was_not_ended_is_ended(guard: Guard) -> None:
    """A forgotten `end()` is noticed when the call returns, and mended."""

    def draw() -> None:
        assert call(guard, lambda: editor.begin("editor")) is not None
        assert call(guard, lambda: draw_graph(nothing)) is None

    for _ in range(3):
        in_a_frame(guard, draw, on_trial=False)
    assert imgui.get_frame_count() == 3


@pytest.mark.parametrize("place", ["node", "pin", "group"])
def test_error_inside_the_callers_editor_leaves_that_editor_open(guard: Guard, place: str) -> None:
    """A delegate that draws a node into its caller's editor may fail without the caller failing too."""

    def draw() -> None:
        editor.begin("editor")
        assert call(guard, lambda: draw_node(fail_at(place))) == place
        editor.begin_node(editor.NodeId(3))  # not the same: a pin may be drawn once in a frame
        editor.end_node()
        editor.end()
        imgui.text("after")

    for _ in range(3):
        in_a_frame(guard, draw, on_trial=False)
        in_a_frame(guard, lambda: draw_graph(nothing), on_trial=False)
    assert imgui.get_frame_count() == 6


def test_error_inside_the_callers_node_leaves_that_node_open(guard: Guard) -> None:
    """A delegate that draws the inside of a node may fail without its caller failing too."""

    def fail_with_an_id_pushed() -> None:
        imgui.push_id("pushed")
        raise ValueError("inside")

    def draw() -> None:
        editor.begin("editor")
        editor.begin_node(editor.NodeId(1))
        assert call(guard, fail_with_an_id_pushed) == "inside"
        editor.end_node()
        editor.end()

    for _ in range(3):
        in_a_frame(guard, draw, on_trial=False)
    assert imgui.get_frame_count() == 3


def test_editors_are_watched_within_frames_only(guard: Guard) -> None:
    """Between frames `imgui_node_editor` is as its authors made it."""
    before = (editor.begin, editor.end)
    in_a_frame(guard, lambda: draw_graph(nothing), on_trial=False)
    assert (editor.begin, editor.end) == before
