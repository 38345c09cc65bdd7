"""Mission control without a window: tracks run, wait, are retried, skipped and stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_mma.app import App
from mulligan_mma.runner import Runner
from mulligan_mma.tickets import Ticket, Track
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

Wait = Callable[[Runner, Callable[[], bool]], None]

GOOD = '{python} -c "print(1)"'
BAD = '{python} -c "raise SystemExit(3)"'
FLAKY = "{python} -c \"import os; raise SystemExit(os.environ['MMA_ATTEMPT'] == '1')\""


def open_track(app: App, folder: TrackFolderMaker) -> Track:
    """Load the folder and return its first track, started."""
    app.load_tracks(folder.folder)
    app.start()
    track = app.active_track
    assert track is not None, app.problems
    return track


def statuses(track: Track) -> dict[str, str]:
    """The status of each ticket."""
    return {ticket.id: ticket.status.value for ticket in track.tickets}


def ticket_of(track: Track, ticket_id: str) -> Ticket:
    """The ticket of that id."""
    ticket = track.ticket(ticket_id)
    assert ticket is not None
    return ticket


def test_a_track_runs_to_its_end(app: App, folder: TrackFolderMaker) -> None:
    """Every ticket is run, in an order that its dependencies allow."""
    folder.track("t", ("c", GOOD, ["b"]), ("b", GOOD, ["a"]), ("a", GOOD, []))
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "done", "c": "done"}
    assert (track.status, track.progress) == ("done", 1.0)
    starts = [ticket.started_at_s for ticket in track.tickets]
    assert all(start is not None for start in starts)


def test_nothing_runs_before_start_and_nothing_more_after_pause(app: App, folder: TrackFolderMaker) -> None:
    """A person decides when agents work."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    track = app.active_track
    assert track is not None
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "waiting", "b": "waiting"}
    app.start()
    app.update()
    app.pause()
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "waiting"}


def test_no_more_agents_work_at_once_than_allowed(app: App, folder: TrackFolderMaker) -> None:
    """The third ticket starts when one of the first two has ended."""
    folder.track("t", *[(name, f"{{python}} stay.py {name}.go", []) for name in "abc"])
    track = open_track(app, folder)
    app.update()
    assert statuses(track) == {"a": "running", "b": "running", "c": "waiting"}
    folder.release("a.go")
    folder.release("c.go")
    folder.release("b.go")
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "done", "c": "done"}


def test_a_failed_ticket_holds_its_dependants_until_it_passes(app: App, folder: TrackFolderMaker) -> None:
    """Retry runs it again, with the attempt told to the agent; then the others go on."""
    folder.track("t", ("a", FLAKY, []), ("b", GOOD, ["a"]))
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    assert (statuses(track), track.status) == ({"a": "failed", "b": "waiting"}, "needs help")
    app.retry(ticket_of(track, "a"))
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "done"}
    assert ticket_of(track, "a").attempts == 2


def test_skip_lets_dependants_go_on(app: App, folder: TrackFolderMaker) -> None:
    """A ticket that cannot pass does not stop a person who knows better."""
    folder.track("t", ("a", BAD, []), ("b", GOOD, ["a"]))
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    assert ticket_of(track, "a").exit_code == 3
    app.skip(ticket_of(track, "a"))
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "skipped", "b": "done"}


def test_step_mode_asks_before_each_ticket(app: App, folder: TrackFolderMaker) -> None:
    """With step mode on, an approval starts one ticket and no other."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]))
    app.step_mode = True
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "waiting", "b": "waiting"}
    app.approve(ticket_of(track, "a"))
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "waiting"}


def test_stop_interrupts_one_ticket(app: App, folder: TrackFolderMaker) -> None:
    """The ticket can be retried, and no other process is touched."""
    folder.track("t", ("a", "{python} stay.py a.go", []), ("b", "{python} stay.py b.go", []))
    track = open_track(app, folder)
    app.update()
    app.stop(ticket_of(track, "a"))
    folder.release("b.go")
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "interrupted", "b": "done"}
    folder.release("a.go")
    app.retry(ticket_of(track, "a"))
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "done", "b": "done"}


def test_clicks_that_come_too_late_change_nothing(app: App, folder: TrackFolderMaker) -> None:
    """A ticket may have ended in the frame before the click."""
    folder.track("t", ("a", GOOD, []))
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    ticket = ticket_of(track, "a")
    for act in (app.retry, app.skip, app.stop, app.approve):
        act(ticket)
    assert (statuses(track), ticket.approved) == ({"a": "done"}, False)


def test_wait_idle_gives_up(app: App, folder: TrackFolderMaker) -> None:
    """A story that waits for an agent that never ends goes on, and knows it."""
    folder.track("t", ("a", "{python} stay.py never.go", []))
    open_track(app, folder)
    assert not app.wait_idle(0.05)


def test_a_command_that_cannot_run_fails_its_ticket(app: App, folder: TrackFolderMaker) -> None:
    """The reason stands in the ticket's output."""
    folder.track("t", ("a", "no-such-agent-here --fast", []))
    track = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    assert statuses(track) == {"a": "failed"}
    assert "no-such-agent-here" in ticket_of(track, "a").output[0]


def test_a_folder_read_again_keeps_what_happened(app: App, folder: TrackFolderMaker) -> None:
    """A track may be edited while it is worked on: only tickets with another command begin anew."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, []))
    first = open_track(app, folder)
    assert app.wait_idle(DEADLINE_S)
    kept = ticket_of(first, "a")
    folder.track("t", ("c", GOOD, []), ("a", GOOD, ["c"]), ("b", BAD, []))
    app.load_tracks(folder.folder)
    app.pause()
    track = app.active_track
    assert track is not None
    assert statuses(track) == {"c": "waiting", "a": "done", "b": "waiting"}
    assert ticket_of(track, "a") is kept
    assert kept.depends_on == ("c",)


def test_a_bad_folder_is_told_and_leaves_no_track(app: App, folder: TrackFolderMaker) -> None:
    """An app whose folder went away shows why, and can be told another."""
    folder.track("t", ("a", GOOD, []))
    open_track(app, folder)
    app.load_tracks(folder.folder / "missing")
    assert (app.tracks, app.active_track, app.selected_ticket) == ([], None, None)
    assert "does not exist" in app.problems[0].reason
    app.start()
    assert app.wait_idle(DEADLINE_S)
    app.load_tracks(folder.folder)
    assert app.active_track is not None


def test_an_unknown_track_cannot_be_activated(app: App) -> None:
    """A wrong id is said with the ids that there are."""
    with pytest.raises(KeyError, match="no track has the id 'x'"):
        app.activate("x")


def test_a_process_whose_track_is_gone_is_shown_as_a_stray(
    app: App, folder: TrackFolderMaker, tmp_path: Path
) -> None:
    """Opening another folder does not lose sight of what still runs."""
    folder.track("t", ("a", "{python} stay.py a.go", []))
    open_track(app, folder)
    app.update()
    app.load_tracks(tmp_path / "missing")
    app.update()
    assert [run.order.label for run in app.strays] == ["t/a"]
    folder.release("a.go")
    assert app.wait_idle(DEADLINE_S)
    assert app.strays == []


def test_a_track_of_the_same_name_elsewhere_does_not_take_over_a_process(
    app: App, folder: TrackFolderMaker, tmp_path: Path
) -> None:
    """A run belongs to the file it was started from."""
    folder.track("t", ("a", "{python} stay.py a.go", []))
    open_track(app, folder)
    app.update()
    (tmp_path / "other").mkdir()
    other = TrackFolderMaker(tmp_path / "other")
    other.track("t", ("a", GOOD, []))
    app.load_tracks(other.folder)
    app.update()
    assert [track.status for track in app.tracks] == ["not started"]
    assert [run.order.label for run in app.strays] == ["t/a"]


def test_close_ends_every_agent(folder: TrackFolderMaker, wait_until: Wait) -> None:
    """Nothing is left behind when the window is closed."""
    app = App()
    folder.track("t", ("a", "{python} stay.py never.go", []))
    track = open_track(app, folder)
    app.update()
    run = app.runner.get(ticket_of(track, "a").run_id)
    assert run is not None
    app.close()
    assert run.ended
