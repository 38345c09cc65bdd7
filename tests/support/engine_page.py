"""The tables of docs/RELOADING.md, written from the scenarios.

Invariant: a row of the page is the promise of one scenario, word for word, and every scenario has its row.
`python -m tests.support.engine_page` writes the tables anew; the prose between them is left alone.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "RELOADING.md"
SCENARIOS = ROOT / "tests" / "scenarios"
TABLE = re.compile(r"<!-- scenarios of (\w+) -->\n.*?<!-- end of scenarios -->", re.DOTALL)


@dataclass(frozen=True)
class Promise:
    """What one scenario promises, in the words of its test."""

    group: str
    name: str
    sentence: str


@functools.cache
def promises() -> tuple[Promise, ...]:
    """The promises of all scenarios, in the order of the tests."""
    return tuple(_read_promises())


def _read_promises() -> Iterator[Promise]:
    for path in sorted(SCENARIOS.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(arg.arg == "edit" for arg in node.args.args):
                sentence = ast.get_docstring(node) or ""
                yield Promise(path.stem.removeprefix("test_"), node.name.removeprefix("test_"), sentence)


def table(group: str) -> str:
    """The table of one group of scenarios, with the comments that frame it."""
    rows = [f"| {each.sentence} | `{each.name}` |" for each in promises() if each.group == group]
    lines = [f"<!-- scenarios of {group} -->", "", "| promise | scenario |", "|---|---|", *rows, ""]
    return "\n".join([*lines, "<!-- end of scenarios -->"])


def with_tables(page: str) -> str:
    """`page` with every table written anew."""
    return TABLE.sub(lambda match: table(match.group(1)), page)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
