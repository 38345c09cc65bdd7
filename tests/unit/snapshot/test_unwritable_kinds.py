"""Every kind of object that cannot be written: marked, explained, and still undone."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from mulligan.heap import capture
from mulligan.snapshot import decode, encode
from tests.support.state_kinds import KINDS


class App:
    """An app with one key that holds the offender, and one that does not."""

    held: Any
    plain: Any


def test_there_are_at_least_28_kinds() -> None:
    """The list does not shrink."""
    assert len(KINDS) >= 28


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_key_stays_in_memory_with_the_path_to_the_offender(kind: str) -> None:
    """Encoding never raises; the key is marked with a reason, other keys are written."""
    maker, description = KINDS[kind]
    with contextlib.ExitStack() as stack:
        app = App()
        app.held, app.plain = {"items": [1, maker(stack)]}, [1]
        taken = capture(app, ["held", "plain"])
        encoded = encode(taken)
        held, plain = encoded.keys
        assert (held.stored, held.group, plain.stored) == ("memory only", None, "snapshot")
        assert held.reason is not None
        assert held.reason.startswith("app.held['items'][1]: ")
        assert description in held.reason
        assert decode(encoded.groups, app=app) == {"plain": [1]}
        app.held["items"].clear()
        taken.restore(app)
        assert len(app.held["items"]) == 2
        del app, taken, encoded
