"""Garbage collection is paused while state is captured, and only then."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from mulligan.errors import StateKeyMissing
from mulligan.heap import capture
from mulligan.heap.collection import collection_paused


class App:
    """An app whose property looks whether collection is on."""

    @property
    def probe(self) -> Any:
        """True if collection is on while the key is read."""
        return gc.isenabled()


def test_collection_is_off_during_a_capture_and_on_again_afterwards() -> None:
    """Also when the capture fails."""
    assert capture(App(), ["probe"])["probe"] is False
    assert gc.isenabled()
    with pytest.raises(StateKeyMissing):
        capture(App(), ["gone"])
    assert gc.isenabled()


def test_collection_that_was_off_stays_off() -> None:
    """An app that collects by hand is respected."""
    gc.disable()
    try:
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
