"""Two texts are laid beside each other line by line."""

from __future__ import annotations

import random

import pytest

from mulligan.dashboard import text_difference
from mulligan.dashboard.text_difference import Row, changes, compare, folded, middle, unified
from tests.support.dashboard_stage import GUI, RAISING


def text_of(lines: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    """The pieces put together again."""
    return "".join("".join(piece for piece, _ in line) + "\n" for line in lines)


def test_an_edited_line_stands_beside_what_it_was() -> None:
    """And it alone differs."""
    found = compare(GUI, RAISING)
    assert [(row.left, row.right) for row in found.rows if row.change != "same"] == [(12, 12)]
    assert (found.added, found.removed, len(found.rows)) == (1, 1, 13)
    assert text_of(found.right) == RAISING


@pytest.mark.parametrize("seed", range(30))
def test_each_line_of_either_text_is_in_one_row(seed: int) -> None:
    """Whatever the texts: in order, and where a row says the same, it is the same."""
    chance = random.Random(seed)
    left = [chance.choice(["", "x = 1", "def f():", f"y{number}"]) for number in range(chance.randrange(40))]
    right = [each for each in left if chance.random() > 0.2]
    right.insert(chance.randrange(len(right) + 1), "new")
    found = compare("\n".join(left) + "\n", "\n".join(right) + "\n")
    assert [row.left for row in found.rows if row.left] == list(range(1, len(left) + 1)) or left in ([], [""])
    assert [row.right for row in found.rows if row.right] == list(range(1, len(right) + 1))
    for row in found.rows:
        if row.change == "same":
            assert row.left is not None
            assert row.right is not None
            assert left[row.left - 1] == right[row.right - 1]


def test_words_of_python_have_their_tones() -> None:
    """A string over several lines keeps its tone on each of them."""
    found = compare("", '@wraps\ndef f(x):  # why\n    """a\n    b"""\n    return 1.5\n')
    tones = [dict(line) for line in found.right]
    assert tones[0]["@wraps"] == "decorator"
    assert (tones[1]["def"], tones[1]["f"], tones[1]["# why"]) == ("keyword", "name", "comment")
    assert (tones[2]['"""a'], tones[3]['    b"""']) == ("text", "text")
    assert (tones[4]["return"], tones[4]["1.5"]) == ("keyword", "number")


@pytest.mark.parametrize(
    "text", ["'", '"""', "x = 'a\nb", "\x1b\u202e\ufffd", "f'{a!r}", "0x1e5_f", "\\", "é = 1"]
)
def test_text_that_is_no_python_is_shown_as_it_is(text: str) -> None:
    """Half a string is what a person has typed so far."""
    assert text_of(compare("", text).right) == text + "\n"


def test_one_column_has_what_went_before_what_came() -> None:
    """Of each stretch that changed."""
    rows = unified(compare("a\nb\nc\nd\n", "a\nx\ny\nd\n").rows)
    assert [(row.change, row.left, row.right) for row in rows] == [
        ("same", 1, 1), ("removed", 2, None), ("removed", 3, None),
        ("added", None, 2), ("added", None, 3), ("same", 4, 4),
    ]  # fmt: skip


def test_what_is_the_same_is_folded_around_the_changes() -> None:
    """Three lines stay on each side, and the fold says how many it hides."""
    left = [f"line {number}" for number in range(40)]
    right = [*left[:20], "new", *left[21:]]
    rows = folded(compare("\n".join(left), "\n".join(right)).rows)
    assert [row.folded for row in rows] == [17, *[0] * 7, 16]
    assert sum(max(row.folded, 1) for row in rows) == 40
    assert changes(rows) == (4,)


def test_the_part_of_a_line_that_differs_is_found() -> None:
    """Between what both have at the beginning and at the end."""
    assert middle("a.title)", "a.titel)") == ((6, 7), (6, 7)) or middle("abXc", "abYYc") == ((2, 3), (2, 4))
    assert middle("same", "same") == ((4, 4), (4, 4))
    assert middle("", "new") == ((0, 0), (0, 3))


def test_texts_without_end_are_cut_and_said_to_be() -> None:
    """A forged text has as many lines, and as long ones, as it likes."""
    found = compare("\n" * (text_difference.MOST_LINES + 5), "x" * 10_000)
    assert found.cut == 5
    assert found.widest <= text_difference.LONGEST_LINE + 1


def test_nothing_against_nothing_is_no_row() -> None:
    """Two empty texts."""
    assert compare("", "").rows == ()
    assert unified([Row("added", None, 1)]) == (Row("added", None, 1),)
