"""`mulligan doctor`: is everything there that Mulligan needs, and if not, what to do.

Invariant: looking changes nothing: no key, folder or journal is made, and a journal is opened for
reading only. Every complaint comes with advice. The exit status is 0 when nothing stands in the way.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import platform
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import journal_option, json_option, refuse_no_file
from mulligan_store.errors import MulliganError

PACKAGES = (
    *("click", "dill", "imgui-bundle", "platformdirs", "rich", "sqlite-utils", "zstandard"),
    *(("filelock",) if sys.platform == "win32" else ()),
)
COLUMNS = (
    output.Column("check"),
    output.Column("result", style=lambda text: "green" if text == "well" else "red"),
    output.Column("what was found", folds=30),
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Fields:
        name: what.
        well: whether nothing stands in the way.
        found: what was found.
        advice: what to do, where something is to be done.
    """

    name: str
    well: bool
    found: str
    advice: str | None = None


@click.command("doctor")
@journal_option
@json_option
@click.pass_context
def command(context: click.Context, journal_path: Path | None, as_json: bool) -> None:
    """Look at display, OpenGL, packages, folders, key and journal, and say what to do.

    The exit status is 0 when nothing stands in the way of windows and of recording, and 1 otherwise.
    """
    checks = list(examine(journal_path))
    well = all(check.well for check in checks)
    if as_json:
        output.print_json({"well": well, "checks": checks})
    else:
        screen = output.screen()
        screen.table(
            COLUMNS, ((each.name, "well" if each.well else "not well", each.found) for each in checks)
        )
        for each in checks:
            if each.advice:
                screen.lines([f"{each.name}: {each.advice}"])
    context.exit(0 if well else 1)


def examine(journal_path: Path | None) -> Iterator[Check]:
    """Yield each check, the most basic first.

    Arguments:
        journal_path: the journal to look at; None for the one that commands would find.
    """
    looks: tuple[Callable[[], Check], ...] = (
        *(_python, _packages, _imgui, _opengl, _display, _state_folder, _key),
        lambda: _journal(journal_path),
    )
    for look in looks:
        yield look()


def _python() -> Check:
    version = f"Python {platform.python_version()} on {platform.system()}"
    is_locked = getattr(sys, "_is_gil_enabled", lambda: True)()
    if not is_locked:
        return Check("python", False, f"{version}, free-threaded", "use a build of Python with the GIL")
    return Check("python", True, version)


def _packages() -> Check:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return Check("packages", True, ", ".join(found))


def _imgui() -> Check:
    from mulligan.imgui.environment import require_imgui

    try:
        require_imgui()
    except MulliganError as error:
        found, _, advice = str(error).partition(": ")
        return Check("imgui-bundle", False, found, advice)
    return Check("imgui-bundle", True, "can be imported")


def _opengl() -> Check:
    if platform.system() != "Linux":
        return Check("OpenGL", True, "comes with the system")
    try:
        ctypes.CDLL("libGL.so.1")
    except OSError as error:
        return Check(
            "OpenGL", False, str(error), "install libGL; on Debian and Ubuntu: apt-get install libgl1"
        )
    return Check("OpenGL", True, "libGL.so.1 can be loaded")


def _display() -> Check:
    from mulligan.imgui.environment import display_problem

    problem = display_problem()
    if problem is None:
        return Check("display", True, "a window can be opened")
    found, _, advice = problem.partition(". ")
    return Check("display", False, found, advice)


def _state_folder() -> Check:
    from mulligan_store.locations import state_folder

    return _folder("state folder", state_folder(), "MULLIGAN_STATE_DIR")


def _folder(name: str, path: Path, variable: str) -> Check:
    if not path.exists():
        parent = next(each for each in path.parents if each.exists())
        if not os.access(parent, os.W_OK):
            advice = f"make it writable, or name another folder in {variable}"
            return Check(name, False, f"{path} is not there and cannot be made in {parent}", advice)
        return Check(name, True, f"{path}: will be made when it is needed")
    if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        advice = f"make it a folder that you may write, or name another one in {variable}"
        return Check(name, False, f"{path} cannot be written", advice)
    return _private(name, path, f"{path}: can be written", "700")


def _private(name: str, path: Path, found: str, mode: str) -> Check:
    """Add what is wrong with a mode; Windows has none, and keeps these folders to their user."""
    open_to_others = os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077
    if open_to_others:
        return Check(name, False, f"{path} is open to other users", f"chmod {mode} {path}")
    return Check(name, True, found)


def _key() -> Check:
    from mulligan_store.key_check import check_key_folder
    from mulligan_store.keys import KeyFolder
    from mulligan_store.locations import key_folder

    folder = key_folder()
    kept = check_key_folder(folder)
    if kept.problems:
        return Check("key", False, f"{folder}: not kept as it should be", "; ".join(kept.problems))
    reachable = _folder("key", folder, "MULLIGAN_KEY_DIR")
    if not reachable.well or not folder.exists():
        return reachable
    try:
        signer = KeyFolder(folder).signer()
    except MulliganError as error:
        return Check("key", False, str(error), "entries can be shown, and are restored only with their key")
    made = "the key will be made when it is needed" if signer is None else signer.fingerprint
    return Check("key", True, "; ".join([f"{folder}: {made}", *kept.unchecked]))


def _journal(path: Path | None) -> Check:
    from mulligan_store.journal import Journal
    from mulligan_store.locations import find_journal

    found = find_journal(path)
    if found is None:
        return Check("journal", True, "there is none yet; an app makes one when it starts")
    advice = (
        "the app sets a damaged journal aside when it starts; `mulligan salvage` reads what is left of it"
    )
    try:
        refuse_no_file(found)
        with Journal.open(found, read_only=True) as journal:
            report = journal.verify()
            notes = "; ".join(journal.notes)
    except MulliganError as error:
        return Check("journal", False, str(error), advice)
    if not report.sound:
        more = f" and {len(report.problems) - 1} more" if len(report.problems) > 1 else ""
        advice = "`mulligan verify` lists every problem; entries that are sound can still be restored"
        return Check("journal", False, f"{found}: {report.problems[0]}{more}", advice)
    return Check("journal", True, f"{found}: {report.entries} entries, sound{f'; {notes}' if notes else ''}")
