"""The house rules hold in every file, and every rule is shown to find what it forbids."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import house_rules
from tests.support.house_rules import Rule

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "src": {"mulligan", "mulligan_mma"},
    "store": {"mulligan_store"},
    "migrations": {"mulligan_migrations"},
}
TOP_LEVEL = {
    *PACKAGES,
    *("tests", "docs", ".ci", ".gitignore", "pyproject.toml"),
    *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
}
DATABASES = ("*.db", "*.db-wal", "*.db-shm", "*.db-journal", "*.sqlite", "*.sqlite3", "*.journal")
EDIT_PAIRS = ("tests", "scenarios", "cases")  # sources before and after an edit, broken ones among them

EVERYWHERE = (
    house_rules.module_docstring,
    house_rules.file_length,
    house_rules.function_length,
    house_rules.swallowed_errors,
    house_rules.unfinished_work,
)
IN_PRODUCT = (house_rules.library_reload,)
IN_TESTS = (house_rules.skipped_tests, house_rules.sleeping_tests, house_rules.promised_tests)

BAD_SNIPPETS = [
    (house_rules.module_docstring, "x = 1\n"),
    (house_rules.file_length, "x = 1\n" * 401),
    (house_rules.function_length, "def f():\n" + "    x = 1\n" * 60),
    (house_rules.function_length, "class C:\n    async def f(self):\n" + "        x = 1\n" * 60),
    (house_rules.swallowed_errors, "try:\n    f()\nexcept:\n    raise\n"),
    (house_rules.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    pass\n"),
    (house_rules.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    'a reason'\n    ...\n"),
    (house_rules.swallowed_errors, "with contextlib.suppress(OSError, Exception):\n    f()\n"),
    (house_rules.library_reload, "import importlib\nimportlib.reload(m)\n"),
    (house_rules.library_reload, "from importlib import reload\n"),
    (house_rules.unfinished_work, "x = 1  # TO" + "DO later\n"),
    (house_rules.skipped_tests, "@pytest.mark.skipif(True, reason='')\ndef test_x(): ...\n"),
    (house_rules.skipped_tests, "def test_x():\n    pytest.importorskip('numpy')\n"),
    (house_rules.sleeping_tests, "import time\ntime.sleep(1)\n"),
    (house_rules.sleeping_tests, "from time import sleep\n"),
    (house_rules.promised_tests, "def test_x():\n    assert f()\n"),
    (house_rules.promised_tests, "def test_x():\n    'A promise.'\n    f()\n"),
    (house_rules.promised_tests, "def test_x():\n    'A promise.'\n    assert True\n"),
]
GOOD_SNIPPETS = [
    (house_rules.module_docstring, ""),
    (house_rules.file_length, "x = 1\n" * 400),
    (house_rules.function_length, "def f():\n" + "    x = 1\n" * 59),
    (house_rules.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    x = 1\n"),
    (house_rules.swallowed_errors, "with contextlib.suppress(OSError):\n    f()\n"),
    (house_rules.library_reload, "'importlib.reload'\nreloader.reload('m')\n"),
    (house_rules.skipped_tests, "def test_x():\n    reader.skip(3)\n"),
    (house_rules.promised_tests, "def test_x():\n    'A promise.'\n    assert f()\n"),
    (
        house_rules.promised_tests,
        "def test_x():\n    'A promise.'\n    with pytest.raises(E):\n        f()\n",
    ),
    (house_rules.promised_tests, "def test_x():\n    'A promise.'\n    assert_same(a, b)\n"),
    (house_rules.promised_tests, "def helper():\n    f()\n"),
]


def python_files(*roots: str) -> Iterator[Path]:
    """Yield the Python files under the named folders, without the edit pairs of the scenarios."""
    for root in roots:
        for path in sorted((ROOT / root).rglob("*.py")):
            if path.relative_to(ROOT).parts[: len(EDIT_PAIRS)] != EDIT_PAIRS:
                yield path


def problems_in(paths: Iterator[Path], rule: Rule) -> list[str]:
    """Return what a rule says about files, each sentence with its file."""
    return [
        f"{path.relative_to(ROOT)} {problem}"
        for path in paths
        for problem in rule(path.read_text(encoding="utf-8"))
    ]


def assert_none(problems: list[str]) -> None:
    """Fail with one line for each problem."""
    assert not problems, "\n".join(["", *problems])


def repository_files() -> list[str]:
    """Return the files that are or would be committed; in an unpacked archive, whatever is there."""
    if not (ROOT / ".git").exists():
        return [
            path.name for path in ROOT.iterdir() if path.name != "PKG-INFO" and path.suffix != ".egg-info"
        ]
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return listed.stdout.splitlines()


@pytest.mark.parametrize(("rule", "snippet"), BAD_SNIPPETS)
def test_each_rule_finds_what_it_forbids(rule: Rule, snippet: str) -> None:
    """A rule that cannot fail would prove nothing."""
    assert rule(snippet)


@pytest.mark.parametrize(("rule", "snippet"), GOOD_SNIPPETS)
def test_each_rule_lets_good_code_pass(rule: Rule, snippet: str) -> None:
    """A rule that always fails would be switched off."""
    assert rule(snippet) == []


def test_every_rule_has_a_bad_snippet() -> None:
    """No rule is trusted before it has been seen to fail."""
    assert {rule for rule, _ in BAD_SNIPPETS} == {*EVERYWHERE, *IN_PRODUCT, *IN_TESTS}


@pytest.mark.parametrize("rule", EVERYWHERE)
def test_every_file_keeps_the_house_rules(rule: Rule) -> None:
    """Docstrings, sizes, honest handlers and nothing left for later, in product and tests alike."""
    assert_none(problems_in(python_files(*PACKAGES, "tests"), rule))


@pytest.mark.parametrize("rule", IN_PRODUCT)
def test_the_product_never_reloads_with_the_library(rule: Rule) -> None:
    """Code goes live through a transaction or not at all."""
    assert_none(problems_in(python_files(*PACKAGES), rule))


@pytest.mark.parametrize("rule", IN_TESTS)
def test_tests_run_prove_and_do_not_sleep(rule: Rule) -> None:
    """Every test says what it promises, can fail, is never left out and never sleeps."""
    assert_none(problems_in(python_files("tests"), rule))


def test_each_root_holds_only_its_packages() -> None:
    """A stray `store/x.py` would become importable as `x` wherever the product is installed."""
    held = {
        root: {path.name for path in (ROOT / root).iterdir() if path.name != "__pycache__"}
        for root in PACKAGES
    }
    assert held == PACKAGES


def test_no_database_lies_in_a_source_root() -> None:
    """Journals belong into the platform's state folder; one beside the code would be packed and shipped."""
    found = [path for root in PACKAGES for pattern in DATABASES for path in (ROOT / root).rglob(pattern)]
    assert found == []


def test_only_known_names_stand_at_the_top() -> None:
    """The root of the repository stays a page that can be read at a glance."""
    assert {name.split("/")[0] for name in repository_files()} - TOP_LEVEL == set()
