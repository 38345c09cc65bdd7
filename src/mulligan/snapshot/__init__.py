"""Snapshots: captured state as bytes, and back.

Invariant: what is written can be read by `dill.loads`; the app, live values and secrets are never in it.
"""

from mulligan.heap import Redacted
from mulligan.snapshot.decode import decode
from mulligan.snapshot.encode import EncodedSnapshot, encode

__all__ = ["EncodedSnapshot", "Redacted", "decode", "encode"]
