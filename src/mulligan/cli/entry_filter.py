"""Which entries `mulligan log` lists.

Invariant: an entry is listed if it answers to every kind of filter that was named, and within one kind to any
of its words. Nothing but its row is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from mulligan_store.records import KINDS, STATUSES, Entry

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

Decorated = TypeVar("Decorated", bound=Callable[..., object])

PAGE = 500
_AGO = re.compile(r"([0-9]{1,6})\s*([smhdw])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class EntryFilter:
    """What an entry must be to be listed; an empty field asks for nothing.

    Fields:
        statuses, kinds, triggers, modules: any of these.
        text: what its label or its error contains, without regard to case.
        since: it began then or later.
        pinned: it is pinned.
    """

    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    text: str = ""
    since: datetime | None = None
    pinned: bool = False

    def takes(self, entry: Entry) -> bool:
        """Return whether the entry is to be listed."""
        return (
            (not self.statuses or entry.status in self.statuses)
            and (not self.kinds or entry.kind in self.kinds)
            and (not self.triggers or entry.trigger in self.triggers)
            and (not self.modules or not set(self.modules).isdisjoint(entry.modules))
            and (not self.text or self.text.casefold() in _words(entry).casefold())
            and (self.since is None or entry.started_at >= self.since)
            and (entry.pinned or not self.pinned)
        )

    def newest(self, journal: Inspection, limit: int | None) -> list[Entry]:
        """Return the newest entries that are to be listed, newest first.

        Arguments:
            limit: how many at most; None for all.
        """
        if self == EntryFilter():
            return journal.entries(limit=limit)
        found: list[Entry] = []
        # No early end at `since`: the order is that of the numbers, and a clock may have gone back.
        for entry in _all(journal):
            if limit is not None and len(found) >= limit:
                break
            if self.takes(entry):
                found.append(entry)
        return found


def _all(journal: Inspection) -> Iterator[Entry]:
    """Every entry, newest first, a page at a time: whoever needs few of them reads few."""
    page = journal.entries(limit=PAGE)
    while page:
        yield from page
        page = journal.entries(limit=PAGE, before_id=page[-1].id)


def _words(entry: Entry) -> str:
    texts = (entry.label, entry.error_type, entry.error_message, *entry.problems)
    return "\n".join(text for text in texts if text)


def parse_since(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime | None:
    """Return the moment that a text names: `2h` ago, or a date with or without a time.

    A time without a zone is one of this computer's.

    Raises:
        BadParameter: it names no moment.
    """
    if text is None:
        return None
    ago = _AGO.fullmatch(text.strip())
    try:
        if ago:
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.BadParameter(
            f"{text!r} is neither so long ago (30s, 20m, 2h, 3d, 1w) nor a moment (2026-03-04T05:06)"
        ) from error


def filter_options(function: Decorated) -> Decorated:
    """Add the options that `EntryFilter` is made from; they arrive under the names of its fields."""
    repeated = "Can be given several times."
    options = (
        click.option(
            "--status",
            "statuses",
            metavar="STATUS",
            multiple=True,
            type=click.Choice(STATUSES),
            help=f"With this status. {repeated}",
        ),
        click.option(
            "--kind",
            "kinds",
            metavar="KIND",
            multiple=True,
            type=click.Choice(KINDS),
            help=f"Of this kind. {repeated}",
        ),
        click.option(
            "--trigger", "triggers", metavar="NAME", multiple=True, help=f"Asked for by this. {repeated}"
        ),
        click.option(
            "--module", "modules", metavar="NAME", multiple=True, help=f"With this module. {repeated}"
        ),
        click.option(
            "--text", metavar="TEXT", default="", help="With this in the label or the error, in any case."
        ),
        click.option(
            "--since", metavar="WHEN", callback=parse_since, help="Since then: 2h, 3d, 2026-03-04T05:06."
        ),
        click.option("--pinned", is_flag=True, help="Pinned ones only."),
    )
    for option in reversed(options):
        function = option(function)
    return function
