"""Where the app keeps a state key: in its dictionary, in a slot, behind a property, or in its class.

Invariant: putting a key back makes `getattr(app, key)` give the captured object from the same place
it came from. A value that came from the class leaves the instance as bare as it was.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mulligan.errors import StateError, StateKeyMissing

_MISSING = object()


@dataclass(frozen=True)
class Place:
    """One state key of one app, as found.

    Fields:
        key: the attribute's name.
        value: the object it gave.
        put: writes a value back to the same place.
    """

    key: str
    value: Any
    put: Callable[[Any, Any], None]


def find_place(app: object, key: str) -> Place:
    """Read a state key and remember where it was.

    Raises:
        StateKeyMissing: the app has no such attribute.
        StateError: a property raised.
    """
    descriptor = _class_attribute(type(app), key)
    if isinstance(descriptor, types.MemberDescriptorType):
        return Place(key, _read(app, key), _slot_writer(descriptor))
    if descriptor is not _MISSING and hasattr(type(descriptor), "__set__"):
        return Place(key, _read(app, key), _property_writer(key, descriptor))
    table = instance_dictionary(app)
    if table is None or key not in table:
        value = _read(app, key)  # may be the class's, a cached property's, or made by __getattr__
        if table is None or key not in table:
            return Place(key, value, _bare_writer(key, is_dynamic=descriptor is _MISSING))
    return Place(key, table[key], _dictionary_writer(key))


def peek(app: object, key: str) -> Any:
    """Read an attribute without running any of the app's code; None if that is impossible."""
    table = instance_dictionary(app)
    if table is not None and key in table:
        return table[key]
    found = _class_attribute(type(app), key)
    if isinstance(found, types.MemberDescriptorType):
        try:
            return found.__get__(app)
        except AttributeError:
            return None
    return None if found is _MISSING or hasattr(type(found), "__get__") else found


def attribute_names(app: object) -> tuple[str, ...]:
    """List the attributes that `app` itself carries, in its dictionary and in filled slots."""
    slots = [
        name
        for base in reversed(type(app).__mro__)
        for name, member in vars(base).items()
        if isinstance(member, types.MemberDescriptorType) and _is_filled(member, app)
    ]
    return tuple(dict.fromkeys([*slots, *(instance_dictionary(app) or ())]))


def instance_dictionary(app: object) -> dict[str, Any] | None:
    """Return the instance's own dictionary, or None if it has none."""
    try:
        table = object.__getattribute__(app, "__dict__")
    except AttributeError:
        return None
    return table if isinstance(table, dict) else None


def _is_filled(member: types.MemberDescriptorType, app: object) -> bool:
    try:
        member.__get__(app)
    except AttributeError:
        return False
    return not member.__name__.startswith("__")


def _class_attribute(cls: type, key: str) -> Any:
    for base in cls.__mro__:
        if key in vars(base):
            return vars(base)[key]
    return _MISSING


def _read(app: object, key: str) -> Any:
    try:
        return getattr(app, key)
    except AttributeError as error:
        raise StateKeyMissing(
            f"{type(app).__name__} has no attribute {key!r}, which is a state key of a hot module ({error}); "
            "nothing was changed. Set it before the first reload, or take it out of state_keys"
        ) from error
    except Exception as error:
        raise StateError(
            f"reading the state key {key!r} of {type(app).__name__} failed with "
            f"{type(error).__name__}: {error}; nothing was changed"
        ) from error


def _slot_writer(member: types.MemberDescriptorType) -> Callable[[Any, Any], None]:
    def put(app: Any, value: Any) -> None:
        member.__set__(app, value)

    return put


def _dictionary_writer(key: str) -> Callable[[Any, Any], None]:
    def put(app: Any, value: Any) -> None:
        table = instance_dictionary(app)
        if table is not None and table.get(key, _MISSING) is not value:
            table[key] = value

    return put


def _property_writer(key: str, descriptor: object) -> Callable[[Any, Any], None]:
    def put(app: Any, value: Any) -> None:
        if isinstance(descriptor, property) and descriptor.fset is None:
            return  # computed from other state, whose content is put back
        if getattr(app, key, _MISSING) is not value:
            setattr(app, key, value)

    return put


def _bare_writer(key: str, *, is_dynamic: bool) -> Callable[[Any, Any], None]:
    def put(app: Any, value: Any) -> None:
        table = instance_dictionary(app)
        if table is not None:
            table.pop(key, None)
        if is_dynamic and getattr(app, key, _MISSING) is not value:
            setattr(app, key, value)

    return put
