"""Authenticity codes: what is signed, and how fields become bytes.

Invariant: two different lists of fields never give the same bytes. Every field is preceded by its
kind and its length, so nothing can be moved from one field into its neighbour unnoticed.

The code is HMAC-SHA256 (RFC 2104). Each entry's code covers the code of the entry before it, as in
Haber and Stornetta, "How to time-stamp a digital document" (1991): an entry cannot be altered,
moved to another journal or taken out of the middle without breaking the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

Field: TypeAlias = "int | float | str | bytes | Sequence[Field] | None"

FORMAT = 1
"""The version of what is signed; a part of every code."""

KEY_BYTES = 32

_length = struct.Struct(">Q").pack


def encode(value: Field) -> bytes:
    """Return the field as bytes that no other field gives."""
    if value is None:
        return b"N"
    if isinstance(value, str):
        # surrogatepass: a hostile journal may hold what we never write, and must not stop verification.
        content = value.encode("utf-8", "surrogatepass")
        return b"S" + _length(len(content)) + content
    if isinstance(value, int):
        content = b"%d" % value
        return b"I" + _length(len(content)) + content
    if isinstance(value, bytes):
        return b"B" + _length(len(value)) + value
    if isinstance(value, float):
        return b"F" + struct.pack(">d", value)
    return b"L" + _length(len(value)) + b"".join(map(encode, value))


def digest(content: bytes) -> bytes:
    """Return the SHA-256 of the content."""
    return hashlib.sha256(content).digest()


@dataclass(frozen=True)
class Signer:
    """A user's key and the codes made with it.

    Arguments:
        key: 32 secret bytes.

    Raises:
        ValueError: the key has another length.
    """

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"a signing key has {KEY_BYTES} bytes, not {len(self.key)}")

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that tell keys apart and give nothing away."""
        return self.code("fingerprint").hex()[:16]

    def code(self, purpose: str, *fields: Field) -> bytes:
        """Return the code over the fields; a code made for one purpose is wrong for every other."""
        message = encode(("mulligan", FORMAT, purpose, fields))
        return hmac.digest(self.key, message, "sha256")

    def confirms(self, code: object, purpose: str, *fields: Field) -> bool:
        """Return whether the code is the one over these fields, in constant time."""
        return isinstance(code, bytes) and hmac.compare_digest(code, self.code(purpose, *fields))
