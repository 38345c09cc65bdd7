"""Which state keys share a payload.

Invariant: keys that share an object that can change are in the same payload, or their alias would be
lost. All others are apart, because the journal stores a payload that did not change only once.

Small plain values would each cost more in bookkeeping than in content. They travel a few together,
by name, so that one of them changing writes a small share of all.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import pathlib
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from mulligan.heap.capture import StateCapture

_PLAIN = frozenset({
    type(None), bool, int, float, complex, str, bytes, range, type(...),
    datetime.date, datetime.time, datetime.datetime, datetime.timedelta,
    decimal.Decimal, fractions.Fraction, uuid.UUID,
    pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, pathlib.PureWindowsPath,
})  # fmt: skip
_SMALL = 4096
_LEAST_TOGETHER = 4
_MOST_BUNDLES = 32


def group_keys(capture: StateCapture, keys: Collection[str]) -> list[tuple[str, ...]]:
    """Divide `keys` into groups, each to be written as one payload."""
    wanted = set(keys)
    linked = [tuple(key for key in group if key in wanted) for group in capture.linked_keys()]
    alone = [group[0] for group in linked if len(group) == 1]
    plain = sorted(key for key in alone if is_small_plain(capture.original(key)))
    bundled = set(plain)
    rest = [group for group in linked if group and not (len(group) == 1 and group[0] in bundled)]
    return [*_bundles(plain), *rest]


def is_small_plain(value: Any) -> bool:
    """Tell a value that holds nothing that can change and takes less than about 4 KB."""
    if type(value) is tuple:
        return len(value) <= 16 and all(type(item) is not tuple and is_small_plain(item) for item in value)
    if type(value) in (str, bytes):
        return len(value) < _SMALL
    if type(value) is int:
        return value.bit_length() < _SMALL
    return type(value) in _PLAIN


def _bundles(plain: Sequence[str]) -> list[tuple[str, ...]]:
    size = max(_LEAST_TOGETHER, -(-len(plain) // _MOST_BUNDLES))
    return [tuple(plain[start : start + size]) for start in range(0, len(plain), size)]
