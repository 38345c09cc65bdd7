"""Every panel is drawn in every state of the app, and says in words what it shows in colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan.view import Contained, View
from mulligan_mma.ansi import PALETTE, clean_line
from mulligan_mma.app import App
from mulligan_mma.panels import costs, performance, ticket_graph, ticket_tree
from mulligan_mma.reload_history import ReloadHistory
from mulligan_mma.runner import RunOrder
from mulligan_mma.standing import Standing
from mulligan_mma.tickets import TicketStatus
from mulligan_mma.usage import Usage
from tests.support.imgui_headless import bare_context, frame, vertices
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

Picture = Callable[[], str]
Drawn = Callable[[Callable[[], None]], str]
TILES = ("Track Browser", "Tickets", "MMA Dashboard", "Ticket Output")
GOOD = '{python} -c "print(1)"'


def test_an_empty_app_says_what_to_do(app: App, picture: Picture) -> None:
    """No track, no ticket, no snapshot: each panel says so."""
    shown = picture()
    assert "No track is loaded" in shown
    assert "Select a ticket" in shown
    assert "None yet" in shown


def test_every_status_of_a_ticket_is_shown_in_words(
    app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """Colour alone is not enough for everyone."""
    names = [status.value for status in TicketStatus]
    folder.track("t", *[(name, GOOD, []) for name in names], ("held", GOOD, ["failed"]))
    app.load_tracks(folder.folder)
    app.step_mode = True
    track = app.active_track
    assert track is not None
    for ticket, status in zip(track.tickets, TicketStatus, strict=False):
        ticket.status = status
    track.started = True
    running = app.runner.start(RunOrder(("t", "running"), ["no-such-agent"], folder.folder))
    track.tickets[names.index("running")].run_id = running.id
    words = {
        *("running", "done", "failed", "interrupted", "skipped", "needs approval", "blocked"),
        *("Approve", "Retry", "Skip", "Stop", "Pause"),
    }
    app.update = lambda: None  # type: ignore[method-assign]
    shown = picture()
    assert [word for word in words if word not in shown] == []


def test_problems_of_the_folder_are_shown_beside_the_good_tracks(
    app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """The file and the reason, in the Track Browser."""
    folder.track("good", ("a", GOOD, []))
    folder.track("bad", ("a", GOOD, ["b"]))
    app.load_tracks(folder.folder)
    shown = picture()
    assert "Track good" in shown
    assert "cannot load bad.toml: ticket 'a' depends on 'b'" in " ".join(shown.split())


def test_the_output_of_the_selected_ticket_is_shown(
    app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """The newest lines are in view, and what was dropped is counted."""
    app.max_output_lines = 100
    folder.track("t", ("a", '{python} -c "for n in range(1000): print(n, 7)"', []))
    app.load_tracks(folder.folder)
    app.start()
    assert app.wait_idle(DEADLINE_S)
    shown = picture()
    assert "999 7" in shown
    assert "\n0 7" not in shown
    assert "900 earlier lines dropped" in shown
    assert "exit status 0" in shown


def test_text_is_shown_as_it_is(app: App, folder: TrackFolderMaker, picture: Picture) -> None:
    """Percent signs and hashes of an agent or a track mean nothing to the panels."""
    folder.write(
        "t.toml", "title = '100% %s ## ###x'\n[[tickets]]\nid='%d##'\ntitle='A ## B'\ncommand='x %n'"
    )
    app.load_tracks(folder.folder)
    ticket = app.selected_ticket
    assert ticket is not None
    ticket.output.append("50% %s done ## yes")
    shown = picture()
    for text in ("100% %s ## ###x", "A ## B", "x %n", "50% %s done ## yes"):
        assert text in shown


@pytest.mark.parametrize(
    ("view", "word"),
    [
        (View(headline="3 functions changed"), "live"),
        (View(is_error_state=True, last_error_line="SyntaxError: x", headline="refused"), "edit refused"),
        (View(is_error_state=True, last_error_line="SyntaxError: x"), "SyntaxError: x"),
        (View(on_trial=True), "on trial"),
        (View(poisoned=True, is_error_state=True), "restart needed"),
        (View(journal_problem="the disk is full"), "the disk is full"),
        (View(contained=(Contained("m:render_x", "ValueError: y", "", 3),)), "m:render_x fails (3 times)"),
    ],
)
def test_the_dashboard_says_how_the_code_stands(
    view: View, word: str, reloader_desk: Any, picture: Picture
) -> None:
    """Success and failure are both shown, in colour and in words."""
    reloader_desk.view = view
    assert word in " ".join(picture().split())


def test_the_history_shows_every_entry_with_a_way_back(reloader_desk: Any, picture: Picture) -> None:
    """Number, time, status, what it was, and a button."""
    reloader_desk.entry(1, "kept", label="before the demo")
    reloader_desk.entry(2, "rolled_back", error="ValueError: no", trigger="shortcut")
    shown = picture()
    for text in ("before the demo", "rolled back", "ValueError: no"):
        assert text in shown
    assert shown.count("Restore") == 2


def test_strays_are_shown_with_a_way_to_stop_them(
    app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """A process that no ticket of the state knows is never hidden."""
    folder.track("t", ("a", "{python} stay.py go", []))
    app.load_tracks(folder.folder)
    app.start()
    app.update()
    app.tracks.clear()
    shown = picture()
    assert "t/a runs, but no ticket here knows it" in shown
    assert "Stop" in shown


@pytest.mark.parametrize("size", [(1280, 800), (3840, 2160), (320, 200), (40, 30)])
def test_the_tiles_fill_a_window_of_any_size(
    size: tuple[int, int], app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """The four tiles touch all sides and do not overlap; a tiny window breaks nothing."""
    folder.track("t", ("a", GOOD, []))
    app.load_tracks(folder.folder)
    imgui.get_io().display_size = imgui.ImVec2(*size)
    picture()
    tiles = [imgui.internal.find_window_by_name(name) for name in TILES]
    assert all(tile is not None for tile in tiles)
    if min(size) > 100:
        rectangles = [
            (tile.pos.x, tile.pos.y, tile.pos.x + tile.size.x, tile.pos.y + tile.size.y) for tile in tiles
        ]
        assert max(right for _, _, right, _ in rectangles) == pytest.approx(size[0], abs=12)
        assert max(bottom for _, _, _, bottom in rectangles) == pytest.approx(size[1], abs=12)
        browser, tickets, dashboard, output = rectangles
        assert browser[2] <= tickets[0]
        assert browser[3] <= dashboard[1]
        assert dashboard[2] <= output[0]
        assert tickets[3] <= output[1]


@pytest.fixture
def drawn() -> Iterator[Callable[[Callable[[], None]], str]]:
    """Draw a panel in a window of its own; the text of the last frame."""
    with bare_context((1280, 800)):

        def draw(panel: Callable[[], None]) -> str:
            for _ in range(3):  # a new window is hidden in its first frame
                with frame():
                    imgui.log_to_clipboard()
                    imgui.set_next_window_size(imgui.ImVec2(900, 500))
                    imgui.begin("panel")
                    panel()
                    imgui.end()
                    imgui.log_finish()
            return imgui.get_clipboard_text()

        yield draw


def test_costs_are_shown_by_role_and_summed(app: App, folder: TrackFolderMaker, drawn: Drawn) -> None:
    """The dearest role first, then this track, then all."""
    for name in ("t", "u"):
        folder.track(name, ("a", GOOD, []), ("b", GOOD, []))
    assert "No agent has said" in drawn(lambda: costs.draw(app))
    app.load_tracks(folder.folder)
    first, second = app.tracks[0].tickets
    first.usages["1"] = {"": Usage(1, 1_000, 200, 0.25), "planner": Usage(1, 10, 20, 1.5)}
    second.usages["2"] = {"": Usage(2, 1_000, 300, 0.25)}
    app.tracks[1].tickets[0].usages["3"] = {"": Usage(1, 1, 1, 1.0)}
    shown = " ".join(drawn(lambda: costs.draw(app)).split())
    for row in (
        "planner | 1 | 10 | 20 | $1.5000",
        "agent | 3 | 2,000 | 500 | $0.5000",
        "This track: Track t | 4 | 2,010 | 520 | $2.0000",
        "All 2 tracks | 5 | 2,011 | 521 | $3.0000",
    ):
        assert row in shown
    assert shown.index("planner") < shown.index("agent")


def test_performance_shows_frames_and_the_phases_of_the_newest_entry(
    app: App, reloader_desk: Any, drawn: Drawn
) -> None:
    """Where the time of a reload went, in milliseconds and as a share."""
    assert "None yet" in drawn(lambda: performance.draw(app))
    reloader_desk.entry(3, "kept", phases_ms={"capture": 3.0, "swap": 1.0})
    app.reload_history = ReloadHistory(lambda: reloader_desk.entries, lambda: reloader_desk.view)
    shown = " ".join(drawn(lambda: performance.draw(app)).split())
    for text in (
        "No. 3, reload: kept 4.0 ms in all",
        "capture | 3.00 ms",
        "swap | 1.00 ms",
        "0 agents at work",
    ):
        assert text in shown


def test_the_tree_says_what_a_ticket_waits_for_besides(
    app: App, folder: TrackFolderMaker, drawn: Drawn
) -> None:
    """Every track and ticket with its status in words."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, []), ("c", GOOD, ["a", "b"]))
    app.load_tracks(folder.folder)
    app.tracks[0].tickets[1].status = TicketStatus.FAILED
    shown = " ".join(drawn(lambda: ticket_tree.draw(app)).split())
    assert "Track t | needs help" in shown
    assert "Ticket c | blocked | a" in shown


@pytest.mark.parametrize("zoom", [0.03, 0.2, 0.5, 1.0, 2.5])
def test_the_graph_is_drawn_at_any_zoom(
    zoom: float, app: App, folder: TrackFolderMaker, drawn: Drawn
) -> None:
    """From a map of dots to letters twice as large, every status once."""
    names = [status.value for status in TicketStatus]
    folder.track("t", ("x", GOOD, []), *[(name, GOOD, ["x"]) for name in names])
    app.load_tracks(folder.folder)
    track = app.tracks[0]
    for ticket, status in zip(track.tickets, TicketStatus, strict=False):
        ticket.status = status
    app.graph_view.fitted = (track.id, len(track.tickets))
    app.graph_view.zoom = zoom
    shown = drawn(lambda: ticket_graph.draw(app, track, Standing(track, step_mode=False)))
    assert f"{zoom:.0%}" in shown


def test_colours_of_the_output_are_drawn(app: App, folder: TrackFolderMaker, picture: Picture) -> None:
    """Green is green; no code is left in the text."""
    folder.track("t", ("a", GOOD, []))
    app.load_tracks(folder.folder)
    ticket = app.selected_ticket
    assert ticket is not None
    ticket.output.append(clean_line("all \x1b[32mtests\x1b[0m pass"))
    assert "all tests pass" in " ".join(picture().split())
    red_part, green_part, blue_part = (part / 255 for part in PALETTE[2])
    green = imgui.get_color_u32(imgui.ImVec4(red_part, green_part, blue_part, 1.0))
    assert [window for window, _, _, colour in vertices() if colour == green and "Output" in window]


def test_many_lines_and_tickets_draw_no_more_than_those_in_view(app: App, folder: TrackFolderMaker) -> None:
    """Five hundred tickets and a hundred thousand lines make a frame no larger."""
    folder.track("t", *[(f"t{number}", GOOD, []) for number in range(40)])
    app.load_tracks(folder.folder)
    ticket = app.selected_ticket
    assert ticket is not None
    sizes = []
    with bare_context((1280, 800)):
        for tickets, lines in ((40, 100), (500, 100_000)):
            folder.track("t", *[(f"t{number}", GOOD, []) for number in range(tickets)])
            app.load_tracks(folder.folder)
            ticket.output[:] = ["a line"] * lines
            for _ in range(4):  # not `picture`: while ImGui logs, it draws everything
                with frame():
                    app.frame()
            sizes.append(len(vertices()))
    assert sizes[1] < sizes[0] * 1.05


def test_a_title_of_several_lines_takes_one_line_in_every_view(
    app: App, folder: TrackFolderMaker, picture: Picture
) -> None:
    """TOML allows it; a row, a node and a header have one line. `##` and `%s` are text like any other."""
    folder.write(
        "t.toml",
        'title = "One\\ntwo"\n[[tickets]]\nid = "a"\ntitle = "First \\"x\\"\\nsecond ##y %s \\u00fc"\n'
        "command = '''{python}\n-V'''\n",
    )
    app.load_tracks(folder.folder)
    text = picture()
    assert text.count('First "x" second ##y %s ü') == 2  # in the list and above its output
    assert "One two" in text
    assert "$ {python} -V" in text
