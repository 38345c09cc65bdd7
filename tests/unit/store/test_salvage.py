"""Salvage: what can be read comes out, what was authentic still is, and what is lost is said."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError, JournalTooNew, JournalUnreadable, JournalWriteFailed
from mulligan_store.journal import Journal
from mulligan_store.opening import PAGE_BYTES
from mulligan_store.page_scan import rows_in
from mulligan_store.pruning import gc
from mulligan_store.records import SnapshotGroup
from mulligan_store.salvage import SalvageReport, salvage
from tests.support.journals import contents, forging, new_entry, run_child

COUNT = 24


def payload_of(number: int) -> bytes:
    """What entry `number` holds: small, large and larger than a page."""
    return random.Random(number).randbytes((50, 2_000, 40_000)[number % 3])


def write_entries(path: Path, count: int = COUNT) -> Path:
    """A closed journal of kept entries with snapshots that are known."""
    with Journal.open(path) as journal:
        for number in range(1, count + 1):
            group = SnapshotGroup(("a",), payload_of(number))
            journal.begin_entry(new_entry(groups=(group,), label=None))
            journal.set_status(number, "kept")
    return path


@pytest.fixture
def filled(path: Path) -> Path:
    """A sound journal."""
    return write_entries(path)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the salvaged journal goes."""
    return tmp_path / "salvaged.db"


def check_salvaged(report: SalvageReport) -> None:
    """Every entry that can be restored is what was written, and the new journal can be used."""
    with Journal.open(report.target) as journal:
        assert len(journal.entries()) == report.entries
        restorable = 0
        for entry in journal.entries():
            try:
                groups = journal.read_groups(entry.id)
            except JournalError:
                continue
            assert groups == [SnapshotGroup(("a",), payload_of(entry.id))]
            assert entry.status == "kept"
            restorable += 1
        assert restorable == report.restorable
        problems = journal.verify().problems
        assert bool(problems) == bool(report.lost or report.restorable < report.entries), problems
        assert journal.begin_entry(new_entry()) > COUNT
        assert journal.read_groups(journal.entries(limit=1)[0].id)


def damage_page(path: Path, number: int) -> None:
    """Overwrite one page with noise; pages count from 1."""
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE_BYTES)
        file.write(random.Random(number).randbytes(PAGE_BYTES))


def leaf_pages(path: Path) -> list[int]:
    """The pages that hold rows of tables."""
    content = path.read_bytes()
    return [
        number + 1
        for number in range(len(content) // PAGE_BYTES)
        if content[number * PAGE_BYTES + (0 if number else 100)] == 0x0D
    ]


def test_a_sound_journal_comes_out_whole(filled: Path, target: Path) -> None:
    """Nothing lost, everything restorable, the original untouched."""
    before = contents(filled.parent)
    report = salvage(filled, target)
    assert (report.entries, report.restorable, report.lost, report.notes) == (COUNT, COUNT, (), ())
    assert contents(filled.parent) == before
    check_salvaged(report)


def test_outcomes_in_the_log_come_out_too(path: Path, target: Path) -> None:
    """A journal whose app was killed keeps its newest outcomes in the log; it is read with it."""
    run_child(
        "import os, sys\nfrom mulligan_store.journal import Journal\n"
        "from tests.support.journals import new_entry\n"
        "journal = Journal.open(sys.argv[1])\nsession = journal.begin_session('demo')\n"
        "entry = journal.begin_entry(new_entry(session_id=session))\n"
        "journal.set_status(entry, 'kept')\nos._exit(0)\n",
        path,
    )
    assert path.with_name("app.db-wal").stat().st_size > 0
    assert salvage(path, target).restorable == 1
    with Journal.open(target, read_only=True) as journal:
        assert journal.entry(1).status == "kept"


def test_a_lost_first_page_costs_nothing_but_what_is_on_it(filled: Path, target: Path) -> None:
    """Without header and schema SQLite reads nothing; the pages by themselves still give every entry."""
    damage_page(filled, 1)
    report = salvage(filled, target)
    assert (report.entries, report.restorable, report.lost) == (COUNT, COUNT, ())
    check_salvaged(report)


def test_every_page_can_be_lost_alone(filled: Path, tmp_path: Path) -> None:
    """Whichever page is noise, the rest comes out, and what comes out is what was written."""
    sound = filled.read_bytes()
    found, restorable = [], []
    for number in range(1, len(sound) // PAGE_BYTES + 1):
        filled.write_bytes(sound)
        damage_page(filled, number)
        report = salvage(filled, tmp_path / f"salvaged-{number}.db")
        check_salvaged(report)
        found.append(report.entries)
        restorable.append(report.restorable)
    assert min(found) == COUNT
    assert sum(restorable) / len(restorable) > 0.75 * COUNT


def test_content_whose_row_is_lost_can_be_looked_at(filled: Path, target: Path) -> None:
    """An entry without its own row is no hole: its state and sources are there, unsigned."""
    with forging(filled) as raw:
        raw.execute("DELETE FROM entries WHERE id IN (7, 8, 9)")
        raw.execute("VACUUM")
    report = salvage(filled, target)
    assert (report.entries, report.restorable, report.lost) == (COUNT, COUNT - 3, ())
    assert report.without_outcome == (7, 8, 9)
    with Journal.open(target, read_only=True) as journal:
        assert journal.entry(8).status == "abandoned"
        assert journal.key_summaries(8)
        assert journal.sources(8)
        with pytest.raises(JournalError):
            journal.read_groups(8)


def test_a_hole_is_named_for_ever_and_what_follows_can_be_restored(filled: Path, target: Path) -> None:
    """Entries after a hole are authentic again, because the hole is accounted for by a signed row."""
    with forging(filled) as raw:
        for table in ("entry_groups", "key_summaries", "entry_sources"):
            raw.execute(f"DELETE FROM {table} WHERE entry_id IN (5, 6)")
        raw.execute("DELETE FROM entries WHERE id IN (5, 6)")
        raw.execute("VACUUM")
    report = salvage(filled, target)
    assert report.lost == ("entries 5 to 6 were lost to damage and could not be salvaged",)
    assert (report.entries, report.restorable) == (COUNT - 2, COUNT - 2)
    check_salvaged(report)
    with Journal.open(target, read_only=True) as journal:
        assert journal.verify().problems == report.lost


def test_a_cut_off_end_is_named(filled: Path, target: Path) -> None:
    """The head kept outside says how many there were."""
    with forging(filled) as raw:
        for table in ("entry_groups", "key_summaries", "entry_sources"):
            raw.execute(f"DELETE FROM {table} WHERE entry_id = {COUNT}")
        raw.execute(f"DELETE FROM entries WHERE id = {COUNT}")
        raw.execute("VACUUM")
    report = salvage(filled, target)
    assert report.lost == (f"entry {COUNT} was lost to damage and could not be salvaged",)
    with Journal.open(target) as journal:
        assert journal.notes == ()
        assert journal.begin_entry(new_entry()) == COUNT + 1


def test_what_was_pruned_stays_pruned(filled: Path, target: Path) -> None:
    """Free pages still hold removed entries; they are not brought back."""
    with Journal.open(filled) as journal:
        journal._connection.raw.execute("PRAGMA secure_delete = OFF")
        gc(journal, keep_entries=3)
    report = salvage(filled, target)
    assert (report.entries, report.lost) == (3, ())
    check_salvaged(report)


def test_an_altered_entry_does_not_become_authentic(filled: Path, target: Path) -> None:
    """Salvage signs no entry: what was forged can be inspected, as before."""
    with forging(filled) as raw:
        raw.execute("UPDATE key_summaries SET value_repr = 'forged' WHERE entry_id = 4")
        raw.execute("UPDATE entries SET label = 'forged' WHERE id = 5")
    report = salvage(filled, target)
    assert (report.entries, report.restorable) == (COUNT, COUNT - 2)
    with Journal.open(target, read_only=True) as journal:
        for entry_id in (4, 5):
            with pytest.raises(JournalError):
                journal.read_groups(entry_id)


def test_a_row_of_noise_does_not_keep_the_others_from_being_listed(filled: Path, target: Path) -> None:
    """A row that reading would refuse is dropped; its entry keeps its content."""
    with forging(filled) as raw:
        raw.execute("UPDATE entries SET phases_ms = '{\"capture' WHERE id = 4")
        raw.execute("UPDATE entries SET started_at = 'noise' WHERE id = 5")
        raw.execute("UPDATE key_summaries SET stored = 'noise' WHERE entry_id = 6")
    report = salvage(filled, target)
    assert (report.entries, report.restorable, report.unusable_rows) == (COUNT, COUNT - 3, 3)
    assert report.without_outcome == (4, 5)
    with Journal.open(target, read_only=True) as journal:
        assert len(journal.entries()) == COUNT
        assert journal.sources(4)
        assert journal.key_summaries(6) == []


def test_a_lost_identity_is_found_by_the_signatures(filled: Path, target: Path) -> None:
    """The heads kept beside the key name the journals of this user; one of them fits."""
    with forging(filled) as raw:
        raw.execute("DELETE FROM meta")
        raw.execute("VACUUM")
    report = salvage(filled, target)
    assert report.restorable == COUNT
    check_salvaged(report)


def test_an_identity_that_names_another_file_is_not_used(filled: Path, target: Path) -> None:
    """It would be looked for in the key folder."""
    with forging(filled) as raw:
        raw.execute("UPDATE meta SET value = '../../x'")
    assert salvage(filled, target).restorable == COUNT


def test_a_hostile_schema_is_read_page_by_page_alone(filled: Path, target: Path) -> None:
    """Nothing that the file declares is asked; the rows speak for themselves."""
    with forging(filled) as raw:
        raw.execute("ALTER TABLE entry_groups RENAME TO hidden")
        raw.execute("CREATE VIEW entry_groups AS SELECT 1 AS entry_id, 2 AS ordinal, '' AS k, 1 AS blob_id")
    report = salvage(filled, target)
    assert report.restorable == COUNT
    check_salvaged(report)


def test_without_the_key_everything_comes_out_to_be_inspected(filled: Path, target: Path) -> None:
    """Another user's damaged journal can be salvaged too; nothing in it is restorable."""
    report = salvage(filled, target, key=b"k" * 32)
    assert (report.entries, report.restorable) == (COUNT, 0)


@pytest.mark.parametrize("content", [b"", b"no database" * 3000, bytes(200_000), b"\x0d" * 200_000])
def test_what_holds_no_entry_is_said_and_leaves_nothing(path: Path, target: Path, content: bytes) -> None:
    """An error with the reason, and no empty journal that looks like a success."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(JournalUnreadable, match="nothing"):
        salvage(path, target)
    assert list(target.parent.glob("salvaged*")) == []


def test_an_existing_file_is_not_written_over(filled: Path, target: Path) -> None:
    """Neither is a newer journal taken apart by guesswork."""
    target.write_bytes(b"mine")
    with pytest.raises(JournalWriteFailed, match="already"):
        salvage(filled, target)
    assert target.read_bytes() == b"mine"
    with forging(filled) as raw:
        raw.execute("PRAGMA user_version = 77")
    with pytest.raises(JournalTooNew):
        salvage(filled, target.with_name("other.db"))


def test_the_page_reader_reads_what_sqlite_reads(tmp_path: Path) -> None:
    """Rows of every type and length, on pages of every size, with and without overflow."""
    for page_bytes in (512, 1024, 4096, 16_384, 65_536):
        path = tmp_path / f"{page_bytes}.db"
        chance = random.Random(page_bytes)
        rows = []
        for number in range(1, 60):
            big = chance.choice((0, 10, 400, page_bytes - 40, page_bytes, 5 * page_bytes + 3))
            integer = chance.choice((0, 1, -1, 127, -129, 40_000, -(2**23), 2**31, 2**47 - 1, -(2**62)))
            rows.append((number * 7 - 100, integer, chance.random(), None, "ż" * (big // 3), os.urandom(big)))
        with forging(path) as raw:
            raw.execute(f"PRAGMA page_size = {page_bytes}")
            raw.execute("CREATE TABLE t (a, b, c, d, e)")
            raw.executemany("INSERT INTO t (rowid, a, b, c, d, e) VALUES (?, ?, ?, ?, ?, ?)", rows)
        read = {rowid: values for rowid, values in rows_in(path) if len(values) == 5 and rowid != 1}
        assert {rowid: (rowid, *values) for rowid, values in read.items()} == {row[0]: row for row in rows}


@pytest.mark.parametrize("seed", range(30))
def test_the_page_reader_ends_whatever_the_bytes_are(tmp_path: Path, seed: int) -> None:
    """Noise, and honest pages with noise in them, give rows or nothing; never an error, never a loop."""
    chance = random.Random(seed)
    path = tmp_path / "noise.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE t (a, b)")
        raw.executemany("INSERT INTO t VALUES (?, ?)", [(n, chance.randbytes(n * 50)) for n in range(200)])
    raw.close()
    content = bytearray(path.read_bytes())
    for _ in range(seed * 40):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    assert sum(1 for _ in rows_in(path)) <= 100_000
