"""Reading track files.

Invariant: a `Track` that leaves this file can be run: its tickets have unique ids, commands that
can be taken apart, dependencies that exist, and stand in dependency order. Whatever is wrong with
a file is one `TrackError`, and never keeps another file from loading.

    title = "Launch the beacon"

    [[tickets]]
    id = "plan"
    title = "Plan the burn"
    role = "planner"                         # optional
    command = "{python} -u agent.py plan"    # {python} is the interpreter that runs the app
    depends_on = []                          # optional

A command runs in the folder of its track file, with MMA_TICKET (its id), MMA_ROLE and MMA_ATTEMPT (1 for
the first try) in its environment; exit status 0 means done.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mulligan_mma.commands import split_command
from mulligan_mma.tickets import DependencyCycle, Ticket, Track, dependency_order

TRACK_KEYS = frozenset({"title", "tickets"})
TICKET_KEYS = frozenset({"id", "title", "role", "command", "depends_on"})


class TrackError(Exception):
    """A track file or folder cannot be used; nothing of it was loaded.

    `file` is the path, `reason` one sentence a person can act on.
    """

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True)
class TrackProblem:
    """A `TrackError` as the Track Browser shows it: plain data that can be journalled."""

    file: Path
    reason: str


@dataclass(frozen=True)
class TrackFolder:
    """What a folder held: the tracks that can be run, and what is wrong with the others."""

    tracks: tuple[Track, ...]
    problems: tuple[TrackProblem, ...]


def sample_folder() -> Path:
    """Return the folder of sample tracks that comes with the app."""
    return Path(__file__).with_name("sample_tracks")


def read_folder(folder: Path) -> TrackFolder:
    """Read every `*.toml` file of a folder, in the order of their names; never raises."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".toml")
    except FileNotFoundError:
        return _nothing(folder, "the folder does not exist; give the path of a folder with track files")
    except NotADirectoryError:
        return _nothing(folder, "this is a file; give the path of the folder that holds the track files")
    except OSError as error:
        return _nothing(folder, f"the folder cannot be read: {error.strerror or error}")
    if not files:
        return _nothing(folder, "the folder holds no track; a track is a file whose name ends in .toml")
    tracks: list[Track] = []
    problems: list[TrackProblem] = []
    for file in files:
        try:
            tracks.append(read_track(file))
        except TrackError as error:
            problems.append(TrackProblem(error.file, error.reason))
    return TrackFolder(tuple(tracks), tuple(problems))


def read_track(file: Path) -> Track:
    """Read one track file.

    Raises:
        TrackError: the file cannot be read or says something that cannot be run.
    """
    return parse_track(file, read_text(file))


def read_text(file: Path) -> str:
    """Read the text of a track file.

    Raises:
        TrackError: it cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise TrackError(file, f"the file cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise TrackError(file, f"the file is not UTF-8 text (byte {error.start})") from error


def parse_track(file: Path, text: str) -> Track:
    """Return the track that `text` says, as if it were read from `file`.

    Raises:
        TrackError: the text says something that cannot be run.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TrackError(file, f"the file is not TOML: {error}") from error
    _refuse_unknown(file, "the track", table, TRACK_KEYS)
    tickets = _tickets(file, table)
    by_id = {ticket.id: ticket for ticket in tickets}
    order = _order(file, tickets)
    title = _text(file, "the track", table, "title")
    return Track(id=file.stem, title=title, file=file.absolute(), tickets=[by_id[name] for name in order])


def _nothing(folder: Path, reason: str) -> TrackFolder:
    return TrackFolder((), (TrackProblem(folder, reason),))


def _tickets(file: Path, table: Mapping[str, object]) -> list[Ticket]:
    entries = table.get("tickets")
    if not isinstance(entries, list) or not entries:
        raise TrackError(file, "the track has no tickets; add at least one [[tickets]] table")
    tickets: list[Ticket] = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise TrackError(file, f"ticket {number} is no table; write it as [[tickets]]")
        ticket = _ticket(file, number, entry)
        if any(ticket.id == other.id for other in tickets):
            raise TrackError(file, f"two tickets have the id {ticket.id!r}; ids must be unique in a track")
        tickets.append(ticket)
    return tickets


def _ticket(file: Path, number: int, entry: Mapping[str, object]) -> Ticket:
    ticket_id = _text(file, f"ticket {number}", entry, "id")
    where = f"ticket {ticket_id!r}"
    _refuse_unknown(file, where, entry, TICKET_KEYS)
    command = _text(file, where, entry, "command")
    try:
        split_command(command)
    except ValueError as error:
        raise TrackError(file, f"{where}: the command cannot be split: {error}") from error
    return Ticket(
        id=ticket_id,
        title=_text(file, where, entry, "title"),
        command=command,
        role=_text(file, where, entry, "role") if "role" in entry else "agent",
        depends_on=_names(file, where, entry.get("depends_on", [])),
    )


def _order(file: Path, tickets: list[Ticket]) -> list[str]:
    known = {ticket.id for ticket in tickets}
    for ticket in tickets:
        for name in ticket.depends_on:
            if name not in known:
                raise TrackError(file, f"ticket {ticket.id!r} depends on {name!r}, which no ticket has as id")
    try:
        return dependency_order({ticket.id: ticket.depends_on for ticket in tickets})
    except DependencyCycle as error:
        raise TrackError(file, f"tickets wait for each other in a circle: {error}") from error


def _text(file: Path, where: str, table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        what = "is missing" if value is None else f"is {type(value).__name__}, not text"
        raise TrackError(file, f"{where}: {key!r} {what}")
    if not value.strip():
        raise TrackError(file, f"{where}: {key!r} is empty")
    if "\0" in value:
        raise TrackError(file, f"{where}: {key!r} holds a NUL character")
    return value


def _names(file: Path, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TrackError(file, f"{where}: 'depends_on' must be a list of ticket ids")
    return tuple(dict.fromkeys(value))


def _refuse_unknown(file: Path, where: str, table: Mapping[str, object], known: frozenset[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise TrackError(file, f"{where}: {unknown[0]!r} is not a known key; the keys are {sorted(known)}")
