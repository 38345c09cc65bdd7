"""A row of the journal as a record, damaged or not.

Invariant: whatever stands in a row, the answer is a record. What cannot be read is replaced by a
neutral value and named in the record, and takes nothing that can be read along with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar, cast

from mulligan_store.errors import JournalUnreadable
from mulligan_store.records import (
    KINDS,
    STATUSES,
    WRITTEN_STORED,
    Entry,
    KeySummary,
    Kind,
    Origin,
    Session,
    Status,
    Stored,
)
from mulligan_store.text import from_json, unescaped

NOT_OF_OUR_FORM = (JournalUnreadable, ValueError, TypeError, OverflowError)
"""What taking a value apart raises that no Mulligan wrote."""

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_SHOWN = 200

Value = TypeVar("Value")


class _Columns:
    """Reads columns, and remembers which could not be read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def read(self, name: str, value: object, take: Callable[[object], Value], *, otherwise: Value) -> Value:
        try:
            return take(value)
        except NOT_OF_OUR_FORM as error:
            self.problems.append(f"its {name} cannot be read: {str(error)[:_MAX_SHOWN]}")
            return otherwise


def entry_of(row: tuple[object, ...], modules: tuple[str, ...], origin: Origin | None = None) -> Entry:
    """Return an entry from its columns, in the order of `mulligan_store.reading`.

    Arguments:
        modules: of the entry.
        origin: where it was imported from.
    """
    (
        entry_id, parent_id, kind, trigger, status, started_at, finished_at, label, error_type,
        error_message, traceback, phases_ms, snapshot_bytes, plan, session_id, pinned,
    ) = row  # fmt: skip
    columns = _Columns()
    read = columns.read
    type_name = read("error's type", error_type, _text_or_none, otherwise=None)
    message = read("error's message", error_message, _text_or_none, otherwise=None)
    return Entry(
        id=_integer(entry_id),
        parent_id=read("parent", parent_id, _integer_or_none, otherwise=None),
        kind=read("kind", kind, _kind, otherwise="checkpoint"),
        trigger=read("trigger", trigger, text, otherwise=""),
        status=read("status", status, _status, otherwise="abandoned"),
        started_at=read("beginning", started_at, time, otherwise=_NO_TIME),
        finished_at=read("end", finished_at, _time_or_none, otherwise=None),
        label=read("label", label, _text_or_none, otherwise=None),
        error=_one_line(type_name, message),
        error_type=type_name,
        error_message=message,
        traceback=read("traceback", traceback, _text_or_none, otherwise=None),
        phases_ms=read("phases", phases_ms, _phases, otherwise={}),
        modules=modules,
        snapshot_bytes=read("snapshot's length", snapshot_bytes, _integer, otherwise=0),
        plan=read("plan", plan, _json_or_none, otherwise=None),
        session_id=read("session", session_id, _integer, otherwise=0),
        pinned=bool(read("pin", pinned, _integer, otherwise=0)),
        origin=origin,
        problems=tuple(columns.problems),
    )


def summary_of(row: tuple[object, ...]) -> KeySummary:
    """Return the summary of a state key from its columns, in the order of the schema."""
    key, type_name, size_bytes, length, representation, stored, reason, group = row
    columns = _Columns()
    read = columns.read
    summary = KeySummary(
        key=read("key", key, text, otherwise="?"),
        type=read("type", type_name, text, otherwise="?"),
        bytes=read("size", size_bytes, _integer_or_none, otherwise=None),
        length=read("length", length, _integer_or_none, otherwise=None),
        repr=read("value", representation, text, otherwise=""),
        stored=read("kind of storing", stored, _stored, otherwise="unreadable"),
        reason=read("reason", reason, _text_or_none, otherwise=None),
        group=read("group", group, _integer_or_none, otherwise=None),
    )
    if not columns.problems:
        return summary
    what = "the row about this key is damaged: " + "; ".join(columns.problems)
    return KeySummary(
        summary.key, summary.type, summary.bytes, summary.length, summary.repr, "unreadable", what, None
    )


def origin_of(row: tuple[object, ...]) -> Origin:
    """Return where an imported entry comes from, from the columns after its number."""
    journal_id, entry_id, signer, imported_at = row
    read = _Columns().read
    return Origin(
        read("journal", journal_id, text, otherwise="unreadable"),
        read("number", entry_id, _integer, otherwise=0),
        read("signer", signer, text, otherwise="unreadable"),
        read("time", imported_at, time, otherwise=_NO_TIME),
    )


def session_of(row: tuple[object, ...]) -> Session:
    """Return a session from its columns, which nobody signed."""
    session_id, app_name, pid, host, started_at, ended_at, clean = row
    read = _Columns().read
    has_ended = ended_at is not None
    return Session(
        id=_integer(session_id),
        app_name=read("app", app_name, text, otherwise="unreadable"),
        pid=read("process", pid, _integer, otherwise=0),
        host=read("host", host, text, otherwise="unreadable"),
        started_at=read("beginning", started_at, time, otherwise=_NO_TIME),
        ended_at=read("end", ended_at, _time_or_none, otherwise=_NO_TIME if has_ended else None),
        clean=None if clean is None else clean == 1,
    )


def text(value: object) -> str:
    """Return the text of a column, or raise TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where text belongs")
    return unescaped(value)


def time(value: object) -> datetime:
    """Return the time of a column, aware and in UTC, or raise ValueError, TypeError or OverflowError."""
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError(f"{found.isoformat()} names no time zone")
    return found.astimezone(UTC)


def names(stored: object) -> tuple[str, ...]:
    """Return the names of a JSON array, or raise TypeError or JournalUnreadable."""
    found = from_json(_stored_text(stored))
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise TypeError("the keys of a group are no list of names")
    return tuple(found)


def _one_line(type_name: str | None, message: str | None) -> str | None:
    if type_name is None:
        return None
    lines = (message or "").strip().splitlines()
    return f"{type_name}: {lines[0]}" if lines else type_name


def _phases(stored: object) -> Mapping[str, float]:
    phases = from_json(_stored_text(stored))
    if not isinstance(phases, dict):
        raise TypeError("the phases are no object")
    return {str(name): float(milliseconds) for name, milliseconds in phases.items()}


def _json_or_none(stored: object) -> object:
    return None if stored is None else from_json(_stored_text(stored))


def _stored_text(value: object) -> str:
    """Text as it is stored: JSON is unescaped by its own reader."""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where text belongs")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else text(value)


def _time_or_none(value: object) -> datetime | None:
    return None if value is None else time(value)


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} where a number belongs")
    return value


def _integer_or_none(value: object) -> int | None:
    return None if value is None else _integer(value)


def _kind(value: object) -> Kind:
    return cast(Kind, _one_of(value, KINDS))


def _status(value: object) -> Status:
    return cast(Status, _one_of(value, STATUSES))


def _stored(value: object) -> Stored:
    return cast(Stored, _one_of(value, WRITTEN_STORED))


def _one_of(value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return str(value)
