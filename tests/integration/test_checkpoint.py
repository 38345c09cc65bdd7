"""Checkpoints, labels, pins, and taking the last reload back."""

from __future__ import annotations

import types

import pytest

from mulligan import JournalError, delegate, hot_reloader
from mulligan.failure import Failure
from mulligan_store.errors import EntryNotFound

ONE = "def render(app):\n    return 'one'\n"
TWO = ONE.replace("one", "two")
THREE = ONE.replace("one", "three")


@pytest.fixture
def gui(files):
    """A hot module with one function."""
    return files.add("gui", ONE, state_keys=["rows"], targets=["render"])


@pytest.fixture
def app():
    """An app with one state key and no delegates, so that no trial lasts."""
    return types.SimpleNamespace(rows=[1])


def edit(files, reloader, app, *texts):
    """Reload each text in turn."""
    for text in texts:
        files.write("gui", text)
        assert reloader.reload_all(app) is True


def entries(reloader):
    """Kind, trigger and status of the entries, newest first."""
    return [(each.kind, each.trigger, each.status) for each in reloader.history()]


def test_a_checkpoint_keeps_state_and_sources_without_an_edit(files, gui, reloader, app):
    """Its entry holds state and sources as they were, and can be restored like any other."""
    number = reloader.checkpoint("before lunch", app)
    (entry,) = reloader.history()
    assert (entry.id, entry.kind, entry.trigger, entry.status) == (number, "checkpoint", "call", "kept")
    assert entry.label == "before lunch"
    assert entry.modules == (gui.__name__,)
    assert {"capture", "record"} <= set(entry.phases_ms)
    rows = app.rows
    rows.append(2)
    edit(files, reloader, app, TWO)
    assert reloader.restore(number, app) is True
    assert app.rows is rows
    assert (rows, gui.render(app)) == ([1], "one")


def test_a_requested_checkpoint_is_taken_at_the_safe_point(gui, reloader, app):
    """Without an app, and from other threads, the next tick takes it."""
    assert reloader.checkpoint("soon") is None
    reloader.request_checkpoint("later")
    assert reloader.history() == []
    reloader.tick(app)
    assert [each.label for each in reloader.history()] == ["later", "soon"]
    assert [each.trigger for each in reloader.history()] == ["button", "call"]
    assert "kept as entry" in reloader.view().success


def test_a_checkpoint_ends_no_trial(files, gui, reloader):
    """What is on trial stays on trial and can still be undone."""
    app = type("App", (), {"_render": delegate(f"{gui.__name__}:render")})()
    app.rows = [1]
    edit(files, reloader, app, TWO)
    assert reloader.view().on_trial is True
    assert reloader.checkpoint(None, app) is not None
    assert reloader.view().on_trial is True
    assert entries(reloader)[1] == ("reload", "call", "on_trial")


def test_a_checkpoint_leaves_an_error_shown(files, gui, reloader, app):
    """A snapshot does not cure a refused edit."""
    files.write("gui", "def render(:\n")
    assert reloader.reload_all(app) is False
    assert reloader.checkpoint(None, app) is not None
    assert reloader.is_error_state is True


def test_a_checkpoint_that_cannot_be_captured_says_why(gui, reloader, app):
    """A missing state key: no entry, and the view tells."""
    del app.rows
    assert reloader.checkpoint(None, app) is None
    assert "StateKeyMissing" in reloader.last_error
    assert reloader.view().headline == "no checkpoint was taken"
    assert reloader.history() == []


def test_a_checkpoint_that_cannot_be_written_says_why(gui, reloader, app, tmp_path):
    """Where nothing is recorded nobody is told that something was kept."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    reloader.configure(journal=tmp_path / "file" / "journal.db")
    assert reloader.checkpoint(None, app) is None
    assert "nothing is recorded" in reloader.last_error
    assert reloader.view().success is None


def test_a_checkpoint_of_a_mixture_says_so(gui, reloader, app):
    """After an undo that failed work can still be saved, under a name that warns."""
    failure = Failure("Poisoned", "an undo failed", "Traceback ...")
    hot_reloader._session.notices.failed("restart", failure, "edit", poisoned=True)
    reloader.checkpoint("my work", app)
    assert reloader.history()[0].label == "my work, taken after an undo that failed"


def test_a_clean_end_keeps_the_state(gui, reloader, app):
    """Stopping with an app writes a checkpoint first, and the next start offers nothing."""
    reloader.start(app)
    app.rows.append(2)
    reloader.stop(app)
    reloader.start(app)
    assert entries(reloader) == [("checkpoint", "exit", "kept")]
    assert reloader.view().recovery is None


def test_a_clean_end_keeps_nothing_twice(gui, reloader, app):
    """If the newest entry holds the same state there is nothing to keep."""
    reloader.start(app)
    reloader.stop(app)
    reloader.start(app)
    reloader.stop(app)
    reloader.start(app)
    assert len(reloader.history()) == 1
    app.rows.append(3)
    reloader.stop(app)
    reloader.start(app)
    assert len(reloader.history()) == 2


@pytest.mark.parametrize("how", ["without an app", "broken off", "never met"])
def test_only_a_clean_end_of_a_known_app_keeps_its_state(gui, reloader, app, how):
    """Otherwise nothing is written on the way out."""
    if how != "never met":
        reloader.start(app)
    reloader.stop(None if how == "without an app" else app, clean=how != "broken off")
    reloader.start(app)
    assert reloader.history() == []


def test_a_state_that_cannot_be_kept_does_not_stop_the_end(gui, reloader, app, caplog):
    """The session ends cleanly all the same, and the log says what was lost."""
    reloader.start(app)
    del app.rows
    reloader.stop(app)
    assert "the state was not kept at the end of the session" in caplog.text
    assert reloader.journal() is None


def test_entries_are_labelled_and_pinned(gui, reloader, app):
    """Both can be taken back, and both leave the entry sound."""
    number = reloader.checkpoint(None, app)
    reloader.label(number, "the good one")
    reloader.pin(number)
    assert (reloader.history()[0].label, reloader.history()[0].pinned) == ("the good one", True)
    reloader.label(number, "")
    reloader.pin(number, False)
    assert (reloader.history()[0].label, reloader.history()[0].pinned) == (None, False)
    assert reloader.journal().verify().sound is True


def test_what_is_not_there_cannot_be_labelled(gui, reloader, app, tmp_path):
    """An unknown number, and a journal that cannot be opened, are errors that say so."""
    reloader.start(app)
    with pytest.raises(EntryNotFound):
        reloader.label(99, "x")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    reloader.configure(journal=tmp_path / "file" / "journal.db")
    with pytest.raises(JournalError, match="nothing was pinned"):
        reloader.pin(1)


def test_undo_brings_back_the_code_and_leaves_the_state(files, gui, reloader, app):
    """The last reload is taken back; what the app holds now it goes on holding."""
    edit(files, reloader, app, TWO)
    app.rows.append(2)
    assert reloader.undo_last_reload(app) is True
    assert (gui.render(app), app.rows) == ("one", [1, 2])
    newest = reloader.history()[0]
    assert (newest.kind, newest.parent_id) == ("restore", 1)
    assert "the state stays as it is" in reloader.view().success


def test_undo_again_goes_back_further_and_ends_at_the_first(files, gui, reloader, app):
    """Each undo takes back one more reload; with none left the code stays and the reason is said."""
    edit(files, reloader, app, TWO, THREE)
    assert reloader.undo_last_reload(app) is True
    assert gui.render(app) == "two"
    assert reloader.undo_last_reload(app) is True
    assert gui.render(app) == "one"
    assert reloader.undo_last_reload(app) is False
    assert "is left to undo" in reloader.last_error
    assert gui.render(app) == "one"


def test_undo_passes_over_refused_edits_and_checkpoints(files, gui, reloader, app):
    """Only what went live can be taken back."""
    edit(files, reloader, app, TWO)
    files.write("gui", "1 / 0\n")
    assert reloader.reload_all(app) is False
    reloader.checkpoint(None, app)
    reloader.request_undo()
    reloader.tick(app)
    assert gui.render(app) == "one"


def test_undoing_a_restore_is_a_restore(files, gui, reloader, app):
    """A restore has an entry of its own; restoring that leads back to where one was."""
    edit(files, reloader, app, TWO)
    app.rows.append(2)
    assert reloader.restore(1, app) is True
    assert (gui.render(app), app.rows) == ("one", [1])
    assert reloader.restore(2, app) is True
    assert (gui.render(app), app.rows) == ("two", [1, 2])
    assert [(each.kind, each.parent_id) for each in reloader.history()] == [
        ("restore", 2),
        ("restore", 1),
        ("reload", None),
    ]


def test_after_redoing_an_undone_reload_it_can_be_undone_again(files, gui, reloader, app):
    """Undo follows what runs, not what was tried last."""
    edit(files, reloader, app, TWO)
    reloader.undo_last_reload(app)
    edit(files, reloader, app, TWO)
    assert reloader.undo_last_reload(app) is True
    assert gui.render(app) == "one"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"state": False}, "restored code from before entry 1; the state stays as it is"),
        ({"code": False}, "restored state from before entry 1; the code stays as it is"),
        ({}, "restored state and code from before entry 1"),
    ],
)
def test_what_was_restored_is_said_in_words(files, gui, reloader, app, options, said):
    """State only and code only say what stayed."""
    edit(files, reloader, app, TWO)
    assert reloader.restore(1, app, **options) is True
    assert reloader.view().success.startswith(f"{said} in ")
