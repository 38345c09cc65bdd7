"""What agents say that they used: tokens and money, one JSON object a line.

    {"role": "planner", "input_tokens": 1200, "output_tokens": 310, "cost_usd": 0.0112}

Invariant: what is summed are finite numbers that are not negative; a line that says anything else is output
like any other, and never an error. What a run used is told as its sum so far, so taking it over twice, after
a rollback for example, counts it once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

INPUT_KEYS = ("input_tokens", "prompt_tokens")
OUTPUT_KEYS = ("output_tokens", "completion_tokens")
COST_KEYS = ("cost_usd", "total_cost_usd")
_HINTS = ('_tokens"', 'cost_usd"')  # agents that log in JSON write many lines, few of them of this kind
MAX_TOKENS = 10**15
MAX_ROLE_CHARACTERS = 80


@dataclass(frozen=True)
class Usage:
    """Tokens and US dollars, summed over `lines` usage lines."""

    lines: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.lines + other.lines,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cost_usd + other.cost_usd,
        )


def parse_usage(line: str) -> tuple[str, Usage] | None:
    """Return the role, empty where none is named, and the usage of a line; None if it is no usage line.

    The numbers may also stand in an object called `usage`.
    """
    text = line.strip()
    if not (text.startswith("{") and text.endswith("}") and any(hint in text for hint in _HINTS)):
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    role = said.get("role", "")
    numbers = said["usage"] | said if isinstance(said.get("usage"), dict) else said
    tokens_in, tokens_out, cost = (_number(numbers, keys) for keys in (INPUT_KEYS, OUTPUT_KEYS, COST_KEYS))
    if not isinstance(role, str) or (tokens_in is None and tokens_out is None and cost is None):
        return None
    usage = Usage(1, int(tokens_in or 0), int(tokens_out or 0), float(cost or 0))
    return role.strip()[:MAX_ROLE_CHARACTERS], usage


def add_usage(sums: dict[str, Usage], more: Iterable[tuple[str, Usage]]) -> None:
    """Add usages to the sums of their roles."""
    for role, usage in more:
        sums[role] = sums.get(role, Usage()) + usage


def total(sums: Mapping[str, Usage]) -> Usage:
    """Return the sum over all roles."""
    return sum(sums.values(), Usage())


def _number(said: Mapping[str, object], keys: Iterable[str]) -> float | None:
    for key in keys:
        value = said.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if 0 <= value <= MAX_TOKENS and math.isfinite(value):
            return value
    return None
