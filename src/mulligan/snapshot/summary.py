"""What may be shown of a value without unpickling it, and without running any of its code.

Invariant: no `__repr__`, `__len__` or property of a class of the app is called, nothing secret is
shown, and the text can be stored as UTF-8.
"""

from __future__ import annotations

import collections
import enum
import functools
import types
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from mulligan.heap.live_types import live_description
from mulligan.heap.placeholders import Redacted
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import ATOMS, member_descriptors
from mulligan.heap.walk import MISSING_MEMBER, read_member
from mulligan.snapshot.redaction import declared_secrets, is_secret_name, record_fields

_SIZED: tuple[Any, ...] = (str, bytes, bytearray, dict, list, tuple, set, frozenset, collections.deque)
_UNSIZED = ATOMS.difference(_SIZED)
_SHORT = frozenset({float, bool, complex, type(None)})
_BRACKETS: dict[Any, str] = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", collections.deque: "[]"}
_BARE = (dict, list, tuple, set)
_LIMIT = 200
_ITEMS = 6
_DEPTH = 3
_TEXT = 80
_HUGE_INT = 1 << 256
_HIDDEN = repr(Redacted())


def type_name(value: object) -> str:
    """Return the qualified name of a value's type; without the module for built-in types."""
    kind = type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return storable(name)


def length(value: Any) -> int | None:
    """Return how many items a container has, by the built-in type's own count; None for others."""
    if type(value) in _UNSIZED:
        return None
    for base in _SIZED:
        if issubclass(type(value), base):
            return int(base.__len__(value))
    shape = getattr(value, "shape", None) if type(value).__module__ == "numpy" else None
    return int(shape[0]) if shape else None


def short_repr(value: object, *, secret: Collection[int] = ()) -> str:
    """Describe a value in at most 200 characters.

    Arguments:
        secret: identities of objects that must not be shown.
    """
    return Describer(secret).short_repr(value)


def storable(text: str) -> str:
    """Escape what UTF-8 cannot hold, lone surrogates, and what SQLite's functions stumble over, NUL."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")


class _Fields(NamedTuple):
    """What a class says of its instances."""

    members: tuple[types.MemberDescriptorType, ...]
    secret: frozenset[str]
    are_hidden: bool


class Describer:
    """Describes values that belong together; what their classes say is asked once.

    Arguments:
        secret: identities of objects that must not be shown.
    """

    def __init__(self, secret: Collection[int] = ()) -> None:
        self._secret = secret
        self._fields: dict[type, _Fields] = {}

    def short_repr(self, value: object) -> str:
        """Describe a value in at most 200 characters."""
        if type(value) in _SHORT:
            return repr(value)
        text = storable(self.of(value, _DEPTH))
        return text if len(text) <= _LIMIT else text[: _LIMIT - 3] + "..."

    def of(self, value: Any, depth: int) -> str:
        """Describe a value, `depth` levels down."""
        kind = type(value)
        if kind in (str, bytes):
            return _quoted(value)
        if kind is int and abs(value) >= _HUGE_INT:
            return f"<int of {value.bit_length()} bits>"
        if kind in ATOMS:
            return repr(value)[:_TEXT]
        if kind is Redacted or id(value) in self._secret:
            return _HIDDEN
        return _named(value, kind) or self._container(value, kind, depth)

    def _container(self, value: Any, kind: type, depth: int) -> str:
        if issubclass(kind, dict):
            return _with_type(kind, dict, self._table(value, depth))
        for base, brackets in _BRACKETS.items():
            if issubclass(kind, base):
                return _with_type(kind, base, self._sequence(value, base, brackets, depth))
        if kind.__module__ == "numpy" and hasattr(value, "dtype"):
            return f"<numpy.{kind.__qualname__} {value.dtype} {getattr(value, 'shape', '')}>"
        return self._instance(value, kind, depth)

    def _table(self, table: Any, depth: int) -> str:
        count = dict.__len__(table)
        if depth == 0:
            return "{...}" if count else "{}"
        items = _first(dict.items(table))
        shown = [f"{self.of(key, 0)}: {self._guarded(key, value, depth)}" for key, value in items]
        return "{" + ", ".join([*shown, *_more(count)]) + "}"

    def _sequence(self, value: Any, base: Any, brackets: str, depth: int) -> str:
        count = base.__len__(value)
        if depth == 0 and count:
            return f"{brackets[0]}...{brackets[1]}"
        items, names = _first(base.__iter__(value)), record_fields(type(value))
        if names:
            shown = [self._guarded(name, item, depth) for name, item in zip(names, items, strict=False)]
        else:
            shown = [self.of(item, depth - 1) for item in items]
        return brackets[0] + ", ".join([*shown, *_more(count)]) + brackets[1]

    def _instance(self, value: Any, kind: type, depth: int) -> str:
        name = f"{kind.__module__}.{kind.__qualname__}"
        known = self._fields_of(kind)
        if depth == 0 or known.are_hidden:
            return f"<{name}>"
        fields = list((instance_dictionary(value) or {}).items())
        fields += [(member.__name__, read_member(member, value)) for member in known.members]
        filled = [(field, item) for field, item in fields if item is not MISSING_MEMBER]
        shown = [
            f" {field}={_HIDDEN if field in known.secret else self._guarded(field, item, depth)}"
            for field, item in filled[:_ITEMS]
        ]
        return f"<{name}{''.join(shown)}{' ...' if len(filled) > _ITEMS else ''}>"

    def _fields_of(self, kind: type) -> _Fields:
        found = self._fields.get(kind)
        if found is None:
            is_held = issubclass(kind, types.ModuleType | types.MethodType | functools.partial)
            are_hidden = is_held or live_description(kind) is not None
            found = self._fields[kind] = _Fields(member_descriptors(kind), declared_secrets(kind), are_hidden)
        return found

    def _guarded(self, name: object, value: object, depth: int) -> str:
        return _HIDDEN if is_secret_name(name) else self.of(value, depth - 1)


def _named(value: Any, kind: type) -> str | None:
    """Describe what has a name of its own."""
    if kind is types.BuiltinFunctionType:
        return f"<built-in {value.__qualname__}>"
    if issubclass(kind, enum.Enum):
        return f"{kind.__qualname__}.{object.__getattribute__(value, '_name_')}"
    if issubclass(kind, type):
        return f"<class {value.__module__}.{value.__qualname__}>"
    if kind is types.FunctionType:
        return f"<function {value.__qualname__}>"
    return None


def _quoted(value: Any) -> str:
    return repr(value) if len(value) <= _TEXT else f"{value[:_TEXT]!r}..."


def _with_type(kind: type, base: type, text: str) -> str:
    return text if kind is base and base in _BARE else f"{kind.__qualname__}({text})"


def _first(items: Iterable[Any]) -> list[Any]:
    return [item for _, item in zip(range(_ITEMS), items, strict=False)]


def _more(count: int) -> list[str]:
    return ["..."] if count > _ITEMS else []
