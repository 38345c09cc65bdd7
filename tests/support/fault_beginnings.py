"""The beginning of a journal, from the first byte: made anew, or brought up from each earlier version.

Each is a short life on a recording disk, with the key and everything else that is made on the way. What is
left of it after a crash must open by itself, without a word, and hold what was there before and what was
acknowledged since.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mulligan_migrations.runner import LATEST_VERSION
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.fault_disk import Operation
from tests.support.fault_recording import RecordingDisk
from tests.support.fault_states import read_tree, write_tree
from tests.support.fault_workload import payload_of
from tests.support.journals import new_entry, v1_journal

JOURNAL = Path("journals", "app.db")
KEYS = Path("key")
OLD_ENTRIES = 3
VERSIONS = tuple(range(LATEST_VERSION))
"""From what a journal may begin: 0 is nothing at all."""

Groups = dict[int, list[SnapshotGroup]]


@dataclass(frozen=True)
class Beginning:
    """What was there before, what was done, and what an earlier journal held."""

    version: int
    start: dict[str, bytes]
    log: list[Operation]
    before: Groups

    def promised(self, point: int) -> list[int]:
        """The entries that had been acknowledged when this much was done."""
        notes = [operation.note for operation in self.log[:point] if operation.kind == "note"]
        return [*self.before, *(note for note in notes if isinstance(note, int))]


def live(root: Path, note: Callable[[object], None]) -> None:
    """Open the journal below the root, record, settle, name an older entry, close."""
    with Journal.open(root / JOURNAL) as journal:
        assert journal.notes == ()
        session = journal.begin_session("first")
        number = len(journal.entries()) + 1
        group = SnapshotGroup(("a",), payload_of(number))
        assert journal.begin_entry(new_entry(groups=(group,), session_id=session)) == number
        note(number)
        journal.set_status(number, "kept")
        note("kept")
        journal.set_label(1, "named after the beginning")
        journal.end_session(session)


def recorded(root: Path, version: int) -> Beginning:
    """Make what is there before, and record the beginning.

    Arguments:
        root: with the key folder that this process is told to use below it.
        version: of the journal that is there, 0 for none.
    """
    root.mkdir(parents=True)
    before: Groups = {}
    if version:
        v1_journal(root / JOURNAL, entries=OLD_ENTRIES, version=version)
        heads = root / KEYS / "heads"
        shutil.rmtree(heads)  # of the journal that the old one was made from
        before = _groups(root)
    start = read_tree(root)
    write_tree(root, start)
    disk = RecordingDisk(root)
    with disk.under():
        live(root, disk.note)
    check(root, [*before, OLD_ENTRIES + 1 if version else 1], before)
    return Beginning(version, start, disk.log, before)


def _groups(root: Path) -> Groups:
    """What a journal holds, read from a copy that is brought up to date."""
    copy = root.with_name("copy.db")
    shutil.copyfile(root / JOURNAL, copy)
    with Journal.open(copy) as journal:
        return {entry.id: journal.read_groups(entry.id) for entry in journal.entries()}


def check(root: Path, promised: Iterable[int], before: Groups) -> int:
    """Open what is left as the next start would, and hold it against what was promised.

    Raises:
        JournalError: it does not open by itself, or something cannot be read.
    """
    with Journal.open(root / JOURNAL) as journal:
        assert journal.notes == (), journal.notes
        entries = {entry.id: entry for entry in journal.entries()}
        assert set(promised) <= set(entries), (promised, sorted(entries))
        for number in entries:
            wanted = before.get(number) or [SnapshotGroup(("a",), payload_of(number))]
            assert journal.read_groups(number) == wanted
        assert {entry.status for entry in entries.values()} <= {"kept", "abandoned"}
        assert journal.verify().problems == ()
        journal.begin_entry(new_entry(label=None))
    return len(entries)
