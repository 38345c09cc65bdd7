"""State nested to any depth: copied or kept in memory, restored either way, never a crash."""

from __future__ import annotations

import copy
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from mulligan.heap import capture


class App:
    """An app with one deep value."""

    def __init__(self, deep: Any) -> None:
        self.deep = deep


@pytest.mark.parametrize("depth", [100, 10_000, 200_000])
def test_depth_does_not_crash(depth: int) -> None:
    """State of any depth is copied or kept in memory with a reason; either way it is undone."""
    deep: list[Any] = []
    bottom = deep
    for _ in range(depth):
        deep = [deep]
    app = App(deep=deep)
    taken = capture(app, ["deep"])
    bottom.append(1)
    taken.restore(app)
    assert bottom == []
    assert list(taken) == ["deep"]


@pytest.mark.parametrize("depth", [100, 5_000, 120_000])
def test_depth_of_objects_with_own_methods_does_not_crash(depth: int) -> None:
    """Where deepcopy itself must recurse, a large stack is used, and depth beyond it is a reason."""
    deep = ElementTree.Element("leaf")
    bottom, holder = deep, None
    for number in range(depth):
        holder = Nested(holder, deep if number == 0 else None)
    app = App(deep=holder)
    taken = capture(app, ["deep"])
    bottom.text = "changed"
    taken.restore(app)
    kept = taken.memory_only.get("deep", "app.deep: nested too deeply to copy")
    assert kept == "app.deep: nested too deeply to copy"
    assert ("deep" in taken) or depth == 120_000


class Nested:
    """Recurses through its own copying method."""

    def __init__(self, inner: Any, leaf: Any) -> None:
        self.inner = inner
        self.leaf = leaf

    def __deepcopy__(self, memo: dict[int, Any]) -> Nested:
        return Nested(copy.deepcopy(self.inner, memo), copy.deepcopy(self.leaf, memo))


def test_raised_recursion_limit_does_not_crash() -> None:
    """An app that raised the recursion limit cannot make a copy overflow the stack."""
    holder = None
    for _ in range(15_000):
        holder = Nested(holder, None)
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000_000)
    try:
        taken = capture(App(deep=holder), ["deep"])
    finally:
        sys.setrecursionlimit(usual)
    assert taken.keys_captured == ("deep",)
