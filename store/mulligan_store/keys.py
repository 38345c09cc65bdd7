"""The user's signing key, and the newest entry's code kept beside it.

Invariants:

- the key is 32 bytes from the system's random source, made once, in a folder only its user may
  enter, never beside a journal; a file that holds anything else is never overwritten;
- a kept head never runs ahead of its journal: it is written after the entry is durable. So a
  journal that ends before its kept head has lost entries, whatever was killed and when.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from mulligan_store.errors import KeyUnusable
from mulligan_store.file_lock import lock_file
from mulligan_store.signing import KEY_BYTES, Signer
from mulligan_store.trust import TrustList

JOURNAL_ID = re.compile("[0-9a-f]{32}")
"""The form of a journal's identity. It names a file here, so nothing but this form is let through."""

KEY_NAME = "journal.key"
_LOCK_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Head:
    """The newest entry of a journal, as remembered outside it."""

    entry_id: int
    code: bytes


class KeyFolder:
    """The folder of the key and the heads.

    Arguments:
        folder: made, with mode 0700, when the key is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signer(self) -> Signer | None:
        """Return the user's signer, None if there is no key yet.

        Raises:
            KeyUnusable: the file is there but cannot be read, or is no key.
        """
        path = self._folder / KEY_NAME
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyUnusable(
                f"{path}: the signing key cannot be read: {error.strerror or error}; "
                "entries can be inspected, but neither recorded nor restored"
            ) from error
        if len(key) != KEY_BYTES:
            raise KeyUnusable(
                f"{path}: this is no signing key ({len(key)} bytes instead of {KEY_BYTES}); "
                "it was left alone: move it away, and a new one is made"
            )
        return Signer(key)

    def signer_made_if_missing(self) -> Signer:
        """Return the user's signer; the first call on a machine makes the key.

        Raises:
            KeyUnusable: as `signer`, or the key cannot be written.
        """
        return self.signer() or self._make()

    def _make(self) -> Signer:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = lock_file(self._folder / "key.lock", timeout_s=_LOCK_TIMEOUT_S)
            if lock is None:
                raise TimeoutError("another process holds key.lock")
            try:
                # Asked again under the lock: of several first processes, one makes the key.
                return self.signer() or self._write(Signer(secrets.token_bytes(KEY_BYTES)))
            finally:
                lock.release()
        except OSError as error:
            raise KeyUnusable(
                f"{self._folder}: the signing key cannot be made: {error}; nothing can be recorded"
            ) from error

    def _write(self, signer: Signer) -> Signer:
        # Written aside and renamed: a reader without the lock sees no key, or all of it.
        _replace(self._folder / KEY_NAME, signer.key, durable=True)
        return signer

    def trust_list(self, signer: Signer) -> TrustList:
        """Return what this user trusts although another signed it."""
        return TrustList(self._folder / "trusted", signer)

    def head(self, journal_id: str) -> Head | None:
        """Return the kept head of a journal; None if none is kept or it cannot be read.

        Nothing is concluded from a missing head: whoever can remove it can read the key.
        """
        try:
            kept = json.loads(self._head_path(journal_id).read_text(encoding="utf-8"))
            return Head(int(kept["entry_id"]), bytes.fromhex(kept["code"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def known_journals(self) -> list[str]:
        """Return the identities of the journals that a head is kept of; none if they cannot be listed."""
        try:
            return sorted(path.stem for path in (self._folder / "heads").glob("*.json"))
        except OSError:
            return []

    def keep_head(self, journal_id: str, head: Head) -> None:
        """Remember the newest entry of a journal.

        Raises:
            OSError: it cannot be written; the journal is sound without it.
        """
        path = self._head_path(journal_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps({"entry_id": head.entry_id, "code": head.code.hex()})
        # Not synced: after a power loss an older head, or none, accuses nobody wrongly.
        _replace(path, text.encode("ascii"), durable=False)

    def _head_path(self, journal_id: str) -> Path:
        return self._folder / "heads" / f"{journal_id}.json"


def _replace(path: Path, content: bytes, *, durable: bool) -> None:
    """Write a private file so that others see the old content or the new, never a part."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    # O_BINARY exists on Windows alone, where text mode would translate line ends inside the key.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(aside, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        aside.replace(path)
        if durable:
            sync_folder(path.parent)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make renames and removals survive a power loss; Windows neither needs nor allows it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
