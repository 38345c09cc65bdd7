"""Which runs of an app live, and what becomes of the entries of one that died.

Invariant: an entry is called abandoned only when the process that wrote it is gone, or has ended
its session. Whether it lives is asked of the system, through a lock that dies with it.

    open, on_trial  --[session ended, or found dead]-->  abandoned
"""

from __future__ import annotations

import os
import platform
import sqlite3

from mulligan_store.connection import Connection
from mulligan_store.errors import JournalError
from mulligan_store.locking import LifeLock
from mulligan_store.records import Session
from mulligan_store.rows import session_of
from mulligan_store.text import escaped
from mulligan_store.writing import EntryWriter, now_text

_INSERT = "INSERT INTO sessions (app_name, pid, host, lock_name, started_at) VALUES (?, ?, ?, ?, ?)"
_RUNNING = "SELECT id, lock_name FROM sessions WHERE ended_at IS NULL ORDER BY id"
_UNSETTLED = "SELECT id FROM entries WHERE session_id = ? AND status IN ('open', 'on_trial') ORDER BY id"
_ENDED = "UPDATE sessions SET ended_at = ?, clean = ? WHERE id = ? AND ended_at IS NULL"
_ALL = "SELECT id, app_name, pid, host, started_at, ended_at, clean FROM sessions ORDER BY id DESC"


class Sessions:
    """The sessions of one journal, as this process sees them.

    Arguments:
        connection: to write through.
        writer: settles the entries of sessions that have ended.
    """

    def __init__(self, connection: Connection, writer: EntryWriter) -> None:
        self._connection = connection
        self._writer = writer
        self._locks: dict[int, LifeLock] = {}

    def begin(self, app_name: str) -> int:
        """Begin a session of this process; it lasts until `end`, or until the process dies."""
        # Locked before its row can be seen: nobody may find the session and think it dead.
        lock = LifeLock.begin(self._connection.path)
        row = (escaped(app_name), os.getpid(), escaped(platform.node()), lock.name, now_text())
        try:
            with self._connection.writing("begin a session") as raw:
                session_id = int(raw.execute(_INSERT, row).lastrowid or 0)
        except BaseException:
            lock.end()
            raise
        self._locks[session_id] = lock
        return session_id

    def end(self, session_id: int) -> None:
        """End a session that this process began; a second call does nothing.

        Raises:
            JournalError: it could not be written; the next start finds the session dead.
        """
        lock = self._locks.pop(session_id, None)
        if lock is None:
            return
        try:
            self._settle(session_id, clean=True)
        finally:
            lock.end()

    def let_go(self) -> None:
        """Give up the locks of sessions that were not ended: the next start finds them dead."""
        while self._locks:
            self._locks.popitem()[1].end()

    def recover(self) -> list[str]:
        """End the sessions whose processes are gone; return what is to be said of it.

        The caller holds the opening lock.
        """
        with self._connection.reading("look for dead sessions") as raw:
            running = raw.execute(_RUNNING).fetchall()
        return [note for session_id, lock_name in running for note in self._bury(session_id, lock_name)]

    def _bury(self, session_id: int, lock_name: object) -> list[str]:
        try:
            lock = LifeLock.of_the_dead(self._connection.path, str(lock_name))
        except ValueError as error:
            return [f"session {session_id} was left as it is: {error}"]
        if lock is None:
            return []
        try:
            return self._settle(session_id, clean=False)
        finally:
            lock.end()

    def _settle(self, session_id: int, *, clean: bool) -> list[str]:
        """End a session and abandon what it left open, in one transaction."""
        notes: list[str] = []
        with self._connection.writing("end a session") as raw:
            for (entry_id,) in raw.execute(_UNSETTLED, (session_id,)).fetchall():
                notes.extend(self._abandon(raw, entry_id))
            raw.execute(_ENDED, (now_text(), int(clean), session_id))
        return notes

    def _abandon(self, raw: sqlite3.Connection, entry_id: int) -> list[str]:
        try:
            changes = {"status": "abandoned", "finished_at": now_text()}
            self._writer.change_outcome_within(raw, entry_id, changes)
        except JournalError as error:
            # An outcome that someone altered, or that another user signed, is not ours to sign.
            return [f"entry {entry_id} was left open: {error}"]
        return []


def all_sessions(connection: Connection) -> list[Session]:
    """Return every session of a journal, newest first."""
    with connection.reading_rows("list sessions") as raw:
        return [session_of(row) for row in raw.execute(_ALL)]
