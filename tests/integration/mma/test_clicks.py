"""A person clicks through mission control; ImGui's test engine is the person."""

from __future__ import annotations

from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan_mma.app import App
from tests.support.mission_clicks import play, wait_for
from tests.support.mission_control import TrackFolderMaker

FLAKY = "{python} -c \"import os; raise SystemExit(os.environ['MMA_ATTEMPT'] == '1')\""
GOOD = '{python} -c "print(1)"'


def test_start_retry_and_skip_by_mouse(app: App, folder: TrackFolderMaker) -> None:
    """A track is started, its failed ticket retried, a hopeless one skipped, and the last one runs."""
    folder.track("t", ("a", FLAKY, []), ("b", '{python} -c "1/0"', ["a"]), ("c", GOOD, ["b"]))
    app.load_tracks(folder.folder)
    track = app.active_track
    assert track is not None
    first, second, third = track.tickets

    def body(ctx: Any) -> None:
        ctx.item_click("//Tickets/###start")
        wait_for(ctx, app, lambda: first.status == "failed")
        ctx.item_click("//Tickets/**/Retry")
        wait_for(ctx, app, lambda: second.status == "failed")
        ctx.item_click("//Tickets/**/Skip")
        wait_for(ctx, app, lambda: third.status == "done")

    play(app, body)
    assert [ticket.status.value for ticket in track.tickets] == ["done", "skipped", "done"]


def test_step_mode_and_approve_by_mouse(app: App, folder: TrackFolderMaker) -> None:
    """With step mode on, nothing starts before Approve is pressed."""
    folder.track("t", ("a", GOOD, []))
    app.load_tracks(folder.folder)
    ticket = app.selected_ticket
    assert ticket is not None

    def body(ctx: Any) -> None:
        ctx.item_click("//Tickets/Step mode")
        ctx.item_click("//Tickets/###start")
        ctx.yield_(3)
        assert ticket.status == "waiting"
        ctx.item_click("//Tickets/**/Approve")
        wait_for(ctx, app, lambda: ticket.status == "done")

    play(app, body)
    assert ticket.status == "done"


def test_another_track_is_loaded_by_mouse(app: App, folder: TrackFolderMaker) -> None:
    """The Load button shows the tickets of its track."""
    folder.track("one", ("a", GOOD, []))
    folder.track("two", ("b", GOOD, []))
    app.load_tracks(folder.folder)

    def body(ctx: Any) -> None:
        ctx.item_click("//Track Browser/**/two/Load")

    play(app, body)
    assert (app.active_track_id, app.selected_ticket_id) == ("two", "b")


def test_another_folder_is_opened_by_keyboard(app: App, folder: TrackFolderMaker) -> None:
    """A path is typed; Enter opens it."""
    folder.track("one", ("a", GOOD, []))
    app.load_tracks(folder.folder / "missing")

    def body(ctx: Any) -> None:
        ctx.item_click("//Track Browser/###folder")
        ctx.key_chars_replace_enter(str(folder.folder))

    play(app, body)
    assert [track.id for track in app.tracks] == ["one"]


def test_a_typed_folder_is_opened_by_the_button(app: App, folder: TrackFolderMaker) -> None:
    """What was typed is not lost when the mouse leaves the field for the button."""
    folder.track("one", ("a", GOOD, []))
    app.load_tracks(folder.folder / "missing")

    def body(ctx: Any) -> None:
        ctx.item_click("//Track Browser/###folder")
        ctx.key_chars_replace(str(folder.folder))
        ctx.item_click("//Track Browser/Open")

    play(app, body)
    assert [track.id for track in app.tracks] == ["one"]


def test_the_note_is_typed_into_the_dashboard(app: App) -> None:
    """The note is a state key of the app, whatever is typed."""

    def body(ctx: Any) -> None:
        ctx.item_click("//MMA Dashboard/Note")
        ctx.key_chars_replace("hold at T-9")

    play(app, body)
    assert app.note == "hold at T-9"


def test_hot_reload_and_restore_ask_the_reloader(app: App, reloader_desk: Any) -> None:
    """Both buttons only ask; the work is done at the safe point between two frames."""
    reloader_desk.entry(7, "kept")

    def body(ctx: Any) -> None:
        ctx.item_click("//MMA Dashboard/Hot Reload")
        ctx.item_click("//MMA Dashboard/**/Restore")

    play(app, body)
    assert reloader_desk.asked == [("reload", "button"), ("restore", 7)]


@pytest.mark.parametrize("state", [{"poisoned": True}, {"busy": "restoring"}])
def test_nothing_can_be_restored_while_that_makes_no_sense(
    app: App, reloader_desk: Any, state: dict[str, Any]
) -> None:
    """The button is there and cannot be pressed."""
    reloader_desk.entry(7, "kept")
    reloader_desk.view = type(reloader_desk.view)(**state)

    def body(ctx: Any) -> None:
        info = ctx.item_info("//MMA Dashboard/**/Restore")
        assert info.item_flags & int(imgui.ItemFlags_.disabled)

    play(app, body)
    assert reloader_desk.asked == []
