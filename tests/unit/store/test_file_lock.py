"""A file is locked for one holder at a time, and for no longer than its process lives."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from pathlib import Path

import pytest

from mulligan_store.file_lock import lock_file
from mulligan_store.journal import Journal
from tests.support.journals import run_child, start_child

TAKES_LOCK = """
import os, subprocess, sys
from pathlib import Path
from mulligan_store.file_lock import lock_file

path = Path(sys.argv[1])
lock = lock_file(path, timeout_s=0)
assert lock is not None
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file that is locked."""
    return tmp_path / "some.lock"


def test_one_holder_at_a_time(path: Path) -> None:
    """A file that is locked cannot be locked again, not even by the same process, before it is let go."""
    first = lock_file(path, timeout_s=0)
    assert first is not None
    assert lock_file(path, timeout_s=0) is None
    first.release()
    first.release()
    second = lock_file(path, timeout_s=0)
    assert second is not None
    second.release()


def test_a_lock_is_waited_for(path: Path) -> None:
    """Whoever waits gets the lock when its holder lets go."""
    first = lock_file(path, timeout_s=0)
    assert first is not None
    letting_go = threading.Timer(0.1, first.release)
    letting_go.start()
    second = lock_file(path, timeout_s=60)
    letting_go.join()
    assert second is not None
    second.release()


def test_a_lock_that_nobody_has_any_more_is_let_go(path: Path) -> None:
    """A journal that was dropped without being closed keeps no other from saying that its session is dead."""
    lock = lock_file(path, timeout_s=0)
    assert lock_file(path, timeout_s=0) is None
    del lock
    gc.collect()
    again = lock_file(path, timeout_s=0)
    assert again is not None
    again.release()


def test_a_child_does_not_hold_on_the_lock_of_a_process_that_is_gone(path: Path) -> None:
    """A worker that an app has forked may outlive it; its session is found dead all the same."""
    code = f"""{TAKES_LOCK}
if hasattr(os, "fork"):
    if os.fork() == 0:
        sys.stdin.read()
        os._exit(0)
else:
    subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=sys.stdin)
print("locked", flush=True)
os._exit(0)
"""
    with start_child(code, path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        holder.wait()
        lock = lock_file(path, timeout_s=60)
        assert lock is not None
        lock.release()


def test_letting_go_in_a_child_leaves_the_lock_to_its_parent(path: Path) -> None:
    """A child that ends tidily takes nothing away from the process that it was forked from."""
    code = f"""{TAKES_LOCK}
child = os.fork() if hasattr(os, "fork") else None
if child == 0:
    lock.release()
    os._exit(0)
if child is not None:
    os.waitpid(child, 0)
print(lock_file(path, timeout_s=0))
"""
    assert run_child(code, path) == "None\n"


def test_a_file_that_was_removed_meanwhile_is_no_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is locked is the file that has the name, so that the next one finds it locked."""
    usual = os.open

    def open_and_remove(path: Path, *arguments: int) -> int:
        monkeypatch.undo()
        descriptor = usual(path, *arguments)
        with contextlib.suppress(PermissionError):  # Windows removes no file that is open
            path.unlink()
        return descriptor

    monkeypatch.setattr(os, "open", open_and_remove)
    lock = lock_file(path, timeout_s=0)
    assert lock is not None
    assert lock_file(path, timeout_s=0) is None
    lock.release()


def test_a_link_in_the_place_of_a_lock_is_not_followed(path: Path) -> None:
    """Whoever can write the folder cannot make us touch a file elsewhere."""
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(OSError, match=path.name):
        lock_file(path, timeout_s=0)
    assert not path.with_name("elsewhere").exists()


def test_a_journal_makes_nothing_else_in_the_process_slower(tmp_path: Path) -> None:
    """Nobody listens to audited events for us, `id()` among them, as filelock does where it can fork."""
    Journal.open(tmp_path / "app.db").close()
    code = """
import sys
from mulligan_store.journal import Journal
Journal.open(sys.argv[1]).close()
print("filelock" in sys.modules)
"""
    assert run_child(code, tmp_path / "app.db") == f"{sys.platform == 'win32'}\n"
