"""Summaries of the state as it is now, made as the journal's are.

Invariant: looking at a value runs no code of its class, changes nothing, and shows nothing secret.
"""

from __future__ import annotations

from mulligan.registry import Registry
from mulligan.snapshot.redaction import secret_names
from mulligan.snapshot.summary import length, short_repr, type_name
from mulligan_store.records import KeySummary

_ABSENT = object()


def summaries(app: object, registry: Registry) -> list[KeySummary]:
    """Return a summary of each state key that the app has now; sizes are not known without pickling.

    Arguments:
        app: the app.
        registry: which attributes are state keys, and which of them are secret.
    """
    secret = secret_names(app, registry.state_keys, registry.redacted_keys)
    found = []
    for key in registry.state_keys:
        # Not getattr: a property would run the app's code in the middle of a frame.
        value = vars(app).get(key, _ABSENT) if hasattr(app, "__dict__") else _ABSENT
        if value is not _ABSENT:
            found.append(_summary(key, value, is_secret=key in secret))
    return found


def _summary(key: str, value: object, *, is_secret: bool) -> KeySummary:
    return KeySummary(
        key=key,
        type=type_name(value),
        bytes=None,
        length=None if is_secret else length(value),
        repr="<redacted>" if is_secret else short_repr(value),
        stored="redacted" if is_secret else "snapshot",
        reason=None,
        group=None,
    )
