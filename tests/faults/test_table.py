"""The table of results names every fault test there is, and keeps what it was not told to replace."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.fault_counts import MARK
from tests.support.fault_table import BEGIN_MARK, END_MARK, PAGE, TESTS, rows_in, rows_of, with_rows

FOLDER = Path(__file__).parent


def those_that_say() -> dict[str, set[int]]:
    """Each test of this folder that prints lines of the table, with their numbers."""
    found: dict[str, set[int]] = {}
    for file in FOLDER.glob("test_*.py"):
        for test in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                calls = [node for node in ast.walk(test) if isinstance(node, ast.Call)]
                said = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "say"]
                if said:
                    numbers = {call.args[1].value for call in said if isinstance(call.args[1], ast.Constant)}
                    found[f"{file.name}::{test.name}"] = {int(str(number)) for number in numbers}
    return found


def test_every_number_is_tried_by_tests_that_are_there() -> None:
    """Numbers 1 to 19 each have their tests, and every test that prints a line belongs to its number."""
    assert list(TESTS) == list(range(1, 20))
    assert {test: {number} for number, tests in TESTS.items() for test in tests} == those_that_say()


def test_rows_of_one_number_replace_no_others() -> None:
    """A run of one number leaves the rows of all others, and the page around them, as they were."""
    page = f"before\n{BEGIN_MARK}\n{END_MARK}\nafter\n"
    first = rows_in(f"x\n{MARK}7: opening: 8 opens, 0 lost\n.{MARK}\n{MARK}10: large: a: b\n", "abc, today")
    page = with_rows(with_rows(page, 7, first[:1]), 10, first[1:])
    assert rows_of(page) == [
        (7, "opening", "8 opens, 0 lost", "abc, today"),
        (10, "large", "a: b", "abc, today"),
    ]
    again = with_rows(page, 7, [(7, "opening", "16 opens", "def, tomorrow")])
    assert rows_of(again) == [(7, "opening", "16 opens", "def, tomorrow"), first[1]]
    assert again.startswith(f"before\n{BEGIN_MARK}\n")
    assert again.endswith(f"{END_MARK}\nafter\n")


def test_the_page_can_be_renewed() -> None:
    """The page has its marks, and rows of numbers that there are."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN_MARK) == page.count(END_MARK) == 1
    assert {row[0] for row in rows_of(page)} <= set(TESTS)
