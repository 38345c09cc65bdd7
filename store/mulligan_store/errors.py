"""The root of every error the product raises, and the journal's own branch.

The root lives in the lowest layer that raises, because a library whose store imported its
errors from above would be a circular import.

    MulliganError
    └── JournalError             the journal could not do what was asked; app code and state are untouched
        ├── JournalUnreadable    the file is damaged or is no SQLite database
        ├── JournalForeign       a SQLite database, but not a Mulligan journal
        ├── JournalTooNew        written by a newer Mulligan; never opened for writing
        ├── JournalReadOnly      file, folder or medium cannot be written
        ├── JournalBusy          another process held the write lock for longer than we wait
        ├── JournalWriteFailed   full disk or refused write; the entry was not acknowledged
        ├── EntryNotFound        no entry has that number
        ├── KeyUnusable          the user's signing key cannot be read or made; nothing was signed
        └── SignatureInvalid     unsigned, altered, moved or truncated: may be inspected, is never unpickled
"""

from __future__ import annotations


class MulliganError(Exception):
    """Root of all errors that Mulligan raises on purpose."""


class JournalError(MulliganError):
    """The journal could not do what was asked; the app's code and state are untouched."""


class JournalUnreadable(JournalError):
    """The file is damaged or is no SQLite database."""


class JournalForeign(JournalError):
    """The file is a sound SQLite database that is not a Mulligan journal."""


class JournalTooNew(JournalError):
    """A newer Mulligan wrote the file; this one neither migrates nor writes it."""


class JournalReadOnly(JournalError):
    """The file, its folder or the medium cannot be written."""


class JournalBusy(JournalError):
    """Another process held the write lock for longer than the bounded wait."""


class JournalWriteFailed(JournalError):
    """The system refused a write (full disk, I/O error); nothing was acknowledged."""


class EntryNotFound(JournalError):
    """No entry of the journal has that number."""


class KeyUnusable(JournalError):
    """The user's signing key cannot be read or made; nothing was signed and nothing was trusted."""


class SignatureInvalid(JournalError):
    """What was read is unsigned, altered, moved or truncated; it may be inspected and is never unpickled."""
