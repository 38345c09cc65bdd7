"""How moments, durations, sizes and plans are written on the panels.

Invariant: whatever a journal holds, what leaves here is valid UTF-8, short, and drawing it cannot raise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from mulligan.imgui.wording import any_text, one_line

SHORT_CHARACTERS = 200
LONG_CHARACTERS = 200_000
_NAMES_SHOWN = 3
_MOST_STATEMENTS = 2_000
_MOST_MODULES = 50


def safe(text: str | None, longest: int = SHORT_CHARACTERS) -> str:
    """One harmless line."""
    return one_line(text or "", longest)


def safe_lines(text: str | None, longest: int = LONG_CHARACTERS) -> str:
    """Harmless text of several lines, cut where it would be too much to lay out in one frame."""
    clean = any_text(text or "")
    return clean if len(clean) <= longest else f"{clean[:longest]}\n(cut after {longest:,} characters)"


def took(milliseconds: float | None) -> str:
    """A duration with its unit; nothing for None."""
    if milliseconds is None:
        return ""
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def size(count: int | None) -> str:
    """A number of bytes with its unit, in powers of 1,000; nothing for None."""
    if count is None:
        return ""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def moment(when: datetime) -> str:
    """A moment in this computer's time zone: the time alone for today."""
    try:
        local = when.astimezone()
    except (OverflowError, OSError, ValueError):  # a forged year
        return safe(when.isoformat())
    is_today = local.date() == datetime.now().astimezone().date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d %H:%M}"


def status(word: str) -> str:
    """A status as people read it."""
    return safe(word.replace("_", " "), 40)


def written(path: Path, kept: Path | None) -> str:
    """What was done to a file that was written back."""
    beside = f"; what stood there is in {kept.name}" if kept is not None else ""
    return safe(f"wrote {path}{beside}", 400)


def damage(problems: Sequence[str]) -> str:
    """What of an entry could not be read because the journal is damaged; an empty text for nothing."""
    return safe(f"damaged in the journal: {'; '.join(problems)}", 400) if problems else ""


def changes(plan: object) -> str:
    """What a plan changed, in one line: the names, and how many statements only moved."""
    names: list[str] = []
    moved = 0
    # A forged plan may be of any length, and this is done for every entry of the journal.
    for what, name in islice(_statements(plan), _MOST_STATEMENTS):
        if what == "moved":
            moved += 1
        elif what == "remove":
            names.append(f"-{name}")
        else:
            names.append(name)
    shown = ", ".join(names[:_NAMES_SHOWN])
    if len(names) > _NAMES_SHOWN:
        shown += f" and {len(names) - _NAMES_SHOWN} more"
    if moved and not names:
        shown = "lines moved"
    return safe(shown, 120)


def edited(plan: object, modules: Sequence[str]) -> tuple[str, ...]:
    """The modules that a plan touches; without a plan, all that were hot, since any may be meant."""
    named = plan.get("modules") if isinstance(plan, dict) else None
    found = [
        safe(each["module"], 80)
        for each in (named[:_MOST_MODULES] if isinstance(named, list) else ())
        if isinstance(each, dict) and each.get("statements") and isinstance(each.get("module"), str)
    ]
    return tuple(found or (safe(each, 80) for each in modules[:_MOST_MODULES]))


def _statements(plan: object) -> Iterator[tuple[str, str]]:
    """What is done, and to which name; a journal may hold any shape, of which only ours is read."""
    modules = plan.get("modules") if isinstance(plan, dict) else None
    for module in modules if isinstance(modules, list) else ():
        statements = module.get("statements") if isinstance(module, dict) else None
        for statement in statements if isinstance(statements, list) else ():
            if isinstance(statement, dict):
                yield str(statement.get("what", ""))[:40], str(statement.get("name", ""))[:80]
