"""The stable half of mission control: what the app is, while `gui_2` is how it looks.

Invariant: every attribute of an `App` is a state key (plain data, captured by every transaction) or
a live key (left alone on purpose), and what is drawn is reached through a delegate. An edit of
`gui_2` can therefore go live, or be undone, without a line of this file running again. Nothing here
needs imgui-bundle or a display, so a story without a window drives the same app.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import mulligan
import mulligan.imgui
from mulligan import HotReloader
from mulligan_mma.carry_over import carry_over, same_command
from mulligan_mma.commands import split_command
from mulligan_mma.frame_times import FrameTimes
from mulligan_mma.graph_layout import GraphLayouts, GraphView
from mulligan_mma.inventory import DELEGATION_TARGETS, GUI_2, LIVE_KEYS, STATE_KEYS, register_hot_modules
from mulligan_mma.quitting import QuitGate, open_on_signals
from mulligan_mma.reconcile import reconcile
from mulligan_mma.reload_history import ReloadHistory
from mulligan_mma.runner import Run, Runner, RunOrder
from mulligan_mma.stream_search import StreamSearch
from mulligan_mma.tickets import PASSED, RETRIABLE, Approval, Ticket, TicketStatus, Track
from mulligan_mma.track_edit import TicketDraft, check_draft, open_draft, save_draft
from mulligan_mma.tracks import TrackError, TrackProblem, read_folder, sample_folder

if TYPE_CHECKING:
    from imgui_bundle import imgui

__all__ = ["DELEGATION_TARGETS", "GUI_2", "LIVE_KEYS", "STATE_KEYS", "App", "main", "register_hot_modules"]

HISTORY_LIMIT = 50


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
        self.max_output_lines = 10_000
        self.follow_output = True
        self.output_query = ""
        self.only_matches = False
        self.graph_view = GraphView()
        self.closed_branches: set[str] = set()
        self.draft: TicketDraft | None = None
        self.approval: Approval | None = None
        self.note = ""
        self.runner = Runner()
        self.strays: list[Run] = []
        self.output_font: imgui.ImFont | None = None
        self.quit_gate = QuitGate()
        self.frame_times = FrameTimes()
        self.stream_search = StreamSearch()
        self.graph_layouts = GraphLayouts()
        self.shows_mulligan = False
        self.reload_history = ReloadHistory(
            lambda: HotReloader.history(limit=HISTORY_LIMIT), HotReloader.view
        )

    _render_main = mulligan.delegate("mulligan_mma.gui_2:render_main")
    _render_track_browser = mulligan.delegate("mulligan_mma.gui_2:render_track_browser")
    _render_tickets = mulligan.delegate("mulligan_mma.gui_2:render_tickets")
    _render_ticket_output = mulligan.delegate("mulligan_mma.gui_2:render_ticket_output")
    _render_mma_dashboard = mulligan.delegate("mulligan_mma.gui_2:render_mma_dashboard")
    _render_snapshot_history = mulligan.delegate("mulligan_mma.gui_2:render_snapshot_history")
    _render_ticket_editor = mulligan.delegate("mulligan_mma.gui_2:render_ticket_editor")
    _render_quit_question = mulligan.delegate("mulligan_mma.gui_2:render_quit_question")
    _render_mulligan = mulligan.delegate("mulligan_mma.gui_2:render_mulligan")

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
        self.tracks = [carry_over(old.get(track.id), track, same_command) for track in found.tracks]
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

    def select(self, track: Track, ticket: Ticket) -> None:
        """Show a ticket of any track, and its track."""
        self.active_track_id, self.selected_ticket_id = track.id, ticket.id

    def start(self) -> None:
        """Let the active track run; its first tickets start at the next update."""
        if self.active_track is not None:
            self.active_track.started = True

    def pause(self) -> None:
        """Start no more tickets of the active track; those that run go on."""
        if self.active_track is not None:
            self.active_track.started = False

    def needs_approval(self, track: Track) -> list[Ticket]:
        """Return the tickets that step mode holds back, and nothing else does."""
        if not (self.step_mode and track.started):
            return []
        return [ticket for ticket in track.ready() if not ticket.approved]

    def approve(self, ticket: Ticket, command: str | None = None) -> None:
        """Let a ready ticket start although step mode is on.

        Arguments:
            ticket: the ticket.
            command: what its next attempt runs in place of the track's command; None changes nothing.

        Raises:
            ValueError: the command cannot be taken apart; the ticket still waits.
        """
        if ticket.status is TicketStatus.WAITING:
            if command is not None and command != ticket.command:
                split_command(command)
                ticket.approved_command = command
            ticket.approved = True

    def retry(self, ticket: Ticket) -> None:
        """Put a failed or interrupted ticket back in line."""
        if ticket.status in RETRIABLE:
            self._put_back(ticket)

    def run_again(self, ticket: Ticket) -> None:
        """Put a ticket that has passed back in line; those that depend on it stay as they are."""
        if ticket.status in PASSED:
            self._put_back(ticket)

    def skip(self, ticket: Ticket) -> None:
        """Pass over a ticket that does not run, so that its dependants may go on."""
        if ticket.status is TicketStatus.WAITING or ticket.status in RETRIABLE:
            ticket.status = TicketStatus.SKIPPED

    def stop(self, ticket: Ticket) -> None:
        """Ask the process of a running ticket to end; the ticket becomes interrupted when it has."""
        run = self.runner.get(ticket.run_id)
        if run is not None:
            run.stop()

    def edit(self, ticket: Ticket) -> None:
        """Open a ticket of the active track for editing; a draft of another is given up."""
        if self.active_track is not None:
            self.draft = open_draft(self.active_track, ticket)

    def check_draft(self) -> None:
        """Say in the draft why it could not be saved now, if so."""
        if self.draft is not None:
            self._try(self.draft, lambda track, draft: check_draft(track.file, draft)[0])

    def save_draft(self) -> None:
        """Write the draft into its track file and close it; otherwise it says why it could not be saved.

        What happened to the ticket stays. A process that runs goes on; its next attempt runs the new command.
        """
        draft = self.draft
        if draft is None:
            return
        saved = self._try(draft, lambda track, draft: save_draft(track.file, draft))
        if saved is not None:
            old, new = saved
            merged = carry_over(
                old, new, lambda known, ticket: known.id == draft.ticket_id or same_command(known, ticket)
            )
            self.tracks[self.tracks.index(old)] = merged
            self.draft = None

    def may_quit(self) -> bool:
        """Return whether the window may close now; while agents work, ask in the window first."""
        return self.quit_gate.may_close(self.runner.alive_count)

    def update(self) -> None:
        """Once a frame: take over what the agents did, then start what may start."""
        now_s = time.time()
        on_trial = HotReloader.view().on_trial
        self.strays[:] = reconcile(self.tracks, self.runner, now_s=now_s, on_trial=on_trial)
        self.quit_gate.notice(self.runner.alive_count)
        for track, ticket in self._startable():
            if self.runner.alive_count >= self.max_parallel:
                break
            self._start_ticket(track, ticket, now_s=now_s)

    def frame(self) -> None:
        """One frame of the window."""
        with self.frame_times.measured():
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

    def _put_back(self, ticket: Ticket) -> None:
        run = self.runner.get(ticket.run_id)
        if run is not None:
            self.runner.forget(run)
        ticket.reset()

    def _try(
        self, draft: TicketDraft, act: Callable[[Track, TicketDraft], Track]
    ) -> tuple[Track, Track] | None:
        """Do something with a draft; what is wrong is told in it. Returns the track before and after."""
        track = next((each for each in self.tracks if each.id == draft.track_id), None)
        if track is None:
            draft.problem = f"the track {draft.track_id!r} is not loaded any more; nothing was written"
            return None
        try:
            changed = act(track, draft)
        except TrackError as error:
            draft.problem = error.reason
            return None
        draft.problem = ""
        return track, changed

    def _startable(self) -> list[tuple[Track, Ticket]]:
        if self.quit_gate.when_idle or self.quit_gate.open:
            return []
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
            arguments=split_command(ticket.next_command),
            folder=track.folder,
            attempt=attempt,
            environment={"MMA_TICKET": ticket.id, "MMA_ROLE": ticket.role, "MMA_ATTEMPT": str(attempt)},
            max_lines=self.max_output_lines,
        )
        ticket.begin(self.runner.start(order).id, now_s=now_s)


def main(
    tracks_folder: str | Path | None = None, journal: str | Path | None = None, *, light: bool = False
) -> None:
    """Open the window and stay until it is closed; every agent is ended then.

    A signal that asks the process to end closes the window too.

    Arguments:
        tracks_folder: a folder of track files; None shows the samples.
        journal: where snapshots are kept; None is this computer's folder for the state of programs.
        light: write dark on light.

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
        with open_on_signals(app.quit_gate):
            mulligan.imgui.run(app.frame, app, runner_params=window_settings(app, light=light))
    finally:
        app.close()
