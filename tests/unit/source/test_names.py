"""Which names a statement binds, touches and reads while it is executed."""

from __future__ import annotations

import ast
import sys

import pytest

from mulligan.source import Names, Source


def names_of(text: str) -> Names:
    """The names of the only statement of a text."""
    (statement,) = Source.parse(text, "gui.py").statements
    return statement.names


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("a = b = 1", {"a", "b"}),
        ("a, *b = c", {"a", "b"}),
        ("a += 1", {"a"}),
        ("del a, b[0]", {"a"}),
        ("a: int = 1", {"a"}),
        ("a: int", set()),
        ("for a in b:\n    c = a", {"a", "c"}),
        ("with a as b, c as (d, e):\n    pass", {"b", "d", "e"}),
        ("try:\n    a = 1\nexcept* E as e:\n    b = 2\nelse:\n    c = 3\nfinally:\n    d = 4", {*"abcd"}),
        ("try:\n    import a.b\nexcept ImportError as e:\n    a = None", {"a"}),
        ("import a.b, c.d as e", {"a", "e"}),
        ("from a import b, c as d", {"b", "d"}),
        ("from . import a", {"a"}),
        ("[y := x for x in z]", {"y"}),
        ("f(a := 1)", {"a"}),
        ("f = lambda: (a := 1)", {"f"}),
        ("def f(a=(b := 1)):\n    c = 2", {"f", "b"}),
        ("class C:\n    a = 1\n    def m(self): pass", {"C"}),
        ("class C:\n    global a\n    a = 1\n    b = 2", {"C", "a"}),
        ("if a:\n    def f(): pass\nelse:\n    class f: pass", {"f"}),
        ("match a:\n    case [b, *c] | {'k': [b, *c]}:\n        d = 1", {"b", "c", "d"}),
        ("match a:\n    case {'k': b, **c}:\n        pass\n    case P(x=d) as e:\n        pass", {*"bcde"}),
        ("while a:\n    b = 1", {"b"}),
        ("async def f(): pass", {"f"}),
    ],
)
def test_bound_names_are_those_of_the_module(text: str, binds: set[str]) -> None:
    """Whatever way a statement binds a name of the module, it is known; inner names are not."""
    (statement,) = Source.parse(text, "gui.py").statements
    assert statement.binds == binds
    assert names_of(text).binds == binds


@pytest.mark.parametrize(
    ("text", "touches"),
    [
        ("a[0] = 1", {"a"}),
        ("a.b = 1", {"a"}),
        ("a.b.c[0].d = 1", {"a"}),
        ("a['x']['y'] = 1", {"a"}),
        ("del a[0], b.c", {"a", "b"}),
        ("a[0] += 1", {"a"}),
        ("x = a[0]", set()),
        ("f(a)[0] = 1", set()),
        ("for a.b in c:\n    pass", {"a"}),
    ],
)
def test_touched_names_are_changed_in_place(text: str, touches: set[str]) -> None:
    """Assigning to parts of an object touches the name that leads to it."""
    assert names_of(text).touches == touches


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a = b + c.d", {"b", "c"}),
        ("a += b", {"a", "b"}),
        ("def f(a: A, *b: B, c: C = d, **e: E) -> R:\n    return x", {"A", "B", "C", "d", "E", "R"}),
        ("@d(e)\ndef f(): return x", {"d", "e"}),
        ("f = lambda a=b: c", {"b"}),
        ("class C(B, metaclass=M):\n    a: A = v\n    def m(self, p=q): return x", {*"BMAvq"}),
        ("[x + y for x in z if w]", {"y", "z", "w"}),
        ("{x: y for x in z for y in x}", {"z"}),
        ("a.b.c(d)", {"a", "d"}),
        ("a[b] = c", {"a", "b", "c"}),
        ("match a:\n    case B(c):\n        pass\n    case d.E:\n        pass", {"a", "B", "d"}),
        ("a: A = b", {"A", "b"}),
        ("f'{a!r:{b}}'", {"a", "b"}),
        ("try:\n    a\nexcept E:\n    b", {"a", "E", "b"}),
    ],
)
def test_read_names_are_those_looked_up_when_executed(text: str, reads: set[str]) -> None:
    """Defaults, decorators, annotations, bases and class bodies read; bodies of functions do not."""
    assert names_of(text).reads == reads


def test_annotations_kept_as_text_read_nothing() -> None:
    """Under `from __future__ import annotations` an annotation is not looked up."""
    text = "from __future__ import annotations\ndef f(a: A = b) -> R: pass\nx: X = y\n"
    statements = Source.parse(text, "gui.py").statements
    assert [each.names.reads for each in statements[1:]] == [{"b"}, {"y"}]


def test_attributes_are_pairs_down_the_path() -> None:
    """`a.b.c` is known as attribute b of a and as attribute c of a.b."""
    assert names_of("x = a.b.c + m.K").attributes == {("a", "b"), ("a.b", "c"), ("m", "K")}


def test_star_imports_are_listed_with_their_dots() -> None:
    """Star imports bind unknown names, so their modules are kept."""
    assert names_of("from a.b import *").stars == (("a.b", 0),)
    assert names_of("try:\n    from . import *\nexcept E:\n    pass").stars == ((None, 1),)


NEW_SYNTAX = {
    "type A[T] = list[T] | B\n": ({"A"}, {"list", "B"}),
    "def f[T: B](a: T, b: C) -> T: pass\n": ({"f"}, {"B", "C"}),
    "class D[T](Base[T]):\n    x: T\n    y: E\n": ({"D"}, {"Base", "E"}),
}


@pytest.mark.parametrize("text", NEW_SYNTAX)
def test_type_parameters_are_no_names_of_the_module(text: str) -> None:
    """Type aliases bind their name; type parameters (PEP 695) are read from nowhere else."""
    try:
        ast.parse(text)
    except SyntaxError:
        assert sys.version_info < (3, 12)
        return
    names = names_of(text)
    assert (names.binds, names.reads) == NEW_SYNTAX[text]
