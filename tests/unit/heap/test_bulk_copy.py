"""Copying the whole state in one pass."""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import Any

import pytest

from mulligan.heap import capture
from mulligan.heap.copying import DeepCopier


class Colour(enum.Enum):
    """An enum as states hold them."""

    RED = "red"


def test_enum_members_are_copied_with_the_rest_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member in the state is shared with the copy, and does not send everything else the slow way."""
    one_by_one: list[object] = []
    copy_one = DeepCopier.copy

    def counted(self: DeepCopier, value: Any) -> Any:
        one_by_one.append(value)
        return copy_one(self, value)

    monkeypatch.setattr(DeepCopier, "copy", counted)
    app = SimpleNamespace(rows=[{"status": Colour.RED, "cells": [1]}], other=[[2]])
    taken = capture(app, ["rows", "other"])
    assert taken["rows"] == [{"status": Colour.RED, "cells": [1]}]
    assert taken["rows"][0]["status"] is Colour.RED
    assert taken["rows"][0]["cells"] is not app.rows[0]["cells"]
    assert one_by_one == []
