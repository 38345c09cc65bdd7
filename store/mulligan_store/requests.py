"""Requests from outside the app: "go back to that entry".

Invariant: a request is taken up once, by one app, and only if this user made it. A request restores
state, which unpickles; so whoever can write the file but has no key must not be able to make one.
"""

from __future__ import annotations

from datetime import datetime

from mulligan_store.authority import Authority, refuse_missing
from mulligan_store.connection import Connection
from mulligan_store.errors import KeyUnusable
from mulligan_store.records import Request
from mulligan_store.signing import Field
from mulligan_store.writing import now_text

Row = tuple[int, int, int, int, str, bytes]

_WAITING = "SELECT 1 FROM requests WHERE taken_at IS NULL LIMIT 1"
_INSERT = """
INSERT INTO requests (entry_id, restore_state, restore_code, requested_at, signature) VALUES (?, ?, ?, ?, x'')
"""
_ROW = "SELECT id, entry_id, restore_state, restore_code, requested_at, signature FROM requests"


def request_restore(
    connection: Connection, authority: Authority, entry_id: int, *, state: bool, code: bool
) -> int:
    """Ask whichever app has the journal open to restore an entry; return the request's number.

    Raises:
        EntryNotFound: no entry has that number.
    """
    with connection.writing("request a restore") as raw:
        refuse_missing(raw, entry_id)
        request_id = int(raw.execute(_INSERT, (entry_id, state, code, now_text())).lastrowid or 0)
        row = raw.execute(f"{_ROW} WHERE id = ?", (request_id,)).fetchone()
        signature = _signature(authority, row[:-1])
        raw.execute("UPDATE requests SET signature = ? WHERE id = ?", (signature, request_id))
        return request_id


def has_requests(connection: Connection) -> bool:
    """Return whether a request waits. One look into an index: cheap enough for every frame."""
    with connection.reading("look for requests") as raw:
        return raw.execute(_WAITING).fetchone() is not None


def take_requests(connection: Connection, authority: Authority) -> tuple[list[Request], list[str]]:
    """Return the requests that waited, oldest first, and what is to be said of those refused."""
    with connection.writing("take requests") as raw:
        rows = raw.execute(f"{_ROW} WHERE taken_at IS NULL ORDER BY id").fetchall()
        raw.execute("UPDATE requests SET taken_at = ? WHERE taken_at IS NULL", (now_text(),))
    ours = [row for row in rows if _is_ours(authority, row)]
    refused = [f"request {row[0]} was refused: this user did not make it" for row in rows if row not in ours]
    return [_request(row) for row in ours], refused


def _signature(authority: Authority, fields: tuple[Field, ...]) -> bytes:
    if authority.signer is None:
        raise KeyUnusable("there is no signing key; nothing was requested")
    return authority.signer.code("request", authority.journal_id, fields)


def _is_ours(authority: Authority, row: Row) -> bool:
    signer = authority.signer
    return signer is not None and signer.confirms(row[-1], "request", authority.journal_id, row[:-1])


def _request(row: Row) -> Request:
    request_id, entry_id, state, code, requested_at, _ = row
    return Request(request_id, entry_id, bool(state), bool(code), datetime.fromisoformat(requested_at))
