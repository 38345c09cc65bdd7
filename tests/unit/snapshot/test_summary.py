"""Descriptions of values, made without running any of their code."""

from __future__ import annotations

import collections
import enum
import weakref
from typing import Any, NamedTuple

import pytest

from mulligan.snapshot.summary import length, short_repr, type_name


class Hostile:
    """Every method that a description might call raises."""

    def __init__(self, **attributes: Any) -> None:
        object.__setattr__(self, "__dict__", attributes)

    def _no(self, *_: Any) -> Any:
        raise AssertionError("a description ran user code")

    __repr__ = __str__ = __len__ = __iter__ = __getattribute__ = __eq__ = _no  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class HostileList(list[Any]):
    """A list whose methods raise."""

    def _no(self, *_: Any) -> Any:
        raise AssertionError("a description ran user code")

    __repr__ = __len__ = __iter__ = __getitem__ = _no  # type: ignore[assignment]


class Level(enum.Enum):
    """An enum."""

    HIGH = 3


class Pair(NamedTuple):
    """A named tuple."""

    a: int
    b: int


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1"),
        ("a\ud800\x00", r"'a\ud800\x00'"),
        ([1, "b", None], "[1, 'b', None]"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, ...]"),
        ({"a": {"b": {"c": {"d": 1}}}}, "{'a': {'b': {'c': {...}}}}"),
        ({"user": "a", "password": "hunter2"}, "{'user': 'a', 'password': <redacted>}"),
        (Level.HIGH, "Level.HIGH"),
        (Pair(1, 2), "Pair((1, 2))"),
        (collections.deque([1]), "deque([1])"),
        (len, "<built-in len>"),
        (int, "<class builtins.int>"),
        (1 << 2_000, "<int of 2001 bits>"),
        (weakref.ref(Level), "<weakref.ReferenceType>"),
    ],
)
def test_value_is_described(value: object, expected: str) -> None:
    """Built-in values look as usual, cut short; secrets by name do not show."""
    assert short_repr(value) == expected


def test_unknown_classes_are_described_by_their_fields_without_their_code() -> None:
    """No method of the app's classes runs, not even `__getattribute__`."""
    described = short_repr([Hostile(a=1, token="hunter2"), HostileList([1])])
    assert described == (f"[<{__name__}.Hostile a=1 token=<redacted>>, HostileList([1])]")
    assert (length(HostileList([1, 2])), length(Hostile())) == (2, None)


@pytest.mark.parametrize(
    "value", ["x" * 10_000, ["y" * 100] * 100, {"k" * 5_000: 1}, [[["deep"] * 50] * 50] * 50]
)
def test_description_is_short(value: object) -> None:
    """At most 200 characters."""
    assert len(short_repr(value)) <= 200


def test_types_are_named_with_their_module() -> None:
    """Built-in types by name alone, others qualified."""
    assert (type_name([]), type_name(Level.HIGH)) == ("list", f"{__name__}.Level")
    assert type_name(collections.OrderedDict()) == "collections.OrderedDict"
