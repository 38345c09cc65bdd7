"""Requests from outside the app: "go back to that entry", "make the edited files live".

Invariant: a request is taken up once, by one app, and only if this user made it. A restore unpickles
and a reload runs what lies on disk; so whoever can write the file but has no key must not be able to
ask for either.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from mulligan_store.authority import Authority, refuse_missing
from mulligan_store.connection import Connection
from mulligan_store.errors import KeyUnusable
from mulligan_store.records import REQUEST_KINDS, Request
from mulligan_store.signing import Field
from mulligan_store.writing import now_text

_WAITING = "SELECT 1 FROM requests WHERE taken_at IS NULL LIMIT 1"
_INSERT = """
INSERT INTO requests (kind, entry_id, restore_state, restore_code, requested_at, signature)
VALUES (?, ?, ?, ?, ?, x'')
"""
_ROW = "SELECT id, kind, entry_id, restore_state, restore_code, requested_at, signature FROM requests"

_WITH_LAYOUT = "restore with layout"
"""A kind of its own in the row: a Mulligan that knows no layouts refuses it, instead of doing half of it."""

Row = tuple[int, str | None, int | None, int, int, str, bytes]


def request_restore(
    connection: Connection,
    authority: Authority,
    entry_id: int,
    *,
    state: bool,
    code: bool,
    layout: bool = False,
) -> int:
    """Ask whichever app has the journal open to restore an entry; return the request's number.

    Raises:
        EntryNotFound: no entry has that number.
        ValueError: neither state nor code nor layout is asked for.
    """
    if not (state or code or layout):
        raise ValueError("a restore brings back state, code or window layout; none was asked for")
    with connection.writing("request a restore") as raw:
        refuse_missing(raw, entry_id)
        kind = _WITH_LAYOUT if layout else "restore"
        return _write(raw, authority, kind, entry_id, state=state, code=code)


def request_reload(connection: Connection, authority: Authority) -> int:
    """Ask whichever app has the journal open to make its edited files live; return the request's number."""
    with connection.writing("request a reload") as raw:
        return _write(raw, authority, "reload", None, state=False, code=False)


def _write(
    raw: sqlite3.Connection,
    authority: Authority,
    kind: str,
    entry_id: int | None,
    *,
    state: bool,
    code: bool,
) -> int:
    request_id = int(raw.execute(_INSERT, (kind, entry_id, state, code, now_text())).lastrowid or 0)
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
    taken: list[Request] = []
    refused: list[str] = []
    for row in rows:
        if not _is_ours(authority, row):
            refused.append(f"request {row[0]} was refused: this user did not make it")
        elif (request := _request(row)) is None:
            refused.append(f"request {row[0]} was refused: this Mulligan does not know what {row[1]!r} asks")
        else:
            taken.append(request)
    return taken, refused


def _signature(authority: Authority, fields: tuple[Field, ...]) -> bytes:
    if authority.signer is None:
        raise KeyUnusable("there is no signing key; nothing was requested")
    return authority.signer.code("request", authority.journal_id, fields)


def _is_ours(authority: Authority, row: Row) -> bool:
    signer, fields, signature = authority.signer, row[:-1], row[-1]
    # What version 2 signed covers no kind; fields with a kind never give the same bytes.
    signed: tuple[Field, ...] = fields if fields[1] is not None else (fields[0], *fields[2:])
    return signer is not None and signer.confirms(signature, "request", authority.journal_id, signed)


def _request(row: Row) -> Request | None:
    """The request of a row that this user signed; None if a later Mulligan did, for something else."""
    request_id, stored_kind, entry_id, state, code, requested_at, _ = row
    # Version 2 asked for a reload as a restore of nothing.
    name = stored_kind or ("restore" if state or code else "reload")
    takes_layout = name == _WITH_LAYOUT
    name = "restore" if takes_layout else name
    kind = next((each for each in REQUEST_KINDS if each == name), None)
    if kind is None:
        return None
    return Request(
        id=request_id,
        kind=kind,
        entry_id=entry_id if kind == "restore" else None,
        state=bool(state),
        code=bool(code),
        requested_at=datetime.fromisoformat(requested_at),
        layout=takes_layout,
    )
