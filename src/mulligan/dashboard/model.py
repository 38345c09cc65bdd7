"""What the panels draw: one frozen record a panel.

Invariant: a model holds text and numbers only and never changes; a panel that is given the same
model twice draws the same. Every text in it is safe to draw (`words.safe`), whoever wrote the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mulligan.dashboard.elements import ElementDifference
from mulligan.dashboard.intents import Query, Side
from mulligan.dashboard.keys import KeyDifference
from mulligan.dashboard.tracebacks import TraceLine
from mulligan.dashboard.verification import Verified
from mulligan.view import View
from mulligan_store.records import KeySummary


@dataclass(frozen=True)
class Abilities:
    """Why something cannot be asked for now, as a sentence; an empty text: it can."""

    reload: str = ""
    undo: str = ""
    checkpoint: str = ""
    restore: str = ""
    mark: str = ""
    pause: str = ""

    @classmethod
    def none(cls, reason: str) -> Abilities:
        """Nothing can be asked for, for one reason."""
        return cls(reason, reason, reason, reason, reason, reason)


@dataclass(frozen=True)
class Row:
    """An entry as the history lists it."""

    id: int
    parent_id: int | None
    kind: str
    trigger: str
    status: str
    started: str
    label: str
    pinned: bool
    modules: tuple[str, ...]
    changes: str
    took_ms: float | None
    bytes: int
    error: str


@dataclass(frozen=True)
class Now:
    """What runs. `undo` is the entry whose edit would be taken back; `read_only` an inspection.

    `runs` says which version of the code that is and since when. Of a journal that is only looked at,
    `last_run` says how the newest run of the app ended, and `signed` whether its newest entry is this user's.
    """

    view: View
    abilities: Abilities
    undo: Row | None
    newest: Row | None
    paused: bool
    read_only: bool
    journal: str
    problem: str
    notes: tuple[str, ...] = ()
    runs: str = ""
    last_run: str = ""
    signed: str = ""
    verified: Verified | None = None
    verifying: bool = False


@dataclass(frozen=True)
class CodeDifference:
    """How many lines of a module a restore would add and take away."""

    module: str
    added: int
    removed: int


@dataclass(frozen=True)
class Preview:
    """What a restore would change. `left_alone` names keys that the snapshot does not hold, and why.

    `files` are those on disk that are not what they were at that moment, `files_problem` why they cannot be
    written, and `written` what was said of the last writing.
    """

    row: Row
    code: tuple[CodeDifference, ...]
    state: tuple[KeyDifference, ...]
    left_alone: tuple[str, ...]
    compares_state: bool
    problem: str
    files: tuple[str, ...] = ()
    files_problem: str = ""
    written: tuple[str, ...] = ()
    holds_layout: bool = False
    takes_layout: bool = False


@dataclass(frozen=True)
class History:
    """The list of entries, of which `rows` are at hand: those from place `first` on.

    `matching` of `total` entries are listed; `complete` is False while the journal is still read.
    """

    query: Query
    total: int
    matching: int
    complete: bool
    first: int
    rows: tuple[Row, ...]
    modules: tuple[str, ...]
    selected: Row | None
    selected_at: int | None
    marked: int | None
    preview: Preview | None
    abilities: Abilities
    problem: str


@dataclass(frozen=True)
class SourceText:
    """One side of a comparison; `text` None: there is none, and `problem` says why."""

    side: Side
    title: str
    text: str | None
    problem: str = ""


@dataclass(frozen=True)
class Source:
    """Two texts of one module, and where it failed.

    `choices` are the sides that may be chosen. `failing_line` counts from 1 in the text of `right`
    where that is the text that failed, None otherwise.
    """

    row: Row | None
    module: str
    modules: tuple[str, ...]
    left: SourceText | None
    right: SourceText | None
    choices: tuple[tuple[str, Side], ...]
    traceback: tuple[TraceLine, ...]
    failing_line: int | None
    problem: str


@dataclass(frozen=True)
class Inside:
    """What differs inside one state key; without `difference` it is looked for, or `problem` says why not."""

    key: str
    difference: ElementDifference | None
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """The state keys of the selected entry, and how they differ from those of another moment.

    `inside` is the key that is compared element by element, if one is; `closed` why none can be.
    """

    row: Row | None
    keys: tuple[KeySummary, ...]
    other: str
    differences: tuple[KeyDifference, ...]
    problem: str
    inside: Inside | None = None
    closed: str = ""


@dataclass(frozen=True)
class Timeline:
    """Entries from old to new: durations by phase in milliseconds, state bytes, and which failed."""

    ids: tuple[int, ...]
    phases: tuple[tuple[str, tuple[float, ...]], ...]
    bytes: tuple[int, ...]
    statuses: tuple[str, ...]
    selected: int | None
    problem: str


@dataclass(frozen=True)
class Problem:
    """One kind of failure: what it says, how often it came, and the entries from new to old."""

    what: str
    line: str
    count: int
    entry_ids: tuple[int, ...] = ()
    last: str = ""
    text: str = ""


@dataclass(frozen=True)
class Problems:
    """Every refusal of the journal and every exception that was contained, grouped."""

    refused: tuple[Problem, ...]
    contained: tuple[Problem, ...]
    complete: bool
    notes: tuple[str, ...] = field(default=())
