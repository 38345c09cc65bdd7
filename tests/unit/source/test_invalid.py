"""A text that does not compile is refused with file, line, the line itself and a caret."""

from __future__ import annotations

import pytest

from mulligan.errors import SourceInvalid
from mulligan.source import Source

NESTED = "(" * 5000 + ")" * 5000


def test_message_shows_the_place() -> None:
    """The message names file and line, and shows the line with a caret below it."""
    with pytest.raises(SourceInvalid) as caught:
        Source.parse("x = 1\nif x:\n    print((x)\n", "pkg/gui.py")
    first, line, caret = str(caught.value).split("\n")
    assert first == "pkg/gui.py line 3: '(' was never closed"
    assert line == "    print((x)"
    assert caret == "         ^"
    assert isinstance(caught.value.__cause__, SyntaxError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\nWIDTH = '\0'\n", "gui.py line 2: the source contains a NUL character"),
        ("x = '\ud800'\n", "gui.py: the text does not compile: UnicodeEncodeError"),
        (f"x = {NESTED}\n", "gui.py line 1: too many nested parentheses"),
        ("x = 1\nfrom __future__ import annotations\n", "gui.py line 2: from __future__ imports must occur"),
        ("from __future__ import braces\n", "gui.py line 1: not a chance"),
        ("from __future__ import flying\n", "gui.py line 1: future feature flying is not defined"),
        ("x = 1\nglobal x\n", "gui.py line 2: name 'x' is assigned to before global declaration"),
        ("x = 1\nif x:\n    global x\n", "gui.py line 3: name 'x' is used prior to global declaration"),
        ("if __name__ == '__main__':\n    return\n", "gui.py line 2: 'return' outside function"),
        ("def f():\n  if 1:\n      pass\n    x\n", "gui.py line 4: unindent does not match"),
    ],
)
def test_what_an_import_would_refuse_is_refused(text: str, message: str) -> None:
    """Errors that only the whole text shows are found by parsing it."""
    with pytest.raises(SourceInvalid) as caught:
        Source.parse(text, "gui.py")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\ny = 2\nreturn 3\n", "gui.py line 3: 'return' outside function"),
        ("x = 1\ndef f(a, a): pass\n", "gui.py line 2: duplicate argument 'a'"),
        ("x = 1\nnonlocal x\n", "gui.py line 2: nonlocal declaration not allowed at module level"),
        ("x = 1; break\n", "gui.py line 1: 'break' outside loop"),
    ],
)
def test_what_only_the_compiler_finds_is_refused_when_compiled(text: str, message: str) -> None:
    """Compiling one statement reports its own line and text, as compiling the whole would."""
    source = Source.parse(text, "gui.py")
    with pytest.raises(SourceInvalid) as caught:
        source.compile(source.statements[-1])
    assert str(caught.value).startswith(message)
    assert text.split("\n")[source.statements[-1].start - 1].strip() in str(caught.value)


def test_edit_that_breaks_a_global_statement_is_refused() -> None:
    """`x = 1` put above an unchanged `global x` is found although only a window was parsed."""
    filler = "".join(f"def f{number}():\n    return {number}\n\n" for number in range(9))
    source = Source.parse(f"{filler}a = 1\nb = 2\nc = 3\n{filler}global x\nx = 2\n", "gui.py")
    with pytest.raises(SourceInvalid, match="assigned to before global declaration"):
        source.edited(source.text.replace("b = 2\n", "x = 2\n"))


def test_invalid_edit_leaves_the_source_as_it_was() -> None:
    """A refused edit changes nothing in the source that runs."""
    source = Source.parse("a = 1\nb = 2\nc = 3\nd = 4\n", "gui.py")
    before = list(source.statements)
    with pytest.raises(SourceInvalid, match=r"gui\.py line 3"):
        source.edited("a = 1\nb = 2\nc = (\nd = 4\n")
    assert source.statements == before


def test_warnings_of_the_compiler_do_not_refuse_a_text() -> None:
    """A doubtful escape is the import's business, also where warnings are errors."""
    source = Source.parse("x = 1\ny = '\\d'\n", "gui.py")
    assert source.statements[1].node is not None
