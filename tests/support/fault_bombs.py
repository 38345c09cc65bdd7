"""Resource bombs: what would fill the memory, the stack or the time of whoever naively reads it.

Three kinds: payloads that are pickles, frames of compressed content that announce one length and hold
another, and rows that someone who can write the file may put into it.
"""

from __future__ import annotations

import itertools
import sqlite3
import struct
from dataclasses import dataclass

import zstandard

from mulligan_store.signing import digest


def payload_bombs() -> list[bytes]:
    """Pickles, or nearly."""
    return [
        b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b".",  # BINBYTES8 of 4 EB
        b"\x80\x04\x8d" + struct.pack("<Q", 2**40) + b".",  # BINUNICODE8
        b"\x80\x05\x96" + struct.pack("<Q", 2**40) + b".",  # BYTEARRAY8
        b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b".",  # LONG4
        b"\x80\x02\x8b" + struct.pack("<i", -1) + b".",
        b"I" + b"9" * 100_000 + b"\n.",
        b"L" + b"9" * 300_000 + b"L\n.",
        b"F" + b"9" * 300_000 + b"\n.",
        b"]" * 300_000 + b"a" * 299_999 + b".",
        b")" + b"\x85" * 500_000 + b".",  # a tuple in a tuple, and so on
        b"(" * 300_000 + b".",
        b"]\x94" + b"h\x00a" * 200_000 + b".",
        b"X\x05\x00\x00\x00aaaaa\x94" + b"h\x00h\x00\x86\x94" * 100_000 + b".",
        b"]" + b"2\x86" * 200_000 + b".",  # doubled again and again: 2 ** 200,000 things
        b"cos\nsystem\n" * 200_000 + b".",
        b"c" + b"a" * 5_000_000 + b"\nx\n.",
        b"".join(b"cm%d\nx\n0" % number for number in range(200_000)) + b".",
        b"P" + b"9" * 5_000_000 + b"\n.",
        b"N" + b"\x94" * 500_000 + b".",
        b"Np" + b"9" * 100_000 + b"\n.",
        b"\x80\x04\x95" + struct.pack("<Q", 2**63) + b".",
        b"r\xff\xff\xff\xff" + b"j\xff\xff\xff\xff.",  # LONG_BINPUT far away
        b"V" + b"\\u0041" * 100_000 + b"\n.",
        b"S'" + b"\\" * 99_999 + b"\n.",
        b"\x80\x02\x84\xff\xff\xff\x7f" * 50_000 + b".",  # EXT4
        b"",
        b".",
        b"\x80\xff.",
        b"\x93.",
        b"R.",
        b"0" * 100_000,
    ]


@dataclass(frozen=True)
class Frame:
    """A blob whose compressed content is not what its row announces."""

    frame: bytes
    announced_bytes: int
    table: str

    def plant(self, raw: sqlite3.Connection) -> None:
        """Put it in the place of the table's first blob."""
        raw.execute(
            "UPDATE blobs SET stored = ?, content_bytes = ?, stored_digest = ?"
            f" WHERE id = (SELECT min(blob_id) FROM {self.table})",
            (self.frame, self.announced_bytes, digest(self.frame)),
        )


def frame_bombs() -> list[Frame]:
    """600 MB in a few hundred bytes, with and without saying so, and a length without content."""
    frames = [
        zstandard.ZstdCompressor().compress(bytes(600_000_000)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(50_000_000)),
        b"\x28\xb5\x2f\xfd\xc0" + b"\xff" * 8,
    ]
    lengths = (10, 600_000_000, 2**62)
    return list(
        itertools.starmap(Frame, itertools.product(frames, lengths, ("entry_groups", "entry_sources")))
    )


def _many(count: int, insert: str) -> str:
    return f"WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT {count}) {insert}"


_PLANS = (
    "[" * 100_000,
    '{"a":' * 50_000,
    "9" * 100_000,
    '"' + "x" * 5_000_000 + '"',
    "[" * 900 + "]" * 900,
)
_LONG = "replace(hex(zeroblob(5000000)), '0', 'x')"

ROW_BOMBS = (
    *(f"UPDATE entries SET plan = '{plan}'" for plan in _PLANS),
    f"UPDATE entries SET label = {_LONG}",
    f"UPDATE entries SET traceback = {_LONG}, error_message = {_LONG}, error_type = 'x'",
    f"UPDATE entries SET phases_ms = '{'[' * 100_000}'",
    'UPDATE entries SET phases_ms = \'{"capture": 1e999, "record": ' + "9" * 5_000 + "}'",
    f"UPDATE entry_groups SET state_keys = '{'[' * 100_000}'",
    f"UPDATE entry_groups SET state_keys = '[\"' || {_LONG} || '\"]'",
    f"UPDATE key_summaries SET value_repr = {_LONG}, state_key = {_LONG}",
    "UPDATE key_summaries SET value_bytes = 9223372036854775807, value_length = -9223372036854775808",
    f"UPDATE entry_sources SET module = {_LONG}, path = {_LONG}",
    _many(
        50_000,
        "INSERT INTO key_summaries SELECT 1, i, 'k' || i, 'int', 1, 1, '1', 'snapshot', NULL, 0 FROM n",
    ),
    _many(50_000, "INSERT INTO entry_groups SELECT 1, i, '[\"k\"]', 1 FROM n"),
    _many(50_000, "INSERT INTO entry_sources SELECT 1, i, 'm' || i, 'p', 1 FROM n"),
    _many(100_000, "INSERT INTO sessions SELECT i, 'x', 1, 'h', 'session-' || i, '2026', NULL, NULL FROM n"),
    "INSERT INTO missing_entries VALUES (2, 4611686018427387904, 'pruned', x'', x'', '2026', 'x', x'')",
    "UPDATE entries SET id = 9223372036854775807",
    "UPDATE entries SET started_at = '9999999999-01-01', snapshot_bytes = 9223372036854775807",
)
"""SQL that does what anyone can who can write the file."""
