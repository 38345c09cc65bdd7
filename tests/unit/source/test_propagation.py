"""How a change spreads to what depends on it."""

from __future__ import annotations

import pytest


def test_readers_of_changed_data_follow(compare) -> None:
    """Whatever reads changed data when it is executed is executed, step by step."""
    before = (
        "K = 1\nL = K + 1\nM = [L]\ndef f(a=M): pass\n"
        "class C:\n    limit = K\ndef g():\n    return K\nN = 3\n"
    )
    comparison = compare(before, before.replace("K = 1", "K = 2"))
    assert comparison.marks == dict.fromkeys(("K", "L", "M", "f", "C"), "EXECUTE")
    assert comparison.statement("L").reason == "reads K, whose value changed"


def test_edited_function_does_not_make_its_callers_follow(compare) -> None:
    """A value computed by an edited function stays: the function is the same object."""
    before = "def f(a=1):\n    return a\nx = f()\n"
    assert compare(before, before.replace("return a", "return -a")).marks == {"f": "CODE_ONLY"}
    assert compare(before, before.replace("a=1", "a=2")).marks == {"f": "EXECUTE"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f = 3\nT = [f]\n", "def f(): pass\nT = [f]\n"),
        ("class f: pass\nT = [f]\n", "def f(): pass\nT = [f]\n"),
        ("def f(): pass\nT = [f]\n", "f = 3\nT = [f]\n"),
        ("import f\nT = [f]\n", "class f: pass\nT = [f]\n"),
    ],
)
def test_name_that_changes_kind_changes_its_readers(compare, before: str, after: str) -> None:
    """A name that means another kind of object than before counts as changed data."""
    assert compare(before, after).marks == {"f": "EXECUTE", "T": "EXECUTE"}


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("x = 1\nx += 1\ny = 5\n", "x = 1\nx += 2\ny = 5\n", {1, 2}),
        ("x = 1\nx += 1\ny = 5\n", "x = 1\ny = 5\n", {1}),
        ("T = {}\nT['a'] = 1\nT['b'] = 2\n", "T = {}\nT['a'] = 1\nT['b'] = 3\n", {1, 2, 3}),
        ("T = {}\nT['a']['b'] = 1\n", "T = {}\nT['a']['b'] = 2\n", {1, 2}),
        ("x = 1\ny = x\ndel x\n", "x = 1\ny = x\n", {1, 2}),
        ("a = 1\na = 2\n", "a = 2\na = 1\n", {1, 2}),
        ("@d\ndef f(): pass\nf = g(f)\n", "@e\ndef f(): pass\nf = g(f)\n", {1, 3}),
        ("class C: pass\nC.a = 1\n", "class C: pass\nC.a = 2\n", {1, 2}),
    ],
)
def test_statements_that_make_one_value_run_as_one(compare, before: str, after: str, lines: set[int]) -> None:
    """Binding, changing in place and deleting belong together: all of them run or none."""
    assert set(compare(before, after).marks_by_line) == lines


def test_group_is_explained(compare) -> None:
    """The plan says which statements belong together."""
    comparison = compare("x = 1\nx += 1\ny = 5\n", "x = 1\nx += 2\ny = 5\n")
    assert comparison.source.statements[0].reason == "binds or changes x together with line 2"


def test_function_defined_twice_keeps_its_last_definition(compare) -> None:
    """When an earlier definition is executed the last one follows, so that the name means it."""
    before = "def f(): return 1\ndef f(): return 2\n"
    assert compare(before, before.replace("f(): return 1", "f(a): return 1")).marks_by_line == {
        1: "EXECUTE",
        2: "EXECUTE",
    }


def test_registration_is_not_made_twice_for_a_neighbour(compare) -> None:
    """A handler named `_` that is put between others does not run the others again."""
    before = "@on('a')\ndef _(): pass\n@on('b')\ndef _(): pass\n"
    after = "@on('a')\ndef _(): pass\n@on('c')\ndef _(): pass\n@on('b')\ndef _(): pass\n"
    assert compare(before, after).marks_by_line == {3: "EXECUTE"}


def test_attributes_of_a_plain_function_outlive_its_definition(compare) -> None:
    """Storage on a function stays when the function is defined anew; special attributes are set again."""
    before = "def f(a=1): pass\nf.count = 0\nf.__doc__ = 'x'\n"
    assert compare(before, before.replace("a=1", "a=2")).marks_by_line == {1: "EXECUTE", 3: "EXECUTE"}
    assert compare(before, before.replace("count = 0", "count = 1")).marks_by_line == {2: "EXECUTE"}


def test_registrations_follow_a_function_decorated_afresh(compare) -> None:
    """`@f.register` and `f.register(...)` run again on the new dispatcher, and so on down the chain."""
    before = (
        "@group()\ndef f(a=1): pass\n@f.group()\ndef sub(): pass\n@sub.command()\ndef leaf(): pass\n"
        "f.add(other)\n@command()\ndef apart(): pass\nx = f.name\n"
    )
    comparison = compare(before, before.replace("a=1", "a=2"))
    assert set(comparison.marks_by_line) == {1, 3, 5, 7}
    assert comparison.statement("sub").reason == "registers on f, which is decorated afresh"


def test_registrations_stay_when_only_the_body_changed(compare) -> None:
    """A body-only edit neither decorates nor registers again."""
    before = "@singledispatch\ndef f(a): return 1\n@f.register\ndef _(a: int): return 2\n"
    assert compare(before, before.replace("return 1", "return 3")).marks == {"f": "CODE_ONLY"}


def test_only_names_of_another_origin_count_as_imported_anew(compare) -> None:
    """A name added to an import line does not make the readers of the others run."""
    before = "from m import a\nimport p\nx = a\ny = p.q\n"
    assert compare(before, before.replace("import a", "import a, b")).marks == {"a, b": "EXECUTE"}
    assert compare(before, before.replace("from m", "from n")).marks == {"a": "EXECUTE", "x": "EXECUTE"}


def test_changes_from_outside_arrive(compare) -> None:
    """Names changed by another module, and attributes read through a module, reach their readers."""
    text = "from m import K\nimport m, pkg.n\nfrom o import *\na = K\nb = m.K\nc = pkg.n.K\nd = m.L\n"
    comparison = compare(text, text, changed_names={"K"})
    assert comparison.marks == {"K": "EXECUTE", "importfrom": "EXECUTE", "a": "EXECUTE"}
    assert comparison.statement("K").reason == "imports K, whose value changed"
    comparison = compare(text, text, changed_attributes={("m", "K"), ("pkg.n", "K")})
    assert comparison.marks == {"b": "EXECUTE", "c": "EXECUTE"}
    assert comparison.statement("b").reason == "reads m.K, whose value changed"


def test_readers_of_a_removed_name_run_and_so_are_found_out(compare) -> None:
    """A statement that still reads a removed name is executed, so that the edit fails now."""
    assert compare("A = 1\nB = A\n", "B = A\n").marks == {"B": "EXECUTE"}


def test_names_that_a_star_import_may_bind_follow_it(compare) -> None:
    """When a star import changes, readers of names that nothing else binds run again."""
    before = "from m import *\nx = K\ny = len('')\nz = 1\n"
    assert set(compare(before, before.replace("from m", "from n")).marks_by_line) == {1, 2}


def test_names_beyond_ascii_are_compared_as_the_parser_does(compare) -> None:
    """Identifiers are normalised by the parser, so a differently written reader is found."""
    before = "ﬁ = 1\nx = fi\ny = [ﬁ]\n"
    assert compare(before, before.replace("= 1", "= 2")).marks == dict.fromkeys(("fi", "x", "y"), "EXECUTE")


def test_readers_of_class_attributes_follow(compare) -> None:
    """A changed line of a class body reaches what reads that attribute, in other classes too."""
    before = (
        "class Theme:\n    ACCENT = 1\n    OTHER = 2\n"
        "a = Theme.ACCENT\nb = Theme.OTHER\nclass Bar:\n    color = Theme.ACCENT\n    size = 3\n"
        "c = Bar.color\nd = Bar.size\n"
    )
    comparison = compare(before, before.replace("ACCENT = 1", "ACCENT = 5"))
    assert comparison.marks == dict.fromkeys(("Theme", "a", "Bar", "c"), "EXECUTE")
    assert comparison.difference.changed_attributes == {("Theme", "ACCENT"), ("Bar", "color")}


def test_value_read_half_way_takes_the_group_with_it(compare) -> None:
    """A statement between `x = 1` and `del x` needs the x of its time, so the group runs with it."""
    before = "x = 1\ny = [x]\ndel x\nz = 2\n"
    assert set(compare(before, before.replace("[x]", "(x,)")).marks_by_line) == {1, 2, 3}


def test_reader_that_moves_across_a_binding_runs_again(compare) -> None:
    """The same statements in another order can mean another value."""
    comparison = compare("a = 1\nb = a\na = 2\n", "a = 1\na = 2\nb = a\n")
    assert comparison.statement("b").reason == "changed places with what makes a"
    assert set(comparison.marks_by_line) == {3}


def test_name_that_may_stay_unbound_is_taken_out_first(compare) -> None:
    """If only conditional statements bind a name, it may be unbound after an import, so after an edit too."""
    comparison = compare("X = 1\na = 1\nif X:\n    a = 2\n", "X = 0\nif X:\n    a = 2\n")
    assert comparison.difference.unbound_first == {"a"}
    before = "X = 1\ntry:\n    cache\nexcept NameError:\n    cache = {}\nif X:\n    def f(): pass\n"
    assert compare(before, before.replace("X = 1", "X = 2")).difference.unbound_first == frozenset()
