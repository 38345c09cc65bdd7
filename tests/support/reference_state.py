"""The reference state of the benchmarks: what a GUI app of some size holds, 1.6 MB pickled at scale 1.

50 scalars, 5,000 small dictionaries, 200 dataclasses, 1,000 log lines, a 1 MB array, lambdas, enum
members, paths, dates, aliases and a cycle.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import random
from pathlib import PurePosixPath
from typing import Any

import numpy


class Status(enum.Enum):
    """What a ticket is."""

    TO_DO = "to do"
    RUNNING = "running"
    DONE = "done"


@dataclasses.dataclass
class Ticket:
    """A small record with containers of its own."""

    name: str
    status: Status = Status.TO_DO
    depends_on: list[str] = dataclasses.field(default_factory=list)
    notes: dict[str, Any] = dataclasses.field(default_factory=dict)


class App:
    """Holds the state as attributes."""


def build(scale: int = 1, *, functions: bool = True) -> tuple[App, tuple[str, ...]]:
    """Make an app and name its state keys.

    Arguments:
        scale: how many times 1.6 MB.
        functions: also hold lambdas, which C pickle refuses.
    """
    chance = random.Random(0)
    app: Any = App()
    for number in range(50):
        setattr(app, f"scalar_{number}", chance.random())
    app.rows = [
        {"id": number, "name": f"row {number}", "on": bool(number % 2), "cells": [number, number + 1]}
        for number in range(5_000 * scale)
    ]
    app.tickets = [
        Ticket(f"t{number}", chance.choice(list(Status)), [f"t{other}" for other in range(number % 5)])
        for number in range(200 * scale)
    ]
    app.selected = app.tickets[3]
    app.log = collections.deque((f"{number}: " + "x" * 200 for number in range(1_000 * scale)), maxlen=10**6)
    app.samples = numpy.arange(125_000 * scale, dtype=numpy.float64)
    app.opened_at = datetime.datetime(2026, 1, 1)
    app.folder = PurePosixPath("/somewhere/else")
    app.tags = {"one", "two", "three"}
    app.ring = []
    app.ring.append(app.ring)
    if functions:
        app.filters = [lambda row, bound=number: row["id"] > bound for number in range(20)]
    return app, tuple(vars(app))
