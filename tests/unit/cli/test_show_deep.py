"""`mulligan show --deep`: what is in a snapshot is seen, and nothing of it runs."""

from __future__ import annotations

import collections
import dataclasses
import os
import pickle
import pickletools
from pathlib import Path
from typing import Any

import pytest

from mulligan.cli import deep, pickle_structure
from mulligan.cli.deep import structure_of
from mulligan.cli.pickle_structure import describe
from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.command_line import Run, new_entry
from tests.support.journals import forging


@dataclasses.dataclass
class Ticket:
    """Something of an app's."""

    title: str
    tags: list[str]


class Evil:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, canary: Path, how: str) -> None:
        self.canary, self.how = canary, how

    def __reduce__(self) -> Any:
        if self.how == "build":
            return Ticket, ("x", []), {"canary": Evil(self.canary, "open")}
        if self.how == "open":
            return open, (str(self.canary), "w")
        if self.how == "exec":
            return exec, (f"open({str(self.canary)!r}, 'w').close()",)
        return os.system, (f"echo > {self.canary}",)


def journal_with(path: Path, *payloads: bytes) -> Path:
    """A journal whose one entry has these payloads."""
    groups = tuple(SnapshotGroup((f"key{number}",), payload) for number, payload in enumerate(payloads))
    with Journal.open(path) as journal:
        journal.set_status(journal.begin_entry(new_entry(groups=groups, keys=())), "kept")
    return path


def test_structure_and_names_are_shown(run: Run, tmp_path: Path) -> None:
    """Objects with their attributes, containers with their items, and the names that reading would use."""
    shared = ["a", "b"]
    value = {"ticket": Ticket("mend the roof", shared), "again": shared, "when": collections.deque([1, 2.5])}
    path = journal_with(tmp_path / "journal.db", pickle.dumps(value, 5))
    printed = run("show", "1", "--deep", "--journal", path).out
    for expected in (
        "Structure of key0",
        f"names {__name__}.Ticket",
        "names collections.deque",
        f"['ticket']: object of {__name__}.Ticket #2, holds 2",
        "attribute ['title']: 'mend the roof'",
        "attribute ['tags']: list #3, holds 2",
        "['again']: list, the same as #3",
        "[1]: 2.5",
    ):
        assert expected in printed
    (structure,) = run("show", "1", "--deep", "--journal", path, "--json").json["structures"]
    assert structure["keys"] == ["key0"]
    assert structure["names"] == sorted([f"{__name__}.Ticket", "collections.deque"])
    assert (structure["problem"], structure["complete"]) == (None, True)


def test_without_deep_no_structure_is_read(run: Run, tmp_path: Path) -> None:
    """The summary is enough for most questions."""
    path = journal_with(tmp_path / "journal.db", pickle.dumps([1]))
    assert "structures" not in run("show", "1", "--journal", path, "--json").json


@pytest.mark.parametrize("how", ["open", "exec", "system", "build"])
@pytest.mark.parametrize("protocol", range(6))
def test_nothing_runs(run: Run, tmp_path: Path, how: str, protocol: int) -> None:
    """The canary that unpickling would leave behind is not there, in every protocol of pickle."""
    canary = tmp_path / "canary"
    payload = pickle.dumps({"it": Evil(canary, how)}, protocol)
    path = journal_with(tmp_path / "journal.db", payload)
    result = run("show", "1", "--deep", "--journal", path, "--json")
    assert result.status == 0
    (structure,) = result.json["structures"]
    assert structure["problem"] is None
    assert structure["names"]
    assert not canary.exists()


def test_the_canary_would_sing(tmp_path: Path) -> None:
    """Unpickling for real does leave the file, so its absence proves something."""
    canary = tmp_path / "canary"
    pickle.loads(pickle.dumps(Evil(canary, "exec")))
    assert canary.exists()


def test_no_module_is_imported(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that the pickle names is not even looked for."""
    canary = tmp_path / "imported"
    (tmp_path / "hostile_module.py").write_text(f"open({str(canary)!r}, 'w').close()\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = journal_with(tmp_path / "journal.db", b"chostile_module\nThing\n.")
    assert run("show", "1", "--deep", "--journal", path, "--json").json["structures"][0]["names"] == [
        "hostile_module.Thing"
    ]
    assert not canary.exists()


def test_an_unsigned_journal_is_shown_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where restoring is refused, looking is not."""
    path = journal_with(tmp_path / "journal.db", pickle.dumps(["seen"]))
    with forging(path) as raw:
        raw.execute("UPDATE entries SET code = x'00'")
    monkeypatch.setenv("MULLIGAN_KEY_DIR", str(tmp_path / "another key"))
    assert "[0]: 'seen'" in run("show", "1", "--deep", "--journal", path).out


def test_a_damaged_payload_is_said_and_the_others_are_shown(run: Run, tmp_path: Path) -> None:
    """One group that cannot be read hides no other."""
    path = journal_with(tmp_path / "journal.db", b"no pickle at all", pickle.dumps(["sound"]))
    first, second = run("show", "1", "--deep", "--journal", path, "--json").json["structures"]
    assert first["problem"]
    assert second["problem"] is None


def test_a_blob_that_announces_too_much_is_not_unpacked(run: Run, tmp_path: Path) -> None:
    """What a zip bomb says of its size is believed, and enough to leave it alone."""
    path = journal_with(tmp_path / "journal.db", pickle.dumps([1]))
    with forging(path) as raw:
        raw.execute(
            "UPDATE blobs SET content_bytes = ? WHERE id = (SELECT blob_id FROM entry_groups)", (1 << 50,)
        )
    (structure,) = run("show", "1", "--deep", "--journal", path, "--json").json["structures"]
    assert "more than the" in structure["problem"]


def billion_laughs() -> bytes:
    """Thirty lists, each holding the one before ten times."""
    value: list[Any] = ["ha"]
    for _ in range(30):
        value = [value] * 10
    return pickle.dumps(value)


BOMBS = {
    "billion laughs": billion_laughs(),
    "many operations": b"]" * 3_000_000 + b".",
    "deep nesting": b"]" * 100_000 + b"a" * 99_999 + b".",
    "bytes that are not there": b"\x96" + (1 << 60).to_bytes(8, "little") + b".",
    "huge number": b"\x8b" + (10_000_000).to_bytes(4, "little") + b"\x7f" * 10_000_000 + b".",
    "huge frame": b"\x80\x05\x95" + (1 << 62).to_bytes(8, "little") + b"N.",
    "huge memo": b"Nr\xff\xff\xff\xff.",
    "digits": b"I" + b"9" * 100_000 + b"\n.",
    "marks": b"(" * 100_000 + b"t" * 100_000 + b".",
    "nothing on the stack": b"R.",
    "no end": pickle.dumps(list(range(100)))[:-1],
    "empty": b"",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_contained(bomb: str) -> None:
    """Whatever a pickle asks for, an answer of bounded size comes back, and this process goes on."""
    structure = structure_of(("key",), BOMBS[bomb])
    assert structure.problem or structure.lines
    assert len(structure.lines) <= pickle_structure.MAX_LINES
    assert all(len(text) < 2_000 for _, text in structure.lines)


def test_a_reader_that_dies_or_hangs_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a kill by a limit nor silence is taken for an answer."""
    script = tmp_path / "pickle_structure.py"
    monkeypatch.setattr(deep, "__file__", str(tmp_path / "deep.py"))
    script.write_text("import os\nos._exit(137)\n", encoding="utf-8")
    assert "more memory or time" in str(structure_of(("key",), b".").problem)
    script.write_text("import threading\nthreading.Event().wait()\n", encoding="utf-8")
    monkeypatch.setattr(deep, "TIME_LIMIT_S", 0.2)
    assert "was not read within" in str(structure_of(("key",), b".").problem)


def test_every_operation_of_pickle_is_known() -> None:
    """A scalar is the only thing that an operation may be without a step of its own."""
    scalars = {
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
        *("STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8"),
        *("BYTEARRAY8", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
    }
    known = {
        *pickle_structure._STEPS,
        *pickle_structure._CONSTANTS,
        *pickle_structure._EMPTY,
        *pickle_structure._MARKED,
        *pickle_structure._TUPLES,
        *pickle_structure._PUTS,
        *pickle_structure._GETS,
        *pickle_structure._IGNORED,
        *("MARK", "MEMOIZE", "STOP"),
    }
    assert {opcode.name for opcode in pickletools.opcodes} == known | scalars


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_is_described(protocol: int) -> None:
    """Old and new ways to write the same come out as the same objects."""
    value = {
        "a": (1, None, True),
        "b": b"bytes",
        "c": {1},
        "d": frozenset([2]),
        "e": 2**70,
        "f": bytearray(b"x"),
    }
    described = describe(pickle.dumps(value, protocol))
    assert described["problem"] is None
    text = str(described["lines"])
    for expected in ("['a']: tuple", "None", "True", "['e']: 1180591620717411303424"):
        assert expected in text


def test_a_name_that_a_decoder_warns_of_is_described() -> None:
    """A warning that the user has turned into an error is none here: names are odd where they were forged."""
    described = describe(b"\x80\x03cbuiltins\n\\eval\n.")
    assert described["problem"] is None
    assert described["globals"] == ["builtins.\\eval"]
