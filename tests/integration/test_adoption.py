"""Whenever a hot module is imported, an edit that comes later is an edit."""

from __future__ import annotations

import importlib
import types

from mulligan import HotModule, delegate


def register(reloader, files, stem, path=None):
    hot = HotModule(files.name(stem), path or files.path(stem), [], [])
    reloader.register(hot)
    return hot


def test_data_edited_after_a_delegate_imported_the_module_goes_live(files, reloader):
    """The app registers first and its delegate imports at the first frame; then a constant is edited."""
    files.write("lazy", "TITLE = 'old'\n\ndef render(app):\n    return TITLE\n")
    register(reloader, files, "lazy")
    app = type("App", (), {"_render": delegate(f"{files.name('lazy')}:render")})()
    assert app._render() == "old"
    files.write("lazy", "TITLE = 'new'\n\ndef render(app):\n    return TITLE\n")
    assert reloader.reload_all(app) is True
    assert app._render() == "new"


def test_data_edited_after_a_plain_import_goes_live(files, reloader):
    """A module that was registered, then imported by the app, then edited: the edit is seen."""
    files.write("plain", "TITLE = 'old'\n")
    register(reloader, files, "plain")
    module = importlib.import_module(files.name("plain"))
    files.write("plain", "TITLE = 'new'\n")
    assert reloader.reload_all(types.SimpleNamespace()) is True
    assert module.TITLE == "new"


def test_a_file_that_was_broken_at_registration_is_reported_by_the_reload(files, reloader):
    """Registering never fails for a bad file; the reload refuses, and works once it is mended."""
    files.write("broken", "VALUE = 1\n")
    module = importlib.import_module(files.name("broken"))
    files.write("broken", "VALUE = (\n")
    register(reloader, files, "broken")
    app = types.SimpleNamespace()
    assert reloader.reload_all(app) is False
    assert "never closed" in reloader.last_error
    files.write("broken", "VALUE = 1\n\ndef added():\n    return 2\n")
    assert reloader.reload_all(app) is True
    assert module.added() == 2


def test_a_missing_file_is_reported_by_the_reload(files, reloader, tmp_path):
    """A wrong path does not fail the registration, and is named by the reload."""
    files.write("lost", "VALUE = 1\n")
    importlib.import_module(files.name("lost"))
    register(reloader, files, "lost", tmp_path / "nowhere.py")
    assert reloader.reload_all(types.SimpleNamespace()) is False
    assert "nowhere.py" in reloader.last_error


def test_a_relative_path_is_meant_from_where_it_was_given(files, reloader, tmp_path, monkeypatch):
    """The process may change its folder after registering."""
    files.write("moved", "VALUE = 1\n")
    module = importlib.import_module(files.name("moved"))
    monkeypatch.chdir(files.folder)
    register(reloader, files, "moved", files.path("moved").name)
    monkeypatch.chdir(tmp_path)
    files.write("moved", "VALUE = 2\n")
    assert reloader.reload_all(types.SimpleNamespace()) is True
    assert module.VALUE == 2
