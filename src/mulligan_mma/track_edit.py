"""Changing a ticket in its track file.

Invariant: the file always holds a track that can be run: the new text is read back and checked before a byte
is written, the old one is kept beside it as `NAME.toml.bak`, and the file is replaced in one step. What
somebody else changed in the file meanwhile is kept, and if it was this very ticket, nothing is written.

Comments and the layout of the file are not kept (they stay in the backup): the schema is fixed, so the file
is written anew from its table.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mulligan_mma.tickets import Ticket, Track
from mulligan_mma.tracks import TrackError, parse_track, read_text

TICKET_KEY_ORDER = ("id", "title", "role", "command", "depends_on")
_COMMENT = re.compile(r"^\s*#", re.MULTILINE)


@dataclass
class TicketDraft:
    """A ticket as a person is editing it; plain data.

    `opened_with` is what the ticket said when editing began, `problem` why the draft cannot be saved, empty
    if nothing is known, and `has_comments` whether saving takes comments out of the file. `others` are the
    tickets that it may wait for, `filter` is a part of the ids of those that are listed.
    """

    track_id: str
    ticket_id: str
    title: str
    command: str
    depends_on: list[str]
    opened_with: tuple[str, str, tuple[str, ...]]
    has_comments: bool = False
    problem: str = ""
    others: list[str] = field(default_factory=list)
    filter: str = ""

    @property
    def listed(self) -> list[str]:
        """The other tickets whose id has the filter in it, upper and lower case alike; chosen ones first."""
        part = self.filter.casefold()
        found = [other for other in self.others if part in other.casefold()]
        return sorted(found, key=lambda other: other not in self.opened_with[2])

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return (self.title, self.command, tuple(self.depends_on)) != self.opened_with


def open_draft(track: Track, ticket: Ticket) -> TicketDraft:
    """Begin to edit a ticket."""
    try:
        has_comments = _COMMENT.search(read_text(track.file)) is not None
    except TrackError:
        has_comments = False  # saving will tell what is wrong with the file
    return TicketDraft(
        track.id,
        ticket.id,
        ticket.title,
        ticket.command,
        list(ticket.depends_on),
        (ticket.title, ticket.command, ticket.depends_on),
        has_comments,
        others=[other.id for other in track.tickets if other is not ticket],
    )


def check_draft(file: Path, draft: TicketDraft) -> tuple[Track, str]:
    """Return the track as it would be, and the text of its file.

    Arguments:
        file: the track file; it is read again.
        draft: the changed ticket.

    Raises:
        TrackError: the file cannot be read, the ticket was changed in it meanwhile, or the draft cannot be
            run: a circle of dependencies, an empty title, a command that cannot be taken apart.
    """
    table = _table(file)
    entry = next((each for each in table["tickets"] if each["id"] == draft.ticket_id), None)
    if entry is None:
        raise TrackError(
            file, f"the file has no ticket {draft.ticket_id!r} any more; press Open to read it again"
        )
    found = (entry["title"], entry["command"], tuple(dict.fromkeys(entry.get("depends_on", []))))
    if found != draft.opened_with:
        raise TrackError(
            file,
            f"ticket {draft.ticket_id!r} was changed in the file while you edited it; nothing was written. "
            "Press Cancel, then Open to read the file again",
        )
    entry |= {"title": draft.title, "command": draft.command, "depends_on": list(draft.depends_on)}
    text = toml_of(table)
    return parse_track(file, text), text


def save_draft(file: Path, draft: TicketDraft) -> Track:
    """Write a draft into its track file and return the track as it is now.

    Raises:
        TrackError: as `check_draft`, or the file cannot be written; the file is then as it was.
    """
    track, text = check_draft(file, draft)
    target = file.resolve()  # a link stays a link
    try:
        old = target.read_bytes()
        _replace(target.with_name(target.name + ".bak"), old, like=target)
        _replace(target, text.encode("utf-8"), like=target)
    except OSError as error:
        raise TrackError(file, f"the file cannot be written: {error.strerror or error}") from error
    return track


def toml_of(table: Mapping[str, Any]) -> str:
    """Return the text of a track file; reading it gives the same table."""
    lines = [f"title = {_quoted(table['title'])}"]
    for entry in table["tickets"]:
        lines += ["", "[[tickets]]"]
        for key in TICKET_KEY_ORDER:
            if key in entry:
                value = entry[key]
                text = (
                    _quoted(value)
                    if isinstance(value, str)
                    else f"[{', '.join(_quoted(each) for each in value)}]"
                )
                lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


def _table(file: Path) -> dict[str, Any]:
    text = read_text(file)
    parse_track(file, text)  # what is no track is told as everywhere, before anything is looked up
    return tomllib.loads(text)


_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    characters = (
        _SHORT.get(each) or (f"\\u{ord(each):04X}" if ord(each) < 0x20 or each == "\x7f" else each)
        for each in text
    )
    return f'"{"".join(characters)}"'


def _replace(path: Path, content: bytes, *, like: Path) -> None:
    """Write a file in one step: after a crash it is the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(like, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
