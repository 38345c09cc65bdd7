"""What goes into the journal and what comes out of it, as frozen records.

Invariant: a record is plain data. Reading or printing one runs no code that came from a journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["reload", "restore", "checkpoint"]
Status = Literal["open", "on_trial", "kept", "rolled_back", "abandoned", "poisoned"]
Stored = Literal["snapshot", "memory only", "redacted", "unreadable"]
RequestKind = Literal["restore", "reload"]

KINDS: tuple[Kind, ...] = ("reload", "restore", "checkpoint")
STATUSES: tuple[Status, ...] = ("open", "on_trial", "kept", "rolled_back", "abandoned", "poisoned")
WRITTEN_STORED: tuple[Stored, ...] = ("snapshot", "memory only", "redacted")
"""What a key may be stored as. `unreadable` is never written: it is what reading says of a damaged row."""

REQUEST_KINDS: tuple[RequestKind, ...] = ("restore", "reload")
UNSETTLED: tuple[Status, ...] = ("open", "on_trial")
"""The statuses that only a process that lives can bring to an end."""

LAYOUT_KEY = "window layout"
"""The key of a GUI's layout, which travels beside the state; as no attribute's name, no state key is it."""


@dataclass(frozen=True)
class KeySummary:
    """What may be said of one state key without unpickling it.

    `bytes` is its pickled length where known, `length` its `len()` where it has one, `group` the
    ordinal of the group that holds it, `reason` why it is not in the snapshot, or what is damaged
    where `stored` is `unreadable`.
    """

    key: str
    type: str
    bytes: int | None
    length: int | None
    repr: str
    stored: Stored
    reason: str | None
    group: int | None


@dataclass(frozen=True)
class SnapshotGroup:
    """State keys that share objects, and therefore one pickle."""

    keys: tuple[str, ...]
    payload: bytes = field(repr=False)


@dataclass(frozen=True)
class InspectedGroup:
    """A group as it lies in the journal, for whoever looks at its bytes and never unpickles them.

    `payload` is None where `problem` says why there is none. `is_authentic`: this user's signature
    covers it, or this user trusts its content; otherwise `doubt` says why not.
    """

    keys: tuple[str, ...]
    payload: bytes | None = field(repr=False)
    is_authentic: bool
    problem: str | None = None
    doubt: str | None = None


@dataclass(frozen=True)
class ModuleSource:
    """The source of a hot module before and after a transaction; None where there was none.

    `problem` says what of it is damaged in the journal and could not be read.
    """

    module: str
    path: str
    before: str | None = field(repr=False)
    after: str | None = field(repr=False)
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """A transaction about to be recorded.

    `session_id` None means the session that the journal itself has begun. `plan` is anything that
    JSON can hold. `phases_ms` maps the name of a phase to the milliseconds it took.
    """

    kind: Kind
    trigger: str
    parent_id: int | None = None
    label: str | None = None
    session_id: int | None = None
    groups: tuple[SnapshotGroup, ...] = ()
    keys: tuple[KeySummary, ...] = ()
    sources: tuple[ModuleSource, ...] = ()
    plan: object = None
    phases_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ErrorReport:
    """What ended a transaction: the exception's type, its message, the full traceback as text."""

    type: str
    message: str
    traceback: str


@dataclass(frozen=True)
class Origin:
    """Where an imported entry comes from. `signer` is what its row said there, unchecked.

    `imported_at` is aware, in UTC.
    """

    journal_id: str
    entry_id: int
    signer: str
    imported_at: datetime


@dataclass(frozen=True)
class Entry:
    """A transaction as the journal keeps it. Times are aware, in UTC.

    `origin` is where an imported entry comes from, None for one that was made here. `problems` names
    each column that is damaged and could not be read; it then has a neutral value: None, nothing, 1970,
    a checkpoint that was abandoned.
    """

    id: int
    parent_id: int | None
    kind: Kind
    trigger: str
    status: Status
    started_at: datetime
    finished_at: datetime | None
    label: str | None
    error: str | None
    error_type: str | None
    error_message: str | None
    traceback: str | None
    phases_ms: Mapping[str, float]
    modules: tuple[str, ...]
    snapshot_bytes: int
    plan: object
    session_id: int
    pinned: bool = False
    origin: Origin | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """One run of one app. `clean` is None while it runs, False if it was found dead."""

    id: int
    app_name: str
    pid: int
    host: str
    started_at: datetime
    ended_at: datetime | None
    clean: bool | None


@dataclass(frozen=True)
class Request:
    """What someone outside the app asks of it.

    `restore`: go back to the entry `entry_id`, its `state`, its `code`, the `layout` of its windows or
    several of these. `reload`: make the edited files live; it names no entry.
    """

    id: int
    kind: RequestKind
    entry_id: int | None
    state: bool
    code: bool
    requested_at: datetime
    layout: bool = False


@dataclass(frozen=True)
class VerifyReport:
    """Whether a journal is whole and authentic, and if not, every reason found."""

    sound: bool
    entries: int
    problems: tuple[str, ...]
