"""State follows processes.

Invariant: after `reconcile`, a ticket is marked running if and only if a process runs for it.

State can be brought back to an earlier moment (a rollback, a restore, a journal of yesterday);
processes cannot. Where they disagree, the processes are right:

- a ticket marked running whose process is gone becomes *interrupted*, and may be retried;
- a process whose ticket is not marked running, because the moment brought back lies before its
  start, is kept: its ticket is marked running again and shows the run's output from its beginning;
- a process whose ticket the state does not know at all is kept too, as a *stray* that the panels
  show and a person may stop;
- a run that ended while an edit was on trial is remembered until the trial is over: if the edit is
  rolled back, the result is taken over once more and is not lost with the edit.
"""

from __future__ import annotations

from collections.abc import Iterable

from mulligan_mma.runner import Run, Runner
from mulligan_mma.tickets import Ticket, TicketStatus, Track

INTERRUPTED_LINE = (
    "--- interrupted: the state came back to a moment at which this ran; its process is gone ---"
)


def reconcile(tracks: Iterable[Track], runner: Runner, *, now_s: float, on_trial: bool) -> list[Run]:
    """Make the tickets say what is true of the processes, and take over their output.

    Arguments:
        tracks: all tracks of the state.
        runner: all processes.
        now_s: seconds since the epoch.
        on_trial: an edit may still be rolled back; ended runs are remembered.

    Returns:
        The strays: processes that run for no ticket of these tracks.
    """
    tickets = {(str(track.file), ticket.id): ticket for track in tracks for ticket in track.tickets}
    strays: list[Run] = []
    for run in runner:
        ticket = tickets.get(run.order.key)
        ended = run.ended
        if ticket is not None:
            _follow(ticket, run, now_s=now_s)
        elif not ended:
            strays.append(run)
        if ended and not on_trial:
            runner.forget(run)
    for ticket in tickets.values():
        if ticket.status is TicketStatus.RUNNING and runner.get(ticket.run_id) is None:
            _interrupt(ticket, now_s=now_s)
    return strays


def _follow(ticket: Ticket, run: Run, *, now_s: float) -> None:
    if ticket.run_id != run.id:
        _adopt(ticket, run)
    news = run.news_after(ticket.lines_received)
    if news.lines or news.missed:
        ticket.add_output(news.lines, missed=news.missed, limit=max(1, run.order.max_lines))
    if news.usage:
        ticket.usages[run.id] = dict(news.usage)
    if ticket.status is TicketStatus.RUNNING:
        if news.ended:
            ticket.finish(
                _outcome(news.exit_code, stopped=news.stopped), exit_code=news.exit_code, now_s=now_s
            )
    elif not news.ended:
        ticket.status = TicketStatus.RUNNING


def _adopt(ticket: Ticket, run: Run) -> None:
    ticket.output.clear()
    ticket.dropped = 0
    ticket.attempts = run.order.attempt - 1
    ticket.begin(run.id, now_s=run.started_at_s)


def _outcome(exit_code: int | None, *, stopped: bool) -> TicketStatus:
    if exit_code == 0:
        return TicketStatus.DONE
    return TicketStatus.INTERRUPTED if stopped else TicketStatus.FAILED


def _interrupt(ticket: Ticket, *, now_s: float) -> None:
    ticket.add_output([INTERRUPTED_LINE], limit=max(1, len(ticket.output) + 1))
    ticket.finish(TicketStatus.INTERRUPTED, exit_code=None, now_s=now_s)
