"""Bring a journal's schema up to date, in one transaction, whoever else tries at the same time.

Invariant: every step and the version number that counts it become durable together or not at all.
`sqlite_utils.Migrations` alone races when several processes open first (45 of 240 opens failed);
under a write lock taken first, which waits for the connection's busy timeout, none did.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Migrations

APPLICATION_ID = 0x4D554C4C
"""`MULL`: the four bytes at offset 68 by which `file` and we know a journal."""

STEPS = ("m001_create_journal", "m002_account_for_entries", "m003_tell_requests_apart")
"""The steps in order. Append; never edit, reorder or remove."""

LATEST_VERSION = len(STEPS)
"""What `PRAGMA user_version` says of a journal that has seen every step."""


def migrate(connection: Connection, *, version: int = LATEST_VERSION) -> None:
    """Apply the steps that the database has not seen.

    Arguments:
        connection: in autocommit mode (`isolation_level=None`), with no transaction open; its busy
            timeout bounds the wait for other processes.
        version: stop after this many steps; tests use it to make journals of earlier versions.

    Raises:
        sqlite3.Error: whatever SQLite refused; the database is as it was.
    """
    # Imported here: it costs 180 ms, and a journal that is up to date never needs it.
    from sqlite_utils import Database

    # Plugins are code of third parties that has no business in a journal.
    database = Database(connection, execute_plugins=False, recursive_triggers=False)
    # Not IMMEDIATE, which lays out an empty file before the next line can say how.
    connection.execute("BEGIN")
    try:
        # Only an empty file obeys; pruning can then give room back page by page. It writes the header,
        # so it is in the transaction: a crash must not leave a database that is no journal.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # Takes the write lock if the line above has not, before anything was read.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrations(version).apply(database)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _migrations(version: int) -> Migrations:
    from sqlite_utils import Migrations

    migrations = Migrations("mulligan")
    for name in STEPS[:version]:
        migrations()(getattr(import_module(f"mulligan_migrations.{name}"), name))
    return migrations


def schema_text() -> str:
    """Return the schema of the latest version, as the packaged `schema.sql` has it."""
    return files("mulligan_migrations").joinpath("schema.sql").read_text(encoding="utf-8")


def schema_of(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (type, name, SQL) of each thing the schema declares, in the order of its making.

    What SQLite makes by itself (`sqlite_...`) is left out.
    """
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid")
    for kind, name, sql in rows:
        if not str(name).startswith("sqlite_"):
            yield str(kind), str(name), str(sql)
