"""The log lost, cut or garbled, pages damaged: acknowledged snapshots are there, or the damage is said."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.opening import PAGE_BYTES
from mulligan_store.records import SnapshotGroup
from mulligan_store.retention import Retention
from tests.support.fault_counts import runs, say
from tests.support.journals import new_entry, run_child

CRASH = """
import os, random, sys
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
journal = Journal.open(sys.argv[1])
session = journal.begin_session("demo")
random.seed(5)
for number in range(8):
    entry_id = journal.begin_entry(new_entry(random.randbytes(40_000), session_id=session))
    journal.set_status(entry_id, "on_trial")
    journal.set_status(entry_id, "kept")
    journal.set_label(number // 2 + 1, "named later")
os._exit(0)
"""


def cut(log: Path, chance: random.Random) -> None:
    """Keep a beginning of the log."""
    log.write_bytes(log.read_bytes()[: chance.randrange(log.stat().st_size)])


def garble(log: Path, chance: random.Random) -> None:
    """Overwrite a stretch of the log."""
    content = bytearray(log.read_bytes())
    start = chance.randrange(len(content))
    content[start : start + 5000] = chance.randbytes(len(content[start : start + 5000]))
    log.write_bytes(content)


def delete(log: Path, chance: random.Random) -> None:
    """Remove the log, and by chance what belongs to it."""
    log.unlink()
    if chance.random() < 0.5:
        log.with_name(log.name.replace("-wal", "-shm")).unlink()


HARMS = (cut, garble, delete)
SETTINGS = ("app.db", "app.db-wal", "app.db-shm")


def test_a_lost_log_loses_no_acknowledged_snapshot(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All eight entries are there and whole, and the app goes on recording, whatever became of the log."""
    run_child(CRASH, path)
    crashed = {name: path.with_name(name).read_bytes() for name in SETTINGS}
    count = runs(short=12, full=1_000)
    for harm in HARMS:
        for seed in range(count):
            for name, content in crashed.items():
                path.with_name(name).write_bytes(content)
            harm(path.with_name("app.db-wal"), random.Random(seed))
            check_all_is_there(path)
    say(capsys, 6, "log cut, garbled or deleted after a crash", f"{count} each, 0 snapshots lost")


def check_all_is_there(path: Path) -> None:
    """The eight snapshots are what was written, and a ninth follows."""
    payloads = random.Random(5)
    with Journal.open(path) as journal:
        assert journal.notes == ()
        for number in range(1, 9):
            assert journal.read_groups(number)[0].payload == payloads.randbytes(40_000)
        assert journal.begin_entry(new_entry()) == 9
        assert journal.verify().problems == ()
    head = next((Path(os.environ["MULLIGAN_KEY_DIR"]) / "heads").iterdir())
    head.unlink()  # the ninth is taken back by the next case


def test_flipped_bits_are_noticed_or_harmless(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever bits flip, on every page: all that is read is as it was written, or an error is told."""
    chance = random.Random(5)
    with Journal.open(path) as journal:
        for _ in range(3):
            group = SnapshotGroup(("a",), chance.randbytes(30_000))
            entry_id = journal.begin_entry(new_entry(groups=(group,)))
            journal.add_plan(entry_id, {"n": entry_id}, {"app.gui": "x = 2\n" * 2_000})
            journal.set_status(entry_id, "kept")
    sound = path.read_bytes()
    with Journal.open(path, read_only=True) as journal:
        written = content_of(journal)
    pages = range(len(sound) // PAGE_BYTES)
    flips = runs(short=2, full=10)
    noticed = 0
    for page in pages:
        used = [place for place in range(page * PAGE_BYTES, (page + 1) * PAGE_BYTES) if sound[place]]
        for flip in range(2 * flips):
            content = bytearray(sound)
            # Every other one where something is written, for most of a page may be empty.
            is_anywhere = flip % 2 or not used
            place = page * PAGE_BYTES + chance.randrange(PAGE_BYTES) if is_anywhere else chance.choice(used)
            content[place] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            noticed += not check_read_or_refused(path, written)
    counts = f"{len(pages)} pages, {2 * flips} flips each: {noticed} noticed"
    result = f"{counts}, the others without effect, 0 wrong reads"
    say(capsys, 5, "bits flipped in every page", result)


Content = dict[int, tuple[object, ...]]


def content_of(journal: Journal) -> Content:
    """All that a journal says of its entries."""
    return {
        entry.id: (
            entry,
            journal.read_groups(entry.id),
            journal.key_summaries(entry.id),
            journal.read_sources(entry.id),
        )
        for entry in journal.entries()
    }


def check_read_or_refused(path: Path, written: Content) -> bool:
    """Return whether the journal verifies; if so, all of it is as it was, and if not, each payload is."""
    try:
        with Journal.open(path, read_only=True) as journal:
            if journal.verify().sound:
                assert content_of(journal) == written
                return True
            for entry_id, (_, groups, *_) in written.items():
                with contextlib.suppress(JournalError):
                    assert journal.read_groups(entry_id) == groups
    except JournalError as error:
        assert str(path) in str(error)
    return False


def test_damage_while_it_is_open_is_an_error_and_the_next_start_goes_on(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages go bad under an open journal: every call works or says why not; reopening gives a journal."""
    count = runs(short=25, full=1_000)
    raised = aside = 0
    for seed in range(count):
        chance = random.Random(seed)
        journal = Journal.open(path)
        for _ in range(4):
            journal.set_status(journal.begin_entry(new_entry(chance.randbytes(20_000))), "kept")
        harm_pages(path, chance)
        # What SQLite has in memory is not read again; a journal larger than that is.
        journal._connection.raw.execute("PRAGMA cache_size = 1")
        journal._connection.raw.execute("PRAGMA shrink_memory")
        raised += sum(map(fails, [*calls(journal), journal.close]))
        with Journal.open(path) as journal:
            aside += any("moved aside" in note for note in journal.notes)
            assert journal.sessions() is not None
        shutil.rmtree(path.parent)
    result = f"{count} journals, {raised} calls refused, {aside} set aside at the next start, 0 other errors"
    say(capsys, 6, "pages damaged under an open journal", result)


def harm_pages(path: Path, chance: random.Random) -> None:
    """Overwrite pages in place, as a bad disk or another program does."""
    with path.open("r+b") as file:
        for _ in range(chance.randrange(1, 4)):
            file.seek(chance.randrange(path.stat().st_size // PAGE_BYTES) * PAGE_BYTES)
            file.write(chance.choice((bytes(PAGE_BYTES), chance.randbytes(PAGE_BYTES), b"\xff" * 200)))


def fails(call: Callable[[], object]) -> bool:
    """Whether the call raised an error of the journal's; any other passes through and fails the test."""
    try:
        call()
    except JournalError:
        return True
    return False


def calls(journal: Journal) -> list[Callable[[], object]]:
    """Every call of a journal, reading and writing."""
    return [
        journal.entries,
        lambda: journal.entry(2),
        lambda: journal.key_summaries(2),
        lambda: journal.sources(2),
        lambda: journal.read_sources(2),
        lambda: journal.read_groups(2),
        journal.sessions,
        journal.origins,
        journal.has_requests,
        journal.verify,
        lambda: journal.request_restore(1),
        journal.take_requests,
        lambda: journal.begin_entry(new_entry()),
        lambda: journal.set_status(1, "rolled_back"),
        lambda: journal.set_label(1, "x"),
        lambda: journal.add_plan(1, {}, {"app.gui": "x"}),
        lambda: journal.prune(Retention(keep_entries=1)),
        journal.trust_question,
    ]
