"""What an edit executes, and above all what it does not execute."""

from __future__ import annotations

import logging
import sys

import pytest

from tests.support.engine_cases import Edit


def test_edit_of_a_body_executes_nothing(edit: Edit) -> None:
    """An edit inside a function executes no statement of the module."""
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["outside"].CALLS == ["import"]


def test_added_definition_executes_only_itself(edit: Edit) -> None:
    """An added statement is executed; the unchanged ones are not."""
    seen = []
    for version in edit.versions():
        seen.append(list(edit["outside"].CALLS))
        assert hasattr(edit["gui"], "EXTRA") == (version == 2)
    assert seen == [["import"], ["import", "ex"], ["import", "ex"], ["import", "ex", "ex"]]


def test_decorator_runs_once_for_an_edit_of_a_body(edit: Edit) -> None:
    """A decorator is not run again for an edit of the body it decorates, on functions and classes."""
    for version in edit.versions():
        assert (edit["gui"].render(), edit["gui"].Widget().draw()) == (version, version)
        assert edit["outside"].CALLS == ["render", "Widget"]


def test_moved_statements_are_not_executed_again(edit: Edit) -> None:
    """Statements that only moved are not executed again."""
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["outside"].CALLS == ["first", "second", "third"]


def test_thread_is_not_started_twice(edit: Edit) -> None:
    """A thread that the module started is not started again by an edit elsewhere in it."""
    worker = edit["gui"].WORKER
    for version in edit.versions():
        assert edit["gui"].render() == version
        assert edit["gui"].WORKER is worker
        assert edit["outside"].STARTED == ["worker"]


def test_log_handler_is_not_added_twice(edit: Edit) -> None:
    """A log handler is not added again by an edit elsewhere in the module."""
    for version in edit.versions():
        assert edit.module.render() == version
        assert len(logging.getLogger(edit.module.__name__).handlers) == 1


def test_nothing_changed_does_nothing(edit: Edit) -> None:
    """A file saved without a change executes nothing."""
    render = edit["gui"].render
    for _ in edit.versions():
        assert edit["gui"].render is render
        assert edit["outside"].CALLS == ["import"]


def test_whole_module_runs_again_when_asked(edit: Edit) -> None:
    """With `reexecute="all"` every statement is executed again; functions still keep their identity."""
    render = edit.app.render = edit["gui"].render
    edit["gui"].STATE.append("gathered")
    counts = []
    for version in edit.versions(reexecute="all"):
        assert render() == version
        assert edit["gui"].render is render
        assert {1: ["gathered"], 2: []}[version] == edit["gui"].STATE
        counts.append(len(edit["outside"].CALLS))
    assert counts == [1, 2, 2, 3]


def test_named_definition_runs_again_when_asked(edit: Edit) -> None:
    """A function named in `reexecute`, because its decorator compiles, is decorated again for a new text."""
    for version in edit.versions(reexecute={"kernel"}):
        assert edit["gui"].kernel() == version
        assert edit["gui"].other() == 1
        assert edit["outside"].CALLS.count("other") == 1


def test_main_guard_is_never_executed(
    edit: Edit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The `if __name__ == "__main__":` block is never executed, not even in the program's main module."""
    monkeypatch.setitem(sys.modules, "__main__", edit.module)
    monkeypatch.setattr(edit.module, "__name__", "__main__")
    for version in edit.versions():
        assert edit.module.render() == version
    assert capsys.readouterr().out == ""


def test_registration_outside_made_by_a_failed_edit_stays(edit: Edit) -> None:
    """What a failed edit did to objects that are neither state nor in a hot module stays done."""
    for version in edit.versions():
        assert edit["gui"].render() == version
    assert edit["outside"].CALLS == ["from the edit"]
    assert isinstance(edit.error, LookupError)


def test_whole_module_again_keeps_identities(edit: Edit) -> None:
    """With `reexecute="all"`, too, functions, classes and enum members keep their identity."""
    module, app = edit.module, edit.app
    app.held = [module.Tool.PEN, module.Ticket, module.Widget, module.make]
    app.widget, app.ticket, app.inner = module.Widget(), module.Ticket("a"), module.make(5)
    for version in edit.versions(reexecute="all"):
        assert [module.Tool.PEN, module.Ticket, module.Widget, module.make] == app.held
        assert (app.widget.draw(), app.inner()) == (version, 5 * version)
        assert app.ticket == module.Ticket("a")
        assert {"make": module.make, module.Tool.PEN: module.Widget} == module.TABLE
    assert isinstance(edit.error, LookupError)
