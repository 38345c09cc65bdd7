"""Which values are secret, and how they are left out.

Invariant: what is secret by option, by annotation or by name is in no payload and in no summary.
Names err on the side of secrecy: a key that is left out is still put back from memory.
"""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mulligan.heap.placeholders import Redacted

__all__ = ["Redacted", "declared_secrets", "is_secret_name", "may_hold_secrets", "secret_names"]

_WORDS = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "api_key",
    "credential",
    "private_key",
    "token",
)
_SECRET = re.compile("|".join(_WORDS).replace("token", "token(?!i[sz])"), re.IGNORECASE)
_COUNT_OF_TOKENS = re.compile(
    r"(^|_)(max|min|num|n|total|used)_tokens?$|(^|_)tokens?_(count|limit|total|used|index)$"
)
_MENTIONS = re.compile(r"\bRedacted\b")


def is_secret_name(name: object) -> bool:
    """Tell whether an attribute or a dictionary key is named like a secret."""
    return (
        isinstance(name, str)
        and _SECRET.search(name) is not None
        and _COUNT_OF_TOKENS.search(name.lower()) is None
    )


def may_hold_secrets(payload: bytes) -> bool:
    """Tell quickly whether a payload mentions any such name; if not, nothing in it is named so."""
    lowered = payload.lower()
    return any(word.encode() in lowered for word in _WORDS)


def secret_names(app: object, keys: Iterable[str], redact: Collection[str]) -> frozenset[str]:
    """Name the state keys of `app` whose values must not be written."""
    declared = declared_secrets(type(app))
    return frozenset(key for key in keys if key in redact or key in declared or is_secret_name(key))


def declared_secrets(cls: type) -> frozenset[str]:
    """Name the attributes that a class annotates with `Annotated[..., Redacted]`."""
    return frozenset(
        name
        for base in cls.__mro__
        for name, annotation in _annotations(base).items()
        if _is_marked(annotation)
    )


def _annotations(cls: type) -> Mapping[str, Any]:
    if sys.version_info >= (3, 14):
        import annotationlib

        found: Mapping[str, Any] = annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
        return found
    own = vars(cls).get("__annotations__")
    return own if isinstance(own, dict) else {}


def _is_marked(annotation: object) -> bool:
    """Look for the marker without evaluating an annotation that is text."""
    if isinstance(annotation, str | typing.ForwardRef):
        return "Annotated" in str(annotation) and _MENTIONS.search(str(annotation)) is not None
    marks = getattr(annotation, "__metadata__", ())
    return any(mark is Redacted or isinstance(mark, Redacted) for mark in marks)
