"""Each button, menu and key that the tests of the usual ways of working leave out is used once."""

from __future__ import annotations

from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.dashboard import intents
from mulligan.dashboard.intents import Side
from mulligan.dashboard.panels.source import SourcePanel
from tests.support.dashboard_desk import Desk

CONTROL = int(imgui.Key.mod_ctrl)


def row(number: int) -> str:
    """The name of a row of the history."""
    return f"//desk/**/$${number}/###row"


def source_panel(desk: Desk) -> SourcePanel:
    """The panel that draws the sources."""
    return desk.dashboard._source


def test_the_list_is_filtered_by_module(desk: Desk) -> None:
    """And all modules come back by choice."""
    listed: list[int] = []

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##module")
        ctx.item_click("//$FOCUSED/$$1/###choice")
        ctx.yield_(3)
        listed.append(desk.controller.history().matching)
        assert desk.controller.index.query.module
        ctx.item_click("//desk/##module")
        ctx.item_click("//$FOCUSED/$$0/###choice")
        ctx.yield_(3)

    desk.play("History", body)
    assert desk.controller.index.query.module == ""
    assert 0 < listed[0] <= 8


@pytest.mark.parametrize(("heading", "column"), [("Status", "status"), ("Took", "took"), ("No.", "id")])
def test_every_heading_that_can_sort_does(desk: Desk, heading: str, column: str) -> None:
    """Twice turns the order round."""
    orders: list[bool] = []

    def body(ctx: Any) -> None:
        if heading == "No.":
            ctx.item_click("//desk/**/Took")
        for _ in range(2):
            ctx.item_click(f"//desk/**/{heading}")
            ctx.yield_(3)
            assert desk.controller.index.query.column == column
            orders.append(desk.controller.index.query.descending)

    desk.play("History", body)
    assert sorted(orders) == [False, True]


def test_a_row_is_compared_and_compared_no_more(desk: Desk) -> None:
    """One button for both, and one to take the pin away."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(1))
        ctx.item_click("//desk/###pin")
        ctx.item_click("//desk/###mark")
        ctx.yield_(2)
        assert desk.controller.history().marked == 1
        ctx.item_click("//desk/###mark")
        ctx.yield_(2)

    desk.play("History", body)
    assert desk.controller.history().marked is None
    assert desk.actions.asked == [("pin", 1, False)]


def test_keys_go_on_after_a_button_was_clicked(desk: Desk) -> None:
    """Whoever clicked a button below the list can go on with the keys, without a click on a row."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/$$1/###row")
        ctx.item_click("//desk/###pin")
        ctx.yield_(2)
        ctx.key_press(imgui.Key.p)
        ctx.item_click("//desk/###restore")
        ctx.yield_(2)
        ctx.key_press(imgui.Key.c)

    desk.play("History", body)
    assert [each[0] for each in desk.actions.asked] == ["pin", "pin", "restore"]


def test_a_page_goes_by_and_comes_back(desk: Desk) -> None:
    """Page Down, Page Up, and F2 and R as L and Enter."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(8))
        ctx.key_press(int(imgui.Key.page_down))
        ctx.yield_(2)
        assert desk.controller.selected == 1
        ctx.key_press(int(imgui.Key.page_up))
        ctx.yield_(2)
        assert desk.controller.selected == 8
        ctx.key_press(int(imgui.Key.r))
        ctx.yield_(2)
        assert desk.controller.history().preview is not None
        ctx.key_press(int(imgui.Key.escape))
        ctx.key_press(int(imgui.Key.f2))
        ctx.yield_(3)
        ctx.key_chars_replace_enter("by F2")

    desk.play("History", body)
    assert desk.actions.asked == [("label", 8, "by F2")]


def test_the_right_side_is_chosen_too(desk: Desk) -> None:
    """The file on disk, say: it is opened only then."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##right")
        ctx.item_click("//$FOCUSED/$$2/###choice")
        ctx.yield_(2)

    desk.play("Source", body)
    right = desk.controller.source().right
    assert right is not None
    assert right.side == Side(None)
    assert "no file" in right.problem


def test_texts_and_their_difference_are_copied(desk: Desk) -> None:
    """From one menu: the left text, the right one, and what `diff -u` would print."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Select(2)])

    def body(ctx: Any) -> None:
        for name in ("left", "right", "patch"):
            ctx.item_click("//desk/Copy...")
            ctx.item_click(f"//$FOCUSED/###{name}")

    desk.play("Source", body)
    source = desk.controller.source()
    assert source.left is not None
    assert source.right is not None
    left, right, patch = desk.copied
    assert (left, right) == (source.left.text, source.right.text)
    assert "-        imgui.text(ticket.title)\n+        imgui.text(ticket.titel)\n" in patch
    assert patch.startswith("--- before entry 2\n+++ after entry 2\n")


def test_changes_are_stepped_through_and_the_rest_is_folded(desk: Desk) -> None:
    """Next and Previous go round; only the changes leaves fewer rows; one column has more."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Select(2)])
    counts: list[int] = []

    def body(ctx: Any) -> None:
        code = source_panel(desk).code
        counts.append(len(code.rows))
        ctx.item_click("//desk/Next")
        ctx.item_click("//desk/Previous")
        ctx.item_click("//desk/Side by side")
        ctx.yield_(2)
        counts.append(len(code.rows))
        ctx.item_click("//desk/Only changes")
        ctx.yield_(2)
        counts.append(len(code.rows))

    desk.play("Source", body)
    assert counts == [13, 14, 7]


def test_a_line_of_the_traceback_marks_where_it_leads(desk: Desk) -> None:
    """Though another side was chosen and the changes alone were shown: the text that failed comes back."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Select(2), intents.ChooseSides(Side(2), Side(1))])

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Only changes")
        ctx.yield_(2)
        assert source_panel(desk).code.jumped_to is None
        ctx.item_click("//desk/**/$$3/###place")
        ctx.yield_(4)

    desk.play("Source", body)
    right = desk.controller.source().right
    assert right is not None
    assert right.side == Side(2, "after")
    code = source_panel(desk).code
    assert code.jumped_to == 12
    assert len(code.rows) == 13


def test_keys_are_filtered_by_typing(desk: Desk) -> None:
    """By name, type and value; what cannot be compared element by element says why."""
    desk.actions.present = []

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##keys")
        ctx.key_chars_replace("thread")
        ctx.yield_(2)
        assert ctx.item_exists("//desk/**/worker/###key")
        assert not ctx.item_exists("//desk/**/tickets/###key")
        flags = ctx.item_info("//desk/Compare all elements").item_flags
        assert flags & int(imgui.ItemFlags_.disabled)
        ctx.item_click("//desk/**/worker/###key")

    desk.play("State", body)
    assert desk.controller.state().inside is None
    assert "summaries" in desk.controller.state().closed


def test_the_journal_is_verified_while_the_app_goes_on(desk: Desk) -> None:
    """By another process; a bar moves meanwhile, and what was found stays."""
    seen: list[bool] = []

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Verify journal")
        ctx.yield_(2)
        seen.append(desk.controller.now().verifying)
        assert desk.controller._verification.background.wait(60)
        ctx.yield_(2)

    desk.play("Now", body)
    verified = desk.controller.now().verified
    assert verified is not None
    assert (verified.sound, verified.text) == (True, "sound: 8 entries, each as you signed it")
    assert seen == [True]
    assert desk.actions.asked == []


def test_a_narrow_window_has_everything_behind_tabs(desk: Desk) -> None:
    """Six of them, and each is drawn."""

    def body(ctx: Any) -> None:
        for name in ("History", "Source", "State", "Timeline", "Problems", "Now"):
            ctx.item_click(f"//desk/**/{name}")
            ctx.yield_(2)

    desk.play(None, body, size=(640, 480))
    assert desk.controller.selected == 8


def test_the_timeline_is_zoomed_by_the_wheel(desk: Desk) -> None:
    """A drag moves it and selects nothing."""

    def body(ctx: Any) -> None:
        ctx.mouse_move_to_pos((600, 250))
        ctx.mouse_wheel_y(3.0)
        ctx.yield_(2)
        ctx.mouse_down(0)
        ctx.mouse_move_to_pos((500, 250))
        ctx.mouse_up(0)
        ctx.yield_(2)

    desk.play("Timeline", body)
    assert desk.controller.selected == 8
