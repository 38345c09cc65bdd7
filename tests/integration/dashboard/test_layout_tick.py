"""The tick that lets a restore bring back where the windows were, too."""

from __future__ import annotations

from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan import layout
from mulligan.dashboard import intents
from mulligan_store.journal import Journal
from mulligan_store.records import LAYOUT_KEY, SnapshotGroup
from tests.support.dashboard_desk import Desk
from tests.support.dashboard_stage import entry, keys

TEXT = "[Window][tools]\nPos=1,2\nSize=300,200\n"


@pytest.fixture
def number(story: Journal) -> int:
    """An entry that holds a layout beside the state."""
    state = SnapshotGroup(("tickets", "selected"), b"\x80 nobody reads this ")
    windows = layout.group_of(TEXT)
    summary = layout.summary_of(TEXT, len(windows.payload), 1)
    new = entry(groups=(state, windows), keys=(*keys(), summary))
    found = story.begin_entry(new)
    story.set_status(found, "kept")
    return found


def test_the_tick_takes_the_windows_too_and_is_off_for_every_preview(desk: Desk, number: int) -> None:
    """By mouse and by key; closing the preview forgets it."""

    def body(ctx: Any) -> None:
        ctx.item_click(f"//desk/**/$${number}/###row")
        for steps in (
            ["//desk/State only"],
            ["//desk/window layout too", "//desk/State only"],
            ["//desk/window layout too", "//desk/Cancel", "//desk/###restore", "//desk/Restore both"],
            ["//desk/window layout too", "//desk/window layout too", "//desk/Code only"],
        ):
            ctx.item_click("//desk/###restore")
            for step in steps:
                ctx.item_click(step)

    desk.play("History", body)
    assert desk.actions.asked == [
        ("restore", number, True, False),
        ("restore", number, True, False, "layout"),
        ("restore", number, True, True),
        ("restore", number, False, True),
    ]


def test_the_key_does_what_the_tick_does(desk: Desk, number: int) -> None:
    """T once for yes, T twice for no."""
    taken: list[bool] = []

    def body(ctx: Any) -> None:
        ctx.item_click(f"//desk/**/$${number}/###row")
        ctx.key_press(imgui.Key.enter)
        ctx.yield_(2)
        for _ in range(2):
            ctx.key_press(imgui.Key.t)
            ctx.yield_(2)
            preview = desk.controller.history().preview
            assert preview is not None
            taken.append(preview.takes_layout)

    desk.play("History", body)
    assert taken == [True, False]


def test_an_entry_without_a_layout_offers_no_tick(desk: Desk) -> None:
    """There is nothing that it could bring back."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/$$4/###row")
        ctx.item_click("//desk/###restore")
        ctx.yield_(2)

    desk.play("History", body)
    preview = desk.controller.history().preview
    assert preview is not None
    assert not preview.holds_layout


def test_the_layout_is_listed_and_is_no_difference_to_the_state_now(desk: Desk, number: int) -> None:
    """The state panel names it with the entry's keys; against this moment there is none to compare."""
    desk.controller.begin_frame()
    state = desk.controller.state()
    assert state.row is not None
    assert state.row.id == number
    assert [each.type for each in state.keys if each.key == LAYOUT_KEY] == ["ImGui layout"]
    desk.controller.apply([intents.Mark(4)])
    assert [each.change for each in desk.controller.state().differences if each.key == LAYOUT_KEY] == [
        "removed"
    ]
    desk.actions.present = list(keys())
    desk.controller.apply([intents.Mark(None), intents.Preview(number)])
    state = desk.controller.state()
    assert {each.change for each in state.differences} == {"same"}
    assert LAYOUT_KEY not in {each.key for each in state.keys}
    preview = desk.controller.history().preview
    assert preview is not None
    assert (preview.state, preview.holds_layout) == ((), True)
    assert not any(LAYOUT_KEY in each for each in preview.left_alone)
