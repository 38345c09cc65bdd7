"""Which attributes are state, which are live, and which were not said to be either."""

from __future__ import annotations

import threading
from typing import Any

from mulligan.heap import classify, unclassified


class App:
    """An app with attributes in a dictionary and in a slot."""

    __slots__ = ("__dict__", "empty", "slot")

    def __init__(self) -> None:
        self.slot = 1
        self.items = [1]
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=print)]
        self.model = {"rows": [], "guard": threading.Lock()}
        self.on_close = self.close
        self.backend = threading
        self._mulligan_probe = 1

    def close(self) -> None:
        """A callback."""

    @property
    def never_read(self) -> Any:
        """Must not run."""
        raise AssertionError("a property of the app was read")


def test_attributes_that_are_neither_are_named() -> None:
    """Attributes in the dictionary and in filled slots count; Mulligan's own and empty slots do not."""
    names = unclassified(App(), ["items", "slot"], ["lock", "threads"])
    assert names == ("model", "on_close", "backend")


def test_everything_classified_leaves_nothing() -> None:
    """The inventory's own proposal classifies every attribute."""
    app = App()
    proposal = classify(app)
    state = [name for name, (kind, _) in proposal.items() if kind == "state"]
    live = [name for name, (kind, _) in proposal.items() if kind == "live"]
    assert unclassified(app, state, live) == ()


def test_proposals_follow_the_values() -> None:
    """Resources, containers of nothing else, callbacks and modules are live; data is state."""
    assert classify(App()) == {
        "slot": ("state", "int"),
        "items": ("state", "list"),
        "lock": ("live", "a threading lock"),
        "threads": ("live", "holds a thread"),
        "model": ("state", "dict, but kept in memory only: app.model['guard'] is a threading lock"),
        "on_close": ("live", "a callback: code, not data"),
        "backend": ("live", "a module"),
    }
