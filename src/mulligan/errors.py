"""The error tree above the journal; each class says what is still true of the app when it is raised.

MulliganError                    (mulligan_store.errors)
├── JournalError ...             (mulligan_store.errors)
├── RegistrationError            the registry is as before; no module was touched
├── EditRefused                  code and state are exactly as before the reload
│   ├── SourceUnreadable         a hot module's file is missing, unreadable or not text
│   ├── SourceInvalid            the text does not compile
│   ├── CannotChangeInPlace      Python cannot make this change to what lives
│   └── DelegationBroken         a delegation target is missing, not callable or does not take the app
├── StateError                   the state could not be captured; nothing was changed
│   ├── StateKeyMissing          the app has no such attribute
│   ├── AttributeUnclassified    strict mode: an attribute is neither state key nor live key
│   └── CaptureTorn              other threads kept changing the state while it was copied
├── RestoreRefused               the app runs on as it was
├── TransactionMisused           a programming error in the caller; no transition happened
├── Poisoned                     an undo failed: the app may hold a mixture; restart it
└── EnvironmentUnusable          a system library, a display or a package is missing; nothing was started
"""

from __future__ import annotations

from collections.abc import Sequence

from mulligan_store.errors import MulliganError


class RegistrationError(MulliganError):
    """A hot module was described wrongly; the registry is as it was."""


class EditRefused(MulliganError):
    """The edit cannot go live; code and state are exactly as before the reload.

    `reasons` holds one sentence per obstacle, each something a person can act on.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons: Sequence[str] = reasons


class SourceUnreadable(EditRefused):
    """A hot module's file is missing, unreadable or not text in its declared encoding."""


class SourceInvalid(EditRefused):
    """The new text does not compile; no line of it was executed."""


class CannotChangeInPlace(EditRefused):
    """Python offers no way to make this change to objects that live."""


class DelegationBroken(EditRefused):
    """A delegation target is missing, is not callable or does not take the app."""


class StateError(MulliganError):
    """The app's state could not be captured or put back; nothing was changed."""


class StateKeyMissing(StateError):
    """A hot module names a state key that the app does not have."""


class AttributeUnclassified(StateError):
    """Strict mode: the app has attributes that are neither state keys nor live keys."""


class CaptureTorn(StateError):
    """Other threads kept changing the state during every attempt to copy it."""


class RestoreRefused(MulliganError):
    """An entry cannot be restored; the app runs on as it was."""


class TransactionMisused(MulliganError):
    """A transition was asked for that the drawing does not have; nothing moved."""


class Poisoned(MulliganError):
    """An undo failed: code and state may be a mixture, and no reload is accepted until restart."""


class EnvironmentUnusable(MulliganError):
    """A system library, a display or a package is missing; nothing was started."""
