"""What an edit asks for, statement by statement, before anything depends on anything."""

from __future__ import annotations

import pytest

from mulligan.source import Change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = [1, 2]\n", "x = [\n    1,\n    2,  # two\n]\n"),
        ("def f():\n    return 1\n", "def f():\n    return 1  # one\n"),
        ("def f(): pass\ndef g(): pass\n", "# a remark\n\ndef g(): pass\n\ndef f(): pass\n"),
        ("x = 1; y = 2\n", "x = 1\ny = 2\n"),
        ("x = 'a'\n", 'x = "a"\n'),
        ("class C:\n    a = 1\n", "class C:\n    a = 1  # one\n"),
    ],
)
def test_comments_layout_and_places_change_nothing(compare, before: str, after: str) -> None:
    """What means the same is unchanged, and nothing leaves the module."""
    comparison = compare(before, after)
    assert comparison.marks == {}
    assert comparison.difference.left == []
    assert comparison.difference.removed_names == frozenset()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(a=1):\n    return a\n", "def f(a=1):\n    return a + 1\n"),
        ("def f():\n    'old'\n", "def f():\n    'new'\n"),
        ("async def f():\n    pass\n", "async def f():\n    await g()\n"),
        ("@d\ndef f():\n    return 1\n", "@d\ndef f():\n    yield 1\n"),
        (
            "class f:\n    x = []\n    def m(self): return 1\n",
            "class f:\n    x = []\n    def m(self): return 2\n",
        ),
        ("class f:\n  class D:\n    def m(self): a\n", "class f:\n  class D:\n    def m(self): b\n"),
        ("if X:\n    def f(): return 1\n", "if X:\n    def f(): return 2\n"),
        (
            "try:\n    import f\nexcept E:\n    def f(): a\n",
            "try:\n    import f\nexcept E:\n    def f(): b\n",
        ),
        (
            "with X:\n    class f:\n        def m(self): a\n",
            "with X:\n    class f:\n        def m(self): b\n",
        ),
        ("def f():\n    return 1\n", "def f():\n    # a remark\n    return 1\n"),
    ],
)
def test_bodies_of_functions_need_code_only(compare, before: str, after: str) -> None:
    """An edit within function bodies, wherever they stand, executes nothing."""
    comparison = compare(before, after)
    assert comparison.marks == {"f": "CODE_ONLY"}
    assert comparison.statement("f").previous.text == before.strip("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f = 1\n", "f = 2\n"),
        ("def f(a=1): pass\n", "def f(a=2): pass\n"),
        ("def f(): pass\n", "def f() -> int: pass\n"),
        ("def f(): pass\n", "async def f(): pass\n"),
        ("def f(): pass\n", "@d\ndef f(): pass\n"),
        ("class f: pass\n", "class f(B): pass\n"),
        ("class f:\n    'old'\n", "class f:\n    'new'\n"),
        ("class f:\n    def m(self): pass\n", "class f:\n    def n(self): pass\n"),
        ("if X:\n    def f(): pass\n", "if Y:\n    def f(): pass\n"),
        ("f = lambda: 1\n", "f = lambda: 2\n"),
        ("import f\n", "import g as f\n"),
    ],
)
def test_everything_else_is_executed(compare, before: str, after: str) -> None:
    """What is not in a function body runs when the module is imported, so it has to run."""
    comparison = compare(before, after)
    assert comparison.marks == {"f": "EXECUTE"}
    assert comparison.statement("f").reason == "its text changed"


def test_new_and_removed_names_are_told(compare) -> None:
    """A new statement is called new; names and star imports that left are listed."""
    comparison = compare("from m import *\nx = 1\ndef g(): pass\n", "y = 1\ny.a = 2\n")
    assert comparison.statement("y").reason == "new"
    assert comparison.difference.removed_names == {"x", "g"}
    assert comparison.difference.removed_stars == [("m", 0)]
    assert [each.label for each in comparison.difference.left] == ["importfrom", "x", "g"]


def test_star_import_that_stays_in_another_statement_is_not_removed(compare) -> None:
    """Wrapping a star import into a try statement removes nothing."""
    after = "try:\n    from m import *\nexcept ImportError:\n    pass\n"
    assert compare("from m import *\n", after).difference.removed_stars == []


def test_main_guard_is_never_executed(compare) -> None:
    """A changed guard, and what it binds, is left alone; so are names it bound."""
    before = "def main(): pass\nif __name__ == '__main__':\n    app = main()\n"
    after = "def main(): pass\nx = 1\nif __name__ == '__main__':\n    other = main(1)\n"
    comparison = compare(before, after)
    assert comparison.marks == {"x": "EXECUTE"}
    assert comparison.difference.removed_names == frozenset()
    assert compare(before, "def main(): pass\n").difference.removed_names == frozenset()


def test_reexecute_all_executes_everything_but_the_guard(compare) -> None:
    """`reexecute="all"` runs the whole module again, and still never the guard."""
    text = "import os\nx = 1\ndef f(): pass\nif __name__ == '__main__':\n    f()\n"
    comparison = compare(text, text, reexecute="all")
    assert comparison.marks_by_line == {1: "EXECUTE", 2: "EXECUTE", 3: "EXECUTE"}
    assert comparison.statement("f").reason == "reexecute is all"


def test_reexecute_names_are_executed_when_their_text_changed(compare) -> None:
    """A chosen function is executed for an edit of its body, and left alone without one."""
    before = "@jit\ndef f():\n    return 1\n@jit\ndef g():\n    return 1\ndef h():\n    return 1\n"
    after = before.replace("g():\n    return 1", "g():\n    return 2").replace("h():\n    return 1", "h(): 0")
    comparison = compare(before, after, reexecute=frozenset({"f", "g"}))
    assert comparison.marks == {"g": "EXECUTE", "h": "CODE_ONLY"}


def test_toggled_annotations_execute_all_definitions(compare) -> None:
    """Definitions, annotated names and blocks that hold them are compiled differently; data is not."""
    body = "x = 1\ny: int = 2\ndef f(a: int): pass\nclass C:\n    a: int\nif x:\n    def g(a: int): pass\n"
    comparison = compare(body, f"from __future__ import annotations\n{body}")
    assert comparison.marks == {
        "annotations": "EXECUTE",
        **dict.fromkeys(("y", "f", "C", "g"), "EXECUTE"),
    }


def test_same_text_twice_is_matched_in_order(compare) -> None:
    """Equal statements are matched one to one, first with first."""
    comparison = compare("x = []\nf()\nf()\n", "x = []\nf()\nf()\nf()\n")
    assert [each.change for each in comparison.source.statements] == [
        *(Change.UNCHANGED, Change.UNCHANGED, Change.UNCHANGED),
        Change.EXECUTE,
    ]
    assert [each.previous.start for each in comparison.source.statements[1:3]] == [2, 3]


def test_removed_annotations_are_told(compare) -> None:
    """A name may lose its annotation with its statement, or keep its value and lose the annotation."""
    comparison = compare("x: int = 1\ny: int = 1\nz: int = 1\n", "x: str = 1\ny = 1\n")
    assert comparison.difference.removed_annotations == {"y", "z"}
