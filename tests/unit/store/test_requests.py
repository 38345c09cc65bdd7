"""Requests from outside the app are taken up once, and only from the same user."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from mulligan_store.records import Request
from tests.support.journals import forging, new_entry


def test_a_request_is_taken_once_and_in_order(journal: Journal, path: Path) -> None:
    """Two requests come out in the order in which they went in, to one taker."""
    journal.begin_entry(new_entry())
    journal.begin_entry(new_entry())
    assert not journal.has_requests()
    assert journal.take_requests() == []
    with Journal.open(path) as command:
        assert command.request_restore(2) == 1
        assert command.request_restore(1, state=False) == 2
        assert command.request_restore(1, code=False) == 3
    assert journal.has_requests()
    taken = journal.take_requests()
    assert [(r.id, r.entry_id, r.state, r.code) for r in taken] == [
        (1, 2, True, True),
        (2, 1, False, True),
        (3, 1, True, False),
    ]
    assert all(isinstance(request, Request) and request.requested_at.tzinfo for request in taken)
    assert not journal.has_requests()
    assert journal.take_requests() == []


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE requests SET entry_id = 2",
        "UPDATE requests SET restore_state = 0",
        "UPDATE requests SET restore_code = 'yes'",
        "UPDATE requests SET requested_at = '2020-01-01T00:00:00+00:00'",
        "UPDATE requests SET signature = x'00'",
        "INSERT INTO requests SELECT 9, 2, 1, 1, requested_at, signature, NULL FROM requests; "
        "DELETE FROM requests WHERE id = 1",
    ],
)
def test_a_forged_request_is_refused_and_said(journal: Journal, path: Path, forgery: str) -> None:
    """Whoever can write the file but has no key cannot make the app restore anything."""
    journal.begin_entry(new_entry())
    journal.begin_entry(new_entry())
    journal.request_restore(1)
    with forging(path) as raw:
        raw.executescript(forgery)
    assert journal.has_requests()
    assert journal.take_requests() == []
    assert "was refused" in journal.notes[0]
    assert not journal.has_requests()
