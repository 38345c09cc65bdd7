"""State can be brought back to an earlier moment, processes cannot: where they disagree, state follows."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_mma.reconcile import INTERRUPTED_LINE, reconcile
from mulligan_mma.runner import Run, Runner, RunOrder
from mulligan_mma.tickets import Ticket, TicketStatus, Track
from tests.support.mission_control import STAYING_AGENT

Wait = Callable[[Runner, Callable[[], bool]], None]


class Scene:
    """One ticket, its agent, and a way back to earlier moments."""

    def __init__(self, runner: Runner, folder: Path, wait_until: Wait) -> None:
        self.runner = runner
        self.folder = folder
        self.wait_until = wait_until
        self.track = Track("track", "Track", folder / "track.toml", [Ticket("a", "Ticket", "an agent")])
        self.ticket = self.track.tickets[0]
        (folder / "stay.py").write_text(STAYING_AGENT, encoding="utf-8")

    def start(self) -> Run:
        """Start the agent; it works until `let_end`."""
        arguments = [sys.executable, str(self.folder / "stay.py"), str(self.folder / "go")]
        order = RunOrder(
            (str(self.track.file), "a"), arguments, self.folder, attempt=self.ticket.attempts + 1
        )
        run = self.runner.start(order)
        self.ticket.begin(run.id, now_s=run.started_at_s)
        self.wait_until(self.runner, lambda: run.news_after(0).lines == ("working",))
        return run

    def let_end(self, run: Run) -> None:
        """Let the agent end well."""
        (self.folder / "go").touch()
        self.wait_until(self.runner, lambda: run.ended)

    def update(self, *, on_trial: bool = False) -> list[Run]:
        """What the app does once a frame."""
        return reconcile([self.track], self.runner, now_s=0.0, on_trial=on_trial)

    def moment(self) -> dict[str, object]:
        """Copy the ticket, as a snapshot does."""
        return copy.deepcopy(vars(self.ticket))

    def go_back(self, moment: dict[str, object]) -> None:
        """Put a copy back into the same ticket, as a rollback and a restore do."""
        vars(self.ticket).update(copy.deepcopy(moment))


@pytest.fixture
def scene(runner: Runner, tmp_path: Path, wait_until: Wait) -> Scene:
    """A ticket that waits."""
    return Scene(runner, tmp_path, wait_until)


def test_a_ticket_follows_its_run(scene: Scene) -> None:
    """Output arrives while it runs, the outcome when it ends, and then the run is forgotten."""
    run = scene.start()
    scene.update()
    assert (scene.ticket.status, scene.ticket.output) == (TicketStatus.RUNNING, ["working"])
    scene.let_end(run)
    scene.update()
    assert (scene.ticket.status, scene.ticket.exit_code) == (TicketStatus.DONE, 0)
    assert scene.ticket.output == ["working", "finished"]
    assert len(scene.runner) == 0


def test_a_stopped_run_is_interrupted(scene: Scene) -> None:
    """What a person ended has not failed."""
    run = scene.start()
    run.stop()
    scene.wait_until(scene.runner, lambda: run.ended)
    scene.update()
    assert scene.ticket.status is TicketStatus.INTERRUPTED


def test_a_ticket_brought_back_to_running_without_its_process_is_interrupted(scene: Scene) -> None:
    """No ticket is marked running for ever; it says why it is not, and can be retried."""
    run = scene.start()
    scene.update()
    then = scene.moment()
    scene.let_end(run)
    scene.update()
    scene.go_back(then)
    scene.update()
    assert scene.ticket.status is TicketStatus.INTERRUPTED
    assert scene.ticket.output == ["working", INTERRUPTED_LINE]
    scene.update()
    assert scene.ticket.output.count(INTERRUPTED_LINE) == 1


def test_a_process_is_kept_when_its_ticket_comes_back_from_before_its_start(scene: Scene) -> None:
    """The ticket is marked running again, shows the run from its first line, and gets its outcome."""
    before = scene.moment()
    run = scene.start()
    scene.update()
    scene.go_back(before)
    scene.update()
    assert (scene.ticket.status, scene.ticket.run_id) == (TicketStatus.RUNNING, run.id)
    assert (scene.ticket.output, scene.ticket.attempts) == (["working"], 1)
    scene.let_end(run)
    scene.update()
    assert (scene.ticket.status, scene.ticket.output) == (TicketStatus.DONE, ["working", "finished"])


def test_a_process_that_ended_before_its_ticket_was_asked_is_taken_over(scene: Scene) -> None:
    """A restore between the end of a process and the next frame loses no outcome."""
    before = scene.moment()
    scene.let_end(scene.start())
    scene.go_back(before)
    scene.update()
    assert (scene.ticket.status, scene.ticket.output) == (TicketStatus.DONE, ["working", "finished"])


def test_output_lost_with_a_rollback_is_taken_over_again(scene: Scene) -> None:
    """A bad edit never happened, for the lines that came during its trial too."""
    run = scene.start()
    then = scene.moment()
    scene.update(on_trial=True)
    scene.go_back(then)
    scene.update()
    assert scene.ticket.output == ["working"]
    scene.let_end(run)


def test_a_result_lost_with_a_rollback_is_taken_over_again(scene: Scene) -> None:
    """A process that ended during a trial is not interrupted by the rollback of the edit."""
    run = scene.start()
    then = scene.moment()
    scene.let_end(run)
    scene.update(on_trial=True)
    assert scene.ticket.status is TicketStatus.DONE
    scene.go_back(then)
    scene.update()
    assert (scene.ticket.status, scene.ticket.output) == (TicketStatus.DONE, ["working", "finished"])
    assert len(scene.runner) == 0


def test_a_ticket_skipped_while_its_last_run_is_remembered_stays_skipped(scene: Scene) -> None:
    """What a person decides during a trial is not overruled by a run that is over."""
    run = scene.start()
    scene.let_end(run)
    scene.update(on_trial=True)
    scene.ticket.status = TicketStatus.SKIPPED
    scene.update(on_trial=True)
    assert scene.ticket.status is TicketStatus.SKIPPED


def test_a_process_without_a_ticket_is_a_stray(scene: Scene) -> None:
    """A process that no track of the state knows is neither hidden nor killed."""
    run = scene.start()
    scene.track.tickets.clear()
    assert scene.update() == [run]
    scene.let_end(run)
    assert scene.update() == []


def test_a_ticket_from_another_process_is_interrupted(scene: Scene) -> None:
    """The journal of yesterday may hold running tickets; their processes died with the app."""
    scene.ticket.begin("a run of yesterday", now_s=0.0)
    scene.update()
    assert scene.ticket.status is TicketStatus.INTERRUPTED
