"""How moments, sizes and states of entries are written for people."""

from __future__ import annotations

from datetime import datetime

STATUS_STYLES = {
    "open": "yellow",
    "on_trial": "cyan",
    "kept": "green",
    "rolled_back": "red",
    "abandoned": "magenta",
    "poisoned": "bold red",
}


def status_style(status: str) -> str | None:
    """Return the style of a status; the word itself is always printed, colour only adds to it."""
    return STATUS_STYLES.get(status)


def moment(when: datetime | None) -> str:
    """Return a moment in this computer's time zone, to the second; "not finished" for None."""
    if when is None:
        return "not finished"
    return when.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def size(count: int | None) -> str:
    """Return a number of bytes with a unit, in powers of 1,000; nothing for None."""
    if count is None:
        return ""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("the last unit takes every size")
