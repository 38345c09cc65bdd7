"""The documentation cannot lie: what it names exists, what it draws is what the code says."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import mulligan.transaction
from mulligan.cli.main import COMMANDS
from mulligan_store.records import STATUSES
from tests.support import documents
from tests.support.documents import ROOT

DOCS = ROOT / "docs"
PAGES = documents.pages()
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
DECISION_SECTIONS = ["Context", "Decision", "Considered", "Consequences"]


def page(name: str) -> str:
    """Return the text of a page in docs."""
    return (DOCS / name).read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Return a page's path as shown in a test's id."""
    return path.relative_to(ROOT).as_posix()


def anchors_in(path: Path) -> set[str]:
    """Return the anchors of the page at `path`."""
    return documents.anchors(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    """A link into the repository names a file that is there and, after `#`, a heading of it."""
    broken = []
    for target in documents.links(path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        found = path.parent / file if file else path
        if not found.exists() or (
            anchor and anchor not in documents.anchors(found.read_text(encoding="utf-8"))
        ):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_named_path_exists(path: Path) -> None:
    """A path of the repository that a page names, and a test after `::`, is there."""
    named = documents.named_paths(path.read_text(encoding="utf-8"))
    assert [name for name in named if not documents.is_there(name)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_python_example_is_python(path: Path) -> None:
    """An example can be pasted without being mended first."""
    examples = documents.blocks(path.read_text(encoding="utf-8"), "python")
    assert all(ast.parse(example) is not None for example in examples)


def test_the_command_reference_is_the_generated_one() -> None:
    """`python -m tests.support.documents > docs/CLI.md` was run after the last change of a command."""
    assert page("CLI.md") == documents.command_reference()


def test_every_command_is_documented() -> None:
    """No command is missing from the reference."""
    headings = re.findall(r"^## mulligan (\w+)$", page("CLI.md"), re.MULTILINE)
    assert tuple(headings) == COMMANDS


def test_the_architecture_draws_the_transaction_as_the_code_does() -> None:
    """The drawing in the architecture page is the one above the code, line for line."""
    drawing = (mulligan.transaction.__doc__ or "").split("\n\n")[1]
    assert drawing.strip("\n") in page("ARCHITECTURE.md")


def test_the_architecture_lists_the_layers_that_are_checked() -> None:
    """The layers in the architecture page are those that import-linter holds, in the same order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    drawn = next(
        block for block in documents.blocks(page("ARCHITECTURE.md"), "text") if "mulligan_migrations" in block
    )
    assert [" ".join(line.split()) for line in drawn.splitlines()] == layers


def test_the_architecture_knows_every_package() -> None:
    """Each package and each module of the library is named where one looks for it."""
    text = page("ARCHITECTURE.md")
    library = (ROOT / "src" / "mulligan").iterdir()
    names = {path.name for path in library if path.suffix in ("", ".py") and not path.name.startswith("_")}
    assert {name for name in names if f"`{name}" not in text} == set()


def test_the_architecture_names_no_module_that_is_gone() -> None:
    """Every module in the table of the library is there."""
    section = page("ARCHITECTURE.md").split("### ")[1]
    words = [word for row in documents.table_rows(section) for word in documents.CODE.findall(row[0])]
    assert words
    assert [word for word in words if not (ROOT / "src" / "mulligan" / word).exists()] == []


def test_the_glossary_is_sorted_and_says_each_word_once() -> None:
    """A word is found at once and means one thing."""
    words = [row[0] for row in documents.table_rows(page("GLOSSARY.md"))]
    assert words == sorted(set(words))


def test_the_glossary_explains_every_status() -> None:
    """Whatever `mulligan log` prints as a status can be looked up."""
    words = {row[0] for row in documents.table_rows(page("GLOSSARY.md"))}
    assert {status.replace("_", " ") for status in STATUSES} <= words


def test_decisions_are_numbered_without_gap_or_twin() -> None:
    """The number of a decision names it for ever."""
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_each_decision_says_why(path: Path) -> None:
    """A decision gives its number, its context, what was decided, and what follows."""
    text = path.read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert text.startswith(f"# {path.name[:4]}. ")
    assert [section for section in DECISION_SECTIONS if section in sections] == sections
    assert {"Context", "Decision", "Consequences"} <= set(sections)


def test_the_seed_is_mapped_line_by_line() -> None:
    """No line of the requirement is left out: the numbers run from 1 to the last without a gap."""
    rows = documents.table_rows(page("SEED.md"))
    numbers = [int(number) for row in rows for number in _numbers(row[0])]
    assert numbers == list(range(1, SEED_LINES + 1))


def test_every_line_of_the_seed_has_a_place_and_a_test() -> None:
    """A requirement names where it lives and a test that fails without it; other lines say what they are."""
    for row in documents.table_rows(page("SEED.md")):
        assert len(row) == 4
        _, text, place, test = row
        assert text
        if place.startswith("("):
            continue
        assert documents.named_paths(place), f"{text}: names no file"
        assert "::" in test, f"{text}: names no test"


SEED_LINES = 52


def _numbers(cell: str) -> range:
    first, _, last = cell.partition("-")
    return range(int(first), int(last or first) + 1)


BROKEN_PAGE = """\
# A page
[gone](missing.md) and `src/missing.py` and `tests/test_docs.py::test_missing`
```python
def (
```
"""


def test_the_readers_of_pages_find_what_is_broken() -> None:
    """The checks above would fail on a page that lies."""
    assert documents.links(BROKEN_PAGE) == ["missing.md"]
    named = documents.named_paths(BROKEN_PAGE)
    assert [documents.is_there(name) for name in named] == [False, False]
    assert documents.blocks(BROKEN_PAGE, "python") == ["def (\n"]
    assert documents.anchors("# One `two` three!\n") == {"one-two-three"}
    assert documents.table_rows("| a | b |\n|---|---|\n| 1 | 2 |\n") == [["1", "2"]]
