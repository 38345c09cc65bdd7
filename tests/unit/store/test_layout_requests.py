"""A request for a layout is signed as what it is, and means the same to whoever takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from tests.support.journals import forging, new_entry


@pytest.mark.parametrize(("state", "code"), [(True, True), (True, False), (False, True), (False, False)])
def test_the_layout_is_asked_for_beside_state_and_code_or_alone(
    journal: Journal, path: Path, state: bool, code: bool
) -> None:
    """It is a restore in each case, also where nothing but the layout comes back."""
    journal.begin_entry(new_entry())
    with Journal.open(path) as command:
        command.request_restore(1, state=state, code=code, layout=True)
    (request,) = journal.take_requests()
    assert (request.kind, request.entry_id) == ("restore", 1)
    assert (request.state, request.code, request.layout) == (state, code, True)


@pytest.mark.parametrize(("asked", "forged"), [(False, "restore with layout"), (True, "restore")])
def test_the_layout_can_be_neither_added_nor_taken_away(
    journal: Journal, path: Path, asked: bool, forged: str
) -> None:
    """The signature covers it."""
    journal.begin_entry(new_entry())
    journal.request_restore(1, layout=asked)
    with forging(path) as raw:
        raw.execute("UPDATE requests SET kind = ?", (forged,))
    assert journal.take_requests() == []
    assert "was refused" in journal.notes[0]
