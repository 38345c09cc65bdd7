"""Step 3: what a request asks for, and requests that name no entry.

Until then a reload was asked for as a restore of nothing, of whichever entry was the newest; in a
journal without an entry it could not be asked for at all. The table is made anew, because SQLite cannot
let a column that is there become optional. Rows keep their numbers: the signature of each covers its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

STATEMENTS = (
    """
ALTER TABLE requests RENAME TO requests_before
""",
    """
CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT,                      -- restore or reload; NULL in one made by version 2 or before
  entry_id INTEGER REFERENCES entries (id), -- to be restored; NULL in a request for a reload
  restore_state INTEGER NOT NULL,
  restore_code INTEGER NOT NULL,
  requested_at TEXT NOT NULL,
  signature BLOB NOT NULL,
  taken_at TEXT                   -- NULL until an app has taken it up
)
""",
    """
INSERT INTO requests (id, entry_id, restore_state, restore_code, requested_at, signature, taken_at)
SELECT id, entry_id, restore_state, restore_code, requested_at, signature, taken_at FROM requests_before
""",
    # A number is given out once, also after the requests of pruned entries are gone.
    """
DELETE FROM sqlite_sequence WHERE name = 'requests'
""",
    """
UPDATE sqlite_sequence SET name = 'requests' WHERE name = 'requests_before'
""",
    """
DROP TABLE requests_before
""",
    """
CREATE INDEX requests_waiting ON requests (id) WHERE taken_at IS NULL
""",
)


def m003_tell_requests_apart(database: Database) -> None:
    """Make the table of requests anew, with every row in it."""
    for statement in STATEMENTS:
        database.execute(statement.strip())
