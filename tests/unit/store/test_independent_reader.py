"""docs/JOURNAL_FORMAT.md says enough to verify and list a journal without our code.

The reader below is written from that page: it uses sqlite3, hmac, zstandard and nothing of ours.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import zstandard

from mulligan_store.journal import Journal
from mulligan_store.locations import key_folder
from mulligan_store.pruning import gc
from tests.support.journals import forging, new_entry

BLOB = "digest, stored_digest, content_bytes"
ROWS = {
    "key_summaries": "ordinal, state_key, value_type, value_bytes, value_length, value_repr, stored, reason, "
    "group_ordinal FROM key_summaries WHERE entry_id = ? ORDER BY ordinal",
    "groups": f"ordinal, state_keys, {BLOB} FROM entry_groups LEFT JOIN blobs ON blobs.id = blob_id "
    "WHERE entry_id = ? ORDER BY ordinal",
    "sources": f"ordinal, module, path, {BLOB} FROM entry_sources LEFT JOIN blobs ON blobs.id = blob_id "
    "WHERE entry_id = ? ORDER BY ordinal",
    "after": f"module, {BLOB} FROM entry_sources_after LEFT JOIN blobs ON blobs.id = blob_id "
    "WHERE entry_id = ? ORDER BY module",
    "origin": "origin_journal_id, origin_entry_id, origin_signer, imported_at FROM imported_entries "
    "WHERE entry_id = ?",
    "entry": 'id, parent_id, session_id, kind, "trigger", started_at, snapshot_bytes, signer, previous_code '
    "FROM entries WHERE id = ?",
    "outcome": "code, status, finished_at, label, pinned, error_type, error_message, traceback, phases_ms, "
    "plan FROM entries WHERE id = ?",
}
MISSING = (
    "first_id, last_id, reason, previous_code, last_code, recorded_at, signer, code FROM missing_entries"
)
REQUESTS = "id, kind, entry_id, restore_state, restore_code, requested_at, signature FROM requests"


def encode(value: Any) -> bytes:
    """A field as the page has it."""
    if value is None:
        return b"N"
    if isinstance(value, float):
        return b"F" + struct.pack(">d", value)
    if isinstance(value, (list, tuple)):
        return b"L" + struct.pack(">Q", len(value)) + b"".join(map(encode, value))
    kind, content = b"B", value
    if isinstance(value, int):
        kind, content = b"I", str(value).encode()
    elif isinstance(value, str):
        kind, content = b"S", value.encode()
    return kind + struct.pack(">Q", len(content)) + bytes(content)


class Reader:
    """A journal as someone reads it who has the page, the file and the key folder."""

    def __init__(self, path: Path, keys: Path) -> None:
        header = path.read_bytes()[:100]
        assert (header[68:72], int.from_bytes(header[60:64], "big")) == (b"MULL", 3)
        self.keys = keys
        self.key = (keys / "journal.key").read_bytes()
        self.raw = sqlite3.connect(path)
        ((self.journal_id,),) = self.raw.execute("SELECT value FROM meta WHERE name = 'journal_id'")
        self.faults: list[str] = []

    def code(self, purpose: str, *fields: Any) -> bytes:
        """The code over the fields."""
        return hmac.digest(self.key, encode(["mulligan", 1, purpose, list(fields)]), "sha256")

    def rows(self, what: str, entry_id: int) -> list[tuple[Any, ...]]:
        """The rows of an entry that a code covers."""
        return self.raw.execute(f"SELECT {ROWS[what]}", (entry_id,)).fetchall()

    def expect(self, stored: bytes, computed: bytes, what: str) -> None:
        """Note a code that is not the one computed."""
        if stored != computed:
            self.faults.append(what)

    def read(self) -> list[tuple[int, str, int]]:
        """Verify everything; return number, status and payload length of each entry."""
        spans = [(row[0], row[1], row) for row in self.raw.execute(f"SELECT {MISSING}")]
        spans += [(row[0], row[0], None) for row in self.raw.execute("SELECT id FROM entries")]
        before, end, found = b"", 0, []
        for first, last, run in sorted(spans, key=lambda span: span[0]):
            self.expect(bytes([first == end + 1]), b"\1", f"a gap before {first}")
            if run is not None:
                self.expect(run[-1], self.code("missing", self.journal_id, *run[:-1]), f"run {first}")
                self.expect(run[3], before, f"chain {first}")
                before = run[4]
            else:
                before = self.entry(first, before)
                status = self.rows("outcome", first)[0][1]
                found.append((first, status, sum(map(len, self.payloads(first)))))
            end = last
        for *fields, signature in self.raw.execute(f"SELECT {REQUESTS}"):
            self.expect(signature, self.code("request", self.journal_id, fields), f"request {fields[0]}")
        head = json.loads((self.keys / "heads" / f"{self.journal_id}.json").read_text(encoding="ascii"))
        self.expect(bytes.fromhex(head["code"]), before, "head")
        return found

    def entry(self, entry_id: int, before: bytes) -> bytes:
        """Verify both codes of an entry and its place in the chain; return its code."""
        (entry,) = self.rows("entry", entry_id)
        (outcome,) = self.rows("outcome", entry_id)
        origin = self.rows("origin", entry_id)
        lists = [self.rows(what, entry_id) for what in ("key_summaries", "groups", "sources")]
        purpose = "imported" if origin else "entry"
        fields = [self.journal_id, entry, *lists, *origin]
        self.expect(outcome[0], self.code(purpose, *fields), f"entry {entry_id}")
        ((stored,),) = self.raw.execute("SELECT outcome_code FROM entries WHERE id = ?", (entry_id,))
        after = self.rows("after", entry_id)
        computed = self.code("outcome", self.journal_id, entry_id, outcome, after)
        self.expect(stored, computed, f"outcome {entry_id}")
        self.expect(entry[-1], before, f"chain {entry_id}")
        self.expect(entry[7].encode(), self.code("fingerprint").hex()[:16].encode(), f"signer {entry_id}")
        return bytes(outcome[0])

    def payloads(self, entry_id: int) -> list[bytes]:
        """The payloads of an entry, each verified before and after it is decompressed."""
        query = f"SELECT {BLOB}, stored FROM entry_groups JOIN blobs ON blobs.id = blob_id WHERE entry_id = ?"
        found = []
        for digest, stored_digest, length, stored in self.raw.execute(query, (entry_id,)):
            self.expect(hashlib.sha256(stored).digest(), stored_digest, f"stored bytes of {entry_id}")
            if zstandard.get_frame_parameters(stored).content_size == length:
                found.append(zstandard.ZstdDecompressor().decompress(stored))
                self.expect(hashlib.sha256(found[-1]).digest(), digest, f"content of {entry_id}")
        return found


@pytest.fixture
def lived_in(path: Path, tmp_path: Path) -> Path:
    """A journal with everything in it: text that is escaped, a run, an imported entry, requests."""
    with Journal.open(tmp_path / "other.db") as other:
        other.begin_entry(new_entry(b"theirs"))
    with Journal.open(path) as journal:
        for number in range(8):
            label = "odd \0 \udc80 \\x00" if number == 6 else None
            entry_id = journal.begin_entry(new_entry(b"state %d" % number, label=label))
            journal.add_plan(entry_id, {"n": [number, -1, 1.5]}, {"app.gui": f"x = {number}\n", "odd\0": "y"})
            journal.set_status(entry_id, "kept")
        gc(journal, keep_entries=4)
        journal.import_from(tmp_path / "other.db")
        journal.request_reload()
        journal.request_restore(7)
        journal.begin_entry(new_entry())
    return path


def test_the_page_is_enough_to_verify_and_list_a_journal(lived_in: Path) -> None:
    """Every code, the chain through what was pruned, the head, every payload."""
    reader = Reader(lived_in, key_folder())
    with closing(reader.raw):
        found = reader.read()
    assert reader.faults == []
    assert found == [*((n, "kept", 10) for n in (5, 6, 7, 8)), (9, "abandoned", 9), (10, "abandoned", 8)]


@pytest.mark.parametrize(
    ("forgery", "fault"),
    [
        ("UPDATE entries SET kind = 'restore' WHERE id = 6", "entry 6"),
        ("UPDATE entries SET label = 'mine' WHERE id = 7", "outcome 7"),
        ("UPDATE key_summaries SET value_repr = 'x' WHERE entry_id = 9", "entry 9"),
        ("UPDATE missing_entries SET last_code = x'00'", "run 1"),
        ("DELETE FROM entries WHERE id = 6", "a gap before 7"),
        ("DELETE FROM imported_entries", "entry 9"),
        ("UPDATE requests SET entry_id = 5 WHERE kind = 'restore'", "request 2"),
    ],
)
def test_what_is_altered_shows_there_too(lived_in: Path, forgery: str, fault: str) -> None:
    """So the reader verifies, and does not merely agree."""
    with forging(lived_in) as raw:
        raw.execute(forgery)
    reader = Reader(lived_in, key_folder())
    with closing(reader.raw):
        reader.read()
    assert fault in reader.faults
