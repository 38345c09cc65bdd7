"""After a session that broke off, its last good state is offered, and never forced on anybody."""

from __future__ import annotations

import sys
import types

import pytest

from mulligan import HotReloader
from mulligan.cli.main import main
from mulligan.recovery import find_offer
from mulligan.triggers import Triggers
from mulligan_store.journal import Journal
from tests.support.command_line import run_python

ONE = "def render(app):\n    return 'one'\n"
TWO = ONE.replace("one", "two")
THREE = ONE.replace("one", "three")


def new_app():
    """The app as it is when it has just been started."""
    return types.SimpleNamespace(rows=[], note="")


@pytest.fixture
def gui(files):
    """A hot module with one function."""
    return files.add("gui", ONE, state_keys=["rows", "note"], targets=["render"])


def work(files, text=TWO):
    """A session with some state and a kept reload, which then breaks off."""
    app = new_app()
    HotReloader.start(app)
    app.rows.append({"id": 1})
    files.write("gui", text)
    assert HotReloader.reload_all(app) is True
    return app


def crash():
    """The session ends without a word, as one does whose process was killed."""
    HotReloader.stop(clean=False)


def restart():
    """The app, started again; returned with what is offered."""
    app = new_app()
    HotReloader.start(app)
    return app, HotReloader.view().recovery


def test_the_last_good_state_is_offered_and_restored(files, gui, reloader):
    """The offer names entry, moment and changed keys; accepting it is a restore into the live objects."""
    work(files)
    entry = reloader.history()[0]
    crash()
    app, offer = restart()
    assert (offer.entry_id, offer.saved_at, offer.attempts, offer.code) == (
        entry.id,
        entry.started_at,
        0,
        False,
    )
    assert offer.keys == ("rows",)
    rows = app.rows
    assert reloader.accept_recovery(app) is True
    assert app.rows is rows
    assert rows == [{"id": 1}]
    assert gui.render(app) == "two"
    newest = reloader.history()[0]
    assert (newest.kind, newest.trigger, newest.parent_id) == ("restore", "recovery", entry.id)
    assert reloader.view().recovery is None


def test_it_is_accepted_at_the_safe_point_when_it_is_only_asked_for(files, gui, reloader):
    """The banner's button queues; the next tick restores."""
    work(files)
    crash()
    app, _ = restart()
    reloader.request_recovery()
    assert app.rows == []
    reloader.tick(app)
    assert app.rows == [{"id": 1}]


def test_nothing_is_offered_after_a_clean_end(files, gui, reloader):
    """A session that ended by itself needs no recovery, and accepting nothing is False."""
    app = work(files)
    reloader.stop(app)
    app, offer = restart()
    assert offer is None
    assert reloader.accept_recovery(app) is False
    assert app.rows == []


def test_an_offer_that_was_ignored_is_not_made_again_in_this_session(files, gui, reloader):
    """Its entry stays in the journal and can be restored as any other."""
    work(files)
    crash()
    app, offer = restart()
    reloader.ignore_recovery()
    assert reloader.view().recovery is None
    reloader.tick(app)
    assert reloader.accept_recovery(app) is False
    assert reloader.restore(offer.entry_id, app) is True
    assert app.rows == [{"id": 1}]
    assert reloader.history()[0].trigger == "call"


def test_a_checkpoint_newer_than_the_last_reload_is_preferred(files, gui, reloader):
    """The newest snapshot is the least that is lost."""
    app = work(files)
    app.note = "typed after the reload"
    number = reloader.checkpoint("safe", app)
    crash()
    app, offer = restart()
    assert (offer.entry_id, offer.label, set(offer.keys)) == (number, "safe", {"rows", "note"})
    assert reloader.accept_recovery(app) is True
    assert app.note == "typed after the reload"


def test_an_entry_that_was_refused_still_holds_the_state_before_it(files, gui, reloader):
    """A snapshot is good whatever became of the edit after it."""
    app = work(files)
    app.note = "later"
    files.write("gui", "1 / 0\n")
    assert reloader.reload_all(app) is False
    crash()
    app, offer = restart()
    assert reloader.accept_recovery(app) is True
    assert (app.note, app.rows) == ("later", [{"id": 1}])
    assert offer.code is False


def test_an_edit_that_the_process_died_in_is_taken_back_too(files, gui, reloader):
    """On trial is not known to be good: the code from before it comes back with the state."""
    from mulligan import delegate

    app = type("App", (), {"_render": delegate(f"{gui.__name__}:render")})()
    app.rows, app.note = [1], ""
    reloader.start(app)
    files.write("gui", TWO)
    assert reloader.reload_all(app) is True
    assert reloader.view().on_trial is True
    _kill(reloader)
    again = type(app)()
    again.rows, again.note = [], ""
    reloader.start(again)
    offer = reloader.view().recovery
    assert offer.code is True
    assert reloader.accept_recovery(again) is True
    assert (again.rows, again._render()) == ([1], "one")


def _kill(reloader):
    """Let go of the journal as the system does for a process that is gone: nothing is settled first."""
    journal = reloader.journal()
    journal.close()
    reloader.stop(clean=False)


def test_a_crash_right_after_recovery_offers_the_same_state_and_counts(files, gui, reloader):
    """What the app had when it started is not taken for its work; each try is counted."""
    work(files)
    crash()
    app, first = restart()
    for attempts in (1, 2):
        assert reloader.accept_recovery(app) is True
        crash()
        app, offer = restart()
        assert (offer.entry_id, offer.attempts) == (first.entry_id, attempts)


def test_work_after_a_recovery_is_what_is_offered_next(files, gui, reloader):
    """A newer snapshot begins a new count."""
    work(files)
    crash()
    app, first = restart()
    assert reloader.accept_recovery(app) is True
    app.note = "went on"
    files.write("gui", THREE)
    assert reloader.reload_all(app) is True
    crash()
    app, offer = restart()
    assert offer.entry_id > first.entry_id
    assert offer.attempts == 0
    assert reloader.accept_recovery(app) is True
    assert (app.rows, app.note) == ([{"id": 1}], "went on")


def test_a_session_that_crashed_before_it_kept_anything_hides_nothing(files, gui, reloader):
    """A crash loop at the start does not lose what was there before it."""
    work(files)
    crash()
    for _ in range(3):
        app, offer = restart()
        crash()
    app, offer = restart()
    assert offer is not None
    assert reloader.accept_recovery(app) is True
    assert app.rows == [{"id": 1}]


def test_a_session_without_a_snapshot_offers_nothing(gui, reloader):
    """There is nothing to bring back."""
    restart()
    crash()
    assert restart()[1] is None


def test_keys_that_were_never_written_are_named(files, reloader):
    """A secret is not brought back, and the offer says so."""
    files.add("gui", ONE, state_keys=["rows", "note"], redact=["note"])
    work(files)
    crash()
    _, offer = restart()
    assert (offer.keys, offer.unsaved) == (("rows",), ("note",))


def test_another_apps_crash_is_not_offered(files, gui, reloader, tmp_path):
    """Apps that share a journal recover their own sessions."""
    with Journal.open(tmp_path / "journal.db") as journal:
        journal.begin_session("another app")
        _kept(journal)
    assert restart()[1] is None


def _kept(journal):
    from mulligan_store.records import NewEntry, SnapshotGroup

    number = journal.begin_entry(
        NewEntry(kind="checkpoint", trigger="call", groups=(SnapshotGroup(("rows",), b"x"),))
    )
    journal.set_status(number, "kept")


def test_while_the_app_runs_elsewhere_nothing_is_offered(files, gui, reloader, tmp_path):
    """The other window has the offer, or will end cleanly by itself."""
    work(files)
    crash()
    restart()
    with Journal.open(tmp_path / "journal.db") as journal:
        assert find_offer(journal) is None


def test_a_recovery_that_fails_in_its_trial_is_undone_and_not_counted(files, gui, reloader):
    """The app runs on with the state it started with."""
    from mulligan import delegate

    app = work(files)
    app.note = "poison"
    reloader.checkpoint(None, app)
    crash()
    files.write("gui", "def render(app):\n    assert not app.note\n    return 'fresh'\n")
    cls = type("SimpleNamespace", (), {"__module__": "types", "_render": delegate(f"{gui.__name__}:render")})
    app = cls()
    app.rows, app.note = [], ""
    assert reloader.reload_all(app) is True
    for _ in range(3):
        app._render()
    offer = reloader.view().recovery
    assert reloader.accept_recovery(app) is True
    assert app._render() == "fresh"
    assert app.note == ""
    assert reloader.history()[0].status == "rolled_back"
    crash()
    _, again = restart()
    assert again.attempts == 0
    assert offer is not None


def test_what_the_command_line_asked_for_is_a_recovery_too(files, gui, reloader, tmp_path, monkeypatch):
    """`mulligan recover` leaves a request; the next start takes it, and it counts as a try."""
    work(files)
    crash()
    assert main(["recover", "--journal", str(tmp_path / "journal.db")]) == 0
    app, offer = restart()
    monkeypatch.setattr(Triggers, "due", lambda self: True)
    reloader.tick(app)
    assert app.rows == [{"id": 1}]
    assert reloader.history()[0].trigger == "recovery"
    assert reloader.view().recovery is None
    crash()
    assert restart()[1].attempts == offer.attempts + 1


def test_the_command_line_asks_a_running_app_for_a_reload(files, gui, reloader, tmp_path, monkeypatch):
    """`mulligan reload` is served at the safe point, as the shortcut is."""
    app = work(files)
    files.write("gui", THREE)
    assert main(["reload", "--journal", str(tmp_path / "journal.db")]) == 0
    monkeypatch.setattr(Triggers, "due", lambda self: True)
    reloader.tick(app)
    assert gui.render(app) == "three"
    assert (reloader.history()[0].kind, reloader.history()[0].trigger) == ("reload", "command line")


KILLED = """
import os, pathlib, sys, types
from mulligan import HotModule, HotReloader
path = pathlib.Path(sys.argv[1])
path.write_text("A = 1\\n", encoding="utf-8")
sys.path.insert(0, str(path.parent))
import killed_gui
HotReloader.configure(journal=sys.argv[2])
HotReloader.register(HotModule("killed_gui", path, ["rows"], []))
app = types.SimpleNamespace(rows=["unsaved work"])
HotReloader.start(app)
assert HotReloader.checkpoint("now", app) == 1
os._exit(9)
"""

STARTED_AGAIN = KILLED.replace('rows=["unsaved work"]', "rows=[]").partition("assert ")[0] + (
    "print(HotReloader.view().recovery.label, HotReloader.accept_recovery(app), app.rows)\n"
)


def test_a_killed_process_is_recovered_by_the_next_one(tmp_path):
    """The system says that it is gone; the next start offers what it left."""
    path, journal = tmp_path / "killed_gui.py", tmp_path / "journal.db"
    assert run_python("-c", KILLED, path, journal).status == 9
    done = run_python("-c", STARTED_AGAIN, path, journal)
    assert (done.status, done.out) == (0, "now True ['unsaved work']\n"), done.err
    assert "killed_gui" not in sys.modules
