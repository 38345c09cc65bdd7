"""Executing what `difference` marks leaves the data that a fresh import would make, whatever the edit."""

from __future__ import annotations

import os
import random

import pytest

from mulligan.source import Change, Source, Statement, difference

SEEDS = int(os.environ.get("MULLIGAN_PROPERTY_EXAMPLES", "150"))
NAMES = "abcde"


def random_statement(dice: random.Random) -> str:
    """One statement over a few names; all objects are numbers, tuples, or dictionaries that do not alias."""
    target, other, third = (dice.choice(NAMES) for _ in range(3))
    number = dice.randint(0, 9)
    return dice.choice(
        [
            f"{target} = {number}",
            f"{target} = {number}",
            f"{target} = {other} + {number}",
            f"{target} = {other} * {third}",
            f"{target} += {other} + {number}",
            f"{target}, {other} = {third}, {number}",
            f"{target} = {number}; {other} = {target} + 1",
            f"del {target}",
            f"if {target} > {number}:\n    {other} = {third} + 1\nelse:\n    {other} = {number}",
            f"for {target} in range({number + 1}):\n    {other} = {target} + {third}",
            f"try:\n    {target} = {number} // {other}\nexcept ZeroDivisionError:\n    {target} = {number}",
            f"L{target} = [{other} := x + {number} for x in range(3)]",
            f"T{target} = {{'x': {other}}}",
            f"T{target}['y'] = {other} + {number}",
            f"T{target}['z'] = T{other}['x']",
            f"match {target}:\n    case 1:\n        {other} = 2\n    case {third}:\n        pass",
            f"def f{target}(x={other}):\n    return x",
            f"class C{target}:\n    x = {other}\n    y = x + {number}",
            f"C{target}.x = {other}",
            f"V{target} = C{target}.y",
        ]
    )


def random_edit(dice: random.Random, program: list[str]) -> list[str]:
    """The program with a few statements inserted, deleted, replaced or moved."""
    edited = list(program)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(edited))
        kind = dice.choice(["insert", "delete", "replace", "swap", "move"])
        if kind == "insert":
            edited.insert(at, random_statement(dice))
        elif kind == "delete" and len(edited) > 1:
            del edited[at]
        elif kind == "replace":
            edited[at] = random_statement(dice)
        elif kind == "swap":
            other = dice.randrange(len(edited))
            edited[at], edited[other] = edited[other], edited[at]
        elif kind == "move":
            edited.insert(dice.randrange(len(edited)), edited.pop(at))
    return edited


def repaired(program: list[str]) -> list[str]:
    """The statements that run; those that raise are left out."""
    kept: list[str] = []
    for each in program:
        if runs("\n".join([*kept, each])):
            kept.append(each)
    return kept


def runs(text: str) -> bool:
    """Whether a fresh import of the text would succeed."""
    try:
        exec(text, {})
    except (NameError, TypeError, AttributeError, KeyError, ArithmeticError):
        return False
    return True


def run(source: Source, statements: list[Statement], namespace: dict[str, object]) -> None:
    """Execute statements in order, as the engine does."""
    for each in statements:
        exec(source.compile(each), namespace)


def visible(namespace: dict[str, object]) -> dict[str, object]:
    """Data as it is; functions and classes by what they computed when they were defined."""
    shown: dict[str, object] = {}
    for name, value in namespace.items():
        if name.startswith("__"):
            continue
        if isinstance(value, type):
            shown[name] = (vars(value)["x"], vars(value)["y"])
        else:
            shown[name] = value() if callable(value) else value
    return shown


@pytest.mark.parametrize("seed", range(SEEDS))
def test_marked_statements_make_what_a_fresh_import_makes(seed: int) -> None:
    """Random edits in a row: the live data always equals that of a new process."""
    dice = random.Random(seed)
    program = repaired([random_statement(dice) for _ in range(25)]) or ["a = 1"]
    source = Source.parse("\n".join(program) + "\n", "gui.py")
    live: dict[str, object] = {}
    run(source, source.statements, live)
    for _ in range(6):
        program = repaired(random_edit(dice, program)) or ["a = 1"]
        edited = source.edited("\n".join(program) + "\n")
        found = difference(source, edited)
        for name in found.removed_names | found.unbound_first:
            live.pop(name, None)
        run(edited, [each for each in edited.statements if each.change is Change.EXECUTE], live)
        fresh: dict[str, object] = {}
        run(edited, edited.statements, fresh)
        assert visible(live) == visible(fresh), edited.text
        source.forget()
        source = edited
