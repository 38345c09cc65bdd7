"""Export and import: one file, a journal itself; what comes in is looked at, not restored."""

from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path

import pytest

from mulligan_store.errors import (
    EntryNotFound,
    JournalError,
    JournalForeign,
    JournalReadOnly,
    JournalUnreadable,
    JournalWriteFailed,
    SignatureInvalid,
)
from mulligan_store.journal import Journal
from mulligan_store.pruning import gc
from mulligan_store.transfer import export_entries, import_entries
from tests.support.journals import contents, forging, new_entry

OTHER_KEY = b"o" * 32


def fill(journal: Journal, count: int = 6) -> Journal:
    """Kept entries, each with its own snapshot and a parent."""
    for number in range(1, count + 1):
        journal.begin_entry(new_entry(b"state %d" % number, parent_id=number - 1 or None))
        journal.add_plan(number, {"n": number}, {"app.gui": f"x = {number}\n"})
        journal.set_status(number, "kept")
    return journal


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Entries 2, 3 and 5 of another user's journal, in one file."""
    file = tmp_path / "sent.mulligan"
    with Journal.open(tmp_path / "theirs" / "app.db", key=OTHER_KEY) as journal:
        export_entries(fill(journal), [5, 2, 3], file)
    return file


def test_an_export_is_one_sound_file(journal: Journal, tmp_path: Path) -> None:
    """It verifies for who made it, its entries can be restored from it, and nothing lies beside it."""
    file = tmp_path / "out" / "sent.db"
    file.parent.mkdir()
    report = export_entries(fill(journal), [5, 2, 3], file)
    assert (report.entries, report.bytes) == ((2, 3, 5), file.stat().st_size)
    assert list(file.parent.iterdir()) == [file]
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    with Journal.open(file, read_only=True) as sent:
        assert sent.journal_id == journal.journal_id
        assert [entry.id for entry in sent.entries()] == [5, 3, 2]
        assert sent.read_groups(5) == journal.read_groups(5)
        assert sent.read_sources(3) == journal.read_sources(3)
        assert sent.entry(2) == journal.entry(2)
        problems = [problem for problem in sent.verify().problems if "cut off" not in problem]
        assert problems == []


def test_an_export_refuses_what_it_cannot_do(journal: Journal, tmp_path: Path) -> None:
    """No such entry, no entry at all, a file that is there: an error, and no file is left or harmed."""
    fill(journal, 2)
    file = tmp_path / "sent.db"
    with pytest.raises(EntryNotFound):
        export_entries(journal, [1, 9], file)
    with pytest.raises(ValueError, match="no entry was chosen"):
        export_entries(journal, [], file)
    assert not file.exists()
    file.write_bytes(b"mine")
    with pytest.raises(JournalWriteFailed, match="already"):
        export_entries(journal, [1], file)
    assert file.read_bytes() == b"mine"
    with pytest.raises(JournalError):
        export_entries(journal, [1], tmp_path / "nowhere" / "sent.db")


def test_exporting_leaves_no_trace_in_a_journal_that_is_read(path: Path, tmp_path: Path) -> None:
    """A journal on a read-only medium can be exported from."""
    with Journal.open(path) as journal:
        fill(journal, 2)
    before = contents(path.parent)
    with Journal.open(path, read_only=True) as journal:
        export_entries(journal, [1, 2], tmp_path / "sent.db")
    assert contents(path.parent) == before


def test_imported_entries_are_looked_at_and_not_restored(journal: Journal, exported: Path) -> None:
    """New numbers, what they said at home, where they come from; and the reason why they stay closed."""
    journal.begin_entry(new_entry(b"mine"))
    before = exported.read_bytes()
    report = import_entries(journal, exported)
    assert report.imported == ((2, 2), (3, 3), (5, 4))
    assert exported.read_bytes() == before
    entry = journal.entry(4)
    assert (entry.kind, entry.trigger, entry.status, entry.plan) == ("reload", "import", "kept", {"n": 5})
    assert (entry.parent_id, journal.entry(3).parent_id) == (None, 2)
    assert journal.key_summaries(4)[0].key == "tickets"
    assert journal.sources(4)[0].after == "x = 5\n"
    origin = journal.origins()[4]
    assert (origin.journal_id, origin.entry_id) == (report.origin_journal_id, 5)
    assert (entry.origin, journal.entry(1).origin) == (origin, None)
    assert [each.origin is None for each in journal.entries()] == [False, False, False, True]
    assert origin.imported_at.tzinfo is UTC
    for read in (journal.read_groups, journal.read_sources):
        with pytest.raises(SignatureInvalid, match=r"was imported .*`mulligan trust`"):
            read(4)
    assert journal.read_groups(1)
    assert journal.begin_entry(new_entry()) == 5
    assert journal.verify().problems == ()


def test_importing_twice_brings_nothing_twice(journal: Journal, exported: Path) -> None:
    """What is here already is named; and so is what an export brings home."""
    assert len(import_entries(journal, exported).imported) == 3
    again = import_entries(journal, exported)
    assert (again.imported, again.already_here) == ((), (2, 3, 5))
    journal.begin_entry(new_entry(b"mine"))
    own = exported.with_name("own.db")
    export_entries(journal, [4], own)
    assert import_entries(journal, own).already_here == (4,)
    assert len(journal.entries()) == 4


@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM imported_entries",
        "UPDATE imported_entries SET entry_id = 1 WHERE entry_id = 2",
        "UPDATE imported_entries SET origin_journal_id = 'mine'",
        "UPDATE imported_entries SET origin_entry_id = 1",
        "UPDATE imported_entries SET origin_signer = 'me'",
        "UPDATE imported_entries SET imported_at = 'never'",
    ],
)
def test_an_imported_entry_cannot_be_made_ones_own(path: Path, exported: Path, forgery: str) -> None:
    """That it was imported is inside its signature: the row can be forged, the entry stays closed."""
    with Journal.open(path) as journal:
        journal.begin_entry(new_entry(b"mine"))
        import_entries(journal, exported)
    with forging(path) as raw:
        raw.execute(forgery)
    with Journal.open(path, read_only=True) as journal:
        for entry_id in (2, 3, 4):
            with pytest.raises(SignatureInvalid):
                journal.read_groups(entry_id)
        assert not journal.verify().sound


def test_unsettled_entries_come_in_as_abandoned(journal: Journal, tmp_path: Path) -> None:
    """Nobody here can bring them to an end."""
    with Journal.open(tmp_path / "theirs.db", key=OTHER_KEY) as theirs:
        theirs.begin_entry(new_entry())
        export_entries(theirs, [1], tmp_path / "sent.db")
    import_entries(journal, tmp_path / "sent.db")
    assert journal.entry(1).status == "abandoned"


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE entries SET kind = x'00'",
        "UPDATE entries SET label = x'00'",
        "UPDATE entries SET started_at = 'yesterday'",
        "UPDATE entries SET status = 'splendid'",
        "UPDATE entry_groups SET state_keys = x'00'",
        "UPDATE key_summaries SET value_length = 'long'",
        "UPDATE blobs SET stored = x'00'",
        "UPDATE blobs SET stored_digest = 'text'",
        "DELETE FROM blobs",
    ],
)
def test_a_file_of_another_form_brings_in_nothing(journal: Journal, exported: Path, forgery: str) -> None:
    """All of a file or nothing: rows that we would not write, and damaged content, refuse it."""
    with forging(exported) as raw:
        raw.execute(forgery)
    with pytest.raises(JournalUnreadable):
        import_entries(journal, exported)
    assert journal.entries() == []
    assert journal.begin_entry(new_entry()) == 1
    assert journal.verify().sound


def test_a_file_that_is_no_journal_is_refused(journal: Journal, tmp_path: Path, exported: Path) -> None:
    """Missing, other, hostile, damaged: each is an error and the journal is as it was."""
    with pytest.raises(JournalUnreadable):
        import_entries(journal, tmp_path / "missing.db")
    (tmp_path / "text.db").write_text("hello")
    with pytest.raises(JournalUnreadable):
        import_entries(journal, tmp_path / "text.db")
    with forging(exported) as raw:
        raw.execute("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM blobs; END")
    with pytest.raises(JournalForeign):
        import_entries(journal, exported)
    assert journal.entries() == []


def test_a_journal_that_is_only_read_takes_nothing_in(path: Path, exported: Path) -> None:
    """Importing writes."""
    Journal.open(path).close()
    with Journal.open(path, read_only=True) as journal, pytest.raises(JournalReadOnly):
        import_entries(journal, exported)


def test_imported_entries_can_be_pruned_and_exported_again(
    journal: Journal, exported: Path, tmp_path: Path
) -> None:
    """They are entries like others."""
    import_entries(journal, exported)
    for entry in journal.entries():
        journal.set_label(entry.id, None)
    export_entries(journal, [1, 2, 3], tmp_path / "onward.db")
    with Journal.open(tmp_path / "onward.db", read_only=True) as onward:
        assert onward.origins() == journal.origins()
        with pytest.raises(SignatureInvalid):
            onward.read_groups(1)
    gc(journal, keep_entries=1)
    assert [entry.id for entry in journal.entries()] == [3]
    assert set(journal.origins()) == {3}
    assert journal.verify().problems == ()


def test_a_planted_digest_in_an_imported_file_is_not_shared(journal: Journal, exported: Path) -> None:
    """Content brought in under another's digest is found out before an entry of ours rests on it."""
    import zstandard

    from mulligan_store.signing import digest

    evil = zstandard.ZstdCompressor().compress(b"evil!")
    with forging(exported) as raw:
        claim = (digest(b"honest"), digest(evil), len(b"evil!"), evil)
        raw.execute("UPDATE blobs SET digest = ?, stored_digest = ?, content_bytes = ?, stored = ?", claim)
    import_entries(journal, exported)
    entry_id = journal.begin_entry(new_entry(b"honest"))
    assert journal.read_groups(entry_id)[0].payload == b"honest"
