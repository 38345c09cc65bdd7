"""Retention: which entries a journal lets go, oldest first, and how.

Invariants:

- never let go: what is pinned or labelled, the newest kept entry, the newest entry, the kept head,
  what is unsettled, what someone has asked to restore, the newest snapshot of an app that broke off, and,
  where one of these is a restore, what it brought back: its own snapshot is of what was there before;
- an entry goes as a whole, in the transaction that writes the signed row that accounts for it: the
  chain still verifies, and a gap made here is told from one made by cutting;
- a plan is made before anything is written, so a dry run says what a run would do.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from mulligan_store.records import UNSETTLED
from mulligan_store.text import unescaped

Progress = Callable[[int, int], None]
"""Called with how many entries were removed, and how many are to be."""

_ROW_BYTES = 1_000
"""What an entry is taken to use beside its blobs, for planning; the report has the true size."""

_ENTRIES = "SELECT id, status, label, pinned, started_at FROM entries ORDER BY id"
_ENTRY = "SELECT id, status, label, pinned, started_at FROM entries WHERE id = ?"
_USES = """
SELECT entry_id, blob_id FROM entry_groups
UNION SELECT entry_id, blob_id FROM entry_sources WHERE blob_id IS NOT NULL
UNION SELECT entry_id, blob_id FROM entry_sources_after
ORDER BY entry_id
"""
_NEEDED = """
SELECT entry_id FROM requests WHERE taken_at IS NULL AND entry_id IS NOT NULL
UNION SELECT max(id) FROM entries
UNION SELECT max(id) FROM entries WHERE status = 'kept'
UNION SELECT max(entries.id) FROM entries JOIN sessions ON sessions.id = session_id
  WHERE snapshot_bytes > 0 AND sessions.id > (
    SELECT coalesce(max(ended.id), 0) FROM sessions AS ended
    WHERE ended.app_name = sessions.app_name AND ended.clean = 1
  ) GROUP BY app_name
"""
_RESTORED = "SELECT parent_id FROM entries WHERE id = ? AND kind = 'restore'"


@dataclass(frozen=True)
class Retention:
    """How much history a journal keeps. None means: no limit of that kind.

    `keep_entries` is a number of entries, `keep_days` an age in days, `keep_bytes` the room that
    the file uses, free pages not counted.
    """

    keep_entries: int | None = None
    keep_days: float | None = None
    keep_bytes: int | None = None

    def __post_init__(self) -> None:
        for name in ("keep_entries", "keep_days", "keep_bytes"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise ValueError(f"{name} is {value!r}; it is a number from 0 up, or None for no limit")


AUTOMATIC = Retention(keep_entries=10_000, keep_bytes=1_000_000_000)
"""What a session applies when it starts. No age: a clock that is ten years off must remove nothing."""


@dataclass(frozen=True)
class GcReport:
    """What retention removed, or with `dry_run` would remove.

    `bytes_before` and `bytes_after` are the size of the file and its log; in a dry run `bytes_after`
    is an estimate. `protected` is how many entries the limits would have let go but for what they are.
    """

    dry_run: bool
    removed: tuple[int, ...]
    kept: int
    protected: int
    bytes_before: int
    bytes_after: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Which entries go, and which would but for what they are."""

    removed: tuple[int, ...]
    protected: int
    kept: int
    left_bytes: int


@dataclass(frozen=True)
class _Candidate:
    entry_id: int
    status: str
    label: str | None
    pinned: bool
    started_at: str

    @property
    def is_precious(self) -> bool:
        return self.pinned or bool(self.label and unescaped(self.label)) or self.status in UNSETTLED


def plan_removal(
    raw: sqlite3.Connection, limits: Retention, *, now: datetime, also_keep: Sequence[int] = ()
) -> Plan:
    """Return which entries the limits let go. Reads only.

    Arguments:
        now: aware; what `keep_days` is counted back from.
        also_keep: entries that stay, whatever the limits say.
    """
    entries = [
        _Candidate(row[0], str(row[1]), row[2], bool(row[3]), str(row[4])) for row in raw.execute(_ENTRIES)
    ]
    needed = _needed(raw, also_keep)
    sizes = _Sizes(raw)
    excess = _Excess(entries, limits, now, sizes.used_bytes)
    removed: list[int] = []
    protected = freed = 0
    for entry in entries:
        if not excess.lets_go(entry, len(removed), freed):
            continue
        if entry.is_precious or entry.entry_id in needed:
            protected += 1
            continue
        removed.append(entry.entry_id)
        freed += sizes.freed_by(entry.entry_id)
    left = max(sizes.page_bytes, sizes.used_bytes - freed)
    return Plan(tuple(removed), protected, len(entries) - len(removed), left)


def still_removable(raw: sqlite3.Connection, ids: Sequence[int], also_keep: Sequence[int]) -> list[int]:
    """Return those that are still there and that nobody has made precious since the plan."""
    needed = _needed(raw, also_keep)
    found = []
    for entry_id in ids:
        row = raw.execute(_ENTRY, (entry_id,)).fetchone()
        if row is not None and entry_id not in needed:
            entry = _Candidate(row[0], str(row[1]), row[2], bool(row[3]), str(row[4]))
            found += [] if entry.is_precious else [entry_id]
    return found


def _needed(raw: sqlite3.Connection, also_keep: Sequence[int]) -> set[int]:
    """Return the entries that stay for what depends on them; numbers without an entry do no harm."""
    waiting = [*also_keep, *(row[0] for row in raw.execute(_NEEDED) if isinstance(row[0], int))]
    needed: set[int] = set()
    while waiting:
        entry_id = waiting.pop()
        if entry_id not in needed:
            needed.add(entry_id)
            waiting += [row[0] for row in raw.execute(_RESTORED, (entry_id,)) if isinstance(row[0], int)]
    return needed


class _Excess:
    """Says of each entry, oldest first, whether a limit is still exceeded by it."""

    def __init__(
        self, entries: Sequence[_Candidate], limits: Retention, now: datetime, used_bytes: int
    ) -> None:
        self._limits = limits
        self._count = len(entries)
        self._used_bytes = used_bytes
        days = limits.keep_days
        self._oldest = None if days is None else (now - timedelta(days=min(days, 36_500))).isoformat()
        # An entry is as old as the newest before it: one made while the clock was behind stays.
        ages = accumulate((entry.started_at for entry in entries), max)
        self._began = dict(zip((entry.entry_id for entry in entries), ages, strict=True))

    def lets_go(self, entry: _Candidate, removed: int, freed_bytes: int) -> bool:
        limits = self._limits
        too_many = limits.keep_entries is not None and self._count - removed > limits.keep_entries
        too_large = limits.keep_bytes is not None and self._used_bytes - freed_bytes > limits.keep_bytes
        too_old = self._oldest is not None and self._began[entry.entry_id] < self._oldest
        return too_many or too_large or too_old


class _Sizes:
    """How much room each entry alone takes, as earlier ones are taken away."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        # length() of a blob is read from its row's header: the content stays on the disk.
        self._bytes: dict[int, int] = dict(raw.execute("SELECT id, length(stored) FROM blobs"))
        self._blobs: dict[int, list[int]] = {}
        for entry_id, blob_id in raw.execute(_USES):
            self._blobs.setdefault(entry_id, []).append(blob_id)
        self._uses = Counter(blob for blobs in self._blobs.values() for blob in blobs)
        names = ("page_count", "freelist_count", "page_size")
        pages, free, self.page_bytes = (int(raw.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
        self.used_bytes = (pages - free) * self.page_bytes

    def freed_by(self, entry_id: int) -> int:
        freed = _ROW_BYTES
        for blob_id in self._blobs.get(entry_id, ()):
            self._uses[blob_id] -= 1
            if not self._uses[blob_id]:
                freed += self._room_of(self._bytes.get(blob_id) or 0)
        return freed

    def _room_of(self, stored_bytes: int) -> int:
        """What does not fit on a page with others goes on in whole pages of its own.

        https://www.sqlite.org/fileformat2.html, "Cell Payload Overflow Pages".
        """
        if stored_bytes <= self.page_bytes - 35:
            return stored_bytes
        smallest = (self.page_bytes - 12) * 32 // 255 - 23
        local = smallest + (stored_bytes - smallest) % (self.page_bytes - 4)
        local = local if local <= self.page_bytes - 35 else smallest
        overflow = -(-(stored_bytes - local) // (self.page_bytes - 4)) * self.page_bytes
        # Two that take more than half a page do not share one.
        return overflow + (self.page_bytes if 2 * local > self.page_bytes else local)


def consecutive(ids: Sequence[int], *, at_most: int) -> Iterator[tuple[int, ...]]:
    """Yield the numbers in batches, each of a bounded length, in order."""
    for start in range(0, len(ids), at_most):
        yield tuple(ids[start : start + at_most])


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)
