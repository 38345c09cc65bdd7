"""Many openers at once, clocks that jump, strange names, folders without permission, and salvage."""

from __future__ import annotations

import os
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mulligan_store.errors import JournalError, JournalUnreadable
from mulligan_store.journal import Journal
from mulligan_store.opening import PAGE_BYTES
from mulligan_store.records import KeySummary, ModuleSource, SnapshotGroup
from mulligan_store.retention import Retention
from mulligan_store.salvage import salvage
from tests.support.fault_counts import runs, say
from tests.support.journals import new_entry, run_child, start_child, v1_journal

OPENER = """
import os, sys
from pathlib import Path
from mulligan_store.journal import Journal
from tests.support.journals import new_entry
for line in sys.stdin:
    with Journal.open(Path(line.strip())) as journal:
        assert not journal.notes, journal.notes
        journal.set_status(journal.begin_entry(new_entry(b"%d" % os.getpid(), label=None)), "kept")
    print("done", flush=True)
"""
OPENERS = 8


def test_eight_processes_open_and_migrate_at_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """New journals and old ones: no error, no lost entry, one chain, whoever comes first."""
    children = [start_child(OPENER) for _ in range(OPENERS)]
    rounds = runs(short=80, full=2_000) // OPENERS
    try:
        for number in range(rounds):
            here = path.parent / str(number) / "app.db"
            older = 3 * (number % 2)
            if older:
                here.parent.mkdir(parents=True)
                v1_journal(here, entries=older)
            for child in children:
                assert child.stdin is not None
                child.stdin.write(f"{here}\n")
                child.stdin.flush()
            for child in children:
                assert child.stdout is not None
                assert child.stdout.readline() == "done\n", child.communicate()
            with Journal.open(here, read_only=True) as journal:
                assert len(journal.entries()) == older + OPENERS
                assert journal.verify().problems == ()
            shutil.rmtree(here.parent)
    finally:
        for child in children:
            child.communicate()
    result = f"{rounds * OPENERS} opens, half of them migrating, 0 errors, 0 entries lost"
    say(capsys, 7, "8 processes opening at once", result)


def test_clocks_that_jump_change_no_order(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Backwards, or years off: entries are ordered by their numbers, verify, and none is pruned early."""
    count = runs(short=60, full=1_000)
    chance = random.Random(17)
    with Journal.open(path) as journal:
        for _ in range(count):
            jump = timedelta(days=chance.choice((0, -1, 1, -3650, 3650, -20_000)), seconds=chance.random())
            moment = (datetime.now(UTC) + jump).isoformat(timespec="microseconds")
            monkeypatch.setattr("mulligan_store.writing.now_text", lambda moment=moment: moment)
            journal.set_status(journal.begin_entry(new_entry(label=None)), "kept")
        monkeypatch.undo()
        entries = journal.entries()
        assert [entry.id for entry in entries] == list(range(count, 0, -1))
        assert journal.verify().problems == ()
        assert journal.prune(Retention(), dry_run=True).removed == ()
        journal.prune(Retention(keep_entries=10))
        assert [entry.id for entry in journal.entries()] == list(range(count, count - 10, -1))
    say(capsys, 17, "clocks backwards and years off", f"{count} entries, in order, 0 lost")


def strange(chance: random.Random) -> str:
    """Text that databases, terminals and file systems have trouble with."""
    pieces = [
        *("\0", "\ud800", "\udfff", "\ud800\udc00", "'; DROP TABLE entries; --", '"', "%s%n{0}", "{}"),
        *("\\", "\\\\x00", "\\ud800", "\x1b[31m", "\u202e", "\r\n", "\U0001f600"),
        *("é", "e\u0301", "\ufeff", "\x7f", "NULL", "x" * 5_000),
    ]  # fmt: skip
    return "".join(chance.choices(pieces, k=chance.randrange(1, 5))) + chr(chance.randrange(0x110000))


def test_strange_names_come_back_as_they_were(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    """NUL, lone surrogates, SQL and format strings, in every text: stored, listed, verified, the same."""
    count = runs(short=100, full=5_000)
    chance = random.Random(11)
    for _ in range(count):
        text = strange(chance)
        new = new_entry(
            label=text,
            trigger=text,
            plan={text: [text]},
            groups=(SnapshotGroup((text,), b"x"),),
            keys=(KeySummary(text, text, 1, None, text, "snapshot", text, 0),),
            sources=(ModuleSource(text, text, text, text),),
        )
        entry_id = journal.begin_entry(new)
        entry = journal.entry(entry_id)
        assert (entry.label, entry.trigger, entry.plan, entry.modules) == (
            text,
            text,
            {text: [text]},
            (text,),
        )
        assert journal.key_summaries(entry_id) == list(new.keys)
        assert journal.read_sources(entry_id) == list(new.sources)
        assert journal.read_groups(entry_id) == list(new.groups)
    assert journal.verify().problems == ()
    say(capsys, 11, "strange names and labels", f"{count} entries, every text as it was")


def harm(path: Path, chance: random.Random) -> str:
    """Damage a closed journal."""
    content = bytearray(path.read_bytes())
    kind = chance.choice(("pages", "cut", "noise", "zeroes", "moved"))
    pages = len(content) // PAGE_BYTES
    if kind == "cut":
        del content[chance.randrange(len(content)) :]
    elif kind == "moved":
        here, there = (chance.randrange(pages) * PAGE_BYTES for _ in range(2))
        content[here : here + PAGE_BYTES] = content[there : there + PAGE_BYTES]
    else:
        for _ in range(chance.randrange(1, 6)):
            start = chance.randrange(len(content))
            length = PAGE_BYTES if kind == "pages" else chance.randrange(1, 3 * PAGE_BYTES)
            start = start // PAGE_BYTES * PAGE_BYTES if kind == "pages" else start
            length = min(length, len(content) - start)
            content[start : start + length] = bytes(length) if kind == "zeroes" else chance.randbytes(length)
    path.write_bytes(content)
    return kind


def test_salvage_gives_back_what_is_whole(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the damage: an honest report, no wrong payload, and a journal that can be gone on with."""
    payloads = {
        number: random.Random(number).randbytes((60, 3_000, 40_000)[number % 3]) for number in range(1, 31)
    }
    with Journal.open(path) as journal:
        for payload in payloads.values():
            group = SnapshotGroup(("a",), payload)
            journal.set_status(journal.begin_entry(new_entry(groups=(group,), label=None)), "kept")
    sound = path.read_bytes()
    count = runs(short=40, full=1_000)
    found = restorable = nothing = 0
    for seed in range(count):
        path.write_bytes(sound)
        harm(path, random.Random(seed))
        target = path.with_name(f"salvaged-{seed}.db")
        try:
            report = salvage(path, target)
        except JournalUnreadable:
            nothing += 1
            continue
        with Journal.open(target) as journal:
            whole = 0
            for entry in journal.entries():
                try:
                    assert journal.read_groups(entry.id)[0].payload == payloads[entry.id]
                    whole += 1
                except JournalError:
                    assert not journal.verify().sound
            assert (whole, len(journal.entries())) == (report.restorable, report.entries)
        found, restorable = found + report.entries, restorable + report.restorable
        target.unlink()
    total = 30 * count
    result = (
        f"{count} damaged journals: of {total} entries {found} found, {restorable} restorable, "
        f"{nothing} journals without any; 0 wrong payloads"
    )
    say(capsys, 6, "salvage from damaged journals", result)
    assert found >= 0.8 * total


READ_ONLY = """
import os, sys
from pathlib import Path
from tests.support.journals import WITHOUT_PRIVILEGES
exec(WITHOUT_PRIVILEGES)
from mulligan_store.errors import JournalReadOnly, JournalUnreadable
from mulligan_store.journal import Journal
path = Path(sys.argv[1])
with Journal.open(path, read_only=True) as journal:
    assert len(journal.entries()) == 2, journal.entries()
    assert journal.verify().problems == (), journal.verify()
try:
    with Journal.open(path) as journal:
        print("writable")
except JournalReadOnly:
    print("read-only")
"""


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, but for the locks that whoever tries to write has to take."""
    return sorted(each.name for each in folder.iterdir() if not each.name.endswith(".locks"))


def test_read_only_folders_and_files_can_be_looked_at(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folder, file or both without write permission; closed, crashed with a log, or of the first version."""
    if os.name != "posix":
        return
    crash = (
        "import os, sys\nfrom mulligan_store.journal import Journal\n"
        "from tests.support.journals import new_entry\njournal = Journal.open(sys.argv[1])\n"
        "session = journal.begin_session('x')\n"
        "for _ in range(2):\n"
        "    journal.set_status(journal.begin_entry(new_entry(session_id=session)), 'kept')\nos._exit(0)\n"
    )
    cases = 0
    for folder_mode, file_mode in ((0o700, 0o400), (0o500, 0o600), (0o500, 0o400), (0o700, 0o600)):
        for kind in ("closed", "crashed", "first version"):
            here = path.parent / f"{cases}" / "app.db"
            if kind == "first version":
                here.parent.mkdir(parents=True)
                v1_journal(here, entries=2)
            else:
                run_child(crash, here)
            if kind == "closed":
                Journal.open(here).close()
            here.chmod(file_mode)
            here.parent.chmod(folder_mode)
            before = names_in(here.parent)
            answer = run_child(READ_ONLY, here)
            here.parent.chmod(0o700)
            # Where the log lies there already, a file can be written although its folder cannot.
            can_be_written = file_mode == 0o600 and (folder_mode == 0o700 or kind == "crashed")
            assert answer == ("writable\n" if can_be_written else "read-only\n"), (
                folder_mode,
                file_mode,
                kind,
            )
            assert can_be_written or names_in(here.parent) == before
            cases += 1
    say(capsys, 9, "read-only folder or file", f"{cases} combinations, all read, none harmed")
