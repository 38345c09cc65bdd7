"""The stable half of mission control: what the app is, while `gui_2` is how it looks.

Invariant: every attribute of an `App` is a state key (plain data, captured by every transaction) or
a live key (left alone on purpose), and what is drawn is reached through a delegate. An edit of
`gui_2` can therefore go live, or be undone, without a line of this file running again. Nothing here
needs imgui-bundle or a display, so a story without a window drives the same app.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import mulligan
import mulligan.imgui
from mulligan import HotModule, HotReloader
from mulligan_mma.commands import split_command
from mulligan_mma.reconcile import reconcile
from mulligan_mma.reload_history import ReloadHistory
from mulligan_mma.runner import Run, Runner, RunOrder
from mulligan_mma.tickets import RETRIABLE, Ticket, TicketStatus, Track
from mulligan_mma.tracks import TrackProblem, read_folder, sample_folder

if TYPE_CHECKING:
    from imgui_bundle import imgui

HISTORY_LIMIT = 50

WIDGETS = "mulligan_mma.widgets"
GUI_2 = "mulligan_mma.gui_2"
STATE_KEYS = (
    "tracks",
    "tracks_folder",
    "folder_text",
    "problems",
    "active_track_id",
    "selected_ticket_id",
    "step_mode",
    "max_parallel",
    "max_output_lines",
    "follow_output",
    "note",
)
LIVE_KEYS = ("runner", "strays", "reload_history", "output_font")
DELEGATION_TARGETS = (
    "render_main",
    "render_track_browser",
    "render_tickets",
    "render_ticket_output",
    "render_mma_dashboard",
    "render_snapshot_history",
)


class App:
    """Mission control: tracks of tickets, and the agents that work on them.

    All methods belong to the GUI thread. Methods that take a ticket ignore what cannot be done to
    it in its present status: a click may come a frame too late.
    """

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.tracks_folder = sample_folder()
        self.folder_text = str(self.tracks_folder)
        self.problems: list[TrackProblem] = []
        self.active_track_id: str | None = None
        self.selected_ticket_id: str | None = None
        self.step_mode = False
        self.max_parallel = 2
        self.max_output_lines = 1_000
        self.follow_output = True
        self.note = ""
        self.runner = Runner()
        self.strays: list[Run] = []
        self.output_font: imgui.ImFont | None = None
        self.reload_history = ReloadHistory(
            lambda: HotReloader.history(limit=HISTORY_LIMIT), HotReloader.view
        )

    _render_main = mulligan.delegate("mulligan_mma.gui_2:render_main")
    _render_track_browser = mulligan.delegate("mulligan_mma.gui_2:render_track_browser")
    _render_tickets = mulligan.delegate("mulligan_mma.gui_2:render_tickets")
    _render_ticket_output = mulligan.delegate("mulligan_mma.gui_2:render_ticket_output")
    _render_mma_dashboard = mulligan.delegate("mulligan_mma.gui_2:render_mma_dashboard")
    _render_snapshot_history = mulligan.delegate("mulligan_mma.gui_2:render_snapshot_history")

    @property
    def active_track(self) -> Track | None:
        """The track whose tickets are shown."""
        return next((track for track in self.tracks if track.id == self.active_track_id), None)

    @property
    def selected_ticket(self) -> Ticket | None:
        """The ticket of the active track whose output is shown."""
        track = self.active_track
        if track is None or self.selected_ticket_id is None:
            return None
        return track.ticket(self.selected_ticket_id)

    def load_tracks(self, folder: str | Path) -> None:
        """Read a folder of tracks; what is wrong with it is told in `problems`, never raised.

        A ticket that is still there with the same command keeps what happened to it, so that a
        track file may be edited while its agents work.
        """
        self.tracks_folder = Path(folder).expanduser().absolute()
        self.folder_text = str(self.tracks_folder)
        found = read_folder(self.tracks_folder)
        old = {track.id: track for track in self.tracks if track.folder == self.tracks_folder}
        self.tracks = [_carry_over(old.get(track.id), track) for track in found.tracks]
        self.problems = list(found.problems)
        if self.active_track is None:
            self.active_track_id = None
            if self.tracks:
                self.activate(self.tracks[0])

    def activate(self, track: Track | str) -> None:
        """Show the tickets of a track, given as such or by id.

        Raises:
            KeyError: no track has that id.
        """
        track_id = track if isinstance(track, str) else track.id
        found = next((each for each in self.tracks if each.id == track_id), None)
        if found is None:
            raise KeyError(
                f"no track has the id {track_id!r}; loaded are {[each.id for each in self.tracks]}"
            )
        self.active_track_id = track_id
        self.selected_ticket_id = found.tickets[0].id

    def start(self) -> None:
        """Let the active track run; its first tickets start at the next update."""
        if self.active_track is not None:
            self.active_track.started = True

    def pause(self) -> None:
        """Start no more tickets of the active track; those that run go on."""
        if self.active_track is not None:
            self.active_track.started = False

    def approve(self, ticket: Ticket) -> None:
        """Let a ready ticket start although step mode is on."""
        if ticket.status is TicketStatus.WAITING:
            ticket.approved = True

    def retry(self, ticket: Ticket) -> None:
        """Put a failed or interrupted ticket back in line."""
        if ticket.status in RETRIABLE:
            run = self.runner.get(ticket.run_id)
            if run is not None:
                self.runner.forget(run)
            ticket.reset()

    def skip(self, ticket: Ticket) -> None:
        """Pass over a ticket that does not run, so that its dependants may go on."""
        if ticket.status is TicketStatus.WAITING or ticket.status in RETRIABLE:
            ticket.status = TicketStatus.SKIPPED

    def stop(self, ticket: Ticket) -> None:
        """Ask the process of a running ticket to end; the ticket becomes interrupted when it has."""
        run = self.runner.get(ticket.run_id)
        if run is not None:
            run.stop()

    def update(self) -> None:
        """Once a frame: take over what the agents did, then start what may start."""
        now_s = time.time()
        on_trial = HotReloader.view().on_trial
        self.strays[:] = reconcile(self.tracks, self.runner, now_s=now_s, on_trial=on_trial)
        for track, ticket in self._startable():
            if self.runner.alive_count >= self.max_parallel:
                break
            self._start_ticket(track, ticket, now_s=now_s)

    def frame(self) -> None:
        """One frame of the window."""
        self.update()
        self._render_main()

    def wait_idle(self, timeout_s: float) -> bool:
        """Update until nothing runs and nothing can start by itself.

        Arguments:
            timeout_s: give up after so many seconds.

        Returns:
            False when agents still run at the end of that time.
        """
        deadline_s = time.monotonic() + timeout_s
        self.update()
        while self.runner.alive_count or any(track.count(TicketStatus.RUNNING) for track in self.tracks):
            remaining_s = deadline_s - time.monotonic()
            if remaining_s <= 0:
                return False
            self.runner.wait_for_news(remaining_s)
            self.update()
        return True

    def close(self) -> None:
        """End every agent; called once when the app quits."""
        self.runner.close()

    def _startable(self) -> list[tuple[Track, Ticket]]:
        return [
            (track, ticket)
            for track in self.tracks
            if track.started
            for ticket in track.ready()
            if ticket.approved or not self.step_mode
        ]

    def _start_ticket(self, track: Track, ticket: Ticket, *, now_s: float) -> None:
        attempt = ticket.attempts + 1
        order = RunOrder(
            key=(str(track.file), ticket.id),
            arguments=split_command(ticket.command),
            folder=track.folder,
            attempt=attempt,
            environment={"MMA_TICKET": ticket.id, "MMA_ROLE": ticket.role, "MMA_ATTEMPT": str(attempt)},
            max_lines=self.max_output_lines,
        )
        ticket.begin(self.runner.start(order).id, now_s=now_s)


def _carry_over(old: Track | None, new: Track) -> Track:
    """Keep what happened to the tickets of `new` that `old` has with the same command."""
    if old is None:
        return new
    new.started = old.started
    for index, ticket in enumerate(new.tickets):
        known = old.ticket(ticket.id)
        if known is not None and known.command == ticket.command:
            known.title, known.role, known.depends_on = ticket.title, ticket.role, ticket.depends_on
            new.tickets[index] = known
    return new


def register_hot_modules() -> None:
    """Tell the reloader which modules may change, and which attributes of the app are state."""
    here = Path(__file__).parent
    HotReloader.register(HotModule(WIDGETS, here / "widgets.py"))
    HotReloader.register(
        HotModule(
            GUI_2,
            here / "gui_2.py",
            state_keys=STATE_KEYS,
            delegation_targets=DELEGATION_TARGETS,
            live_keys=LIVE_KEYS,
        )
    )


def main(tracks_folder: str | Path | None = None, journal: str | Path | None = None) -> None:
    """Open the window and stay until it is closed; every agent is ended then.

    Arguments:
        tracks_folder: a folder of track files; None shows the samples.
        journal: where snapshots are kept; None is this computer's folder for the state of programs.

    Raises:
        EnvironmentUnusable: imgui-bundle or a display is missing.
    """
    mulligan.imgui.require_imgui()
    from mulligan_mma.window import window_settings

    if journal is not None:
        HotReloader.configure(journal=Path(journal))
    app = App()
    app.load_tracks(sample_folder() if tracks_folder is None else tracks_folder)
    importlib.import_module(GUI_2)  # before it is registered: the reloader remembers what runs
    register_hot_modules()
    try:
        mulligan.imgui.run(app.frame, app, runner_params=window_settings(app))
    finally:
        app.close()
