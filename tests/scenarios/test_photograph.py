"""The photograph that scenarios are compared with sees what a program could see."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine_photograph import Photograph

TEXT = """
import collections

LIST, MAPPING, MEMBERS, QUEUE = [1], {"a": 1, "b": 2}, {1}, collections.deque([1])
NESTED = ({"deep": [[1]]},)
NUMBER = 1


def make(n):
    def inner(x=1, *, y=2):
        return x + n

    return inner


inner = make([1])


class Base:
    pass


class Slotted:
    __slots__ = ("x",)


class Widget(Base):
    items = [1]

    def __init__(self):
        self.size = [1]

    def draw(self):
        return 1


WIDGET = Widget()
SLOTTED = Slotted()
"""


def exchange_code(m: Any) -> None:
    """Give a function the code of another."""
    m.Widget.draw.__code__ = (lambda self: 2).__code__


def reorder_names(m: Any) -> None:
    """Move a name to the end."""
    vars(m)["LIST"] = vars(m).pop("LIST")


def fill_cell(m: Any) -> None:
    """Put another object into a cell."""
    m.inner.__closure__[0].cell_contents = [1]


CHANGES: dict[str, Callable[[Any], object]] = {
    "a name": lambda m: setattr(m, "NEW", 1),
    "the order of names": reorder_names,
    "an equal object": lambda m: setattr(m, "LIST", [1]),
    "another number": lambda m: setattr(m, "NUMBER", 2),
    "a list": lambda m: m.LIST.append(2),
    "a value": lambda m: m.MAPPING.update(a=2),
    "the order of keys": lambda m: m.MAPPING.update(a=m.MAPPING.pop("a")),
    "a set": lambda m: m.MEMBERS.add(2),
    "a queue": lambda m: m.QUEUE.rotate() or m.QUEUE.append(2),
    "something deep": lambda m: m.NESTED[0]["deep"][0].append(2),
    "code": exchange_code,
    "a default": lambda m: setattr(m.inner, "__defaults__", (2,)),
    "a keyword default": lambda m: m.inner.__kwdefaults__.update(y=3),
    "a function attribute": lambda m: setattr(m.inner, "mark", 1),
    "a docstring": lambda m: setattr(m.inner, "__doc__", "text"),
    "an annotation": lambda m: m.inner.__annotations__.update(x=int),
    "a cell": fill_cell,
    "a captured list": lambda m: m.inner.__closure__[0].cell_contents.append(2),
    "a class attribute": lambda m: setattr(m.Widget, "new", 1),
    "a class attribute's contents": lambda m: m.Widget.items.append(2),
    "the bases": lambda m: setattr(m.Widget, "__bases__", (type("Other", (m.Base,), {}),)),
    "an instance": lambda m: setattr(m.WIDGET, "size", [1]),
    "an instance's contents": lambda m: m.WIDGET.size.append(2),
    "the class of an instance": lambda m: setattr(m.WIDGET, "__class__", m.Base),
    "a slot": lambda m: setattr(m.SLOTTED, "x", 1),
}


@pytest.fixture
def module(tmp_path: Path) -> Any:
    """A module with something of everything."""
    made = types.ModuleType("photographed")
    made.__file__ = str(tmp_path / "photographed.py")
    exec(compile(TEXT, made.__file__, "exec"), vars(made))
    return made


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen(what: str, module: Any, tmp_path: Path) -> None:
    """Each kind of change makes a difference."""
    before = Photograph([module], None, tmp_path)
    CHANGES[what](module)
    assert before.differences(Photograph([module], None, tmp_path)) != []


def test_the_app_is_seen(module: Any, tmp_path: Path) -> None:
    """What the app holds is in the photograph."""
    app = types.SimpleNamespace(widgets=[module.WIDGET])
    before = Photograph([module], app, tmp_path)
    app.widgets.append(None)
    assert before.differences(Photograph([module], app, tmp_path)) != []


def test_an_imported_module_is_seen(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the app's folder that was imported since is a difference."""
    before = Photograph([module], None, tmp_path)
    monkeypatch.setitem(sys.modules, "photographed", module)
    assert before.differences(Photograph([module], None, tmp_path)) != []


def test_looking_changes_nothing(module: Any, tmp_path: Path) -> None:
    """Two photographs of the same moment are equal."""
    before = Photograph([module], None, tmp_path)
    assert before.differences(Photograph([module], None, tmp_path)) == []
