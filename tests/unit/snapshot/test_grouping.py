"""Which keys travel together, and what a small change costs."""

from __future__ import annotations

from typing import Any

import pytest

from mulligan.heap import capture
from mulligan.snapshot import encode


class App:
    """An app with many keys."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


def payloads(app: App) -> set[bytes]:
    """The payloads of a snapshot of everything."""
    return {group.payload for group in encode(capture(app, list(vars(app)))).groups}


@pytest.mark.parametrize(
    "value",
    [
        lambda n: n * 1.5,
        lambda n: f"text {n}" * 20,
        lambda n: [n] * 50,
        lambda n: {"id": n, "rows": [[n]] * 9},
    ],
)
def test_one_changed_key_of_fifty_costs_little(value: Any) -> None:
    """Changing any one of 50 keys writes at most 15 % of the whole snapshot anew."""
    app = App(**{f"key_{number}": value(number) for number in range(50)})
    before = payloads(app)
    whole = sum(map(len, before))
    for number in range(50):
        usual = getattr(app, f"key_{number}")
        setattr(app, f"key_{number}", value(number + 100))
        assert sum(len(payload) for payload in payloads(app) - before) <= 0.15 * whole
        setattr(app, f"key_{number}", usual)


def test_unchanged_state_gives_the_same_payloads() -> None:
    """Two snapshots of the same state are stored once."""
    app = App(a=[1, {"x": (1, 2)}], b=1, c={"k": [None]}, d=lambda: 1)
    assert payloads(app) == payloads(app)


def test_plain_values_do_not_become_thousands_of_payloads() -> None:
    """A thousand numbers travel in at most 32 payloads."""
    assert len(payloads(App(**{f"n{number}": number for number in range(1_000)}))) <= 32


def test_large_text_travels_alone() -> None:
    """A small value that changes does not write a large one anew."""
    app = App(big="x" * 100_000, small=1)
    before = payloads(app)
    app.small = 2
    assert sum(len(payload) for payload in payloads(app) - before) < 1_000
