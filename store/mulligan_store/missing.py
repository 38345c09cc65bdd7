"""Runs of entries that were taken out on purpose, each accounted for by one signed row.

Invariant: the chain of codes goes on through a run, and only this user's key can say so. An entry
that someone cut out leaves a gap that no row explains; one that was pruned leaves none.

    entry 4 --code--> run 5..7 (pruned): previous_code ... last_code --> entry 8
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from mulligan_store.signing import Field, Signer

Reason = Literal["pruned", "lost", "left out"]
REASONS: tuple[Reason, ...] = ("pruned", "lost", "left out")

_COLUMNS = "first_id, last_id, reason, previous_code, last_code, recorded_at, signer, code"
_ALL = f"SELECT {_COLUMNS} FROM missing_entries ORDER BY first_id"
_LAST_BELOW = f"SELECT {_COLUMNS} FROM missing_entries WHERE first_id < ? ORDER BY first_id DESC LIMIT 1"
_ENTRY_BELOW = "SELECT id, code FROM entries WHERE id < ? ORDER BY id DESC LIMIT 1"
_INSERT = f"INSERT INTO missing_entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class MissingRun:
    """A row of `missing_entries`. Every field is as read: whoever can write the file can write anything."""

    first_id: int
    last_id: int
    reason: Reason
    previous_code: bytes
    last_code: bytes
    recorded_at: str
    signer: str
    code: bytes

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its code is made over."""
        return (
            self.first_id,
            self.last_id,
            self.reason,
            self.previous_code,
            self.last_code,
            self.recorded_at,
            self.signer,
        )

    def is_signed_by(self, signer: Signer | None, journal_id: str) -> bool:
        """Return whether the user's key made this row, for this journal."""
        return signer is not None and signer.confirms(self.code, "missing", journal_id, *self.fields)

    def __str__(self) -> str:
        numbers = f"entry {self.first_id}" if self.first_id == self.last_id else self._numbers()
        return f"{numbers} {'was' if self.first_id == self.last_id else 'were'} {_WORDS[self.reason]}"

    def _numbers(self) -> str:
        return f"entries {self.first_id} to {self.last_id}"


_WORDS = {
    "pruned": "removed by retention",
    "lost": "lost to damage and could not be salvaged",
    "left out": "left out of this export",
}


def missing_runs(raw: sqlite3.Connection) -> list[MissingRun]:
    """Return every run, in order. Rows of another form than ours are left out: they explain nothing."""
    return [run for row in raw.execute(_ALL) if (run := _run(row)) is not None]


def run_of(raw: sqlite3.Connection, entry_id: int) -> MissingRun | None:
    """Return the run that an entry's number lies in, if there is one."""
    run = _last_run_below(raw, entry_id + 1)
    return run if run is not None and run.last_id >= entry_id else None


def predecessor(raw: sqlite3.Connection, entry_id: int) -> tuple[object, MissingRun | None]:
    """Return the code that comes before an entry, and the run that it comes from if it is one's.

    Empty where nothing comes before it.
    """
    entry = raw.execute(_ENTRY_BELOW, (entry_id,)).fetchone()
    run = _last_run_below(raw, entry_id)
    if run is not None and run.last_id < entry_id and (entry is None or entry[0] < run.first_id):
        return run.last_code, run
    return (b"" if entry is None else entry[1]), None


def account_for(
    raw: sqlite3.Connection,
    journal_id: str,
    signer: Signer,
    run: MissingRun,
    join: Callable[[MissingRun], bool],
) -> MissingRun:
    """Sign a run and write it, joined with the runs that it continues.

    Arguments:
        run: its `signer` and `code` are replaced.
        join: whether a neighbouring run may become a part of this one; asked of its own signature.
    """
    before = _last_run_below(raw, run.first_id)
    if before is not None and _continues(before, run) and join(before):
        raw.execute("DELETE FROM missing_entries WHERE first_id = ?", (before.first_id,))
        run = _joined(before, run)
    after = _run_at(raw, run.last_id + 1)
    if after is not None and _continues(run, after) and join(after):
        raw.execute("DELETE FROM missing_entries WHERE first_id = ?", (after.first_id,))
        run = _joined(run, after)
    signed = _signed(run, journal_id, signer)
    raw.execute(_INSERT, (*signed.fields, signed.code))
    return signed


def _continues(earlier: MissingRun, later: MissingRun) -> bool:
    return (
        earlier.last_id + 1 == later.first_id
        and earlier.reason == later.reason
        and earlier.last_code == later.previous_code
    )


def _joined(earlier: MissingRun, later: MissingRun) -> MissingRun:
    recorded_at = max(earlier.recorded_at, later.recorded_at)
    return replace(
        later, first_id=earlier.first_id, previous_code=earlier.previous_code, recorded_at=recorded_at
    )


def _signed(run: MissingRun, journal_id: str, signer: Signer) -> MissingRun:
    run = replace(run, signer=signer.fingerprint)
    return replace(run, code=signer.code("missing", journal_id, *run.fields))


def _last_run_below(raw: sqlite3.Connection, entry_id: int) -> MissingRun | None:
    return _run(raw.execute(_LAST_BELOW, (entry_id,)).fetchone())


def _run_at(raw: sqlite3.Connection, first_id: int) -> MissingRun | None:
    query = f"SELECT {_COLUMNS} FROM missing_entries WHERE first_id = ?"
    return _run(raw.execute(query, (first_id,)).fetchone())


def _run(row: tuple[object, ...] | None) -> MissingRun | None:
    if row is None:
        return None
    first_id, last_id, reason, previous_code, last_code, recorded_at, signer, code = row
    if not (isinstance(first_id, int) and isinstance(last_id, int) and 0 < first_id <= last_id):
        return None
    if not all(isinstance(value, bytes) for value in (previous_code, last_code, code)):
        return None
    if reason not in REASONS or not isinstance(recorded_at, str) or not isinstance(signer, str):
        return None
    return MissingRun(
        first_id,
        last_id,
        reason,
        cast(bytes, previous_code),
        cast(bytes, last_code),
        recorded_at,
        signer,
        cast(bytes, code),
    )
