"""The data of mission control: tracks, their tickets, and what may happen to a ticket next.

Invariant: everything in this file is plain data. A ticket names its run by a number that no other
run of any process ever had, and holds no process, thread or lock, so that it can be copied,
written to a journal and brought back. What only a process can tell is the runner's
(`mulligan_mma.runner`), and reaches a ticket through `mulligan_mma.reconcile` alone.

    waiting -> running -> done
       ^          |-----> failed -------.
       |          '-----> interrupted --+-- skip --> skipped
       '------------- retry ------------'
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mulligan_mma.usage import Usage, add_usage


class TicketStatus(enum.StrEnum):
    """What happened to a ticket last; the value is the word that panels show."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    SKIPPED = "skipped"


PASSED = frozenset({TicketStatus.DONE, TicketStatus.SKIPPED})
"""A ticket in one of these lets its dependants go on."""

RETRIABLE = frozenset({TicketStatus.FAILED, TicketStatus.INTERRUPTED})
"""A ticket in one of these waits for a person: to retry it or to skip it."""


@dataclass
class Ticket:
    """One piece of work: a command, what it waits for, and how it went.

    `output` holds the last lines the command wrote; `dropped` counts those that were let go before
    them. `lines_received` counts the lines of the present run that have been seen, dropped ones
    included. `usages` holds what each run said that it used, by run and role. `approved_command` takes the
    place of `command` in the next attempt only. Times are seconds since the epoch.
    """

    id: str
    title: str
    command: str
    role: str = "agent"
    depends_on: tuple[str, ...] = ()
    status: TicketStatus = TicketStatus.WAITING
    approved: bool = False
    attempts: int = 0
    run_id: str | None = None
    exit_code: int | None = None
    started_at_s: float | None = None
    ended_at_s: float | None = None
    output: list[str] = field(default_factory=list)
    dropped: int = 0
    lines_received: int = 0
    usages: dict[str, dict[str, Usage]] = field(default_factory=dict)
    approved_command: str | None = None

    @property
    def next_command(self) -> str:
        """The command that the next attempt runs."""
        return self.command if self.approved_command is None else self.approved_command

    def begin(self, run_id: str, *, now_s: float) -> None:
        """Mark the ticket as running in the run `run_id`; earlier output stays above."""
        self.attempts += 1
        if self.output:
            self.output.append(f"--- attempt {self.attempts} ---")
        if self.approved_command is not None:
            self.output.append(f"--- approved for this attempt: {self.approved_command} ---")
            self.approved_command = None
        self.status = TicketStatus.RUNNING
        self.run_id = run_id
        self.exit_code = self.ended_at_s = None
        self.started_at_s = now_s
        self.lines_received = 0

    def finish(self, status: TicketStatus, *, exit_code: int | None, now_s: float) -> None:
        """Mark the run as over."""
        self.status = status
        self.exit_code = exit_code
        self.ended_at_s = now_s

    def add_output(self, lines: Iterable[str], *, missed: int = 0, limit: int) -> None:
        """Append lines of the present run, keep the last `limit` of all, count the others."""
        before = len(self.output)
        self.output.extend(lines)
        self.lines_received += len(self.output) - before + missed
        surplus = max(0, len(self.output) - limit)
        del self.output[:surplus]
        self.dropped += surplus + missed

    def reset(self) -> None:
        """Put the ticket back in line, to be tried again; its output stays."""
        self.status = TicketStatus.WAITING
        self.approved = False
        self.approved_command = None
        self.run_id = None

    def usage_by_role(self) -> dict[str, Usage]:
        """Return what all attempts used together; lines that name no role count for the ticket's."""
        sums: dict[str, Usage] = {}
        for usages in self.usages.values():
            add_usage(sums, ((role or self.role, usage) for role, usage in usages.items()))
        return sums

    def seconds(self, now_s: float) -> float | None:
        """Return how long the last run took, or has taken until `now_s`; None if it never ran."""
        if self.started_at_s is None:
            return None
        end_s = now_s if self.ended_at_s is None else self.ended_at_s
        return max(0.0, end_s - self.started_at_s)


@dataclass
class Approval:
    """A command that a person is about to approve in step mode; plain data."""

    track_id: str
    ticket_id: str
    command: str
    problem: str = ""


@dataclass
class Track:
    """A plan of tickets, read from one file; `tickets` are in dependency order."""

    id: str
    title: str
    file: Path
    tickets: list[Ticket]
    started: bool = False

    @property
    def folder(self) -> Path:
        """The folder in which the commands of this track run."""
        return self.file.parent

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return the ticket of that id, or None."""
        return next((ticket for ticket in self.tickets if ticket.id == ticket_id), None)

    def count(self, *statuses: TicketStatus) -> int:
        """Return how many tickets have one of the statuses."""
        return sum(ticket.status in statuses for ticket in self.tickets)

    @property
    def progress(self) -> float:
        """The share of tickets that are done or skipped, from 0 to 1."""
        return self.count(*PASSED) / len(self.tickets)

    @property
    def status(self) -> str:
        """One word for the whole track: what a person should know of it first."""
        if self.count(TicketStatus.RUNNING):
            return "running"
        if self.progress == 1.0:
            return "done"
        if self.count(*RETRIABLE):
            return "needs help"
        if not self.started:
            return "not started" if self.count(TicketStatus.WAITING) == len(self.tickets) else "paused"
        return "waiting"

    def by_id(self) -> dict[str, Ticket]:
        """Return the tickets by id, for whoever looks up many."""
        return {ticket.id: ticket for ticket in self.tickets}

    def obstacles(self, ticket: Ticket, by_id: Mapping[str, Ticket] | None = None) -> list[Ticket]:
        """Return the tickets that must pass before this one may start.

        Arguments:
            ticket: one of this track.
            by_id: what `by_id()` returns, where the caller has it at hand.
        """
        if not ticket.depends_on:
            return []
        known = self.by_id() if by_id is None else by_id
        return [known[name] for name in ticket.depends_on if known[name].status not in PASSED]

    def usage_by_role(self) -> dict[str, Usage]:
        """Return what all tickets used together, by role."""
        sums: dict[str, Usage] = {}
        for ticket in self.tickets:
            if ticket.usages:
                add_usage(sums, ticket.usage_by_role().items())
        return sums

    def ready(self) -> list[Ticket]:
        """Return the tickets that wait for a free place or an approval only, in dependency order."""
        passed = {ticket.id for ticket in self.tickets if ticket.status in PASSED}
        return [
            ticket
            for ticket in self.tickets
            if ticket.status is TicketStatus.WAITING and passed.issuperset(ticket.depends_on)
        ]


class DependencyCycle(Exception):
    """Tickets wait for each other in a circle; `path` names them, the first again at the end."""

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__(" -> ".join(path))
        self.path = tuple(path)


def dependency_order(depends_on: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names so that each comes after all it depends on, else in the given order.

    Depth-first search in three colours (Tarjan 1976), with a stack of its own: a chain of ten
    thousand tickets must not end in a RecursionError.

    Raises:
        DependencyCycle: no such order exists.
        KeyError: a name depends on one that is not in the mapping.
    """
    order: list[str] = []
    finished: set[str] = set()
    for root in depends_on:
        path: dict[str, None] = {}  # an ordered set: the names between the root and here
        pending = [(root, False)]
        while pending:
            name, leaving = pending.pop()
            if leaving:
                del path[name]
                finished.add(name)
                order.append(name)
            elif name not in finished:
                if name in path:
                    names = list(path)
                    raise DependencyCycle([*names[names.index(name) :], name])
                path[name] = None
                pending.append((name, True))
                pending.extend((other, False) for other in reversed(depends_on[name]))
    return order
