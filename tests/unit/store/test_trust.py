"""Trust is given to content that was shown, by someone with the key, and to nothing else."""

from __future__ import annotations

import os
import pickle
from fractions import Fraction
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError, KeyUnusable, SignatureInvalid
from mulligan_store.journal import Journal
from mulligan_store.pickle_names import names_in
from mulligan_store.records import SnapshotGroup
from mulligan_store.transfer import export_entries, import_entries
from tests.support.fault_bombs import payload_bombs
from tests.support.fault_pickles import hostile_pickles, mutated
from tests.support.journals import forging, new_entry

OTHER_KEY = b"o" * 32


def payload(value: object) -> bytes:
    """A snapshot as an app would write it."""
    return pickle.dumps(value)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Two entries that another user wrote: plain data, and data of a class."""
    file = tmp_path / "theirs.db"
    with Journal.open(file, key=OTHER_KEY) as journal:
        for value in ({"a": [1, 2]}, {"a": Fraction(1, 2)}):
            group = SnapshotGroup(("a",), payload(value))
            journal.set_status(journal.begin_entry(new_entry(groups=(group,))), "kept")
    return file


def make_key(path: Path) -> None:
    """This user has a key once they have recorded something."""
    Journal.open(path).close()


def test_a_trusted_journal_can_be_restored_from(theirs: Path, path: Path) -> None:
    """Before, the reason; after, the payload; and the file itself is not written."""
    make_key(path)
    before = theirs.read_bytes()
    with Journal.open(theirs, read_only=True) as journal:
        with pytest.raises(SignatureInvalid, match="another key"):
            journal.read_groups(1)
        question = journal.trust_question()
        assert [each.entry_id for each in question.candidates] == [1, 2]
        assert question.candidates[1].names == ("fractions.Fraction",)
        assert (question.candidates[0].names, question.candidates[0].has_code) == ((), False)
        assert question.candidates[0].modules == ("app.gui", "app.model")
        assert (question.own, question.already_trusted) == (0, 0)
        assert len(question.fingerprint) == 16 and question.fingerprint.startswith(question.confirmation)
        assert journal.trust(question) == 2
        assert pickle.loads(journal.read_groups(1)[0].payload) == {"a": [1, 2]}
        assert journal.read_sources(2)
        assert not journal.verify().sound
        again = journal.trust_question()
        assert (again.candidates, again.already_trusted) == ((), 2)
    assert theirs.read_bytes() == before


def test_trust_follows_the_content_into_the_own_journal(theirs: Path, path: Path, tmp_path: Path) -> None:
    """Imported before or after, under whatever number: what was shown is what is trusted."""
    sent = tmp_path / "sent.db"
    with Journal.open(theirs, read_only=True, key=OTHER_KEY) as journal:
        fingerprint = export_entries(journal, [2], sent).fingerprint
    with Journal.open(path) as mine:
        mine.begin_entry(new_entry(b"mine"))
        assert import_entries(mine, sent).fingerprint == fingerprint
        with pytest.raises(SignatureInvalid):
            mine.read_groups(2)
        question = mine.trust_question()
        assert ([each.entry_id for each in question.candidates], question.own) == ([2], 1)
        assert question.fingerprint == fingerprint
        with Journal.open(sent, read_only=True) as journal:
            assert journal.trust_question().file_fingerprint == fingerprint
        mine.trust(question)
        with Journal.open(sent, read_only=True) as journal:
            nothing_left = journal.trust_question()
            assert (nothing_left.candidates, nothing_left.file_fingerprint) == ((), fingerprint)
        assert pickle.loads(mine.read_groups(2)[0].payload) == {"a": Fraction(1, 2)}
        assert mine.verify().sound


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE entry_groups SET state_keys = '[\"b\"]'",
        "UPDATE entry_groups SET blob_id = (SELECT min(blob_id) FROM entry_sources)",
        "UPDATE key_summaries SET value_repr = 'harmless'",
        "UPDATE entry_sources SET path = '/elsewhere'",
        "UPDATE entry_sources SET blob_id = (SELECT max(id) FROM blobs)",
        "INSERT INTO entry_sources_after VALUES (1, 'app.gui', 1)",
        "DELETE FROM key_summaries",
    ],
)
def test_what_is_changed_after_it_was_trusted_is_not_trusted(theirs: Path, path: Path, forgery: str) -> None:
    """The digest covers everything that would be unpickled or run, and what was shown of it."""
    make_key(path)
    with Journal.open(theirs, read_only=True) as journal:
        journal.trust(journal.trust_question())
    with forging(theirs) as raw:
        raw.execute(forgery)
    with Journal.open(theirs, read_only=True) as journal, pytest.raises(SignatureInvalid):
        journal.read_groups(1)


def test_changed_bytes_under_a_trusted_digest_are_noticed(theirs: Path, path: Path) -> None:
    """The stored bytes are compared with what was trusted before they are decompressed."""
    make_key(path)
    with Journal.open(theirs, read_only=True) as journal:
        journal.trust(journal.trust_question())
    with forging(theirs) as raw:
        raw.execute("UPDATE blobs SET stored = x'28b52ffd' || stored")
    with (
        Journal.open(theirs, read_only=True) as journal,
        pytest.raises(SignatureInvalid, match="stored bytes"),
    ):
        journal.read_groups(1)


def test_a_change_between_question_and_answer_is_not_trusted(theirs: Path, path: Path) -> None:
    """What was shown is trusted, and not what stands there now."""
    make_key(path)
    with Journal.open(theirs, read_only=True) as journal:
        question = journal.trust_question()
        with forging(theirs) as raw:
            raw.execute("UPDATE entry_groups SET state_keys = '[\"b\"]' WHERE entry_id = 1")
        journal.trust(question)
        with pytest.raises(SignatureInvalid):
            journal.read_groups(1)
        assert journal.read_groups(2)


def test_trust_needs_the_users_own_key(theirs: Path, path: Path) -> None:
    """Without a key there is nothing to trust with; and a forged list beside the key is worth nothing."""
    with Journal.open(theirs, read_only=True) as journal, pytest.raises(KeyUnusable):
        journal.trust_question()
    make_key(path)
    with Journal.open(theirs, read_only=True) as journal:
        journal.trust(journal.trust_question())
    folder = Path(os.environ["MULLIGAN_KEY_DIR"])
    for record in (folder / "trusted").iterdir():
        if os.name == "posix":
            assert record.stat().st_mode & 0o777 == 0o600
    (folder / "journal.key").write_bytes(b"n" * 32)
    with Journal.open(theirs, read_only=True) as journal, pytest.raises(SignatureInvalid):
        journal.read_groups(1)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"code": 1}', b'{"code": "00"}', b"\xff"])
def test_a_record_of_trust_that_is_damaged_is_none(theirs: Path, path: Path, content: bytes) -> None:
    """Half a record trusts nothing."""
    make_key(path)
    with Journal.open(theirs, read_only=True) as journal:
        journal.trust(journal.trust_question())
        for record in (Path(os.environ["MULLIGAN_KEY_DIR"]) / "trusted").iterdir():
            record.write_bytes(content)
        with pytest.raises(SignatureInvalid):
            journal.read_groups(1)


def test_names_are_read_and_nothing_runs(tmp_path: Path) -> None:
    """Every hostile pickle is taken apart, names what it would call, and calls nothing."""
    canary = tmp_path / "canary"
    for each in hostile_pickles(canary):
        names = names_in(each)
        assert names.names or names.has_computed, each
        assert names.problem is None, (names, each)
    assert not canary.exists()


@pytest.mark.parametrize(
    ("value", "expected"),
    [([1, "os.system", {"a": 2.5}], set()), (Fraction, {"fractions.Fraction"}), (len, {"builtins.len"})],
)
@pytest.mark.parametrize("protocol", range(6))
def test_names_are_those_that_loading_would_import(value: object, expected: set[str], protocol: int) -> None:
    """No more and no fewer, in every protocol."""
    found = {
        name.replace("__builtin__", "builtins") for name in names_in(pickle.dumps(value, protocol)).names
    }
    assert found == expected


def test_names_that_repeat_are_found_through_the_memo() -> None:
    """A module that is named once and used for three names."""
    value = [pickle.Pickler, pickle.Unpickler, pickle.PickleError, pickle.Pickler]
    assert names_in(pickle.dumps(value, 4)).names == {
        "_pickle.Pickler",
        "_pickle.Unpickler",
        "_pickle.PickleError",
    }


def test_bombs_and_noise_end_with_an_answer(tmp_path: Path) -> None:
    """Names or a reason, in bounded room; nothing else is raised."""
    canary = tmp_path / "canary"
    honest = [pickle.dumps({"a": [1, 2.5, "x", Path("p")] * 5}, protocol) for protocol in range(6)]
    for each in [*payload_bombs(), *mutated([*honest, *hostile_pickles(canary)], 500, seed=7)]:
        names = names_in(each)
        assert names.problem is None or "cannot be taken apart" in names.problem
    assert not canary.exists()


def test_an_entry_that_cannot_be_taken_apart_is_not_trusted(path: Path, tmp_path: Path) -> None:
    """What cannot be shown is not trusted with the rest."""
    make_key(path)
    file = tmp_path / "theirs.db"
    with Journal.open(file, key=OTHER_KEY) as journal:
        journal.begin_entry(new_entry(groups=(SnapshotGroup(("a",), b"\x80\x04\x8c\xff"),)))
        journal.begin_entry(new_entry(groups=(SnapshotGroup(("a",), payload(1)),)))
    with Journal.open(file, read_only=True) as journal:
        question = journal.trust_question()
        assert [each.problem is None for each in question.candidates] == [False, True]
        assert journal.trust(question) == 1
        with pytest.raises(JournalError):
            journal.read_groups(1)
        assert journal.read_groups(2)


def test_a_name_that_a_decoder_warns_of_is_listed() -> None:
    """A warning that the user has turned into an error hides no name."""
    found = names_in(b"\x80\x03cbuiltins\n\\eval\n.")
    assert (found.names, found.problem) == ({"builtins.\\eval"}, None)
