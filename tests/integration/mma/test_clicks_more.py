"""A person edits, approves, searches, looks at the graph and quits, with mouse and keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan_mma.app import App
from mulligan_mma.tracks import read_track
from tests.support.mission_clicks import play, wait_for
from tests.support.mission_control import TrackFolderMaker

GOOD = '{python} -c "print(1)"'


def test_a_ticket_is_edited_and_saved(app: App, folder: TrackFolderMaker) -> None:
    """A circle of dependencies cannot be saved; without it the file and the ticket are changed."""
    file = folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]), ("c", GOOD, []))
    app.load_tracks(folder.folder)
    problems: list[str] = []

    def body(ctx: Any) -> None:
        ctx.item_click("//Ticket Output/**/Edit")
        ctx.item_click("//###editor/###title")
        ctx.key_chars_replace("Mended")
        ctx.item_click("//###editor/**/b/###wanted")
        assert app.draft is not None
        problems.append(app.draft.problem)
        assert ctx.item_info("//###editor/Save").item_flags & int(imgui.ItemFlags_.disabled)
        ctx.item_click("//###editor/**/b/###wanted")
        ctx.item_click("//###editor/**/c/###wanted")
        ctx.item_click("//###editor/Save")

    play(app, body)
    assert "in a circle: a -> b -> a" in problems[0]
    assert app.draft is None
    changed = read_track(file).ticket("a")
    assert changed is not None
    assert (changed.title, changed.depends_on) == ("Mended", ("c",))
    assert [ticket.id for ticket in app.tracks[0].tickets] == ["c", "a", "b"]


def test_an_edit_is_cancelled(app: App, folder: TrackFolderMaker) -> None:
    """Nothing was written, and nothing is asked."""
    file = folder.track("t", ("a", GOOD, []))
    before = file.read_bytes()
    app.load_tracks(folder.folder)

    def body(ctx: Any) -> None:
        ctx.item_click("//Ticket Output/**/Edit")
        ctx.item_click("//###editor/###title")
        ctx.key_chars_replace("x")
        ctx.item_click("//###editor/Cancel")

    play(app, body)
    assert app.draft is None
    assert file.read_bytes() == before


def test_an_edited_command_is_approved_for_one_attempt(app: App, folder: TrackFolderMaker) -> None:
    """One that cannot be taken apart is refused; what ran is said in the output, the track stays."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    app.step_mode = True
    app.start()
    first, second = app.tracks[0].tickets
    problems: list[str] = []

    def body(ctx: Any) -> None:
        field = "//Tickets/###approval a"
        ctx.item_click(field)
        ctx.key_chars_replace('{python} -c "')
        ctx.item_click("//Tickets/###approval start")
        assert app.approval is not None
        problems.append(app.approval.problem)
        ctx.item_click(field)
        ctx.key_chars_replace_enter('{python} -c "print(2)"')
        wait_for(ctx, app, lambda: first.status == "done")
        ctx.item_click("//Tickets/###approval skip")
        ctx.yield_(2)

    play(app, body)
    assert "No closing quotation" in problems[0]
    assert first.output == ['--- approved for this attempt: {python} -c "print(2)" ---', "2"]
    assert (first.command, first.approved_command) == (GOOD, None)
    assert second.status == "skipped"


def test_a_stream_is_searched(app: App, folder: TrackFolderMaker) -> None:
    """Next goes to a match and ends following; only matches are shown when that is wanted."""
    folder.track("t", ("a", GOOD, []))
    app.load_tracks(folder.folder)
    ticket = app.selected_ticket
    assert ticket is not None
    ticket.output[:] = [f"line {number}" for number in range(100_000)]

    def body(ctx: Any) -> None:
        ctx.item_click("//Ticket Output/**/###search")
        ctx.key_chars_replace("LINE 9999")
        ctx.yield_(20)
        ctx.item_click("//Ticket Output/**/###next match")
        ctx.item_click("//Ticket Output/**/###next match")
        ctx.item_click("//Ticket Output/**/###previous match")
        ctx.item_click("//Ticket Output/**/###previous match")
        ctx.item_click("//Ticket Output/**/Only matches")
        ctx.yield_(2)

    play(app, body)
    assert app.output_query == "LINE 9999"
    assert app.stream_search.matches == [9_999, *range(99_990, 100_000)]
    assert app.stream_search.current == 99_999
    assert (app.follow_output, app.only_matches) == (False, True)


def test_the_graph_selects_zooms_pans_and_edits(app: App, folder: TrackFolderMaker) -> None:
    """By mouse alone."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    seen: list[tuple[float, float]] = []

    def body(ctx: Any) -> None:
        ctx.item_click("//Tickets/**/Graph")
        ctx.yield_(2)
        canvas = ctx.item_info("//Tickets/**/graph").rect_full
        middle, unit = canvas.get_center(), imgui.get_font_size() * app.graph_view.zoom
        ctx.mouse_move_to_pos(imgui.ImVec2(middle.x + 8 * unit, middle.y))
        ctx.mouse_click(0)
        seen.append((app.graph_view.zoom, app.graph_view.x_em))
        ctx.mouse_wheel_y(-2)
        ctx.yield_(3)
        ctx.mouse_move_to_pos(imgui.ImVec2(middle.x, canvas.max.y - 5))
        ctx.mouse_down(0)
        ctx.mouse_move_to_pos(imgui.ImVec2(middle.x + 60, canvas.max.y - 5))
        ctx.mouse_up(0)
        seen.append((app.graph_view.zoom, app.graph_view.x_em))
        ctx.item_click("//Tickets/**/Fit")
        ctx.yield_(2)
        ctx.mouse_move_to_pos(imgui.ImVec2(middle.x - 8 * unit, middle.y))
        ctx.mouse_double_click(0)
        ctx.yield_(2)

    play(app, body)
    (first_zoom, first_x), (second_zoom, second_x) = seen
    assert second_zoom < first_zoom
    assert second_x != first_x
    assert app.graph_view.zoom == first_zoom
    assert app.draft is not None
    assert app.draft.ticket_id == "a"


def test_the_graph_is_walked_by_keyboard(app: App, folder: TrackFolderMaker) -> None:
    """Along dependencies and in their order, with the selected ticket in view; zoom, fit and edit too."""
    names = [f"t{number}" for number in range(30)]
    folder.track("t", *((name, GOOD, names[max(at - 1, 0) : at]) for at, name in enumerate(names)))
    app.load_tracks(folder.folder)
    seen: list[str | None] = []
    zooms: list[float] = []

    def press(ctx: Any, *keys: imgui.Key) -> None:
        for key in keys:
            ctx.key_press(int(key))
        ctx.yield_(2)
        seen.append(app.selected_ticket_id)
        zooms.append(app.graph_view.zoom)

    def body(ctx: Any) -> None:
        ctx.item_click("//Tickets/**/Graph")
        ctx.yield_(2)
        ctx.item_click("//Tickets/**/graph")
        press(ctx)
        press(ctx, *[imgui.Key.equal] * 30)
        press(ctx, imgui.Key.home, imgui.Key.right_arrow, imgui.Key.right_arrow)
        press(ctx, imgui.Key.left_arrow, imgui.Key.down_arrow, imgui.Key.page_up)
        press(ctx, imgui.Key.end)
        canvas, unit = ctx.item_info("//Tickets/**/graph").rect_full, imgui.get_font_size()
        half_em = (canvas.max.x - canvas.min.x) / 2 / (unit * app.graph_view.zoom)
        assert abs(29 * 16.0 + 6.0 - app.graph_view.x_em) < half_em - 6.0, "the last ticket is in view"
        press(ctx, imgui.Key.minus)
        press(ctx, imgui.Key.f)
        press(ctx, imgui.Key.page_up, imgui.Key.enter)

    play(app, body)
    assert seen[2:] == ["t2", "t0", "t29", "t29", "t29", "t28"]
    assert zooms[1] == zooms[2] > zooms[5] > zooms[6] == zooms[0]
    assert app.draft is not None
    assert app.draft.ticket_id == "t28"


def test_the_tree_selects_and_closes_branches(app: App, folder: TrackFolderMaker) -> None:
    """A ticket of another track is shown with its track."""
    folder.track("one", ("a", GOOD, []))
    folder.track("two", ("b", GOOD, []), ("c", GOOD, ["b"]))
    app.load_tracks(folder.folder)

    def body(ctx: Any) -> None:
        ctx.item_click("//Tickets/**/Tree")
        ctx.item_close("//Tickets/**/###branch one")
        ctx.item_click("//Tickets/**/###branch two\\/c")

    play(app, body)
    assert (app.active_track_id, app.selected_ticket_id) == ("two", "c")
    assert app.closed_branches == {"one"}


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Stay", (False, False)),
        ("Quit when they have ended", (False, True)),
        ("Stop them and quit", (True, False)),
    ],
)
def test_closing_the_window_while_an_agent_works_asks(
    button: str, expected: tuple[bool, bool], app: App, folder: TrackFolderMaker
) -> None:
    """Three answers, and the window is there until one is given."""
    folder.track("t", ("a", "{python} stay.py go", []))
    app.load_tracks(folder.folder)
    app.start()

    def body(ctx: Any) -> None:
        wait_for(ctx, app, lambda: app.runner.alive_count == 1)
        assert not app.may_quit()
        ctx.yield_(3)
        ctx.item_click(f"//###quit/{button}")

    play(app, body)
    assert (app.quit_gate.open, app.quit_gate.when_idle) == expected


def test_escape_takes_the_wish_to_quit_back(app: App, folder: TrackFolderMaker) -> None:
    """The question can be answered without the mouse, and the agent works on."""
    folder.track("t", ("a", "{python} stay.py go", []))
    app.load_tracks(folder.folder)
    app.start()

    def body(ctx: Any) -> None:
        wait_for(ctx, app, lambda: app.runner.alive_count == 1)
        assert not app.may_quit()
        ctx.yield_(3)
        ctx.key_press(int(imgui.Key.escape))
        ctx.yield_(2)

    play(app, body)
    assert (app.quit_gate.asked, app.quit_gate.open, app.runner.alive_count) == (False, False, 1)


def test_the_mulligan_button_opens_and_closes_the_dashboard(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn in every frame while it is open; its own cross closes it too."""
    drawn: list[object] = []

    def show(shown: object) -> bool:
        drawn.append(shown)
        return len(drawn) < 50

    monkeypatch.setattr("mulligan_mma.gui_2.dashboard.show", show)

    def body(ctx: Any) -> None:
        ctx.item_click("//MMA Dashboard/Mulligan")
        ctx.yield_(3)
        assert app.shows_mulligan
        wait_for(ctx, app, lambda: not app.shows_mulligan)

    play(app, body)
    assert drawn == [app] * 50
