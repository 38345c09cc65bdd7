"""The page that tells people what an edit does says what the scenarios prove."""

from __future__ import annotations

from tests.support import engine_page
from tests.support.engine_cases import Case, all_cases
from tests.support.engine_page import PAGE


def test_the_tables_are_the_generated_ones() -> None:
    """`python -m tests.support.engine_page` was run after the last change of a promise."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == engine_page.with_tables(page)


def test_every_scenario_has_its_row() -> None:
    """No promise is kept silently."""
    page = PAGE.read_text(encoding="utf-8")
    missing = [each.name for each in engine_page.promises() if page.count(f"| `{each.name}` |") != 1]
    assert missing == []


def test_every_row_names_a_scenario() -> None:
    """No promise is made that nothing proves."""
    named = [
        line.rpartition("| `")[2].removesuffix("` |")
        for line in PAGE.read_text(encoding="utf-8").split("\n")
        if line.startswith("| ") and line.endswith("` |")
    ]
    assert sorted(named) == sorted(each.name for each in engine_page.promises())


def test_every_promise_is_one_sentence() -> None:
    """A row can be read at a glance."""
    sentences = {each.name: each.sentence for each in engine_page.promises()}
    assert [name for name, text in sentences.items() if "\n" in text or not text.endswith(".")] == []


def test_every_case_is_played() -> None:
    """Files of a scenario that no test plays would prove nothing."""
    played: dict[str, set[str]] = {}
    for each in engine_page.promises():
        played.setdefault(each.group, set()).add(each.name)
    assert all_cases() == played


def test_every_case_has_an_edit() -> None:
    """A scenario has a first version and an edit of it, good or bad."""
    for each in engine_page.promises():
        case = Case(each.group, each.name)
        assert case.stage("v1"), each.name
        assert case.stage("v2") or case.stage("bad"), each.name


def test_there_are_scenarios_enough() -> None:
    """The list of promises does not shrink unnoticed."""
    assert len(engine_page.promises()) >= 150
