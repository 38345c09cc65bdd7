"""Is this schema exactly ours?

Invariant: nothing is written to, and no table is read from, a journal whose schema holds anything
that our own steps did not make. A trigger runs on our writes even with `trusted_schema=OFF`, and a
view can stand where a table should; so any trigger, view, extra table or altered one is refused.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from pathlib import Path

from mulligan_migrations.runner import LATEST_VERSION, migrate, schema_of, schema_text
from mulligan_store.errors import JournalForeign

Schema = frozenset[tuple[str, str, str]]

_BOOKKEEPING = re.compile(r"(idx_)?_sqlite_migrations\w*\Z")
# The library that keeps this table may word it anew; what could compute something is never in it.
_COMPUTES = re.compile(r"\b(as|check|collate|default|generated|references|select|where)\b", re.IGNORECASE)


def refuse_foreign_schema(path: Path, raw: sqlite3.Connection, version: int) -> None:
    """Raise unless the schema is exactly that of the version.

    Arguments:
        path: the journal, for the message.
        raw: an open connection to it; only the schema is read.
        version: how many steps the journal has seen, 1 to `LATEST_VERSION`.

    Raises:
        JournalForeign: something is there that no step of ours made, or something is missing.
    """
    found = frozenset(schema_of(raw))
    strange = {row for row in found - expected_schema(version) if not _is_bookkeeping(*row)}
    missing = expected_schema(version) - found
    if strange or missing:
        names = sorted(f"{kind} {name!r}" for kind, name, _ in strange | missing)
        raise JournalForeign(
            f"{path}: its schema is not that of a Mulligan journal ({', '.join(names[:5])}); "
            "it was left untouched"
        )


def _is_bookkeeping(kind: str, name: str, sql: str) -> bool:
    known = kind in ("table", "index") and _BOOKKEEPING.match(name)
    return bool(known) and not _COMPUTES.search(sql)


@cache
def expected_schema(version: int) -> Schema:
    """Return what `schema_of` gives for a journal of this version, without the bookkeeping table."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if version == LATEST_VERSION:
            raw.executescript(schema_text())
        else:
            migrate(raw, version=version)
        return frozenset(row for row in schema_of(raw) if not _is_bookkeeping(*row))
    finally:
        raw.close()
