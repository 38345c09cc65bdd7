"""Exit statuses, errors as one line, and commands that run where the rest cannot be imported."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan.cli import log
from mulligan.cli.main import COMMANDS, main
from mulligan_store.errors import MulliganError
from mulligan_store.journal import Journal
from tests.support.command_line import Run, new_entry, run_python

BLOCKED = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"imgui_bundle", "dill", "mulligan_mma"} or name == "mulligan.session":
            raise AssertionError(name + " was imported")

sys.meta_path.insert(0, Refuse())
from mulligan.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


CALL = "from mulligan.cli.main import main; sys.exit(main(sys.argv[1:]))"
FAILING = (
    """
import sys
from mulligan.cli import log

def fail(*_):
    sys.stdout.write("half of it")
    raise OSError({number}, "no room")

log._print_entries = fail
"""
    + CALL
)


def test_without_a_command_the_help_is_printed(run: Run) -> None:
    """`mulligan` alone is a question, not a mistake."""
    result = run()
    assert result.status == 0
    assert all(f"\n  {name} " in result.out for name in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("lo",),
        ("log", "--limit", "0"),
        ("log", "--limit", "x"),
        ("log", "--nothing"),
        ("show",),
        ("log", "3"),
    ],
)
def test_a_mistake_in_the_arguments_is_one_line_and_status_2(run: Run, words: list[str]) -> None:
    """The line says what is wrong and where the accepted words are listed."""
    result = run(*words)
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("mulligan: ")
    assert result.err.count("\n") == 1
    assert "--help` lists" in result.err


@pytest.mark.parametrize("name", ["log", "show", "restore", "verify"])
def test_a_journal_that_is_not_there_is_one_line_and_status_1(run: Run, tmp_path: Path, name: str) -> None:
    """A mistyped path is named, and no empty journal appears in its place."""
    missing = tmp_path / "typo.db"
    result = run(name, *(["last"] if name in ("show", "restore") else []), "--journal", missing)
    assert result.status == 1
    assert result.out == ""
    assert result.err.startswith("mulligan: ")
    assert str(missing) in result.err
    assert result.err.count("\n") == 1
    assert not missing.exists()


def test_without_any_journal_the_state_folder_is_named(run: Run, own_folders: Path) -> None:
    """Who has no journal yet is told where one would be and what makes one."""
    result = run("log")
    assert result.status == 1
    assert str(own_folders / "state") in result.err


def test_a_file_that_is_no_journal_is_refused_without_traceback(run: Run, tmp_path: Path) -> None:
    """Any file may be named by mistake; it is left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database\n" * 100, encoding="utf-8")
    for words in (("log",), ("show", "1"), ("verify",)):
        result = run(*words, "--journal", path)
        assert result.status == 1
        assert result.err.startswith("mulligan: ")
        assert "Traceback" not in result.err
    assert path.read_text(encoding="utf-8").startswith("not a database")


def test_the_environment_names_the_journal(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MULLIGAN_JOURNAL is used when --journal is not given."""
    monkeypatch.setenv("MULLIGAN_JOURNAL", str(journal_path))
    assert len(run("log", "--json").json) == 3


def test_an_error_of_several_lines_becomes_one_harmless_line(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message may quote a journal; it must not reach the terminal's controls."""

    def fail(*_: object) -> None:
        raise MulliganError("first \x1b[31m\nsecond")

    monkeypatch.setattr(log, "_print_entries", fail)
    result = run("log", "--journal", journal_path)
    assert (result.status, result.err) == (1, "mulligan: first \\x1b[31m; second\n")


def test_a_fault_of_ours_keeps_its_traceback(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only errors raised on purpose become a line; anything else must be seen as what it is."""
    monkeypatch.setattr(log, "_print_entries", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("log", "--journal", journal_path)


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "could not be written"), (errno.EPIPE, "")])
def test_output_that_cannot_be_written_is_no_traceback(journal_path: Path, number: int, said: str) -> None:
    """A full disk behind `> file` is said; a reader that went away, as `head` does, is not."""

    result = run_python("-c", FAILING.format(number=number), "log", "--journal", journal_path)
    assert result.status == 1
    assert "Traceback" not in result.err
    assert said in result.err


def test_a_file_that_cannot_be_read_is_a_fault_of_ours(
    run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error about a file that no command has named keeps its traceback."""

    def fail(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "gone", "some file")

    monkeypatch.setattr(log, "_print_entries", fail)
    with pytest.raises(FileNotFoundError):
        run("log", "--journal", journal_path)


def test_nobody_need_be_there_to_print_for(journal_path: Path) -> None:
    """A process can be started without standard output, and without standard error."""
    code = "import sys; sys.stdout = sys.stderr = None; " + CALL
    for words in (("log",), ("show", "1"), ("log", "--json"), ("show", "99")):
        done = run_python("-c", code, *words, "--journal", journal_path)
        assert (done.status, done.out, done.err) == (int(words[-1] == "99"), "", "")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "utf-16"])
@pytest.mark.parametrize(
    "words", [("log",), ("show", "last"), ("diff", "1", "last"), ("show", "last", "--json")]
)
def test_no_code_page_ends_a_command(journal_path: Path, encoding: str, words: tuple[str, ...]) -> None:
    """What a console cannot show is escaped there, whatever a journal holds."""
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry(label="进步 ◌́ é \ud800 \x1b[2J", session_id=1))
    done = run_python("-m", "mulligan", *words, "--journal", journal_path, encoding=encoding)
    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.write_bytes(b"x" * 9_000), "mulligan salvage"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(
    run: Run, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    """A folder, an empty file and a damaged one are different mistakes with different answers."""
    path = tmp_path / "journal.db"
    make(path)
    for words in (("log",), ("pin", "1"), ("reload",), ("gc", "--keep", "1")):
        result = run(*words, "--journal", path)
        assert (result.status, said in result.err) == (1, True)
    assert [each.name for each in tmp_path.iterdir()] == ["journal.db"]


def test_a_name_that_is_no_text_is_said(run: Run, tmp_path: Path) -> None:
    """The system allows any bytes in a name; the message is still one that a terminal can take."""
    result = run("log", "--journal", tmp_path / "\udcff\x1b[2J")
    assert (result.status, result.err.count("\n"), result.err.isascii()) == (1, 1, True)


def test_entries_can_be_counted_from_the_newest(run: Run, journal_path: Path) -> None:
    """`last`, `latest` and `last~N` are numbers for who does not want to look one up."""
    for word, number in (("last", 3), ("latest", 3), ("last~0", 3), ("last~2", 1)):
        assert run("show", word, "--json", "--journal", journal_path).json["id"] == number
    result = run("show", "last~3", "--journal", journal_path)
    assert (result.status, "only 3 entries" in result.err) == (1, True)


@pytest.mark.parametrize("word", ["0", "-1", "last~", "last~-1", "1.0", "\uff11", "9" * 30, "first"])
def test_what_is_no_entry_is_a_mistake_in_the_arguments(run: Run, journal_path: Path, word: str) -> None:
    """And the line says how entries are named."""
    result = run("show", word, "--journal", journal_path)
    assert (result.status, "last" in result.err) == (2, True)


def test_an_interrupt_ends_quietly(run: Run, journal_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C gives the status that shells give it, and no traceback."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(log, "_print_entries", interrupt)
    result = run("log", "--journal", journal_path)
    assert result.status == 130
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "words", [["log"], ["log", "--json"], ["show", "2"], ["show", "last", "--json"], ["verify"]]
)
def test_reading_commands_import_neither_gui_nor_dill_nor_session(
    journal_path: Path, words: list[str]
) -> None:
    """A journal can be read where the app cannot even be imported."""
    done = run_python("-c", BLOCKED, *words, "--journal", journal_path)
    assert (done.status, done.err) == (0, "")
    assert done.out


def test_the_package_can_be_run_as_a_module(journal_path: Path) -> None:
    """`python -m mulligan` is the same command."""
    done = run_python("-m", "mulligan", "show", "99", "--journal", journal_path)
    assert done.status == 1
    assert done.err.startswith("mulligan: ")
    assert "99" in done.err


def test_what_a_code_page_lacks_is_escaped(journal_path: Path) -> None:
    """Output goes to a file under a small code page without an error."""
    with Journal.open(journal_path) as journal:
        journal.begin_entry(new_entry(label="进步", session_id=journal.begin_session("tests")))
    done = run_python("-m", "mulligan", "log", "--journal", journal_path, encoding="latin-1")
    assert done.status == 0
    assert "\\u8fdb\\u6b65" in done.out


def test_main_takes_its_words_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arguments of its own `main` reads those of the process, as the installed script needs."""
    monkeypatch.setattr(sys, "argv", ["mulligan", "--version"])
    assert main() == 0
