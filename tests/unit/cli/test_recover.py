"""`mulligan recover`: the last good state of a session that broke off, asked for without a window."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mulligan_store.errors import SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.records import KeySummary, SnapshotGroup
from tests.support.command_line import Run, new_entry
from tests.support.journals import forging


def session(path: Path, *entries: dict[str, object], clean: bool = False) -> None:
    """One run of the app with its entries, ended or broken off."""
    with Journal.open(path) as journal:
        number = journal.begin_session("the app")
        for changes in entries:
            groups = (SnapshotGroup(("rows",), pickle.dumps([1])),)
            entry = journal.begin_entry(new_entry(session_id=number, **{"groups": groups, **changes}))
            journal.set_status(entry, "kept")
        if clean:
            journal.end_session(number)


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A journal whose last session broke off after one entry."""
    path = tmp_path / "journal.db"
    session(path, {"label": "mine"})
    return path


def requests_in(path: Path) -> list[tuple[int, bool, bool]]:
    """Take the requests as the app would when it starts."""
    with Journal.open(path) as journal:
        return [(each.entry_id, each.state, each.code) for each in journal.take_requests()]


def test_the_last_good_state_is_asked_for(run: Run, crashed: Path) -> None:
    """The next start finds the request; the words say which moment comes back."""
    result = run("recover", "--journal", crashed)
    assert result.status == 0
    for expected in ("did not end cleanly", "entry 1, mine", "it holds rows", "when the app starts next"):
        assert expected in result.out
    assert requests_in(crashed) == [(1, True, False)]


def test_a_dry_run_asks_for_nothing(run: Run, crashed: Path) -> None:
    """It says the same, and leaves no request."""
    result = run("recover", "--dry-run", "--journal", crashed)
    assert "entry 1, mine" in result.out
    assert "asked for" not in result.out
    assert requests_in(crashed) == []


def test_asking_twice_asks_once(run: Run, crashed: Path) -> None:
    """A request that waits is not doubled."""
    run("recover", "--journal", crashed)
    assert "waiting for the app already" in run("recover", "--journal", crashed).out
    assert len(requests_in(crashed)) == 1


def test_json_holds_the_offer(run: Run, crashed: Path) -> None:
    """Programs get the entry, the moment, the keys and the number of the request."""
    answer = run("recover", "--journal", crashed, "--json").json
    offer = answer["offer"]
    assert (offer["entry_id"], offer["label"], offer["keys"], offer["attempts"]) == (1, "mine", ["rows"], 0)
    assert (answer["request"], answer["running"], answer["waiting"]) == (1, False, False)


def test_keys_that_were_never_written_are_named(run: Run, tmp_path: Path) -> None:
    """What cannot come back is said before it is missed."""
    path = tmp_path / "journal.db"
    secret = KeySummary("token", "str", None, None, "<redacted>", "redacted", "secret", None)
    rows = KeySummary("rows", "list", 30, 2, "[1, 2]", "snapshot", None, 0)
    session(path, {"keys": (rows, secret)})
    assert "left as it is: token" in run("recover", "--journal", path).out


def test_after_a_clean_end_there_is_nothing(run: Run, tmp_path: Path) -> None:
    """No request, and status 0: nothing is wrong."""
    path = tmp_path / "journal.db"
    session(path, {})
    session(path, {}, clean=True)
    result = run("recover", "--journal", path)
    assert (result.status, requests_in(path)) == (0, [])
    assert "nothing to recover" in result.out
    assert run("recover", "--journal", path, "--json").json["offer"] is None


def test_another_apps_clean_end_hides_nothing(run: Run, crashed: Path) -> None:
    """Apps that share a journal, and imports into it, are looked through one by one."""
    with Journal.open(crashed) as journal:
        journal.end_session(journal.begin_session("another app"))
    assert run("recover", "--journal", crashed, "--json").json["offer"]["entry_id"] == 1


def test_while_the_app_runs_there_is_nothing(run: Run, live_journal_path: Path) -> None:
    """A running app is not recovered."""
    assert "the app is running" in run("recover", "--journal", live_journal_path).out


def test_an_edit_that_was_never_settled_takes_its_code_back_too(run: Run, tmp_path: Path) -> None:
    """The process died in the middle of it."""
    path = tmp_path / "journal.db"
    with Journal.open(path) as journal:
        groups = (SnapshotGroup(("rows",), pickle.dumps([1])),)
        journal.begin_entry(new_entry(session_id=journal.begin_session("the app"), groups=groups))
    assert "the code from before that edit" in run("recover", "--journal", path).out
    assert requests_in(path) == [(1, True, True)]


def test_a_state_that_crashed_the_app_twice_is_not_asked_for_by_itself(run: Run, crashed: Path) -> None:
    """A third time takes a person who insists."""
    for _ in range(2):
        assert run("recover", "--journal", crashed).status == 0
        requests_in(crashed)
        session(crashed, {"kind": "restore", "trigger": "recovery", "parent_id": 1})
    result = run("recover", "--journal", crashed)
    assert result.status == 1
    assert "brought back 2 times" in result.err
    assert requests_in(crashed) == []
    assert "brought back before, with a crash right after: 2 times" in (
        run("recover", "--again", "--journal", crashed).out
    )
    assert requests_in(crashed) == [(1, True, False)]


def test_what_this_user_did_not_sign_is_not_asked_for(run: Run, crashed: Path) -> None:
    """Nobody is promised a state that the app would refuse."""
    with forging(crashed) as raw:
        raw.execute("UPDATE entries SET code = x'00'")
    result = run("recover", "--journal", crashed)
    assert result.status == 1
    assert "not restored" in result.err
    assert SignatureInvalid.__name__ not in result.err
    with Journal.open(crashed) as journal:
        assert not journal.has_requests()
