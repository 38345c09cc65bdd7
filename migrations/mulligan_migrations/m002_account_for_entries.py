"""Step 2: runs of entries that were taken out on purpose, and where imported entries come from.

A pruned entry must not look like one that someone cut out, and an imported one must never look like
one of the user's own; both are said in rows that are signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

STATEMENTS = (
    """
CREATE TABLE missing_entries (
  first_id INTEGER PRIMARY KEY,   -- of a run of entries that are accounted for
  last_id INTEGER NOT NULL,
  reason TEXT NOT NULL,           -- pruned (by gc), lost (to damage) or left out (of an export)
  previous_code BLOB NOT NULL,    -- the code of the entry before the run; empty in the first
  last_code BLOB NOT NULL,        -- the code of the last entry of the run
  recorded_at TEXT NOT NULL,
  signer TEXT NOT NULL,
  code BLOB NOT NULL              -- HMAC-SHA256 over the columns above
)
""",
    """
CREATE TABLE imported_entries (
  entry_id INTEGER PRIMARY KEY REFERENCES entries (id),
  origin_journal_id TEXT NOT NULL,
  origin_entry_id INTEGER NOT NULL,
  origin_signer TEXT NOT NULL,    -- as its row said; nobody but the signer can tell whether it is true
  imported_at TEXT NOT NULL       -- all of this is covered by the entry's own code
)
""",
)


def m002_account_for_entries(database: Database) -> None:
    """Create both tables."""
    for statement in STATEMENTS:
        database.execute(statement.strip())
