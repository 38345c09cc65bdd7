"""Journals of thousands of entries, made in seconds: what the benchmarks of the journal look at."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from mulligan import heap, snapshot
from mulligan_store.journal import Journal
from mulligan_store.records import NewEntry, SnapshotGroup

KEY = b"k" * 32


def append(path: Path, entries: Iterable[NewEntry]) -> None:
    """Append kept entries, without syncing each: how they came there is not measured."""
    with patch("mulligan_store.journal.Journal._secure"), Journal.open(path, key=KEY) as journal:
        journal._connection.raw.execute("PRAGMA synchronous = OFF")
        session = journal.begin_session("benchmark")
        for entry in entries:
            new = dataclasses.replace(entry, session_id=session)
            journal.set_status(journal.begin_entry(new), "kept")
        journal.end_session(session)


def small_app(number: int) -> Any:
    """An app with 20 kB of state, which no other number gives."""
    rows = [
        {"id": each, "name": f"row {each} of {number}", "on": bool(each % 2), "cells": [each, each + number]}
        for each in range(400)
    ]
    return SimpleNamespace(
        rows=rows, title=f"number {number}", log=[f"{number}: {each}" for each in range(200)]
    )


def entry_of(app: object) -> NewEntry:
    """What a reload records of the app's state."""
    encoded = snapshot.encode(heap.capture(app, tuple(vars(app))), redact=())
    return NewEntry(kind="reload", trigger="call", groups=encoded.groups, keys=encoded.keys)


def small_entries(first: int, last: int) -> Iterable[NewEntry]:
    """Entries of small apps: as `entry_of` makes them, but for the way in which they were encoded."""
    template = entry_of(small_app(first))
    for number in range(first, last + 1):
        values = vars(small_app(number))
        groups = tuple(
            SnapshotGroup(group.keys, pickle.dumps({key: values[key] for key in group.keys}, protocol=5))
            for group in template.groups
        )
        yield dataclasses.replace(template, groups=groups)
