"""Snapshots are written from the app's own objects where nothing has to be hidden and nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from mulligan import heap, snapshot
from mulligan.heap.copying import DeepCopier


def _closure(token: str) -> Callable[[], str]:
    return lambda: token


ROWS = [{"id": number, "cells": [number]} for number in range(40)]


def _read(encoded: snapshot.EncodedSnapshot, app: object) -> dict[str, Any]:
    return dict(snapshot.decode(encoded.groups, app=app))


def test_nothing_is_copied_to_be_written() -> None:
    """Capturing and writing a state of plain objects makes no second graph of it."""
    app = SimpleNamespace(rows=ROWS, title="a")
    taken = heap.capture(app, ["rows", "title"])
    encoded = snapshot.encode(taken)
    assert not taken.late.is_made
    assert _read(encoded, app) == {"rows": ROWS, "title": "a"}


def test_text_that_mentions_a_secret_costs_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only names make a secret: a log line about a token is written as it is."""
    copied: list[object] = []
    monkeypatch.setattr(DeepCopier, "copy", lambda _, value: copied.append(value))
    app = SimpleNamespace(log=["the password was refused", "token expired"], rows=ROWS)
    encoded = snapshot.encode(heap.capture(app, ["log", "rows"]))
    assert copied == []
    assert _read(encoded, app)["log"] == app.log


@pytest.mark.parametrize(
    "holder",
    [
        {"password": "hunter2"},
        {("a", 1): {"api_key": "hunter2"}},
        SimpleNamespace(secret="hunter2"),
        [_closure("hunter2")],
    ],
)
def test_names_of_secrets_are_found_before_originals_are_written(holder: object) -> None:
    """As a key, beside keys that are no text, as an attribute, as a variable of a closure."""
    app = SimpleNamespace(holder=holder, rows=ROWS)
    encoded = snapshot.encode(heap.capture(app, ["holder", "rows"]))
    assert all(b"hunter2" not in group.payload for group in encoded.groups)


def test_array_that_changed_is_written_as_it_was_captured() -> None:
    """Arrays are not compared: what was saved of them is written in their place, aliases included."""
    import numpy

    pixels = numpy.zeros(4)
    app = SimpleNamespace(pixels=pixels, again=[pixels, pixels[::2]])
    taken = heap.capture(app, ["pixels", "again"])
    pixels[:] = 7
    read = _read(snapshot.encode(taken), app)
    assert not read["pixels"].any()
    assert read["again"][0] is read["pixels"]
    assert read["again"][1].tolist() == [0, 0]
    assert pixels.all()
