"""The main job without a window: edit, reload, commit or roll back, restore."""

from __future__ import annotations

import types

import pytest

from mulligan import HotModule, RegistrationError, delegate

GUI_V1 = """
    GREETING = "hello"
    calls = []

    def render(app):
        calls.append(app.count)
        app.count += 1
        return f"{GREETING} {app.note}"
"""
GUI_V2 = GUI_V1.replace("hello", "good morning")


def make_app(files, stem="gui", **attributes):
    """An app whose class delegates to render of the hot module."""
    target = f"{files.name(stem)}:render"
    cls = type("App", (), {"_render": delegate(target)})
    app = cls()
    app.note, app.count, app.rows = "typed text", 0, [{"id": 1}]
    vars(app).update(attributes)
    return app


@pytest.fixture
def gui(files):
    """A hot module with one panel."""
    return files.add("gui", GUI_V1, state_keys=["note", "count", "rows"], targets=["render"])


def test_a_good_edit_is_live_and_the_state_untouched(files, gui, reloader):
    """After a reload the same objects hold the state and the new code draws it."""
    app = make_app(files)
    rows, calls, render = app.rows, gui.calls, gui.render
    assert app._render() == "hello typed text"
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is True
    assert app._render() == "good morning typed text"
    assert (app.rows, gui.calls, gui.render) == (rows, calls, render)
    assert app.rows is rows
    assert gui.calls is calls
    assert gui.render is render
    assert reloader.is_error_state is False
    assert reloader.last_error is None


def test_the_journal_tells_of_the_reload(files, gui, reloader):
    """An entry holds kind, trigger, status, modules, times, the state's summary and both sources."""
    app = make_app(files)
    files.write("gui", GUI_V2)
    assert reloader.reload(gui.__name__, app) is True
    (entry,) = reloader.history()
    assert (entry.kind, entry.trigger, entry.status) == ("reload", "call", "on_trial")
    assert entry.error is None
    assert {"capture", "record", "prepare", "apply"} <= set(entry.phases_ms)
    for _ in range(3):
        app._render()
    reloader.tick(app)
    assert reloader.history(limit=1)[0].status == "kept"


def test_nothing_changed_is_said_and_is_no_entry(files, gui, reloader):
    """A reload without an edit succeeds, says so and writes nothing."""
    app = make_app(files)
    assert reloader.reload_all(app) is True
    assert "nothing changed" in reloader.view().success
    assert reloader.history() == []


BAD_EDITS = {
    "syntax error": ("def render(app:\n    pass\n", "SourceInvalid"),
    "exception half way": (
        GUI_V2 + "\n    calls.clear()\n    GREETING = 'x'\n    1 / 0\n",
        "ZeroDivisionError",
    ),
    "sys.exit": (GUI_V2 + "\n    import sys\n    sys.exit('bye')\n", "SystemExit"),
    "target missing": ("GREETING = 'x'\n", "DelegationBroken"),
    "target not callable": ("render = 5\n", "DelegationBroken"),
    "target without app": ("def render():\n    pass\n", "DelegationBroken"),
    "target with more": ("def render(app, more):\n    pass\n", "DelegationBroken"),
    "nul byte": ("def render(app):\n    return '\0'\n", ""),
}


@pytest.mark.parametrize("case", BAD_EDITS)
def test_a_bad_edit_never_happened(files, gui, reloader, case):
    """Code, state and identity are as before; the error is held in full; the next good edit works."""
    text, error_type = BAD_EDITS[case]
    app = make_app(files)
    app._render()
    before = (dict(vars(gui)), gui.render.__code__, list(gui.calls), list(app.rows), app.rows)
    files.write("gui", text)
    assert reloader.reload_all(app) is False
    assert reloader.is_error_state is True
    assert error_type in reloader.last_error
    assert "Traceback" in reloader.last_error
    after = (dict(vars(gui)), gui.render.__code__, list(gui.calls), list(app.rows), app.rows)
    assert before == after
    assert before[0].keys() == after[0].keys()
    assert all(before[0][name] is after[0][name] for name in before[0])
    assert app._render() == "hello typed text"
    entry = reloader.history(limit=1)[0]
    assert entry.status == "rolled_back"
    assert error_type in entry.error
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is True
    assert reloader.is_error_state is False
    assert app._render() == "good morning typed text"


def test_a_deleted_module_file_is_refused(files, gui, reloader):
    """A file that is gone refuses the reload by name and leaves the code running."""
    app = make_app(files)
    files.path("gui").unlink()
    assert reloader.reload_all(app) is False
    assert "SourceUnreadable" in reloader.last_error
    assert str(files.path("gui")) in reloader.last_error
    assert app._render() == "hello typed text"


def test_a_file_that_is_not_utf8_is_refused(files, gui, reloader):
    """Bytes that are no text in the declared encoding refuse the reload."""
    app = make_app(files)
    files.path("gui").write_bytes(b"NAME = '\xff\xfe'\n")
    assert reloader.reload_all(app) is False
    assert "SourceUnreadable" in reloader.last_error
    assert app._render() == "hello typed text"


def test_an_unreadable_path_is_refused(files, gui, reloader):
    """A folder where the file should be refuses the reload."""
    app = make_app(files)
    files.path("gui").unlink()
    files.path("gui").mkdir()
    assert reloader.reload_all(app) is False
    assert "SourceUnreadable" in reloader.last_error
    assert app._render() == "hello typed text"


def test_when_the_second_module_fails_the_first_changes_nothing(files, gui, reloader):
    """A reload is all or nothing over all registered modules."""
    other = files.add("other", "import {tag}_gui\nVALUE = 1\n")
    app = make_app(files)
    files.write("gui", GUI_V2)
    files.write("other", "import {tag}_gui\n{tag}_gui.calls.append('half')\nVALUE = 1 / 0\n")
    assert reloader.reload_all(app) is False
    assert (gui.GREETING, gui.calls, other.VALUE) == ("hello", [], 1)
    assert app._render() == "hello typed text"


def test_code_that_raises_in_its_first_frame_is_undone_in_that_frame(files, gui, reloader):
    """A delegate on trial that raises brings back code and state, and the same call succeeds."""
    app = make_app(files)
    rows = app.rows
    files.write("gui", GUI_V1.replace("app.count += 1", "app.rows.clear(); app.note = None; app.count / 0"))
    assert reloader.reload_all(app) is True
    assert app._render() == "hello typed text"
    assert (app.rows, app.note, app.count) == ([{"id": 1}], "typed text", 1)
    assert app.rows is rows
    assert reloader.is_error_state is True
    assert "ZeroDivisionError" in reloader.last_error
    assert reloader.history(limit=1)[0].status == "rolled_back"


def test_after_its_trial_an_exception_is_the_apps_own(files, gui, reloader):
    """Code that has passed its trial is not undone by a later exception."""
    app = make_app(files)
    files.write("gui", GUI_V2.replace("app.count += 1", "app.count += 1; 1 / (4 - app.count)"))
    assert reloader.reload_all(app) is True
    for _ in range(3):
        app._render()
    with pytest.raises(ZeroDivisionError):
        app._render()
    assert reloader.is_error_state is False
    assert reloader.history(limit=1)[0].status == "kept"


def test_a_missing_state_key_is_refused_by_name(files, gui, reloader):
    """The app lacks a state key: nothing is changed and the key is named."""
    app = make_app(files)
    del app.rows
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is False
    assert "StateKeyMissing" in reloader.last_error
    assert "rows" in reloader.last_error
    assert app._render() == "hello typed text"


def test_a_state_with_a_lock_is_still_rolled_back(files, gui, reloader):
    """A key that cannot be copied is protected in memory, and the entry says where the offender is."""
    import threading

    lock = threading.Lock()
    app = make_app(files, rows=[{"id": 1, "lock": lock}])
    files.write("gui", GUI_V1 + "\n    1 / 0\n")
    assert reloader.reload_all(app) is False
    assert app.rows == [{"id": 1, "lock": lock}]
    assert app.rows[0]["lock"] is lock


def test_an_unpicklable_but_copyable_value_does_not_stop_a_reload(files, gui, reloader):
    """What can be copied but not written is kept in memory only."""

    class Shy:
        def __reduce_ex__(self, protocol):
            raise TypeError("not to be written")

        def __deepcopy__(self, memo):
            return Shy()

    app = make_app(files, rows=[Shy()])
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is True
    assert app._render() == "good morning typed text"


def test_restore_brings_back_state_and_code_of_the_moment_before_an_entry(files, gui, reloader):
    """The original objects hold the earlier content again, and the earlier code runs."""
    app = make_app(files)
    rows = app.rows
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is True
    first = reloader.history(limit=1)[0]
    app.note, app.count = "later", 7
    app.rows.append({"id": 2})
    assert reloader.restore(first.id, app) is True
    assert (app.note, app.count, app.rows) == ("typed text", 0, [{"id": 1}])
    assert app.rows is rows
    assert app._render() == "hello typed text"
    newest = reloader.history(limit=1)[0]
    assert (newest.kind, newest.parent_id) == ("restore", first.id)


def test_restore_can_take_state_or_code_alone(files, gui, reloader):
    """state=False leaves the state as it is, code=False the code."""
    app = make_app(files)
    files.write("gui", GUI_V2)
    reloader.reload_all(app)
    entry = reloader.history(limit=1)[0]
    app.note = "later"
    assert reloader.restore(entry.id, app, state=False) is True
    assert app._render() == "hello later"
    assert reloader.restore(entry.id, app, code=False) is True
    assert app.note == "typed text"
    assert reloader.reload_all(app) is True
    assert app._render() == "good morning typed text"


def test_restore_of_an_entry_that_does_not_exist_is_refused(files, gui, reloader):
    """An unknown number changes nothing and says so."""
    app = make_app(files)
    assert reloader.restore(99, app) is False
    assert "EntryNotFound" in reloader.last_error
    assert "99" in reloader.last_error
    assert app._render() == "hello typed text"


def test_requests_from_threads_are_one_reload_at_the_safe_point(files, gui, reloader):
    """Triggers only queue; the next tick serves them together."""
    import threading

    app = make_app(files)
    files.write("gui", GUI_V2)
    threads = [threading.Thread(target=reloader.request_reload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert app._render() == "hello typed text"
    reloader.tick(app)
    assert app._render() == "good morning typed text"
    assert len(reloader.history()) == 1


def test_an_unregistered_name_is_refused(files, gui, reloader):
    """reload() of a module nobody registered is False with the reason."""
    app = make_app(files)
    assert reloader.reload("never_registered", app) is False
    assert "never_registered" in reloader.last_error


def test_a_file_edited_between_import_and_registration_is_an_edit(files, reloader):
    """What runs counts, not what the file says when the module is registered."""
    import importlib

    files.write("late", "def render(app):\n    return 'old'\n")
    module = importlib.import_module(files.name("late"))
    files.write("late", "def render(app):\n    return 'newer'\n")
    reloader.register(HotModule(module.__name__, files.path("late"), [], ["render"]))
    assert reloader.reload_all(types.SimpleNamespace()) is True
    assert module.render(None) == "newer"


def test_reverting_a_refused_edit_clears_the_error(files, gui, reloader):
    """When the file says again what runs, there is nothing to be warned of."""
    app = make_app(files)
    files.write("gui", "def render(:\n")
    assert reloader.reload_all(app) is False
    files.write("gui", GUI_V1)
    assert reloader.reload_all(app) is True
    assert reloader.is_error_state is False
    assert reloader.last_error is None


def test_a_reload_asked_for_by_the_code_that_is_being_reloaded_is_refused(files, gui, reloader):
    """A transaction inside a transaction is a bad edit, with advice."""
    app = make_app(files)
    files.write("gui", GUI_V2 + "\n    import mulligan\n    mulligan.HotReloader.reload_all(None)\n")
    assert reloader.reload_all(app) is False
    assert "request_reload" in reloader.last_error
    assert app._render() == "hello typed text"


def test_capture_and_restore_by_hand(files, gui, reloader):
    """capture_state copies deeply; restore_state puts it back into the original objects, twice."""
    app = make_app(files)
    rows = app.rows
    capture = reloader.capture_state(app)
    for _ in range(2):
        app.rows.append("x")
        app.note = "y"
        reloader.restore_state(app, capture)
        assert (app.rows, app.note) == ([{"id": 1}], "typed text")
        assert app.rows is rows
    assert capture["rows"] == [{"id": 1}]
    assert capture["rows"] is not rows


def test_strict_refuses_an_app_with_unclassified_attributes(files, gui, reloader, tmp_path):
    """strict=True turns the warning about unprotected attributes into a refusal."""
    app = make_app(files, forgotten=1)
    reloader.configure(journal=tmp_path / "journal.db", strict=True)
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is False
    assert "forgotten" in reloader.last_error


def test_unclassified_attributes_are_named_once(files, gui, reloader, caplog):
    """Without strict the names stand in the log once and in the view."""
    app = make_app(files, forgotten=1)
    reloader.tick(app)
    reloader.reload_all(app)
    assert [record for record in caplog.records if "forgotten" in record.getMessage()][1:] == []
    assert reloader.view().unclassified == ("forgotten",)


def test_a_module_that_was_never_imported_is_loaded(files, reloader):
    """Registering a module does not import it; the first reload does."""
    path = files.write("fresh", "VALUE = 1\n")
    reloader.register(HotModule(files.name("fresh"), path, [], []))
    assert reloader.reload_all(types.SimpleNamespace()) is True
    path.write_text("VALUE = 2\n", encoding="utf-8")
    assert reloader.reload_all(types.SimpleNamespace()) is True
    import sys

    assert sys.modules[files.name("fresh")].VALUE == 2


def test_register_refuses_what_is_no_hot_module(reloader):
    """A wrong description is an error at once."""
    with pytest.raises(RegistrationError):
        reloader.register("gui")
    with pytest.raises(RegistrationError):
        HotModule("gui", "gui.py", ["both"], [], live_keys=["both"])
    with pytest.raises(RegistrationError):
        HotModule("gui", "gui.py", "rows", [])


def test_a_restore_says_what_it_brought_back(files, reloader):
    """Where an entry holds no state, the success speaks of code alone."""
    gui = files.add("gui", GUI_V1, targets=["render"])
    app = make_app(files)
    files.write("gui", GUI_V2)
    assert reloader.reload_all(app) is True
    assert reloader.restore(reloader.history(limit=1)[0].id, app) is True
    assert gui.GREETING == "hello"
    assert "holds no state" in reloader.view().success
