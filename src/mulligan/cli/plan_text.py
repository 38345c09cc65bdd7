"""A plan as lines of text: the shape that this version writes, and any other that a journal may hold.

Invariant: every JSON value becomes lines; a journal of another version, or a forged one, is shown as well.
"""

from __future__ import annotations

STATEMENT = frozenset({"name", "first_line", "last_line", "what", "why"})
MODULE = frozenset({"module", "path", "statements"})


def plan_lines(plan: object, indent: str = "") -> list[str]:
    """Return a plan as indented lines, whatever its shape: journals of later versions are read too."""
    if isinstance(plan, dict):
        if plan.keys() == {"modules"} and isinstance(plan["modules"], list):
            return plan_lines(plan["modules"], indent)
        return [line for name, value in plan.items() for line in _named(name, value, indent)]
    if isinstance(plan, list):
        return [line for value in plan for line in _item(value, indent)]
    return [f"{indent}{_short(plan)}"]


def _named(name: str, value: object, indent: str) -> list[str]:
    if _is_flat(value):
        return [f"{indent}{name}: {_short(value)}"]
    return [f"{indent}{name}", *plan_lines(value, f"{indent}  ")]


def _item(value: object, indent: str) -> list[str]:
    """A statement takes one line, and so does any other object of plain values."""
    if isinstance(value, dict) and value.keys() == STATEMENT:
        return [f"{indent}{_statement(value)}"]
    if isinstance(value, dict) and value.keys() == MODULE:
        path = _short(value["path"])
        return [
            f"{indent}{_short(value['module'])} ({path})",
            *plan_lines(value["statements"], f"{indent}  "),
        ]
    if isinstance(value, dict) and all(_is_flat(part) for part in value.values()):
        return [f"{indent}- " + ", ".join(f"{name} {_short(part)}" for name, part in value.items())]
    if _is_flat(value):
        return [f"{indent}- {_short(value)}"]
    return [f"{indent}-", *plan_lines(value, f"{indent}  ")]


def _statement(value: dict[str, object]) -> str:
    first, last = value["first_line"], value["last_line"]
    lines = f"line {first}" if first == last else f"lines {first}-{last}"
    return f"{_short(value['what']):9}  {_short(value['name'])} ({lines}): {_short(value['why'])}"


def _is_flat(value: object) -> bool:
    """Whether a value fits on the line of its name."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list) for part in parts)


def _short(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
