"""`mulligan inventory`: a proposal that can be pasted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mulligan import HotModule
from tests.support.command_line import Run

APP = """
import threading

class App:
    def __init__(self):
        self.rows = [1, 2]
        self.lock = threading.Lock()

class Broken:
    def __init__(self):
        raise ValueError("needs a \\x1b[2Jdatabase")
"""


@pytest.fixture(autouse=True)
def app_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module `inventory_app` in the current folder, with an app and one that cannot be made."""
    (tmp_path / "inventory_app.py").write_text(APP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    yield
    sys.modules.pop("inventory_app", None)


def test_the_proposal_can_be_pasted_into_a_registration(run: Run) -> None:
    """What is printed are arguments of `HotModule`, with the reasons as comments."""
    result = run("inventory", "inventory_app:App")
    assert result.status == 0
    hot = eval(f"HotModule('gui', 'gui.py', {result.out})", {"HotModule": HotModule})
    assert (hot.state_keys, hot.live_keys) == (("rows",), ("lock",))
    assert "# a threading lock" in result.out


def test_json_is_one_object_with_both_kinds(run: Run) -> None:
    """Programs get the attributes with their reasons."""
    answer = run("inventory", "inventory_app:App", "--json").json
    assert answer == {"state": {"rows": "list"}, "live": {"lock": "a threading lock"}}


@pytest.mark.parametrize("reference", ["inventory_app", "inventory_app:", ":App", "a b:App", "x.:App"])
def test_a_malformed_reference_is_a_usage_error(run: Run, reference: str) -> None:
    """The form that is wanted is said."""
    result = run("inventory", reference)
    assert result.status == 2
    assert "package.module:Class" in result.err


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("inventory_app:Broken", "ValueError: needs a \\x1b[2Jdatabase"),
        ("inventory_app:Missing", "AttributeError"),
        ("no_such_module:App", "ModuleNotFoundError"),
    ],
)
def test_an_app_that_cannot_be_made_is_one_line(run: Run, reference: str, reason: str) -> None:
    """The app's own error is named in one harmless line, and nothing is proposed."""
    result = run("inventory", reference)
    assert (result.status, result.out) == (1, "")
    assert reason in result.err
    assert result.err.count("\n") == 1


def test_the_search_path_is_left_as_it_was(run: Run) -> None:
    """The current folder is looked into for this one import only."""
    before = list(sys.path)
    run("inventory", "inventory_app:App")
    assert sys.path == before
