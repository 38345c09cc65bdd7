"""A person works on the panels with the mouse; ImGui's test engine is the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.dashboard import intents
from mulligan.dashboard.intents import Side
from mulligan.dashboard.model import Abilities
from mulligan.view import Contained, RecoveryOffer, View
from tests.support.dashboard_desk import Desk

REFUSED = View(
    is_error_state=True,
    headline="edit of gui was refused; running the last good code",
    last_error="Traceback ...\nValueError: no",
    last_error_line="ValueError: no",
    refused="edit of gui",
    revision=5,
)


def is_disabled(ctx: Any, name: str) -> bool:
    """Whether a thing is there and cannot be pressed."""
    return bool(ctx.item_info(name).item_flags & int(imgui.ItemFlags_.disabled))


def test_buttons_of_now_ask_the_session(desk: Desk) -> None:
    """Hot Reload, Undo, Checkpoint with its name, and the pause of the shortcut."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Hot Reload")
        ctx.item_click("//desk/Undo last reload")
        ctx.item_click("//desk/##checkpoint label")
        ctx.key_chars_replace("before the demo")
        ctx.item_click("//desk/Checkpoint")
        ctx.item_click("//desk/Pause Ctrl+Alt+R")

    desk.play("Now", body)
    assert desk.actions.asked == [
        ("reload",),
        ("undo",),
        ("checkpoint", "before the demo"),
        ("pause", True),
    ]


def test_a_checkpoint_is_named_with_enter(desk: Desk) -> None:
    """The keyboard alone is enough."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##checkpoint label")
        ctx.key_chars_replace_enter("by hand")

    desk.play("Now", body)
    assert desk.actions.asked == [("checkpoint", "by hand")]


def test_a_refusal_is_copied_and_dismissed(desk: Desk) -> None:
    """The traceback goes to the clipboard as it is."""
    desk.actions.shown = REFUSED

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Copy traceback")
        ctx.item_click("//desk/Dismiss")

    desk.play("Now", body)
    assert desk.copied == [REFUSED.last_error]
    assert desk.actions.asked == [("dismiss",)]


def test_a_recovery_is_taken_or_left(desk: Desk) -> None:
    """What the last session left behind is offered with two buttons."""
    offer = RecoveryOffer(3, datetime(2030, 1, 1, tzinfo=UTC), "before the demo", ("tickets",))
    desk.actions.shown = replace(desk.actions.shown, recovery=offer)

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Leave it")
        ctx.item_click("//desk/Bring it back")

    desk.play("Now", body)
    assert desk.actions.asked == [("recover", False), ("recover", True)]


@pytest.mark.parametrize("name", ["Hot Reload", "Undo last reload", "Checkpoint", "Pause Ctrl+Alt+R"])
def test_what_cannot_be_done_cannot_be_pressed(desk: Desk, name: str) -> None:
    """After an undo that failed, say."""
    desk.actions.able = Abilities.none("an undo failed; restart the app first")

    def body(ctx: Any) -> None:
        assert is_disabled(ctx, f"//desk/{name}")
        ctx.item_click("//desk/##checkpoint label")
        ctx.key_chars_replace_enter("x")

    desk.play("Now", body)
    assert desk.actions.asked == []


def row(number: int) -> str:
    """The name of a row of the history."""
    return f"//desk/**/$${number}/###row"


def test_a_row_is_selected_and_restored_after_a_preview(desk: Desk) -> None:
    """Both, state only or code only; Cancel asks for nothing."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(4))
        assert desk.controller.selected == 4
        for name in ("Cancel", "Restore both", "State only", "Code only"):
            ctx.item_click("//desk/###restore")
            ctx.item_click(f"//desk/{name}")

    desk.play("History", body)
    assert desk.actions.asked == [
        ("restore", 4, True, True),
        ("restore", 4, True, False),
        ("restore", 4, False, True),
    ]


def test_a_double_click_shows_the_preview(desk: Desk) -> None:
    """And nothing is restored by it."""

    def body(ctx: Any) -> None:
        ctx.item_double_click(row(4))
        ctx.yield_(2)

    desk.play("History", body)
    preview = desk.controller.history().preview
    assert preview is not None
    assert preview.row.id == 4
    assert desk.actions.asked == []


def test_a_row_is_pinned_labelled_and_copied(desk: Desk) -> None:
    """The label is typed in place of its button."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(2))
        ctx.item_click("//desk/###pin")
        ctx.item_click("//desk/Label...")
        ctx.yield_(2)
        ctx.key_chars_replace_enter("the typo")
        ctx.item_click("//desk/Copy number")

    desk.play("History", body)
    assert desk.actions.asked == [("pin", 2, True), ("label", 2, "the typo")]
    assert desk.copied == ["2"]


def test_a_restore_leads_to_its_parent(desk: Desk) -> None:
    """The number in the column From selects that entry."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/$$5/###parent")

    desk.play("History", body)
    assert desk.controller.selected == 1


def test_the_list_is_filtered_by_typing_and_by_choice(desk: Desk) -> None:
    """Words, a status, the pinned ones."""
    listed: list[list[int]] = []

    def note() -> None:
        listed.append([each.id for each in desk.controller.history().rows])

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##filter")
        ctx.key_chars_replace("attributeerror")
        ctx.yield_(3)
        note()
        ctx.key_chars_replace("")
        ctx.item_click("//desk/Pinned")
        ctx.yield_(3)
        note()
        ctx.item_click("//desk/Pinned")
        ctx.item_click("//desk/##status")
        ctx.item_click("//$FOCUSED/$$4/###choice")
        ctx.yield_(3)
        note()

    desk.play("History", body)
    assert listed == [[3, 2], [1], [7, 3, 2]]


def test_the_list_is_sorted_by_its_headings(desk: Desk) -> None:
    """The largest snapshot first, then the smallest."""
    first: list[int] = []

    def body(ctx: Any) -> None:
        for _ in range(2):
            ctx.item_click("//desk/**/Size")
            ctx.yield_(3)
            first.append(desk.controller.history().rows[0].id)

    desk.play("History", body)
    assert first[0] == 8
    assert first[1] != 8


def test_the_keyboard_does_all_of_it(desk: Desk) -> None:
    """Move, pin, mark, copy, name, filter, look before a restore, and go away again."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(8))
        for key in (imgui.Key.down_arrow, imgui.Key.down_arrow, imgui.Key.end, imgui.Key.up_arrow):
            ctx.key_press(int(key))
        ctx.yield_(2)
        assert desk.controller.selected == 2
        for key in (imgui.Key.p, imgui.Key.m):
            ctx.key_press(int(key))
        ctx.key_press(int(imgui.Key.mod_ctrl) | int(imgui.Key.c))
        ctx.key_press(int(imgui.Key.home))
        ctx.key_press(int(imgui.Key.enter))
        ctx.yield_(2)
        model = desk.controller.history()
        assert (model.preview is not None, model.marked) == (True, 2)
        ctx.key_press(int(imgui.Key.escape))
        ctx.key_press(int(imgui.Key.escape))
        ctx.yield_(2)
        model = desk.controller.history()
        assert (model.preview, model.marked) == (None, None)
        ctx.key_press(int(imgui.Key.l))
        ctx.yield_(3)
        ctx.key_chars_replace_enter("newest")

    desk.play("History", body)
    assert desk.actions.asked == [("pin", 2, True), ("label", 8, "newest")]
    assert desk.copied == ["2"]


def test_ctrl_f_goes_to_the_filter(desk: Desk) -> None:
    """What is typed next is looked for."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(8))
        ctx.key_press(int(imgui.Key.mod_ctrl) | int(imgui.Key.f))
        ctx.yield_(3)
        ctx.key_chars("demo")
        ctx.yield_(3)

    desk.play("History", body)
    assert desk.controller.index.query.text == "demo"


def test_sides_and_modules_are_chosen(desk: Desk) -> None:
    """Any of the offered texts on either side."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Select(2), intents.Mark(1)])

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/##left")
        ctx.item_click("//$FOCUSED/$$3/###choice")
        ctx.yield_(2)
        source = desk.controller.source()
        assert source.left is not None
        assert source.left.side == Side(1, "after")
        ctx.item_click("//desk/##module")
        ctx.item_click("//$FOCUSED/$$1/###choice")
        ctx.yield_(2)
        ctx.item_click("//desk/Side by side")

    desk.play("Source", body)
    assert desk.controller.source().module == "app.model"


def test_a_line_of_the_traceback_jumps_to_its_module(desk: Desk) -> None:
    """Though another module is shown."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Select(2), intents.ShowModule("app.model")])

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/$$3/###place")
        ctx.yield_(3)
        ctx.item_click("//desk/**/Copy traceback")

    desk.play("Source", body)
    assert desk.controller.source().module == "app.gui"
    assert desk.copied[0].startswith("Traceback")


def test_only_differences_are_listed_on_demand(desk: Desk) -> None:
    """A key opens to its details."""
    desk.actions.present = []

    def body(ctx: Any) -> None:
        ctx.item_open("//desk/**/tickets/###key")
        ctx.yield_(2)
        ctx.item_click("//desk/Only what differs")
        ctx.yield_(2)

    desk.play("State", body)
    assert [each.change for each in desk.controller.state().differences] == ["removed"] * 6


def test_a_click_on_the_timeline_selects(desk: Desk) -> None:
    """The bar under the mouse is the entry that is looked at."""

    def body(ctx: Any) -> None:
        ctx.mouse_move_to_pos((400, 250))
        ctx.mouse_click(0)
        ctx.yield_(2)

    desk.play("Timeline", body)
    assert desk.controller.selected in range(1, 8)


def test_problems_are_copied_and_lead_to_their_entry(desk: Desk) -> None:
    """One, or all of them as text."""
    contained = Contained("gui:draw", "KeyError: 'x'", "Traceback ...\nKeyError: 'x'\n", 12)
    desk.actions.shown = replace(desk.actions.shown, contained=(contained,))

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/Copy all as text")
        ctx.item_click("//desk/**/$$0/Copy")
        ctx.item_click("//desk/**/$$2/###last")

    desk.play("Problems", body)
    everything, one = desk.copied
    assert "12 x contained in gui:draw: KeyError: 'x'" in everything
    assert "2 x rolled back: AttributeError" in everything
    assert "entries 3, 2" in everything
    assert one.startswith("12 x")
    assert desk.controller.selected == 3


def test_the_whole_dashboard_works_as_one(desk: Desk) -> None:
    """Selecting on the left changes what the tabs on the right show."""

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/$$2/###row")
        for name in ("State", "Timeline", "Problems", "Source"):
            ctx.item_click(f"//desk/**/{name}")
            ctx.yield_(2)

    desk.play(None, body)
    row_shown = desk.controller.source().row
    assert row_shown is not None
    assert row_shown.id == 2
