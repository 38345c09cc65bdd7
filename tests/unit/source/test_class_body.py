"""Which class attributes keep their live value when the class statement is executed again."""

from __future__ import annotations

import ast

from mulligan.source import ClassBodyDifference, class_body_difference


def bodies(before: str, after: str, **changed: frozenset[object]) -> dict[str, ClassBodyDifference]:
    """The differences of the first classes of two texts."""
    old, new = ast.parse(before).body[0], ast.parse(after).body[0]
    assert isinstance(old, ast.ClassDef)
    assert isinstance(new, ast.ClassDef)
    return class_body_difference(new, old, **changed)  # type: ignore[arg-type]


def test_attributes_of_unchanged_lines_are_kept() -> None:
    """An unchanged line keeps the live value, a changed one does not, a removed one is removed."""
    found = bodies(
        "class C(A):\n    pool = []\n    size = 1\n    gone = 2\n    def m(self): pass\n",
        "class C(B):\n    pool = []\n    size = 2\n    def m(self): pass\n",
    )
    assert found == {"C": ClassBodyDifference(frozenset({"pool"}), frozenset({"gone"}))}


def test_attribute_that_reads_a_changed_name_is_not_kept() -> None:
    """`limit = K` follows K, also through a module and through another line of the body."""
    text = "class C:\n    limit = K\n    half = limit / 2\n    other = m.K\n    kept = [1]\n"
    found = bodies(text, text, changed_names=frozenset({"K"}), changed_attributes=frozenset({("m", "K")}))
    assert found["C"].kept == {"kept"}


def test_attribute_that_reads_a_definition_of_another_kind_is_not_kept() -> None:
    """`p = property(f)` is made anew when `f` gets or loses a decorator, not when its body changes."""
    text = "class C:\n    {}\n    def f(self): return {}\n    def g(self): pass\n"
    text += "    p = property(f)\n    q = [g]\n"
    plain, other = text.format("", 1), text.format("", 2)
    static = text.format("@staticmethod", 1)
    assert bodies(plain, other)["C"].kept == {"p", "q"}
    twice = plain.replace("    p =", "    def f(self): return 3\n    p =")
    assert bodies(plain, twice)["C"].kept == {"p", "q"}
    assert bodies(plain, static)["C"].kept == bodies(static, plain)["C"].kept == {"q"}
    assert bodies(static, static, changed_names=frozenset({"staticmethod"}))["C"].kept == {"q"}
    assert (
        bodies("class C:\n    class D: pass\n    d = D\n", "class C:\n    def D(): pass\n    d = D\n")[
            "C"
        ].kept
        == set()
    )


def test_attribute_bound_by_several_lines_is_kept_only_as_a_whole() -> None:
    """One changed line of several that make a value drops the value."""
    found = bodies(
        "class C:\n    a = [1]\n    a += [2]\n    t = {}\n    t['x'] = 1\n    u = {}\n    u['x'] = 1\n",
        "class C:\n    a = [1]\n    a += [3]\n    t = {}\n    t['x'] = 2\n    u = {}\n    u['x'] = 1\n",
    )
    assert found["C"].kept == {"u"}


def test_nested_classes_are_compared_by_qualified_name() -> None:
    """A class within a class has an entry of its own."""
    found = bodies(
        "class C:\n    class D:\n        a = []\n        b = 1\n",
        "class C:\n    x = 1\n    class D:\n        a = []\n",
    )
    assert found["C.D"] == ClassBodyDifference(frozenset({"a"}), frozenset({"b"}))


def test_decorated_classes_and_enums_cannot_be_told_from_the_text() -> None:
    """What a decorator or an enum made of the body is not in the text."""
    unknown = ClassBodyDifference(frozenset(), None)
    assert bodies("@dataclass\nclass C:\n    a = 1", "@dataclass\nclass C:\n    a = 1") == {"C": unknown}
    assert bodies("class C(enum.IntFlag):\n    A = 1", "class C(enum.IntFlag):\n    A = 1") == {"C": unknown}


def test_slots_are_never_kept() -> None:
    """`__slots__` has to be compared with what the new class was made with."""
    text = "class C:\n    __slots__ = ('a',)\n    b = 1\n"
    assert bodies(text, text)["C"].kept == {"b"}
