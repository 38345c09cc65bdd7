"""Requests from outside the app are taken up once, and only from the same user."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_store.journal import Journal
from mulligan_store.keys import KeyFolder
from mulligan_store.locations import key_folder
from mulligan_store.records import Request
from tests.support.journals import forging, new_entry, v1_journal


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
        "UPDATE requests SET kind = 'reload'",
        "UPDATE requests SET kind = NULL",
        "UPDATE requests SET kind = x'00'",
        "UPDATE requests SET entry_id = NULL",
        "INSERT INTO requests SELECT 9, kind, 2, 1, 1, requested_at, signature, NULL FROM requests; "
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


def test_a_reload_is_asked_for_without_an_entry(journal: Journal) -> None:
    """A journal that has no entry yet can pass a reload on, and it is told from a restore."""
    with Journal.open(journal.path) as command:
        assert command.request_reload() == 1
    (request,) = journal.take_requests()
    assert (request.kind, request.entry_id, request.state, request.code) == ("reload", None, False, False)
    assert journal.take_requests() == []


def test_a_restore_of_nothing_is_refused(journal: Journal) -> None:
    """Neither state nor code nor layout is a mistake of the caller's, and leaves no request."""
    journal.begin_entry(new_entry())
    with pytest.raises(ValueError, match="none was asked for"):
        journal.request_restore(1, state=False, code=False)
    assert not journal.has_requests()


def test_a_reload_does_not_become_a_restore(journal: Journal, path: Path) -> None:
    """A signature covers what is asked for, so one kind cannot be made of another."""
    journal.begin_entry(new_entry())
    journal.request_reload()
    with forging(path) as raw:
        raw.execute("UPDATE requests SET kind = 'restore', entry_id = 1, restore_state = 1")
    assert journal.take_requests() == []
    assert "was refused" in journal.notes[0]


def test_a_kind_that_a_later_version_signed_is_refused_and_said(journal: Journal, path: Path) -> None:
    """What this version does not know is named, and nothing else is done in its place."""
    journal.request_reload()
    signer = KeyFolder(key_folder()).signer()
    assert signer is not None
    with forging(path) as raw:
        raw.execute("UPDATE requests SET kind = 'undo'")
        row = raw.execute(
            "SELECT id, kind, entry_id, restore_state, restore_code, requested_at FROM requests"
        ).fetchone()
        code = signer.code("request", journal.journal_id, row)
        raw.execute("UPDATE requests SET signature = ?", (code,))
    assert journal.take_requests() == []
    assert "does not know what 'undo' asks" in journal.notes[0]


@pytest.mark.parametrize("version", [1, 2])
def test_requests_that_waited_in_an_older_journal_are_taken(path: Path, version: int) -> None:
    """A migration loses no request: they are still signed, and a reload asked for in the old way is one."""
    v1_journal(path, entries=2, version=version)
    signer = KeyFolder(key_folder()).signer()
    assert signer is not None
    with forging(path) as raw:
        (journal_id,) = raw.execute("SELECT value FROM meta").fetchone()
        for request_id, fields in ((3, (1, 1, 0)), (5, (2, 0, 0))):
            row = (request_id, *fields, "2026-01-01T00:00:00.000000+00:00")
            raw.execute(
                "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (*row, signer.code("request", journal_id, row)),
            )
        raw.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'requests'")
    with Journal.open(path) as journal:
        assert journal.notes == ()
        restore, reload = journal.take_requests()
        assert (restore.id, restore.kind, restore.entry_id, restore.state) == (3, "restore", 1, True)
        assert (reload.id, reload.kind, reload.entry_id) == (5, "reload", None)
        assert journal.request_reload() == 10
        assert journal.verify().problems == ()
    assert not list(path.parent.glob("*.version-*"))
