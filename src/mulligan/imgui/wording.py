"""What the signs say, made from the session's view.

Invariant: whatever text an edit, an exception or a path brings along, what leaves here is short,
one line and valid UTF-8; drawing it cannot raise. Colour is never the only carrier: each sign has words.
"""

from __future__ import annotations

from dataclasses import dataclass

from mulligan.view import View

SUCCESS_SHOWN_S = 2.2
"""How long the sign of a success stays, its fading included."""
_SUCCESS_FADING_S = 0.8
_LONGEST_CHARACTERS = 320
_MOST_NOTES = 3
_MOST_KEYS = 8
_LAST_GOOD = "Running the last good code."
_RESTART = "No reload is accepted until the app is restarted."
_UNRECORDED = "Nothing is being recorded"


@dataclass(frozen=True)
class BannerText:
    """The words of a banner: a title, and lines under it from the most to the least important."""

    title: str
    lines: tuple[str, ...]
    traceback: str | None


def one_line(text: str, longest_characters: int = _LONGEST_CHARACTERS) -> str:
    """`text` on one line, cut to a length, without what ImGui cannot take (lone surrogates, NUL)."""
    line = " ".join(any_text(text).split())
    return line if len(line) <= longest_characters else line[: longest_characters - 1] + "…"


def any_text(text: str) -> str:
    """`text` as valid UTF-8 without NUL, where ImGui's strings end."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


def _sentence(text: str) -> str:
    """`text` on one line, beginning with a capital unless with a name that has a spelling of its own."""
    line = one_line(text)
    return line[:1].upper() + line[1:] if line.partition(" ")[0].isalpha() else line


def banner_of(view: View) -> BannerText | None:
    """What the banner says; None when nothing went wrong or a person has dismissed it."""
    if not (view.is_error_state or view.poisoned) or view.dismissed:
        return None
    title = _sentence(view.headline)
    if view.poisoned and "restart" not in title.lower():
        title = "Restart the app: an undo failed, so code and state may be a mixture"
    title = title or "The edit was refused"
    closing = _RESTART if view.poisoned else _LAST_GOOD
    lines = [one_line(each) for each in (view.refused, view.last_error_line) if each]
    lines.append(closing)
    lines = [line for line in dict.fromkeys(lines) if line.rstrip(".").lower() not in title.lower()]
    return BannerText(title, tuple(lines), view.last_error)


def recovery_banner_of(view: View) -> BannerText | None:
    """What the banner offers after a session that broke off; None for nothing, and while an error is said."""
    offer = view.recovery
    if offer is None or banner_of(view) is not None:
        return None
    called = f", {one_line(offer.label, 80)}" if offer.label else ""
    lines = [
        f"Its last good state is of {offer.saved_at.astimezone():%Y-%m-%d %H:%M:%S} "
        f"(entry {offer.entry_id}{called})."
    ]
    if offer.attempts:
        times = "once" if offer.attempts == 1 else f"{offer.attempts} times"
        lines.append(f"It was restored {times} before, and the app did not end cleanly after that.")
    lines.append(f"Restoring it changes {_names(offer.keys)}.")
    if offer.code:
        lines.append("The code from before that edit comes back too: the app ended while it went live.")
    if offer.unsaved:
        lines.append(f"Never written, so left as it is: {_names(offer.unsaved)}.")
    return BannerText("The last session did not end cleanly", tuple(lines), None)


def _names(keys: tuple[str, ...]) -> str:
    more = f" and {len(keys) - _MOST_KEYS} more" if len(keys) > _MOST_KEYS else ""
    return one_line(", ".join(keys[:_MOST_KEYS])) + more if keys else "nothing that a summary shows"


def mark_of(view: View) -> str | None:
    """What the small mark says that stays when a banner was dismissed."""
    if not view.dismissed:
        return None
    if view.poisoned:
        return "Restart the app: an undo failed"
    if not view.is_error_state:
        return None
    refused = f": {one_line(view.refused, 80)} was refused" if view.refused else ""
    return f"Last good code is running{refused}"


def success_of(view: View) -> tuple[str, float] | None:
    """The words of a success and their opacity from 0 to 1; None when there is none to show."""
    age_s = view.success_age_s
    if view.success is None or age_s is None or view.is_error_state or age_s >= SUCCESS_SHOWN_S:
        return None
    words = "\n".join(_sentence(text) for text in (view.success, *view.notes[:_MOST_NOTES]))
    return words, max(0.0, min(1.0, (SUCCESS_SHOWN_S - age_s) / _SUCCESS_FADING_S))


def journal_line_of(view: View) -> str | None:
    """The line that says that the journal does not work, and why."""
    if view.journal_problem is None:
        return None
    problem = one_line(view.journal_problem)
    return _sentence(problem) if _UNRECORDED.lower() in problem.lower() else f"{_UNRECORDED}: {problem}"


def busy_of(view: View) -> str | None:
    """What the app is about to do that takes long."""
    return None if view.busy is None else _sentence(view.busy)
