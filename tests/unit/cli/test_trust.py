"""`mulligan trust`: shown, typed, and only then restorable."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import pytest

from mulligan_store.errors import SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.command_line import Run, new_entry
from tests.support.fault_pickles import hostile_pickles


@pytest.fixture
def theirs(tmp_path: Path, journal_path: Path) -> Path:
    """Another user's journal with one entry; this user has a key, as `journal_path` shows."""
    assert journal_path.exists()
    file = tmp_path / "theirs.db"
    with Journal.open(file, key=b"o" * 32) as journal:
        group = SnapshotGroup(("rows",), pickle.dumps(Path("x")))
        journal.set_status(journal.begin_entry(new_entry(groups=(group,))), "kept")
    return file


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What the user will type."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))


def is_restorable(path: Path) -> bool:
    """Whether entry 1 may be restored."""
    with Journal.open(path, read_only=True) as journal:
        try:
            journal.read_groups(1)
        except SignatureInvalid:
            return False
    return True


def test_the_right_fingerprint_trusts_what_was_shown(
    run: Run, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signer, names and code are shown first; then eight characters decide."""
    question = run("trust", theirs, "--json").json
    assert not is_restorable(theirs)
    type_in(monkeypatch, question["fingerprint"][:8])
    result = run("trust", theirs)
    assert result.status == 0
    assert question["candidates"][0]["signer"] in result.out
    assert "pathlib." in result.out
    assert "code to be run" in result.out
    assert question["fingerprint"] in result.out
    assert "1 entries are trusted" in result.out
    assert is_restorable(theirs)
    assert "nothing here that needs trust" in run("trust", theirs).out


@pytest.mark.parametrize("typed", ["y", "yes", "00000000", " ", "fingerprint"])
def test_anything_else_trusts_nothing(
    run: Run, theirs: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """There is no short answer."""
    type_in(monkeypatch, typed)
    result = run("trust", theirs)
    assert result.status != 0
    assert not is_restorable(theirs)


def test_an_end_of_input_trusts_nothing(run: Run, theirs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that cannot answer gets no trust."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    result = run("trust", theirs)
    assert (result.status, "only a person can answer" in result.err) == (1, True)
    assert not is_restorable(theirs)


def test_who_has_no_key_yet_can_trust(
    run: Run, theirs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who only ever received journals gets a key when something is to be trusted with it."""
    question = run("trust", theirs, "--json").json
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(tmp_path / "no key yet"))
    type_in(monkeypatch, question["fingerprint"][:8])
    assert run("trust", theirs).status == 0
    assert is_restorable(theirs)


def test_the_senders_fingerprint_is_shown_where_it_differs(run: Run, theirs: Path) -> None:
    """Entries that need no trust are not part of the question, and were part of what the sender saw."""
    with Journal.open(theirs) as journal:
        journal.begin_entry(new_entry())
    question = run("trust", theirs, "--json").json
    assert question["file_fingerprint"] != question["fingerprint"]
    shown = run("trust", theirs).out
    assert question["file_fingerprint"] in shown
    assert question["fingerprint"] in shown


def test_what_cannot_be_trusted_is_no_success(run: Run, tmp_path: Path, theirs: Path) -> None:
    """A state that is no pickle is shown with the reason, and nothing is asked."""
    file = tmp_path / "broken.db"
    with Journal.open(file, key=b"o" * 32) as journal:
        journal.begin_entry(new_entry())
    result = run("trust", file)
    assert (result.status, "cannot be trusted" in result.out) == (1, True)
    assert "nothing in" in result.err


def test_own_entries_need_no_trust(run: Run, journal_path: Path) -> None:
    """Nothing is asked where nothing is foreign."""
    result = run("trust", journal_path)
    assert result.status == 0
    assert "nothing here that needs trust" in result.out


def test_listing_hostile_pickles_runs_none(run: Run, tmp_path: Path, theirs: Path) -> None:
    """Every one is described, with the name that it would call, and the canary stays unwritten."""
    canary = tmp_path / "canary"
    file = tmp_path / "hostile.db"
    payloads = hostile_pickles(canary)
    with Journal.open(file, key=b"o" * 32) as journal:
        for payload in payloads:
            journal.begin_entry(new_entry(groups=(SnapshotGroup(("rows",), payload),)))
    candidates = run("trust", file, "--json").json["candidates"]
    assert len(candidates) == len(payloads)
    assert all(each["names"] or each["has_computed_names"] for each in candidates)
    assert not canary.exists()
