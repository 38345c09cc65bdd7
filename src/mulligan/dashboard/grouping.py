"""Failures of the journal, counted by what they say.

Invariant: an entry is counted once, however often it is looked at; of the journal's text only the
line that groups is kept, and of the groups at most `MOST_GROUPS`.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from mulligan.dashboard.words import damage, safe
from mulligan_store.records import Entry

MOST_GROUPS = 300
OTHERS = "other failures"


@dataclass
class FailureGroup:
    """Entries that ended in the same way: what became of them, and the line of their error."""

    status: str
    line: str
    entry_ids: array[int]


class FailureCounts:
    """The groups of every entry that was refused, undone, abandoned or poisoned."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], FailureGroup] = {}

    def add(self, entry: Entry) -> None:
        """Count an entry if it failed."""
        if entry.error is None and not entry.problems and entry.status in ("open", "on_trial", "kept"):
            return
        line = safe(damage(entry.problems) or entry.error) or "the process ended in the middle of it"
        key = (entry.status, line)
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            key = (entry.status, OTHERS)
        group = self._groups.setdefault(key, FailureGroup(*key, array("q")))
        group.entry_ids.append(entry.id)

    def forget(self, floor: int) -> None:
        """Forget the entries from `floor` on."""
        for key, group in list(self._groups.items()):
            if max(group.entry_ids) < floor:
                continue
            group.entry_ids = array("q", [each for each in group.entry_ids if each < floor])
            if not group.entry_ids:
                del self._groups[key]

    def groups(self) -> list[FailureGroup]:
        """The groups, the one that came last first."""
        return sorted(self._groups.values(), key=lambda group: max(group.entry_ids), reverse=True)
