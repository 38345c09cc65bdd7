"""Which values are secret, and how they are left out.

Invariant: what is secret by option, by annotation or by name is in no payload and in no summary.
Names err on the side of secrecy: a key that is left out is still put back from memory.
"""

from __future__ import annotations

import functools
import re
import sys
import typing
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mulligan.heap.fields import initialised_names
from mulligan.heap.placeholders import Redacted
from mulligan.heap.plans import member_descriptors

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
    return isinstance(name, str) and _is_secret_text(str.__str__(name))


@functools.lru_cache(maxsize=4096)
def _is_secret_text(name: str) -> bool:
    return _SECRET.search(name) is not None and _COUNT_OF_TOKENS.search(name.lower()) is None


def any_secret_name(names: Collection[str]) -> bool:
    """Tell whether one of many names is that of a secret."""
    text = "\n".join(names).lower()
    return any(word in text for word in _WORDS) and any(map(is_secret_name, names))


def may_hold_secrets(payload: bytes) -> bool:
    """Tell quickly whether a payload mentions any such name; if not, nothing in it is named so."""
    lowered = payload.lower()
    return any(word.encode() in lowered for word in _WORDS)


def is_array_of_numbers(value: object) -> bool:
    """Tell a numpy array that has no names to search; its bytes may be most of a snapshot."""
    kind = type(value)
    if kind.__module__ != "numpy" or kind.__name__ != "ndarray":
        return False
    dtype = value.dtype  # type: ignore[attr-defined]
    return dtype.names is None and not dtype.hasobject


def secret_names(app: object, keys: Iterable[str], redact: Collection[str]) -> frozenset[str]:
    """Name the state keys of `app` whose values must not be written."""
    declared = declared_secrets(type(app))
    return frozenset(key for key in keys if key in redact or key in declared or is_secret_name(key))


def has_secret_names(cls: type) -> bool:
    """Tell whether a class names something secret: by annotation, as a field, or in its `__init__`."""
    names = (*record_fields(cls), *(member.__name__ for member in member_descriptors(cls)))
    return bool(declared_secrets(cls)) or any(map(is_secret_name, (*names, *initialised_names(cls))))


def record_fields(cls: type) -> tuple[str, ...]:
    """Return the field names of a named tuple class, nothing for other classes."""
    for base in cls.__mro__:
        fields = vars(base).get("_fields") if issubclass(cls, tuple) else None
        if isinstance(fields, tuple):
            return fields
    return ()


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
