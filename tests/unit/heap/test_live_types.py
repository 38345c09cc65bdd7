"""Live resources are told by their type, and never entered, copied or trusted to be copied."""

from __future__ import annotations

import contextlib
import enum
import io
import sys
import threading
from typing import Any

import pytest

from mulligan.heap import capture
from mulligan.heap.live_types import live_description
from tests.support.state_kinds import KINDS

NOT_LIVE = {"foreign pointer", "refuses reduction", "refuses copy", "unknown module"}


class App:
    """An app with one state key of each kind."""

    held: Any
    plain: Any


@pytest.mark.parametrize("kind", sorted(set(KINDS) - NOT_LIVE))
def test_live_kind_is_recognised_by_type(kind: str) -> None:
    """Each kind has a description that a person understands."""
    maker, description = KINDS[kind]
    with contextlib.ExitStack() as stack:
        assert live_description(type(maker(stack))) == description


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_state_that_holds_it_is_still_undone(kind: str) -> None:
    """The key stays in memory with a reason that names the path, and its content is restored."""
    maker, description = KINDS[kind]
    with contextlib.ExitStack() as stack:
        app, offender = App(), maker(stack)
        app.held, app.plain = {"items": [1, offender]}, [1]
        taken = capture(app, ["held", "plain"])
        app.held["items"].clear()
        app.held["new"] = 1
        app.plain.append(2)
        taken.restore(app)
        assert list(app.held) == ["items"]
        assert app.held["items"][1] is offender
        assert app.plain == [1]
        if kind not in ("refuses reduction", "unknown module"):
            assert taken.memory_only["held"].startswith("app.held['items'][1]: ")
            assert description in taken.memory_only["held"]
        del app, offender, taken


def test_subclass_of_a_live_type_is_live() -> None:
    """A worker thread class of the app is still a thread."""

    class Worker(threading.Thread):
        """A thread of the app's own."""

    assert live_description(Worker) == "a thread"


def test_streams_in_memory_are_state() -> None:
    """StringIO and BytesIO derive from files but are plain content."""
    assert live_description(io.StringIO) is None
    assert live_description(io.BytesIO) is None


def test_vectors_and_enums_of_imgui_are_state() -> None:
    """ImVec2, ImVec4, ImColor and enums can be copied; everything else of imgui-bundle cannot."""
    from imgui_bundle import imgui

    values = (imgui.ImVec2, imgui.ImVec4, imgui.ImColor, imgui.Key)
    assert [live_description(kind) for kind in values] == [None] * 4
    assert live_description(imgui.Style) == "an imgui-bundle object"
    assert issubclass(imgui.Key, enum.Enum)


def test_recognising_imports_nothing() -> None:
    """Asking about a type does not import the modules that resources come from."""
    before = set(sys.modules)
    assert live_description(App) is None
    assert set(sys.modules) == before
