"""The bytes of a snapshot are given out to be looked at, bounded, with what vouches for them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import zstandard

from mulligan_store.authority import Authority
from mulligan_store.errors import EntryNotFound
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from mulligan_store.signing import digest
from tests.support.journals import forging, new_entry

MEBIBYTE = 1024 * 1024


def test_groups_of_the_users_own_are_authentic(journal: Journal) -> None:
    """Each comes with its keys and its bytes, in order."""
    journal.begin_entry(new_entry())
    tickets, zoom = journal.inspect_groups(1)
    assert (tickets.keys, tickets.payload, tickets.is_authentic) == (("tickets", "selected"), b"state", True)
    assert (zoom.keys, zoom.payload, zoom.problem, zoom.doubt) == (("zoom",), b"1.5", None, None)
    with pytest.raises(EntryNotFound):
        journal.inspect_groups(2)


def test_a_group_that_nobody_signed_says_why_it_is_doubted(journal: Journal, path: Path) -> None:
    """Its bytes are there to be looked at, for a person who wants to know what was planted."""
    journal.begin_entry(new_entry())
    with forging(path) as raw:
        raw.execute("UPDATE entry_groups SET state_keys = '[\"other\"]' WHERE ordinal = 1")
    groups = list(journal.inspect_groups(1))
    assert [group.payload for group in groups] == [b"state", b"1.5"]
    assert [group.is_authentic for group in groups] == [False, False]
    assert all(group.doubt is not None and "altered" in group.doubt for group in groups)


def test_a_group_that_is_altered_between_two_looks_is_doubted(journal: Journal, path: Path) -> None:
    """What was authentic a moment ago is looked at again once anybody has written."""
    journal.begin_entry(new_entry())
    groups = iter(journal.inspect_groups(1))
    assert next(groups).is_authentic
    with forging(path) as raw:
        raw.execute("UPDATE entry_groups SET state_keys = '[\"other\"]' WHERE ordinal = 1")
    assert not next(groups).is_authentic


def test_many_groups_are_verified_as_one_entry(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty thousand forged groups must not cost fifty thousand verifications of them all."""
    groups = tuple(SnapshotGroup((f"key{number}",), b"1") for number in range(30))
    journal.begin_entry(new_entry(groups=groups))
    verified: list[int] = []
    verify = Authority.refuse_unauthentic

    def counted(authority: Authority, raw: sqlite3.Connection, entry_id: int) -> None:
        verified.append(entry_id)
        verify(authority, raw, entry_id)

    monkeypatch.setattr(Authority, "refuse_unauthentic", counted)
    assert all(group.is_authentic for group in journal.inspect_groups(1))
    assert verified == [1]


def test_without_a_key_or_with_a_broken_one_nothing_is_authentic(
    journal: Journal, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking works without a key; it says so."""
    journal.begin_entry(new_entry())
    keys = tmp_path / "elsewhere"
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(keys))
    with Journal.open(path, read_only=True) as reader:
        assert [group.is_authentic for group in reader.inspect_groups(1)] == [False, False]
    keys.mkdir()
    (keys / "journal.key").write_bytes(b"short")
    with Journal.open(path, read_only=True) as reader:
        (first, _) = reader.inspect_groups(1)
    assert first.payload == b"state"
    assert first.doubt is not None and "no signing key (5 bytes" in first.doubt


def test_too_long_a_payload_is_not_made(journal: Journal) -> None:
    """A limit on what is stored and one on what it unpacks to, each named in the group's own place."""
    big = SnapshotGroup(("big",), bytes(2 * MEBIBYTE))
    journal.begin_entry(new_entry(groups=(big, SnapshotGroup(("small",), b"1"))))
    unpacked, small = journal.inspect_groups(1, limit_bytes=MEBIBYTE)
    assert (unpacked.keys, unpacked.payload, small.payload) == (("big",), None, b"1")
    assert unpacked.problem is not None and "announces 2097152 bytes" in unpacked.problem
    stored, small = journal.inspect_groups(1, stored_limit_bytes=20)
    assert (stored.payload, stored.is_authentic, small.payload) == (None, False, b"1")
    assert stored.problem is not None and "more than the 20 allowed" in stored.problem


def test_a_bomb_is_not_unpacked(journal: Journal, path: Path) -> None:
    """A frame that hides its length, and one that announces a terabyte, are named and not made."""
    journal.begin_entry(new_entry())
    hiding = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(MEBIBYTE))
    with forging(path) as raw:
        row = (digest(hiding), MEBIBYTE, hiding)
        raw.execute("UPDATE blobs SET stored_digest = ?, content_bytes = ?, stored = ? WHERE id = 1", row)
        raw.execute("UPDATE blobs SET content_bytes = 1 << 40 WHERE id = 2")
    hidden, huge = journal.inspect_groups(1)
    assert (hidden.payload, huge.payload) == (None, None)
    assert hidden.problem is not None and "another length" in hidden.problem
    assert huge.problem is not None and "1099511627776" in huge.problem


def test_a_row_of_another_form_is_named(journal: Journal, path: Path) -> None:
    """Keys that are no list of names, and a blob that is missing, leave the other groups as they are."""
    groups = tuple(SnapshotGroup((name,), name.encode()) for name in ("a", "b", "c"))
    journal.begin_entry(new_entry(groups=groups))
    with forging(path) as raw:
        raw.execute("UPDATE entry_groups SET state_keys = x'ff' WHERE ordinal = 0")
        raw.execute("DELETE FROM blobs WHERE id = 2")
    first, second, third = journal.inspect_groups(1)
    assert (first.payload, second.payload, third.payload) == (None, None, b"c")
    assert first.problem is not None and "bytes where text belongs" in first.problem
    assert second.problem == "blob 2 is missing"


def test_groups_may_be_looked_at_between_other_questions(journal: Journal) -> None:
    """Nothing is held between two groups: the journal can be asked and written meanwhile."""
    journal.begin_entry(new_entry())
    groups = journal.inspect_groups(1)
    assert next(groups).payload == b"state"
    journal.set_status(1, "kept")
    assert next(groups).is_authentic
    assert next(groups, None) is None
