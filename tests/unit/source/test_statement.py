"""A source is cut into statements that can be compiled one by one, at their own place."""

from __future__ import annotations

import ast
from types import CodeType

import pytest

from mulligan.errors import SourceInvalid
from mulligan.source import Source


def cut(text: str) -> list[tuple[str, int, int, int]]:
    """Text, first line, last line and column of each statement."""
    source = Source.parse(text, "gui.py")
    return [(each.text, each.start, each.end, each.column) for each in source.statements]


def test_statements_on_one_line_have_columns() -> None:
    """Statements after a `;` start at a column, counted in bytes as in trees."""
    assert cut("x = 'é'; y = '''a\nb'''; z = 3  # three\n") == [
        ("x = 'é'", 1, 1, 0),
        ("y = '''a\nb'''", 1, 2, 10),
        ("z = 3", 2, 2, 6),
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x = 1\n@f\n# why\n@g(\n  1)\ndef h():\n    pass", 2),
        ("x = 1\n@(\n  f\n)\nclass C:\n    pass", 2),
        ("x = 1\n@(a\n  @ b)\nasync def h():\n    pass", 2),
    ],
)
def test_definition_starts_at_its_first_decorator(text: str, start: int) -> None:
    """The first line of a decorated definition is the line of its first `@`."""
    statement = Source.parse(text, "gui.py").statements[1]
    assert (statement.start, statement.text) == (start, text.split("\n", 1)[1])
    assert statement.is_decorated


def test_lines_are_split_only_at_line_feeds() -> None:
    """Form feeds, U+2028 and U+0085 within lines do not count as line ends."""
    text = "a = '\u2028\x0c\x85\x1c'\n\x0cb = 2\n\x0c\ndef f():\n    return a\n"
    assert [(each[1], each[2]) for each in cut(text)] == [(1, 1), (2, 2), (4, 5)]


def test_statement_after_a_continued_line_stands_alone() -> None:
    """A backslash that joins a `;` to the next line belongs to no statement."""
    assert cut("x = 1; \\\ny = 2\nz = 3 \\\n  + 4\n")[:2] == [("x = 1", 1, 1, 0), ("y = 2", 2, 2, 0)]


def test_tree_made_on_demand_has_the_positions_of_the_file() -> None:
    """A statement's own text gives the tree that the whole file gives."""
    text = "x = 'é'; y = [lambda: 'é',\n  2]; z = 3\n@f\ndef g():\n    return 'é'\n"
    source = Source.parse(text, "gui.py")
    made = [ast.dump(each.node, include_attributes=True) for each in source.statements]
    assert made == [ast.dump(each, include_attributes=True) for each in ast.parse(text).body]


def test_forget_drops_trees_and_matches() -> None:
    """No tree and no match is kept after `forget`; asking again makes the tree again."""
    source = Source.parse("def f():\n    return 1\n", "gui.py")
    statement = source.statements[0]
    first = statement.node
    statement.match(None)
    source.forget()
    assert statement.previous is statement
    assert statement.node is not first


def test_compiled_statement_has_the_places_of_the_whole() -> None:
    """Code compiled from one statement equals the code of the whole file, lines included."""
    text = "x = 1\n\n@staticmethod\ndef f(a):\n    return [b for b in a]\n"
    whole = code_of(compile(text, "gui.py", "exec", dont_inherit=True), "f")
    source = Source.parse(text, "gui.py")
    part = code_of(source.compile(source.statements[1]), "f")
    assert part == whole
    assert list(part.co_positions()) == list(whole.co_positions())
    assert part.co_filename == "gui.py"


def code_of(code: CodeType, name: str) -> CodeType:
    """The code object of a function among the constants of another."""
    return next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)


def test_bare_string_does_not_become_the_docstring() -> None:
    """A string statement that is executed alone leaves `__doc__` alone."""
    source = Source.parse("x = 1\n'a remark'\n", "gui.py")
    namespace: dict[str, object] = {"__doc__": "kept"}
    exec(source.compile(source.statements[1]), namespace)
    assert namespace["__doc__"] == "kept"


def test_docstring_is_what_an_import_would_set() -> None:
    """The docstring has the indentation that this version of Python leaves in it."""
    text = '"""First.\n\n    Second.\n    """\nx = 1\n'
    namespace: dict[str, object] = {}
    exec(compile(text, "gui.py", "exec"), namespace)
    assert Source.parse(text, "gui.py").docstring == namespace["__doc__"]
    assert Source.parse("x = 1\n", "gui.py").docstring is None


def test_future_flags_are_compiled_in() -> None:
    """A statement is compiled under the `__future__` imports of its file, and under no others."""
    body = "def f(a: unknown): pass\n"
    late = Source.parse(f"from __future__ import annotations\n{body}", "gui.py")
    namespace: dict[str, object] = {}
    exec(late.compile(late.statements[1]), namespace)
    assert getattr(namespace["f"], "__annotations__", None) == {"a": "unknown"}
    early = Source.parse(body, "gui.py")
    assert early.flags == 0
    assert not early.compile(early.statements[0]).co_flags & late.flags


@pytest.mark.parametrize(
    ("text", "is_guard"),
    [
        ("if __name__ == '__main__':\n    main()", True),
        ("if '__main__' == __name__:\n    main()", True),
        ("if __name__ == '__main__' and DEBUG:\n    main()", True),
        ("if __name__ == '__main__':\n    main()\nelse:\n    x = 1", True),
        ("if __name__ != '__main__':\n    x = 1", False),
        ("if __name__ == '__main__' or DEBUG:\n    main()", False),
        ("while __name__ == '__main__':\n    main()", False),
    ],
)
def test_main_guard_is_recognised(text: str, is_guard: bool) -> None:
    """`if __name__ == "__main__":` is known in its usual spellings."""
    assert Source.parse(text, "gui.py").statements[0].is_main_guard is is_guard


def test_labels_name_what_a_reader_looks_for() -> None:
    """Definitions go by their name, other statements by what they bind, the rest by their kind."""
    text = "def render(): pass\nA, B = 1, 2\nprint(A)\nimport os.path as p, sys\n"
    labels = [each.label for each in Source.parse(text, "gui.py").statements]
    assert labels == ["render", "A, B", "expr", "p, sys"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "'only a docstring'"])
def test_nearly_empty_text_is_a_source(text: str) -> None:
    """A file of nothing, of comments or of a docstring is a source like any other."""
    source = Source.parse(text, "gui.py")
    assert source.edited("x = 1\n").statements[0].binds == {"x"}
    assert len(source.statements) == (1 if text.startswith("'") else 0)


def test_window_is_parsed_and_the_rest_is_shared() -> None:
    """An edit far from the top parses its window; statements above it are the same objects."""
    lines = "".join(f"def f{number}():\n    return {number}\n\n" for number in range(20))
    source = Source.parse(lines, "gui.py")
    edited = source.edited(lines.replace("return 10\n", "x = 1\n    return x\n"))
    assert (source.parsed, edited.parsed) == ("whole", "window")
    assert edited.statements[5] is source.statements[5]
    assert edited.statements[15].start == source.statements[15].start + 1
    assert edited.statements[15].text is source.statements[15].text
    assert source.statements[15].start == 46


def test_edit_of_the_first_statement_is_never_a_window() -> None:
    """The first statement may be a docstring or a `__future__` import: the whole is parsed."""
    lines = "'doc'\n" + "".join(f"def f{number}():\n    return {number}\n" for number in range(20))
    edited = Source.parse(lines, "gui.py").edited(lines.replace("'doc'\n", "'other'\n"))
    assert (edited.parsed, edited.docstring) == ("whole", "other")


def test_edit_within_one_statement_parses_that_statement() -> None:
    """An edit within one statement, its first and last line included, parses no neighbour."""
    lines = "".join(f"def f{number}():\n    return {number}\n\n" for number in range(20))
    source = Source.parse(lines, "gui.py")
    for before, after in (("def f5():", "def f5(x=1):"), ("return 5\n", "more()\n    return 6\n")):
        edited = source.edited(lines.replace(before, after))
        assert edited.edit_of(source)[1:] == (slice(5, 6), slice(5, 6))
    edited = source.edited(lines.replace("return 5\n", "return 5\nx = 1\n"))
    assert [each.label for each in edited.statements[4:8]] == ["f4", "f5", "x", "f6"]


def test_future_import_far_down_is_found() -> None:
    """A `__future__` import is looked at in the whole, where it stands too late."""
    lines = "'doc'\n" + "".join(f"def f{number}():\n    return {number}\n" for number in range(20))
    source = Source.parse(lines, "gui.py")
    with pytest.raises(SourceInvalid, match="line 20: from __future__ imports must occur at the beginning"):
        source.edited(lines.replace("return 8\n", "return 8\nfrom __future__ import annotations\n"))
