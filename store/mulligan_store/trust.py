"""What the user trusts although another key signed it, or none.

Invariant: trust is given to content, named by the digest of every byte that would be unpickled or
run, and of the summaries that were shown. Whatever is changed afterwards is something else, and is
not trusted; where the content is found, and under which number, makes no difference.

The list lies beside the key, one small file for each content, each signed with the key.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mulligan_store.blobs import read_blob
from mulligan_store.connection import from_system
from mulligan_store.errors import JournalUnreadable
from mulligan_store.pickle_names import PickleNames, names_in
from mulligan_store.signing import Signer, digest, encode

MAX_PAYLOAD_BYTES = 512 * 1024 * 1024
"""Nothing vouches yet for a foreign payload, so this bounds what it may unpack to."""

CONFIRMATION_LENGTH = 8

_GROUPS = "SELECT blob_id FROM entry_groups WHERE entry_id = ? ORDER BY ordinal"
_SOURCES = """
SELECT module FROM entry_sources WHERE entry_id = :entry_id
UNION SELECT module FROM entry_sources_after WHERE entry_id = :entry_id ORDER BY module
"""


@dataclass(frozen=True)
class TrustCandidate:
    """One entry that could be trusted, and what trusting it would allow.

    `signer` is what the entry says of itself, which only that signer could check. `names` are the
    globals that its pickles would import and call. `modules` are those whose source would be run.
    `problem` says why it cannot be trusted, if it cannot.
    """

    entry_id: int
    content: bytes
    signer: str
    names: tuple[str, ...]
    has_computed_names: bool
    has_code: bool
    modules: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True)
class TrustQuestion:
    """What would be trusted in a journal. `own` entries need no trust: this user's key signed them.

    `file_fingerprint` names the content of every entry in it: it is what the sender's export printed, also
    where a part of it is the user's own, trusted already or not to be trusted.
    """

    path: Path
    journal_id: str
    candidates: tuple[TrustCandidate, ...]
    own: int
    already_trusted: int
    file_fingerprint: str = ""

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that name all the content that would be trusted, signed or not."""
        return fingerprint_of([each.content for each in self.candidates if each.problem is None])

    @property
    def confirmation(self) -> str:
        """What has to be typed."""
        return self.fingerprint[:CONFIRMATION_LENGTH]


def fingerprint_of(contents: Sequence[bytes]) -> str:
    """Return what the sender of entries and who receives them can compare, over the telephone if need be."""
    return digest(encode(("mulligan contents", 1, sorted(contents)))).hex()[:16]


class TrustList:
    """The contents that this user trusts.

    Arguments:
        folder: beside the key.
        signer: the user's.
    """

    def __init__(self, folder: Path, signer: Signer) -> None:
        self._folder = folder
        self._signer = signer

    def trusts(self, content: bytes) -> bool:
        """Return whether the user has said so, with this key."""
        try:
            record = json.loads(self._path(content).read_text(encoding="utf-8"))
            code = bytes.fromhex(record["code"])
        except (OSError, ValueError, TypeError, KeyError):
            return False
        return self._signer.confirms(code, "trust", content)

    def add(self, content: bytes, *, about: str, when: str) -> None:
        """Record that the user trusts a content.

        Arguments:
            about: where it was found, for whoever looks into the folder.
            when: ISO 8601.

        Raises:
            JournalReadOnly, JournalWriteFailed: it cannot be written; nothing is trusted.
        """
        path = self._path(content)
        code = self._signer.code("trust", content)
        text = json.dumps({"about": about, "trusted_at": when, "code": code.hex()})
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(text)
            aside.replace(path)
        except OSError as error:
            raise from_system(path, "record what is trusted", error) from error

    def _path(self, content: bytes) -> Path:
        return self._folder / f"{content.hex()}.json"


def candidate(raw: sqlite3.Connection, entry_id: int, content: bytes) -> TrustCandidate:
    """Return what an entry would do if it were trusted. Reads opcodes; unpickles nothing."""
    (signer,) = raw.execute("SELECT signer FROM entries WHERE id = ?", (entry_id,)).fetchone()
    modules = tuple(str(row[0]) for row in raw.execute(_SOURCES, {"entry_id": entry_id}))
    found: list[PickleNames] = []
    problem = None
    try:
        for (blob_id,) in raw.execute(_GROUPS, (entry_id,)).fetchall():
            found.append(names_in(read_blob(raw, blob_id).content(limit_bytes=MAX_PAYLOAD_BYTES)))
    except JournalUnreadable as error:
        problem = str(error)
    problems = [problem, *(names.problem for names in found)]
    return TrustCandidate(
        entry_id=entry_id,
        content=content,
        signer=str(signer),
        names=tuple(sorted({name for names in found for name in names.names})),
        has_computed_names=any(names.has_computed for names in found),
        has_code=any(names.has_code for names in found),
        modules=modules,
        problem=next((each for each in problems if each is not None), None),
    )
