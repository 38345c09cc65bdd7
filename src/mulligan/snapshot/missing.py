"""What stands for an object whose class is gone, or has changed so that it cannot be made any more.

Invariant: a placeholder holds everything that the payload says of the object, runs none of its code,
says in its `repr` and in every error what it stands for, and is written again as what it was: if the
class comes back, reading that gives the object.
"""

from __future__ import annotations

import contextlib
import contextvars
import copyreg
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Name = tuple[str, str]
"""A module, and a qualified name in it."""

_new: Any = getattr(copyreg, "__newobj__")  # noqa: B009 - what pickle itself calls, unknown to type checkers
_new_with_options: Any = getattr(copyreg, "__newobj_ex__")  # noqa: B009
_OWN = ("_missing_made", "_missing_items", "_missing_table", "_missing_state")


class Missing:
    """An object that cannot be made. What its attributes were can be read under their names.

    Fields:
        missing_name: what cannot be found or called; the class's own.
        missing_reason: why, to go on the sentence "placeholder for module.name, ...".
    """

    __slots__ = (*_OWN, "__dict__", "__weakref__")

    missing_name: Name = ("", "")
    missing_reason: str = ""

    _missing_made: tuple[str, tuple[Any, ...], dict[str, Any]]
    _missing_items: list[Any]
    _missing_table: list[tuple[Any, Any]]
    _missing_state: tuple[Any, ...]

    def __new__(cls, *arguments: Any, **options: Any) -> Missing:
        """Make one as the payload would have made the object."""
        made = object.__new__(cls)
        made._missing_made = ("new", arguments, options)
        made._missing_items, made._missing_table, made._missing_state = [], [], ()
        return made

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Not run by the payload's NEWOBJ: so it is known that this one was made by a call.
        self._missing_made = ("call", arguments, options)

    def __setstate__(self, state: Any) -> None:
        """Keep what the object was filled with; tables of attributes become attributes."""
        parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
        if all(part is None or _is_attributes(part) for part in parts):
            for part in parts:
                self.__dict__.update(part or {})
            self._missing_state = ("attributes", frozenset(parts[1] or ()) if len(parts) == 2 else None)
        else:
            self._missing_state = ("as it was", state)

    def append(self, item: Any) -> None:
        """Keep an item of a list or a set."""
        self._missing_items.append(item)

    add = append

    def extend(self, items: Iterable[Any]) -> None:
        """Keep items of a list."""
        self._missing_items.extend(items)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._missing_table.append((key, value))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"this is a {_sentence(type(self))}; it has no {name!r}", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<{_sentence(type(self))}; it keeps {', '.join(map(str, self.__dict__)) or 'no attributes'}>"

    def __reduce_ex__(self, _protocol: Any) -> tuple[Any, ...]:
        how, arguments, options = self._missing_made
        if how == "name":
            from mulligan.snapshot.rebuild import find_value

            return find_value, self.missing_name
        items = iter(self._missing_items) if self._missing_items else None
        table = iter(self._missing_table) if self._missing_table else None
        rest = (self._written_state(), items, table)
        if how == "call":
            return type(self), arguments, *rest
        if options:
            return _new_with_options, (type(self), arguments, options), *rest
        return _new, (type(self), *arguments), *rest

    def _written_state(self) -> Any:
        if not self._missing_state:
            return dict(self.__dict__) or None
        how, kept = self._missing_state
        if how == "as it was":
            return kept
        if kept is None:
            return dict(self.__dict__)
        table = {name: value for name, value in self.__dict__.items() if name not in kept}
        return table or None, {name: self.__dict__[name] for name in kept if name in self.__dict__}


def _is_attributes(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(name, str) and name not in _OWN for name in part)


def _sentence(kind: type[Missing]) -> str:
    return f"placeholder for {'.'.join(kind.missing_name)}, {kind.missing_reason}"


_kinds: dict[Name, type[Missing]] = {}
_met: contextvars.ContextVar[dict[Name, str] | None] = contextvars.ContextVar(
    "mulligan_missing", default=None
)


def missing_kind(module: str, name: str, reason: str) -> type[Missing]:
    """The one placeholder class for a name, so that two of its objects are of the same type.

    Arguments:
        module: where it was.
        name: its qualified name there.
        reason: why it cannot be used, as `Missing.missing_reason`.
    """
    kind = _kinds.get((module, name))
    if kind is None:
        called = f"Missing[{module}.{name}]"
        body = {"__slots__": (), "__module__": __name__, "__qualname__": called}
        kind = _kinds[module, name] = type(called, (Missing,), body)
    kind.missing_name, kind.missing_reason = (module, name), reason
    met = _met.get()
    if met is not None:
        met[module, name] = reason
    return kind


def missing_value(module: str, name: str, reason: str) -> Missing:
    """A placeholder for a value that had a name, such as a member of an enum."""
    made = missing_kind(module, name, reason)()
    made._missing_made = ("name", (), {})
    return made


def missing_name_of(cls: type) -> Name | None:
    """What a placeholder class stands for; None for every other class, those derived from one included."""
    name: Name = cls.missing_name if issubclass(cls, Missing) else ("", "")
    return name if _kinds.get(name) is cls else None


@contextlib.contextmanager
def noting_missing() -> Iterator[Mapping[Name, str]]:
    """Collect, for the duration of a `with` block, which names had to be replaced, and why."""
    met: dict[Name, str] = {}
    token = _met.set(met)
    try:
        yield met
    finally:
        _met.reset(token)
