"""A life of a journal, short and with everything in it, and the check of what is left of it.

The life says, on the disk's log, what it attempts and what was acknowledged. `check_survival` holds
against any state of the disk what must be true of it: nothing that was acknowledged is missing, nothing
is half there.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.pruning import gc
from mulligan_store.records import NewEntry, SnapshotGroup
from tests.support.fault_disk import FaultDisk
from tests.support.journals import new_entry

KEY = b"k" * 32
LARGE_BYTES = 60_000


def payload_of(number: int) -> bytes:
    """What entry `number` holds."""
    return random.Random(number).randbytes((40, LARGE_BYTES, 3_000)[number % 3])


def make_start(path: Path) -> None:
    """A journal with three entries, one of them open: its app was killed. Its log is not folded in."""
    with Journal.open(path, key=KEY) as journal:
        session = journal.begin_session("dead")
        for number in (1, 2, 3):
            journal.begin_entry(_new(number, session))
        for number in (1, 2):
            journal.set_status(number, "kept")
        copy = path.with_name("copy.db")
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).replace(path.with_name(path.name + suffix))


def _new(number: int, session_id: int) -> NewEntry:
    group = SnapshotGroup(("a",), payload_of(number))
    return new_entry(groups=(group,), label=None, session_id=session_id)


@dataclass
class Promises:
    """What was attempted and what was acknowledged, up to some moment."""

    statuses: dict[int, list[str]] = field(default_factory=lambda: {1: ["kept"], 2: ["kept"], 3: ["open"]})
    attempts: dict[int, list[str]] = field(default_factory=dict)
    may_be_gone: set[int] = field(default_factory=set)

    def hear(self, note: object) -> None:
        """Take up a note of the life's."""
        assert isinstance(note, tuple)
        match note:
            case ("try", number, status):
                self.attempts.setdefault(number, []).append(status)
            case ("acknowledged", number, status):
                self.statuses.setdefault(number, []).append(status)
                self.attempts.pop(number, None)
            case ("prune",):
                # Not 3, the last snapshot of an app that broke off.
                self.may_be_gone |= {1, 2, 4, 5}

    @classmethod
    def of(cls, notes: Iterable[object]) -> Promises:
        """Return what these notes come to."""
        promises = cls()
        for note in notes:
            promises.hear(note)
        return promises

    def allowed(self, number: int) -> set[str]:
        """The statuses that entry `number` may have after a crash."""
        known = self.statuses.get(number, [])
        settled = {"abandoned" if status in ("open", "on_trial") else status for status in known[-1:]}
        return settled | {"abandoned" if each == "open" else each for each in self.attempts.get(number, [])}


def live(path: Path, disk: FaultDisk, *, keep_trying: bool = False) -> int:
    """Open the journal, record, bring to an end, prune, close; return how many calls were refused.

    Arguments:
        keep_trying: after an error go on with the next call, as an app does; else let it pass through.
    """
    refused = 0

    def call(*notes: tuple[object, ...], doing: Callable[[], object]) -> None:
        nonlocal refused
        for note in notes:
            disk.note(("try", *note))
        try:
            doing()
        except JournalError:
            if not keep_trying:
                raise
            refused += 1
        else:
            for note in notes:
                disk.note(("acknowledged", *note))

    with Journal.open(path, key=KEY) as journal:
        session = journal.begin_session("alive")
        for number in (4, 5, 6):
            after = {"app.gui": "x = 2\n"}
            call((number, "open"), doing=partial(_begin, journal, number, session))
            call(doing=partial(journal.add_plan, number, {"n": number}, after))
            call((number, "kept"), doing=partial(journal.set_status, number, "kept"))
        disk.note(("prune",))
        call(doing=lambda: gc(journal, keep_entries=3))
        call(doing=lambda: journal.end_session(session))
    return refused


def _begin(journal: Journal, number: int, session: int) -> None:
    # After a refusal the numbers are still the life's own: an entry is found by its content.
    newest = journal.entries(limit=1)[0].id
    if newest >= number:
        raise JournalError("begun already")
    if newest < number - 1:
        raise JournalError("the one before was refused")
    assert journal.begin_entry(_new(number, session)) == number


def check_survival(path: Path, promises: Promises) -> int:
    """Open what is left and hold it against what was promised; return how many entries there are."""
    with Journal.open(path, key=KEY) as journal:
        assert journal.notes == (), journal.notes
        entries = {entry.id: entry for entry in journal.entries()}
        for number in promises.statuses:
            if number not in entries:
                assert number in promises.may_be_gone, f"entry {number} is lost"
        for number, entry in entries.items():
            assert entry.status in promises.allowed(number), (number, entry.status, promises)
            assert journal.read_groups(number) == [SnapshotGroup(("a",), payload_of(number))]
        assert journal.verify().problems == ()
        assert journal.begin_entry(new_entry(label=None)) == max(entries) + 1
    return len(entries)
