"""Functions that live through an edit: identity, defaults, wrappers, closures."""

from __future__ import annotations

import gc
import inspect
from types import FunctionType
from typing import TYPE_CHECKING

import pytest

from mulligan.graft import LiveFunctions

if TYPE_CHECKING:
    from tests.unit.engine.conftest import Project


TRACED = """
def traced(function):
    def wrapper(*args):
        return ["traced", function(*args)]
    return wrapper

def draw(size, width=1):
    return (size, width)

draw = traced(draw)
TABLE = {"draw": draw}
"""

DISPATCHED = """
from functools import singledispatch

@singledispatch
def show(value):
    return "any"

@show.register
def _(value: int):
    return "int 1"

@show.register
def _(value: str):
    return "str 1"
"""


def test_an_unchanged_default_keeps_its_object(project: Project) -> None:
    """Defaults that were changed at run time survive when another default is edited."""
    (a,) = project.load(
        a="def f(x, seen=[], *, known={}, y=1):\n    seen.append(x)\n    known[x] = y\n    return seen\n"
    )
    seen = a.f(1)
    project.keep(
        a="def f(x, seen=[], *, known={}, y=2):\n    seen.append(x)\n    known[x] = y\n    return seen\n"
    )
    assert a.f(2) is seen
    assert seen == [1, 2]
    assert a.f.__kwdefaults__ == {"known": {1: 1, 2: 2}, "y": 2}


def test_a_wrapped_name_keeps_its_wrapper(project: Project) -> None:
    """A function that is wrapped by a second statement keeps both objects when its definition runs again."""
    (a,) = project.load(a=TRACED)
    draw = a.draw
    change = project.edit(a=TRACED.replace("width=1", "width=2"))
    assert draw(5) == ["traced", (5, 2)]
    assert a.draw is a.TABLE["draw"] is draw
    change.undo()
    assert draw(5) == ["traced", (5, 1)]


def test_another_wrapper_reaches_the_old_one(project: Project) -> None:
    """Who holds the wrapper from before calls the wrapper of today, and never runs in a circle."""
    (a,) = project.load(a=TRACED)
    draw = a.draw
    change = project.edit(a=TRACED.replace("traced(draw)", "traced(traced(draw))"))
    assert draw(5) == a.draw(5) == ["traced", ["traced", (5, 1)]]
    change.undo()
    assert a.draw is draw
    assert draw(5) == ["traced", (5, 1)]


def test_functions_of_one_name_stay_apart(project: Project) -> None:
    """An edit of one of several registered functions `_` leaves the others alone."""
    (a,) = project.load(a=DISPATCHED)
    project.keep(a=DISPATCHED.replace("int 1", "int 2"))
    assert (a.show(1), a.show("")) == ("int 2", "str 1")
    project.keep(a=DISPATCHED.replace("int 1", "int 3").replace("value: int", "value: int, width=1"))
    assert (a.show(1), a.show(""), a.show(None)) == ("int 3", "str 1", "any")


def test_a_closure_is_not_given_a_required_parameter(project: Project) -> None:
    """A closure that is called without arguments keeps its code when the text asks for one."""
    (a,) = project.load(a="def make():\n    def click():\n        return 1\n    return click\n")
    click = a.make()
    change = project.keep(a="def make():\n    def click(event):\n        return 2\n    return click\n")
    assert click() == 1
    assert a.make()(None) == 2
    assert "make.<locals>.click" in change.notes[0]


def test_captured_names_may_be_any(project: Project) -> None:
    """A wrapper that captured `target` and `args` is led to what took its place."""
    text = "def plus(target):\n    args = 1\n    def inner(*a):\n        return target(*a) + args\n"
    text += "    return inner\n"
    (a,) = project.load(a=text + "@plus\ndef f(x):\n    return x\n")
    f = a.f
    project.keep(a=text + "def f(x):\n    return x * 10\n")
    assert f(1) == a.f(1) == 10


def test_a_callable_object_around_a_function_follows(project: Project) -> None:
    """An object that a decorator put around the function runs its new body, also where it is held."""
    text = (
        "class Command:\n    def __init__(self, f):\n        self.f = f\n"
        "    def __call__(self, *a):\n        return self.f(*a)\n"
        "@Command\ndef save(x, y=1):\n    return (x, y)\n"
    )
    (a,) = project.load(a=text)
    held = a.save
    project.keep(a=text.replace("y=1", "y=2"))
    assert held(0) == a.save(0) == (0, 2)
    project.keep(a=text.replace("y=1", "y=2").replace("(x, y)\n", "[x, y]\n").replace("save[x", "save(x"))
    assert held(0) == a.save(0)


def test_wrappers_show_the_new_docstring(project: Project) -> None:
    """Properties, caches and decorated functions show the docstring of what they wrap."""
    text = (
        "import functools\n"
        "class C:\n    @property\n    def p(self):\n        'one'\n"
        "    @classmethod\n    def q(cls):\n        'one'\n"
        "@functools.cache\ndef cached():\n    'one'\n"
    )
    (a,) = project.load(a=text)
    change = project.edit(a=text.replace("one", "two"))
    assert [each.__doc__ for each in (a.C.p, a.C.q, vars(a.C)["q"], a.cached)] == ["two"] * 4
    change.undo()
    assert [each.__doc__ for each in (a.C.p, a.C.q, vars(a.C)["q"], a.cached)] == ["one"] * 4


def test_a_cache_forgets_what_undone_code_computed(project: Project) -> None:
    """Neither old nor undone results are given out by a cache."""
    text = "import functools\n@functools.lru_cache(maxsize=None)\ndef f(x):\n    return x\n"
    (a,) = project.load(a=text)
    assert a.f(1) == 1
    change = project.edit(a=text.replace("return x", "return -x"))
    assert a.f(1) == -1
    change.undo()
    assert a.f(1) == 1


def test_lines_and_source_are_those_of_the_new_text(project: Project) -> None:
    """`inspect.getsource` shows what runs after an edit that moved everything."""
    (a,) = project.load(a="X = 1\ndef f():\n    return 1\nclass C:\n    def g(self):\n        return 1\n")
    project.keep(a="X = 1\n\n\ndef f():\n    return 2\nclass C:\n    def g(self):\n        return 1\n")
    assert inspect.getsource(a.f) == "def f():\n    return 2\n"
    assert inspect.getsource(a.C).startswith("class C:")
    assert inspect.getsource(a.C.g) == "    def g(self):\n        return 1\n"


@pytest.mark.parametrize(
    "kind", ["x = 1", "def x(): pass", "class x: pass", "import math as x", "x = lambda: 1"]
)
def test_a_name_may_change_its_kind_and_back(project: Project, kind: str) -> None:
    """Whatever a name was, it becomes what the text says, and is the old object after an undo."""
    (a,) = project.load(a=kind + "\n")
    old = a.x
    change = project.edit(a="async def x():\n    return 1\n")
    assert inspect.iscoroutinefunction(a.x)
    change.undo()
    assert a.x is old


def test_nothing_temporary_outlives_kept_and_failed_edits(project: Project) -> None:
    """Temporary classes and functions are freed after an edit was kept, and after one failed."""
    text = "class Base: pass\nclass T(Base):\n    v = {0}\ndef f(x={0}):\n    return x\n"
    (a,) = project.load(a=text.format(0))

    def owned() -> int:
        gc.collect()
        return sum(1 for each in gc.get_objects() if inspect.isclass(each) and each.__module__ == a.__name__)

    before = owned()
    for number in range(1, 4):
        project.keep(a=text.format(number))
    for number in range(4, 7):
        with pytest.raises(ZeroDivisionError):
            project.edit(a=text.format(number) + "1 / 0\n")
    assert owned() == before
    assert a.Base.__subclasses__() == [a.T]


FOUND_BY_NAME = """
def f():
    return [each for each in (1,)]

class C:
    def m(self):
        return (lambda: 1)()
    @property
    def p(self):
        return 1
    @staticmethod
    def s():
        return 1
"""


def test_an_edited_body_is_found_by_its_name(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where reference counts show that no other function has the code, no other function is looked at."""
    (a,) = project.load(a=FOUND_BY_NAME)
    held, bound = a.f, a.C().m

    def look(functions: LiveFunctions) -> list[FunctionType]:
        raise AssertionError("all functions were looked at")

    monkeypatch.setattr(LiveFunctions, "everywhere", look)
    monkeypatch.setattr(LiveFunctions, "reachable", look)
    project.keep(a=FOUND_BY_NAME.replace("1", "2"))
    assert (held(), bound(), a.C().p, a.C.s()) == ([2], 2, 2, 2)


def test_a_copy_of_a_function_follows(project: Project) -> None:
    """Whoever has the code of an edited function is found, not only the function that has the name."""
    (a,) = project.load(a="def f():\n    return 1\n")
    a.copy = FunctionType(a.f.__code__, vars(a))
    project.keep(a="def f():\n    return 2\n")
    assert (a.f(), a.copy()) == (2, 2)


def test_a_closure_left_behind_follows_again(project: Project) -> None:
    """A closure that had to keep older code gets new code as soon as it captures the same variables."""
    text = "def outer():\n    n, m = 1, 2\n    def inner():\n        return {}\n    return inner\n"
    (a,) = project.load(a=text.format("n"))
    held = a.outer()
    project.keep(a=text.format("n + m"))
    assert held() == 1
    project.keep(a=text.format("n * 10"))
    assert held() == 10
